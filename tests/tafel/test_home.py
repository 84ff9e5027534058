"""What waits for somebody: only what that reader may know, and never a word of a case."""

from datetime import timedelta
from uuid import uuid4

from models.forms.people import ProposeMember
from models.forms.sharing import DoubtCategory
from models.terms import Role
from models.views.home import HomePage
from tafel import clock, db, doubts, people
from tafel.sight import home
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act, stands


def _home(cast: Cast, login: str) -> HomePage:
    with db.reading(cast.seats[login]) as reading:
        found = home.home(reading)
        assert reading.shown == set()
        return found


def test_what_was_newly_shared_is_named_by_case_and_partner_alone(cast: Cast) -> None:
    (new,) = _home(cast, "wouter.lansink").new_shares
    assert (new.case_word, new.partner) == ("Zwaluw", "Politie De Waarden")
    assert _home(cast, "petra.dekker").new_shares == ()
    assert _home(cast, "rik.zandstra").new_shares == ()


def test_old_shares_are_no_news(cast: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=20)):
        assert _home(cast, "wouter.lansink").new_shares == ()


def test_a_doubt_waits_for_the_giver_alone(cast: Cast) -> None:
    given = stands(cast, "wouter.lansink", cast.passages["matrassen"])
    assert given is not None
    assert given.share_id is not None
    form = DoubtCategory(once=uuid4(), share_id=given.share_id)
    act(cast, "wouter.lansink", lambda work: doubts.doubt(work, form))
    (waits,) = _home(cast, "inge.bakels").doubts
    assert (waits.case_word, waits.doubted_for) == ("Zwaluw", "Openbaar Ministerie")
    assert not _home(cast, "ruud.eggink").doubts
    assert not _home(cast, "wouter.lansink").doubts


def test_a_sharing_profile_waits_after_three_months(cast: Cast) -> None:
    assert _home(cast, "inge.bakels").profiles == ()
    with clock.at(clock.now() + timedelta(days=95)):
        assert [one.word for one in _home(cast, "inge.bakels").profiles] == ["Zwaluw"]
        assert _home(cast, "ruud.eggink").profiles == ()


def test_a_proposed_colleague_waits_for_the_others_of_that_partner(cast: Cast) -> None:
    person = people.add_person("Nieuw", "nieuw.hier")
    form = ProposeMember(once=uuid4(), login="nieuw.hier", partner_id=cast.partners["OPV"], role=Role.MEMBER)
    with db.writing(cast.administrator) as work:
        people.propose(work, form)
    assert person
    assert _home(cast, "bram.kuijper").seats_to_confirm == 1
    assert _home(cast, "petra.dekker").seats_to_confirm == 0


def test_nothing_is_asked_for_a_meeting_whose_time_has_passed(cast: Cast) -> None:
    tables.set_up(cast)
    (waits,) = _home(cast, "inge.bakels").to_prepare
    assert waits.words == ("Zwaluw", "Samenwerking")
    with clock.at(waits.starts_at + timedelta(hours=1)):
        assert _home(cast, "inge.bakels").to_prepare == (waits,)
    with clock.at(waits.starts_at + timedelta(hours=3)):
        assert _home(cast, "inge.bakels").to_prepare == ()


def test_nothing_waits_without_a_reason(cast: Cast) -> None:
    assert not _home(cast, "fleur.van.aalst").waits
