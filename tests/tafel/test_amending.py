"""What others were shown is put right: corrected or recalled, told to who had it, and acted on."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.acts import Act
from models.amend_terms import AmendmentKind, Dealt, HadAs, RecallReason
from models.forms.casework import NameMember, TakePart
from tafel import casework, clock, db
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import home
from tests.cast import Cast
from tests.tafel.acting import act, joins, ledger, shared, stands
from tests.tafel.amends import confirms, corrects, opens, page, recalls, told
from tests.tafel.test_sharing import NECESSITY, give
from tests.tafel.test_sharing_ends import decision

OUTSIDERS = ["rik.zandstra", "ruud.eggink", "petra.dekker", "soraya.pinas"]


def test_a_receiver_sees_old_and_new_words_and_that_it_was_corrected(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    (passage,) = opens(cast, "wouter.lansink")
    assert passage.text == "Boven de kas liggen negen matrassen."
    assert passage.corrected
    assert (passage.corrected.was, passage.corrected.wrong) == (None, None)
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    (passage,) = opens(cast, "wouter.lansink")
    assert passage.text == "Boven de kas liggen zeven matrassen."
    assert passage.corrected
    assert passage.corrected.was == "Boven de kas liggen negen matrassen."
    assert passage.corrected.wrong == "Het aantal klopt niet."


def test_the_old_words_are_handed_out_again_on_the_share_that_gave_them(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    again = ledger(cast, Act.STATEMENT_HANDED_OUT)
    opens(cast, "wouter.lansink")
    lines = [one for entry in ledger(cast, Act.STATEMENT_HANDED_OUT)[len(again) :] for one in entry["passages"]]
    assert all(one["share"] for one in lines)


def test_who_never_saw_the_old_words_does_not_see_them_now(cast: Cast) -> None:
    decision(cast, ["ZC"])
    opens(cast, "wouter.lansink")
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], **NECESSITY)
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    give(cast, "inge.bakels", ["matrassen"], ["OM", "ZC"], **NECESSITY)
    (passage,) = opens(cast, "soraya.pinas")
    assert (passage.text, passage.corrected) == ("Boven de kas liggen zeven matrassen.", None)
    assert page(cast, "soraya.pinas").asked == ()


def test_the_words_end_with_the_share_of_the_new_ones(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    recalls(cast, "OM")
    assert opens(cast, "wouter.lansink") == []


def test_who_had_it_is_told_and_asked(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    assert told(cast) == {"wouter.lansink"}
    (line,) = page(cast, "wouter.lansink").asked
    assert (line.kind, line.giver, line.case_word) == (AmendmentKind.CORRECTED, "Politie De Waarden, AVIM", "Zwaluw")
    assert line.receivers == ()
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert [one.id for one in home.home(reading).amendments] == [line.id]
    for login in OUTSIDERS:
        assert page(cast, login).asked == page(cast, login).given == ()


def test_what_nobody_was_shown_needs_no_correction(cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        corrects(cast, "Boven de kas liggen zeven matrassen.")
    assert "wrong" in wrong.value.errors
    found = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert found
    assert found.text == "Boven de kas liggen negen matrassen."


def test_a_correction_says_something_else(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    with pytest.raises(Invalid) as wrong:
        corrects(cast, "Boven de kas liggen negen matrassen.")
    assert "text" in wrong.value.errors


def test_a_name_in_what_was_wrong_is_a_name(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.", "Het nummer was 06-12345678.")
    found = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert found
    assert found.names_person


def test_recalled_nobody_reads_it_and_who_had_it_is_listed(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    made = recalls(cast, "OM")
    assert opens(cast, "wouter.lansink") == []
    assert told(cast) == {"wouter.lansink"}
    for login in ["inge.bakels", "nadia.oosterhuis"]:
        (line,) = page(cast, login).given
        assert (line.id, line.kind, line.reason) == (made, AmendmentKind.RECALLED, RecallReason.WRONG)
        (one,) = line.receivers
        assert (one.name, one.had_as, one.confirmed_at) == ("Openbaar Ministerie", (HadAs.SCREEN,), None)
        assert one.told_at
    (entry,) = ledger(cast, Act.SHARE_RECALLED)
    assert (entry["receiver"], entry["recalled_for"]) == (str(cast.partners["OM"]), "wrong")


def test_to_whom_it_was_never_shown_learns_nothing(cast: Cast) -> None:
    shared(cast, "inge.bakels", cast.passages["voorman"], "OM")
    recalls(cast, "OM", word="voorman")
    assert page(cast, "wouter.lansink").asked == ()
    assert told(cast) == set()
    (line,) = page(cast, "inge.bakels").given
    assert line.receivers == ()


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


def test_the_administrator_has_no_such_page(cast: Cast) -> None:
    with pytest.raises(NotFound):
        page(cast, "ben.vink")
