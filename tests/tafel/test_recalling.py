"""What others were shown is recalled: who may, once, whoever left, and what a receiver says it did."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from models.acts import Act
from models.amend_terms import Dealt, RecallReason
from models.forms.amendments import RecallPassage
from models.forms.casework import NameMember, TakePart
from models.forms.sharing import WithdrawShares
from models.terms import FieldName
from tafel import amending, casework, clock, db, people, sharing, statements, subjects
from tafel.refusals import Conflict, NotFound, Refused
from tafel.sight import amended, as_before, handed_out, passages, share_page
from tafel.sight import casework as seen
from tests.cast import Cast
from tests.tafel.acting import act, at_once, joins, ledger, shared
from tests.tafel.amends import confirms, opens, page, recalls, told
from tests.tafel.test_sharing import NECESSITY, give, shares
from tests.tafel.test_sharing_ends import decision

OUTSIDERS = ["rik.zandstra", "ruud.eggink", "petra.dekker", "soraya.pinas"]


def test_a_receiver_confirms_once_what_it_did(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    made = recalls(cast, "OM")
    confirms(cast, "wouter.lansink", made)
    (line,) = page(cast, "inge.bakels").given
    assert line.receivers[0].dealt is Dealt.REMOVED
    assert page(cast, "wouter.lansink").asked == ()
    (entry,) = ledger(cast, Act.AMENDMENT_CONFIRMED)
    assert entry["dealt"] == "removed"
    with pytest.raises(Refused):
        confirms(cast, "wouter.lansink", made, "changed")
    assert len(ledger(cast, Act.AMENDMENT_CONFIRMED)) == 1


def test_nobody_confirms_for_another(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    made = recalls(cast, "OM")
    for login in [*OUTSIDERS, "inge.bakels", "nadia.oosterhuis"]:
        with pytest.raises(NotFound):
            confirms(cast, login, made)


def test_only_a_member_for_the_giver_recalls(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    for login in [*OUTSIDERS, "wouter.lansink", "nadia.oosterhuis"]:
        with pytest.raises(NotFound):
            recalls(cast, "OM", login=login)
    assert opens(cast, "wouter.lansink")


def test_a_recalled_passage_is_not_recalled_again(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    recalls(cast, "OM")
    with pytest.raises(Refused):
        recalls(cast, "OM")
    assert len(page(cast, "inge.bakels").given) == 1


def test_it_is_not_offered_again_as_something_new(cast: Cast) -> None:
    """Neither to share as before nor ticked on the share page; it can be chosen."""
    recalls(cast, "OM")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        before = as_before.as_before(reading, cast.cases["Zwaluw"])
        page = share_page.share_page(reading, cast.cases["Zwaluw"])
    version = cast.version("matrassen")
    assert version not in {one.version_id for one in before.passages} | page.chosen
    assert version in {one.version_id for one in page.passages}


def test_shared_again_it_can_be_recalled_again(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    recalls(cast, "OM")
    with clock.at(clock.now() + timedelta(hours=1)):
        shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
        recalls(cast, "OM")
    assert len(page(cast, "inge.bakels").given) == 2


def test_a_receiver_more_than_was_on_the_page_is_looked_at_first(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], **NECESSITY)
    with pytest.raises(Conflict):
        recalls(cast, "OM")
    with pytest.raises(NotFound):
        recalls(cast, "COL-T")


def test_who_left_the_case_is_told_without_its_name(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    form = TakePart(once=uuid4(), partner_id=cast.partners["OM"])
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], form))
    made = recalls(cast, "OM")
    (line,) = page(cast, "wouter.lansink").asked
    assert (line.id, line.case_word, line.case_id) == (made, None, None)
    assert told(cast) == {"wouter.lansink"}
    confirms(cast, "wouter.lansink", made, "nothing-kept")


def test_a_colleague_of_the_giver_sees_it_as_a_member_alone(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    recalls(cast, "OM")
    assert page(cast, "ruud.eggink").given == ()
    joins(cast, "inge.bakels", "ruud.eggink")
    assert len(page(cast, "ruud.eggink").given) == 1
    leaves = NameMember(once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership)
    act(cast, "inge.bakels", lambda work: casework.remove_member(work, cast.cases["Zwaluw"], leaves))
    assert page(cast, "ruud.eggink").given == ()


def test_recalled_in_two_windows_it_is_recalled_once(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    to = [cast.partners["OM"]]
    forms = [RecallPassage(once=uuid4(), receivers=to, drawn=to, reason=RecallReason.WRONG) for _ in range(2)]
    does = [partial(amending.recall, statement_id=cast.passages["matrassen"], form=form) for form in forms]
    (failed,) = at_once(cast, "inge.bakels", *does)
    assert isinstance(failed, Refused)
    assert len(page(cast, "inge.bakels").given) == 1


def test_who_is_shown_it_while_it_is_recalled_is_told_or_shown_nothing(cast: Cast) -> None:
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        drawn = seen.case_page(reading, cast.cases["Zwaluw"])
        assert drawn.contributions
    recalls(cast, "OM")
    with pytest.raises(handed_out.Stale):
        handed_out.record(reading)
    assert page(cast, "wouter.lansink").asked == ()


def test_an_ended_seat_is_told_nothing_and_the_giver_sees_that_nobody_was_reached(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    membership = cast.seats["wouter.lansink"].membership
    act(cast, "wouter.lansink", lambda work: people.end_membership(work, membership))
    recalls(cast, "OM")
    (line,) = page(cast, "inge.bakels").given
    assert line.receivers[0].told_at is None
    assert told(cast) == set()


def test_what_was_taken_back_can_be_recalled_from_who_saw_it(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    statement = cast.passages["matrassen"]
    sent = WithdrawShares(once=uuid4(), shares=[one.id for one in shares(cast)])
    act(cast, "inge.bakels", lambda work: sharing.withdraw(work, sent))
    act(cast, "inge.bakels", lambda work: statements.remove(work, statement))
    recalls(cast, "OM")
    assert told(cast) == {"wouter.lansink"}


def test_a_field_of_a_subject_is_recalled_without_reading_it(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    letter = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, case))
    name = act(cast, "inge.bakels", lambda work: subjects.say_field(work, case, letter, FieldName.NAME, "Anton Test"))
    shared(cast, "inge.bakels", name, "OM")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        seen.case_page(reading, case)
        passages.views(reading, case, passages.of_case(reading, case))
        handed_out.record(reading)
    joins(cast, "inge.bakels", "ruud.eggink")
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        view = amended.recall_page(reading, name)
        assert reading.shown == set()
    assert (view.field, view.text) == (FieldName.NAME, None)
    cast.passages["naam"] = name
    recalls(cast, "OM", word="naam")
    assert len(page(cast, "wouter.lansink").asked) == 1
