"""What others were shown is recalled: who may, once, whoever left, and what a receiver says it did."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.amend_terms import Dealt, RecallReason
from models.forms.amendments import RecallPassage
from models.forms.casework import MovePassage, NameMember, TakePart
from models.forms.sharing import AnswerDoubt, DoubtCategory, WithdrawShares
from models.tables.sharing import CategoryDoubt, Share
from models.terms import FieldName
from tafel import amending, casework, clock, corrections, db, doubts, people, sharing, statements, subjects
from tafel.db import Writing
from tafel.refusals import Conflict, NotFound, Refused
from tafel.sight import amended, as_before, handed_out, my_shares, passages, share_page
from tafel.sight import casework as seen
from tests.cast import Cast
from tests.tafel.acting import act, at_once, joins, ledger, opened, shared
from tests.tafel.amends import confirms, corrects, opens, page, recalls, told
from tests.tafel.test_sharing import NECESSITY, give, shares
from tests.tafel.test_sharing_ends import convenant, decision, withdraw

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


def test_what_ended_and_was_removed_can_be_recalled_from_who_saw_it(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    with clock.at(shares(cast)[0].ends_at):
        act(cast, "inge.bakels", lambda work: statements.remove(work, cast.passages["matrassen"]))
        recalls(cast, "OM")
    assert told(cast) == {"wouter.lansink"}


def _withdraws(work: Writing) -> int:
    stands = [one.id for one in work.session.scalars(select(Share)) if one.ended_at is None]
    return sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=stands))


def test_what_was_shown_is_not_withdrawn_without_a_reason(cast: Cast) -> None:
    """Nor together with what was shown to nobody: all of it stays as it was, until it is recalled."""
    opens(cast, "wouter.lansink")
    shared(cast, "inge.bakels", cast.passages["voorman"], "OM")
    with pytest.raises(Refused) as refused:
        act(cast, "inge.bakels", _withdraws)
    assert refused.value.why == sharing.SHOWN
    assert len(opens(cast, "wouter.lansink")) == len(shares(cast)) == 2
    for word in ("matrassen", "voorman"):
        recalls(cast, "OM", word=word)
    assert opens(cast, "wouter.lansink") == []
    assert len(page(cast, "wouter.lansink").asked) == 2


def test_new_words_nobody_saw_are_not_withdrawn_where_the_old_ones_were_shown(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    with pytest.raises(Refused):
        act(cast, "inge.bakels", _withdraws)


def test_shown_while_it_is_withdrawn_it_is_not_withdrawn(cast: Cast) -> None:
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        seen.case_page(reading, cast.cases["Zwaluw"])

    def shows(work: Writing) -> int:
        handed_out.hold_ledger(work)
        handed_out.write(work, reading.shown)
        return len(reading.shown)

    (failed,) = at_once(cast, "wouter.lansink", shows, _withdraws, "inge.bakels")
    assert isinstance(failed, Refused)
    assert opens(cast, "wouter.lansink")


def test_what_the_secretariat_saw_is_not_taken_from_it_by_withdrawing_what_it_follows(cast: Cast) -> None:
    decision(cast, ["ZC", "VZ"])
    convenant(cast)
    give(cast, "inge.bakels", ["voorman"], ["VZ", "ZC"], **NECESSITY)
    (led,) = [share.id for share in shares(cast) if share.receiver_id == cast.partners["ZC"]]
    assert opens(cast, "samir.el.khatib")
    with pytest.raises(Refused):
        withdraw(cast, "inge.bakels", [led])
    assert opens(cast, "samir.el.khatib")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (line,) = my_shares.to_recall(reading, [led])
    assert line.receiver_id == cast.partners["VZ"]
    recalls(cast, "ZC", word="voorman", drawn=[cast.partners[key] for key in ("VZ", "ZC")])
    assert opens(cast, "samir.el.khatib") == []
    assert len(page(cast, "samir.el.khatib").asked) == 1
    assert told(cast) == {"samir.el.khatib"}
    with pytest.raises(Refused):
        recalls(cast, "VZ", word="voorman")


def test_what_others_were_shown_is_recalled_before_it_is_moved(cast: Cast) -> None:
    """Whoever saw it in the wrong case, or of the wrong partner, is told; undoing that is recalled in its turn."""
    other = opened(cast, "inge.bakels", "Merel")
    opens(cast, "wouter.lansink")
    moves = partial(
        corrections.move, statement_id=cast.passages["matrassen"], form=MovePassage(once=uuid4(), case_id=other)
    )
    with pytest.raises(Refused):
        act(cast, "inge.bakels", moves)
    assert opens(cast, "wouter.lansink")
    recalls(cast, "OM")
    act(cast, "inge.bakels", moves)
    assert len(page(cast, "wouter.lansink").asked) == 1


def _misplaced(cast: Cast, login: str) -> None:
    """A receiver doubts the category of the last share, and the police gives it another."""
    doubting = DoubtCategory.model_validate({"once": uuid4(), "share_id": shares(cast)[-1].id, "suggested": "D6"})
    act(cast, login, lambda work: doubts.doubt(work, doubting))
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (doubted,) = reading.session.scalars(select(CategoryDoubt.id))
    answering = AnswerDoubt.model_validate({"once": uuid4(), "category": "D6"})
    act(cast, "inge.bakels", lambda work: doubts.answer(work, doubted, answering))


def test_under_the_wrong_category_it_is_recalled_from_who_saw_it(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    _misplaced(cast, "wouter.lansink")
    (line,) = page(cast, "wouter.lansink").asked
    assert (line.reason, told(cast)) == (RecallReason.NO_GROUND, {"wouter.lansink"})
    for login in OUTSIDERS:
        assert page(cast, login).asked == ()


def test_who_saw_it_under_the_wrong_category_and_left_is_told_too(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    leaves = TakePart(once=uuid4(), partner_id=cast.partners["OM"])
    decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], **NECESSITY)
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], leaves))
    _misplaced(cast, "soraya.pinas")
    assert [line.reason for line in page(cast, "wouter.lansink").asked] == [RecallReason.NO_GROUND]
    assert page(cast, "soraya.pinas").asked == ()


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
