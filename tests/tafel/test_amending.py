"""What others were shown is put right: corrected or recalled, told to who had it, and acted on."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from models.acts import Act
from models.amend_terms import AmendmentKind, HadAs, RecallReason
from models.forms.sharing import DoubtCategory
from models.terms import Role
from tafel import amending, clock, db, doubts, evidence
from tafel.refusals import Invalid, NotFound
from tafel.sight import amended, home
from tafel.sight import casework as seen
from tests.cast import Cast
from tests.tafel.acting import act, edited, ledger, shared, stands
from tests.tafel.amends import corrects, opens, page, recalls, told
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


def test_what_was_taken_back_does_not_come_back_beside_later_words(cast: Cast) -> None:
    """Old words end for good with the share of those that took their place, whatever is shared after that."""
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    recalls(cast, "OM")
    before = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert before
    later = edited(before, "Boven de kas liggen matrassen.", observed_on=before.observed_on)
    act(cast, "inge.bakels", lambda work: amending.edit(work, before.statement_id, later))
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    (passage,) = opens(cast, "wouter.lansink")
    assert (passage.text, passage.corrected) == ("Boven de kas liggen matrassen.", None)


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


def test_who_answers_for_privacy_at_the_giver_has_the_list_without_the_case(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    made = recalls(cast, "OM")
    for login in ("ruud.eggink", "bram.kuijper"):
        cast.seats[login] = replace(cast.seats[login], role=Role.PRIVACY_CONTACT)
    found = page(cast, "ruud.eggink")
    assert (found.asked, found.done, page(cast, "bram.kuijper").given) == ((), (), ())
    (line,) = found.given
    assert (line.id, line.by, [one.name for one in line.receivers]) == (made, "Inge Bakels", ["Openbaar Ministerie"])
    assert (line.case_id, line.case_word, line.statement_id) == (None, None, None)


def test_to_whom_it_was_never_shown_learns_nothing(cast: Cast) -> None:
    shared(cast, "inge.bakels", cast.passages["voorman"], "OM")
    recalls(cast, "OM", word="voorman")
    assert page(cast, "wouter.lansink").asked == ()
    assert told(cast) == set()
    (line,) = page(cast, "inge.bakels").given
    assert line.receivers == ()


def test_the_administrator_has_no_such_page(cast: Cast) -> None:
    with pytest.raises(NotFound):
        page(cast, "ben.vink")


def test_the_old_words_end_on_their_own_second_too(cast: Cast) -> None:
    soon = clock.today() + timedelta(days=10)
    give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=soon)
    opens(cast, "wouter.lansink")
    corrects(cast, "Zij hebben hun paspoort zelf.", statement=cast.passages["voorman"])
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    with clock.at(clock.end_of(soon) - timedelta(seconds=1)):
        (said,) = [one for one in opens(cast, "wouter.lansink") if one.statement_id == cast.passages["voorman"]]
        assert said.corrected
    with clock.at(clock.end_of(soon)):
        (said,) = [one for one in opens(cast, "wouter.lansink") if one.statement_id == cast.passages["voorman"]]
        assert (said.text, said.corrected) == ("Zij hebben hun paspoort zelf.", None)


def test_the_old_words_end_with_the_record_they_were_given_on(cast: Cast) -> None:
    first = decision(cast, ["ZC"], days=50)
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], purpose="P2", **NECESSITY)
    opens(cast, "soraya.pinas")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    decision(cast, ["ZC"], days=60)
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], purpose="P2", **NECESSITY)
    assert opens(cast, "soraya.pinas")[0].corrected
    act(cast, "inge.bakels", lambda work: evidence.end(work, first))
    (said,) = opens(cast, "soraya.pinas")
    assert (said.text, said.corrected) == ("Boven de kas liggen zeven matrassen.", None)


def test_while_the_new_words_are_doubted_nobody_reads_either(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    (said,) = opens(cast, "wouter.lansink")
    act(cast, "wouter.lansink", lambda work: doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=said.share_id)))
    assert opens(cast, "wouter.lansink") == []


def test_corrected_twice_one_reads_what_one_saw_last(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.", "Het waren er minder.")
    corrects(cast, "Boven de kas liggen zes matrassen.", "Er was er een dubbel geteld.")
    shared(cast, "inge.bakels", cast.passages["matrassen"], "OM")
    (said,) = opens(cast, "wouter.lansink")
    assert said.corrected
    assert said.corrected.was == "Boven de kas liggen negen matrassen."
    assert said.corrected.wrong == "Er was er een dubbel geteld."
    assert len(page(cast, "wouter.lansink").asked) == 2


def test_long_lists_go_in_pages_and_what_is_asked_stands_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amended, "PAGE", 1)
    opens(cast, "wouter.lansink")
    for number in ("zeven", "zes"):
        corrects(cast, f"Boven de kas liggen {number} matrassen.")
    first = page(cast, "inge.bakels")
    assert len(first.given) == 1
    with db.reading(cast.seats["inge.bakels"]) as reading:
        second = amended.page(reading, first.older)
        with pytest.raises(NotFound):
            amended.page(reading, "gisteren")
    assert len(second.given) == 1
    assert second.given != first.given
    assert second.older is None
    assert len(page(cast, "wouter.lansink").asked) == 2


def test_the_giver_reads_back_what_was_wrong(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        lines = seen.passage_page(reading, cast.cases["Zwaluw"], cast.passages["matrassen"]).versions
    assert [line.wrong for line in lines] == ["Het aantal klopt niet.", None]
