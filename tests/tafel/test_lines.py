"""What is written down at an item: by whom, for whom, and who then reads it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from models.acts import Act
from models.forms.casework import Autosave, MovePassage, NameMember, TakePart
from models.forms.lines import Decide, EditLine, OneLine, SayLine, TakeAction
from models.meeting_terms import LineKind, MinutesState, MinutingMode, Route
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import Minutes
from models.tables.room import ActionItem, Decision
from models.views.lines import ItemLines
from tafel import casework, clock, confirming, corrections, db, lines, meetings, notes, sharing
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import actions, home
from tafel.sight import lines as seen
from tafel.sight import sharing as shared
from tests import tables
from tests.cast import Cast, giving
from tests.tables import Table
from tests.tafel import minuted
from tests.tafel.acting import act, joins, ledger, opened, stands, written
from tests.tafel.minuting import (
    TAKER,
    action,
    answered,
    decided,
    in_session,
    noted_and_left,
    of_item,
    one,
    said,
    waiting,
)

pytestmark = pytest.mark.laid

NOBODY = ("petra.dekker", "ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra")


def _readers(cast: Cast, table: Table, statement: UUID) -> set[str]:
    """Who reads the words of a line on the live page."""
    found = {login: one(cast, login, table, statement) for login in cast.seats}
    return {login for login, line in found.items() if line and line.text is not None}


def _edited(cast: Cast, table: Table, statement: UUID, text: str, **more: object) -> EditLine:
    line = one(cast, TAKER, table, statement)
    assert line
    return EditLine.model_validate({"once": uuid4(), "text": text, "base": line.base} | more)


# ---------- who reads it


def test_what_was_said_is_read_by_giver_and_note_taker_until_the_giver_confirms(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    assert _readers(cast, table, line) == {TAKER, "inge.bakels"}
    act(
        cast,
        "inge.bakels",
        lambda work: confirming.confirm(work, line, answered(cast, "inge.bakels", table, "right", reliability="heard")),
    )
    assert _readers(cast, table, line) == {TAKER, "inge.bakels", "wouter.lansink"}


@pytest.mark.parametrize("write", [decided, action])
def test_a_decision_and_an_action_go_under_the_profile_of_who_takes_it_on(
    cast: Cast, write: Callable[..., UUID]
) -> None:
    table = in_session(cast, mode=MinutingMode.AGREED)
    line = write(cast, table)
    assert _readers(cast, table, line) == {TAKER, "inge.bakels", "wouter.lansink"}
    given = [entry for entry in ledger(cast, Act.SHARE_GIVEN) if entry["passages"][0]["statement"] == str(line)]
    assert {(entry["giver"], entry["receiver"]) for entry in given} == {
        (str(cast.partners["POL"]), str(cast.partners["OM"]))
    }
    assert given[0]["person"] == str(cast.seats[TAKER].person)


def test_without_a_profile_it_stays_with_giver_and_note_taker_and_the_giver_is_asked(cast: Cast) -> None:
    table = in_session(cast)
    line = decided(cast, table, "ZC")
    assert _readers(cast, table, line) == {TAKER, "soraya.pinas"}
    mine = one(cast, TAKER, table, line)
    assert mine
    assert mine.stays
    with db.reading(cast.seats["soraya.pinas"]) as reading:
        assert [waits.statement_id for waits in seen.unshared(reading)] == [line]
        assert [one.alone for one in seen.of_item(reading, table.meeting).lines] == [True]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert not seen.unshared(reading)


def test_what_the_secretariat_takes_on_is_its_own_to_do(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table, "VZ")
    assert _readers(cast, table, line) == {TAKER}
    for login, todo in ((TAKER, ["Rijdt langs."]), ("marijke.terpstra", []), ("inge.bakels", [])):
        with db.reading(cast.seats[login]) as reading:
            assert [one.text for one in actions.open_actions(reading)] == todo


def test_the_note_takers_own_profile_counts_as_long_as_its_partner_is_in_the_case(cast: Cast) -> None:
    table, case, samir = in_session(cast), cast.cases["Zwaluw"], cast.seats[TAKER].membership
    found = stands(cast, TAKER, written(cast, TAKER, "Het overleg is in het stadhuis.", category="D0"))
    assert found
    act(cast, TAKER, lambda work: sharing.give(work, case, giving([found.version_id], [cast.partners["OM"]])))
    assert _readers(cast, table, action(cast, table, "VZ")) == {TAKER, "wouter.lansink"}
    joins(cast, TAKER, "marijke.terpstra")
    gone = NameMember(once=uuid4(), membership_id=samir)
    act(cast, TAKER, lambda work: casework.remove_member(work, case, gone))
    through_a_colleague = action(cast, table, "VZ")
    assert _readers(cast, table, through_a_colleague) == {TAKER, "marijke.terpstra", "wouter.lansink"}
    assert ledger(cast, Act.SHARE_GIVEN)[-1]["person"] == str(cast.seats[TAKER].person)
    leaves = TakePart(once=uuid4(), partner_id=cast.partners["VZ"])
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, case, leaves))
    assert _readers(cast, table, action(cast, table, "VZ")) == {TAKER}


def test_what_a_note_taker_wrote_is_handed_out_to_the_giver_and_not_to_himself(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        seen.mine(reading, table.meeting)
        assert len(reading.shown) == 1
    with db.reading(cast.seats[TAKER]) as reading:
        seen.of_item(reading, table.meeting)
        assert not reading.shown


def test_nobody_else_learns_of_any_of_it(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table), decided(cast, table), action(cast, table)
    for login in ("petra.dekker", "ruud.eggink"):
        assert of_item(cast, login, table) == ItemLines(meeting_id=table.meeting)
        assert not waiting(cast, login, table)
    for login in ("nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        with pytest.raises(NotFound):
            of_item(cast, login, table)
        with pytest.raises(NotFound):
            waiting(cast, login, table)


def test_the_case_page_of_the_giver_names_the_kind(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    passage = stands(cast, "inge.bakels", line)
    assert passage
    assert passage.line is LineKind.SAID
    assert passage.unconfirmed


# ---------- what was said


def test_an_unconfirmed_line_is_in_nobodys_share_list_and_can_be_shared_by_nobody(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    found = stands(cast, "inge.bakels", line)
    assert found
    with db.reading(cast.seats["inge.bakels"]) as reading:
        ours, _ = shared.own_passages(reading, cast.cases["Zwaluw"])
        assert line not in {passage.statement_id for passage in ours}
    with pytest.raises(Conflict):
        act(
            cast,
            "inge.bakels",
            lambda work: sharing.give(
                work, cast.cases["Zwaluw"], giving([found.version_id], [cast.partners["OM"]], purpose="P4")
            ),
        )


def test_other_words_are_the_givers_own(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "other", text="De kas is bijna leeg.")
    act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, form))
    prosecutor, taker = one(cast, "wouter.lansink", table, line), one(cast, TAKER, table, line)
    assert prosecutor
    assert prosecutor.text == "De kas is bijna leeg."
    assert taker
    assert taker.text is None
    assert not taker.mine


def test_not_to_be_written_down_removes_it(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "drop")
    act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, form))
    assert _readers(cast, table, line) == set()
    assert one(cast, TAKER, table, line) is None
    assert not waiting(cast, "inge.bakels", table)
    assert [entry["statement"] for entry in ledger(cast, Act.LINE_DROPPED)] == [str(line)]


def test_the_police_say_how_they_know_it(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "right", reliability=None)
    with pytest.raises(Invalid) as wrong:
        act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, form))
    assert "reliability" in wrong.value.errors


def test_other_words_are_asked_for(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "other")
    with pytest.raises(Invalid) as wrong:
        act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, form))
    assert "text" in wrong.value.errors


def test_a_line_is_confirmed_once_and_as_it_stands(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "right")
    act(cast, TAKER, lambda work: lines.edit(work, line, _edited(cast, table, line, "De kas is niet leeg.")))
    with pytest.raises(Conflict):
        act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, form))
    again = answered(cast, "inge.bakels", table, "right")
    act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, again))
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, again))


@pytest.mark.parametrize("login", [TAKER, "wouter.lansink", *NOBODY])
def test_only_a_member_of_the_giver_confirms(cast: Cast, login: str) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "right")
    with pytest.raises(NotFound):
        act(cast, login, lambda work: confirming.confirm(work, line, form))


def test_what_the_note_takers_own_partner_says_needs_no_confirmation(cast: Cast) -> None:
    table = in_session(cast)
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        item = work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"]))
        item.note_taker_id = cast.seats["inge.bakels"].membership
    line = said(cast, table, "POL", login="inge.bakels")
    assert "wouter.lansink" in _readers(cast, table, line)


# ---------- by minuting mode, and when


def test_only_agreements_are_written_where_that_is_the_mode(cast: Cast) -> None:
    table = in_session(cast, mode=MinutingMode.AGREED)
    with pytest.raises(Refused):
        said(cast, table)
    assert decided(cast, table)


@pytest.mark.parametrize("write", [said, decided, action])
def test_nothing_is_written_where_that_is_the_mode(cast: Cast, write: Callable[..., UUID]) -> None:
    table = in_session(cast, mode=MinutingMode.NOTHING)
    with pytest.raises(Refused, match="alleen dat het is besproken"):
        write(cast, table)


@pytest.mark.parametrize("write", [said, decided, action])
@pytest.mark.parametrize("login", ["marijke.terpstra", "inge.bakels", "wouter.lansink"])
def test_only_the_note_taker_writes(cast: Cast, login: str, write: Callable[..., UUID]) -> None:
    table = in_session(cast)
    with pytest.raises(Refused, match="Alleen de notulist"):
        write(cast, table, login=login)


@pytest.mark.parametrize("write", [said, decided, action])
@pytest.mark.parametrize("login", NOBODY)
def test_to_others_there_is_no_such_item(cast: Cast, login: str, write: Callable[..., UUID]) -> None:
    table = in_session(cast)
    with pytest.raises(NotFound):
        write(cast, table, login=login)


def test_nothing_is_written_before_an_item_began_or_after_its_minutes_were_adopted(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused, match="nog niet begonnen"):
        said(cast, table)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    with pytest.raises(Refused, match="nog niet begonnen"):
        said(cast, table)
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        work.session.get_one(Meeting, (work.seat.region, table.meeting))
        item = work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"]))
        item.opened_at = item.closed_at = work.now
        item.mode = MinutingMode.REPORT
    line = said(cast, table)
    act(cast, "marijke.terpstra", lambda work: meetings.close(work, table.meeting, unreached=True))
    act(cast, TAKER, lambda work: lines.edit(work, line, _edited(cast, table, line, "De kas was leeg.")))
    decided(cast, table)
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        for one in work.session.scalars(select(Minutes)):
            one.state, one.remarks_by, one.adopted_at = MinutesState.ADOPTED, clock.today(), work.now
    with pytest.raises(Refused, match="gesloten"):
        said(cast, table)
    with pytest.raises(Refused, match="gesloten"):
        act(cast, TAKER, lambda work: lines.drop(work, line))
    assert waiting(cast, "inge.bakels", table) == ()


# ---------- decisions and actions


def test_a_decision_keeps_its_type_and_who_leads(cast: Cast) -> None:
    table = in_session(cast)
    line = decided(cast, table, "ZC", route="lead")
    with db.reading(cast.seats[TAKER]) as reading:
        found = reading.session.get_one(Decision, (reading.seat.region, line))
        assert (found.route, found.lead_partner_id) == (Route.LEAD, cast.partners["ZC"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"route": ""}, "route"),
        ({"partner_id": ""}, "partner_id"),
        ({"category": "D7", "partner_id": "ZC"}, "category"),
    ],
)
def test_a_decision_without_what_it_needs(cast: Cast, wrong: dict[str, str], field: str) -> None:
    table = in_session(cast)
    known = {"once": uuid4(), "route": "route", "partner_id": cast.partners["POL"], "text": "Eerst controle."}
    named = {name: cast.partners.get(value, value) for name, value in wrong.items()}
    form = Decide.model_validate(known | named)
    with pytest.raises(Invalid) as told:
        act(cast, TAKER, lambda work: lines.decide(work, table.items["Zwaluw"], form))
    assert field in told.value.errors


def test_an_action_needs_an_owner_and_a_day_to_come(cast: Cast) -> None:
    table = in_session(cast)
    yesterday = clock.today() - timedelta(days=1)
    for wrong, field in (
        ({"partner_id": None}, "partner_id"),
        ({"partner_id": cast.partners["WOCO"]}, "partner_id"),
        ({"due_on": None}, "due_on"),
        ({"due_on": yesterday}, "due_on"),
        ({"person_id": cast.seats["ruud.eggink"].membership}, "person_id"),
        ({"person_id": cast.seats["wouter.lansink"].membership}, "person_id"),
    ):
        with pytest.raises(Invalid) as told:
            action(cast, table, **wrong)
        assert field in told.value.errors
    assert not of_item(cast, TAKER, table).lines


def test_a_member_of_the_owner_can_be_named(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table, person_id=cast.seats["inge.bakels"].membership)
    police, prosecutor = one(cast, "inge.bakels", table, line), one(cast, "wouter.lansink", table, line)
    assert police
    assert police.person == "Inge Bakels"
    assert prosecutor
    assert prosecutor.person is None


def test_an_action_in_one_line(cast: Cast) -> None:
    table = in_session(cast)
    form = OneLine(once=uuid4(), line="@politie vóór morgen: rijdt langs de kas")
    line = act(cast, TAKER, lambda work: lines.take_action_in_one_line(work, table.items["Zwaluw"], form))
    found = one(cast, TAKER, table, line)
    assert found
    assert (found.text, found.due_on) == ("rijdt langs de kas", clock.today() + timedelta(days=1))
    assert found.giver.id == cast.partners["POL"]
    unknown = OneLine(once=uuid4(), line="@De Brug vóór morgen: telt de sleutels")
    with pytest.raises(Invalid) as told:
        act(cast, TAKER, lambda work: lines.take_action_in_one_line(work, table.items["Zwaluw"], unknown))
    assert "doet niet mee aan dit punt" in told.value.errors["line"]


def test_a_text_with_a_phone_number_names_somebody(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table, "ZC", text="Belt 06-12345678.")
    found = stands(cast, "soraya.pinas", line)
    assert found
    assert found.names_person


# ---------- put right


def test_a_decision_changed_is_shared_again(cast: Cast) -> None:
    table = in_session(cast)
    line = decided(cast, table)
    form = _edited(cast, table, line, "Eerst overleg.", route="other")
    act(cast, TAKER, lambda work: lines.edit(work, line, form))
    for login in (TAKER, "inge.bakels", "wouter.lansink"):
        found = one(cast, login, table, line)
        assert found
        assert (found.text, found.route) == ("Eerst overleg.", Route.OTHER)
    with pytest.raises(Conflict):
        act(cast, TAKER, lambda work: lines.edit(work, line, form))


def test_an_action_gets_another_day(cast: Cast) -> None:
    table = in_session(cast)
    line, later = action(cast, table), clock.today() + timedelta(days=9)
    form = _edited(cast, table, line, "Rijdt langs.", due_on=later)
    act(cast, TAKER, lambda work: lines.edit(work, line, form))
    with db.reading(cast.seats[TAKER]) as reading:
        assert reading.session.get_one(ActionItem, (reading.seat.region, line)).due_on == later
    past = _edited(cast, table, line, "Rijdt langs.", due_on=clock.today() - timedelta(days=1))
    with pytest.raises(Invalid) as wrong:
        act(cast, TAKER, lambda work: lines.edit(work, line, past))
    assert "due_on" in wrong.value.errors


def test_a_line_taken_back_is_gone_for_all(cast: Cast) -> None:
    table = in_session(cast)
    line = decided(cast, table)
    act(cast, TAKER, lambda work: lines.drop(work, line))
    assert _readers(cast, table, line) == set()
    assert len(ledger(cast, Act.SHARE_WITHDRAWN)) == 1


def test_a_confirmed_line_is_the_givers(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = _edited(cast, table, line, "Iets anders.")
    confirmed = answered(cast, "inge.bakels", table, "right")
    act(cast, "inge.bakels", lambda work: confirming.confirm(work, line, confirmed))
    for change in (lambda work: lines.edit(work, line, form), lambda work: lines.drop(work, line)):
        with pytest.raises(Refused, match="Vraag de partner"):
            act(cast, TAKER, change)


@pytest.mark.parametrize("login", ["marijke.terpstra", "inge.bakels", "wouter.lansink", *NOBODY])
def test_only_who_wrote_a_line_changes_it(cast: Cast, login: str) -> None:
    table = in_session(cast)
    line = decided(cast, table)
    form = _edited(cast, table, line, "Iets anders.")
    for change in (lambda work: lines.edit(work, line, form), lambda work: lines.drop(work, line)):
        with pytest.raises(NotFound):
            act(cast, login, change)


def test_a_line_stays_with_its_meeting(cast: Cast) -> None:
    table = in_session(cast)
    line, other = action(cast, table), opened(cast, "inge.bakels", "Merel")
    form = MovePassage(once=uuid4(), case_id=other)
    with pytest.raises(Refused, match="blijft bij dat overleg"):
        act(cast, "inge.bakels", lambda work: corrections.move(work, line, form))


def test_no_words_in_the_ledger(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table, text="Merkwoordgezegd."), decided(cast, table, text="Merkwoordafspraak.")
    action(cast, table, text="Merkwoordactie.")
    for kind in (Act.LINE_WRITTEN, Act.DECISION_ADDED, Act.ACTION_ADDED):
        entry = ledger(cast, kind)[-1]
        assert "Merkwoord" not in str(entry)
        assert entry["giver"] == str(cast.partners["POL"])


@pytest.mark.parametrize("form", [SayLine, Decide, TakeAction])
def test_a_line_is_not_too_long(form: type) -> None:
    with pytest.raises(ValueError, match="1000"):
        form(once=uuid4(), text="x" * 1001)


def test_after_adoption_nothing_is_confirmed_any_more(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    form = answered(cast, "inge.bakels", table, "right")
    minuted.adopted(cast, minuted.close(cast, table))
    for answer in (form, form.model_copy(update={"once": uuid4(), "answer": "drop"})):
        with pytest.raises(Refused, match="aanvulling"):
            act(cast, "inge.bakels", lambda work, sent=answer: confirming.confirm(work, line, sent))
    assert not waiting(cast, "inge.bakels", table)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert not home.home(reading).lines
    for outsider in ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            act(cast, outsider, lambda work: confirming.confirm(work, line, form))


def test_nobody_notes_at_an_item_that_was_taken_back_once_the_general_part_is_adopted(cast: Cast) -> None:
    table = in_session(cast)
    left = noted_and_left(cast, table)
    minuted.close(cast, table)
    act(cast, TAKER, lambda work: notes.save(work, left, Autosave(text="Twee.", base="1")))
    minuted.adopted(cast, table)
    with pytest.raises(Refused, match="gesloten"):
        act(cast, TAKER, lambda work: notes.save(work, left, Autosave(text="Drie.", base="2")))
