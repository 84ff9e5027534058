"""The minutes: drafted as a meeting closes, each reader its own sheet, remarks until a day, adopted and then locked."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from models.acts import Act
from models.forms.casework import Autosave, EditPassage
from models.forms.lines import ReportAction
from models.forms.minutes import SendMinutes
from models.forms.room import BeHere, RoundOff
from models.meeting_terms import MinutesState, MinutingMode, PresenceSource, RemarkOutcome
from models.tables.ledger import OutgoingMail
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes
from models.tables.post import Reminder
from models.tables.room import Note, Presence
from models.terms import ShareEnd
from tafel import (
    actions,
    chores,
    clock,
    db,
    ids,
    meetings,
    minutes,
    notes,
    remarks,
    reminders,
    room,
    sharing,
    statements,
)
from tafel import telling as tells
from tafel.refusals import Invalid, NotFound, Refused
from tafel.seat import of_chores
from tafel.sight import actions as to_do
from tafel.sight import minutes as seen
from tafel.sight import minutes_page as pages
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger, stands
from tests.tafel.minuted import (
    CHAIR,
    OUTSIDE,
    addition,
    adopted,
    answer,
    close,
    confirmed,
    held,
    in_series,
    minutes_of,
    part,
    remarked,
    sent,
    sheet,
    silence,
    telling,
    texts,
    writes_up,
)
from tests.tafel.minuting import TAKER, action, decided, in_session, noted_and_left, said, waiting

pytestmark = pytest.mark.laid

READERS = ("inge.bakels", "wouter.lansink", "soraya.pinas", TAKER, CHAIR)


def _written(cast: Cast) -> Table:
    """Something said and confirmed, something that waits, a decision and an action; then closed."""
    table = in_session(cast)
    said(cast, table)
    confirmed(cast, table)
    said(cast, table, text="Dit wacht nog."), decided(cast, table), action(cast, table)
    return close(cast, table)


# ---------- drafted as the meeting closes


def test_closing_makes_a_part_of_each_handled_item_and_a_general_one(cast: Cast) -> None:
    table = held(cast)
    with db.reading(cast.seats[TAKER]) as reading:
        found = reading.session.scalars(select(Minutes).where(col(Minutes.meeting_id) == table.meeting)).all()
        assert {(one.item_id, one.state) for one in found} == {
            (None, MinutesState.DRAFT), (table.items["Zwaluw"], MinutesState.DRAFT)
        }  # fmt: skip
    drafted = ledger(cast, Act.MINUTES_DRAFTED)
    assert [entry.get("item") for entry in drafted] == [None, str(table.items["Zwaluw"])]


def test_there_are_none_before_the_meeting_is_closed(cast: Cast) -> None:
    table = in_session(cast)
    for login in ("inge.bakels", TAKER):
        with db.reading(cast.seats[login]) as reading:
            page = pages.page(reading, table.meeting)
            assert (page.parts, page.closed, page.manages) == ((), False, False)


# ---------- who reads what


def test_each_reads_what_is_its_own_or_was_shared_with_it(cast: Cast) -> None:
    found = minutes_of(cast, _written(cast))
    whole = {"De kas is leeg.", "Eerst controle.", "Rijdt langs."}
    assert {login: texts(cast, login, found) for login in READERS} == {
        "inge.bakels": whole, "wouter.lansink": whole, "soraya.pinas": set(), TAKER: set(), CHAIR: set()
    }  # fmt: skip


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_are_no_such_minutes(cast: Cast, login: str) -> None:
    table = _written(cast)
    found = sent(cast, table)
    with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
        pages.part(reading, table.meeting, found)
    acts = (
        lambda work: minutes.send(work, found, SendMinutes(once=uuid4(), remarks_by=clock.today())),
        lambda work: minutes.adopt(work, found),
        lambda work: remarks.remark(work, found, addition()),
        lambda work: remarks.add(work, found, addition()),
        lambda work: tells.say_who_tells(work, found, telling(cast, uuid4())),
    )
    for one in acts:
        with pytest.raises(NotFound):
            act(cast, login, one)


def test_a_part_is_found_at_its_own_meeting_alone(cast: Cast) -> None:
    found = minutes_of(cast, held(cast))
    with db.reading(cast.seats[TAKER]) as reading, pytest.raises(NotFound):
        pages.part(reading, uuid4(), found)


def test_what_was_not_confirmed_stands_in_nobodys_copy(cast: Cast) -> None:
    table = _written(cast)
    found = minutes_of(cast, table)
    assert not any("Dit wacht nog." in texts(cast, login, found) for login in READERS)
    assert [(one.partner, one.count) for one in part(cast, TAKER, table).part.waits] == [("Politie De Waarden", 1)]
    assert part(cast, "inge.bakels", table).part.waits == ()


def test_a_sheet_is_the_same_whether_or_not_there_is_more(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    confirmed(cast, table)
    said(cast, table, "ZC", "Zij is veilig.")
    close(cast, table)
    found = minutes_of(cast, table)
    before = {login: sheet(cast, login, found).model_dump_json() for login in READERS}
    confirmed(cast, table, "soraya.pinas")
    assert "Zij is veilig." in texts(cast, "soraya.pinas", found)
    after = {login: sheet(cast, login, found).model_dump_json() for login in READERS}
    assert {login for login in READERS if before[login] != after[login]} == {"soraya.pinas"}


def test_a_sheet_is_handed_out_to_who_reads_it(cast: Cast) -> None:
    found = minutes_of(cast, _written(cast))
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        seen.sheet(reading, found)
        assert len(reading.shown) == 3
        assert all(one.share for one in reading.shown)


def test_where_nothing_is_recorded_only_who_was_there_stands_in_it(cast: Cast) -> None:
    table = in_session(cast)
    decided(cast, table)
    with db.writing(cast.seats[CHAIR]) as work:
        work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"])).mode = MinutingMode.NOTHING
    close(cast, table)
    found = sheet(cast, "inge.bakels", minutes_of(cast, table))
    assert (found.decided, found.chair, found.note_taker) == ((), "Marijke Terpstra", "Samir el Khatib")


def test_who_was_there_is_told_of_the_items_of_the_reader_alone(cast: Cast) -> None:
    table = in_session(cast)
    with db.writing(cast.seats[CHAIR]) as work:
        inside = room.attend(work, table.meeting, cast.seats["inge.bakels"].membership)
        work.session.add(
            Presence(region_id=work.seat.region, id=ids.new(), attendance_id=inside.id, here=True,
                     source=PresenceSource.CHAIR, noted_by=work.seat.person, at=work.now)
        )  # fmt: skip
    close(cast, table)
    assert sheet(cast, "wouter.lansink", minutes_of(cast, table)).present == ("Inge Bakels",)
    general = minutes_of(cast, table, None)
    told = {login: sheet(cast, login, general).present for login in ("wouter.lansink", "petra.dekker", TAKER)}
    assert told == {"wouter.lansink": ("Inge Bakels",), "petra.dekker": (), TAKER: ("Inge Bakels",)}


def test_who_came_in_after_an_item_was_not_there(cast: Cast) -> None:
    table, now = in_session(cast), clock.now()
    zwaluw = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    here = BeHere(once=uuid4(), here=True)
    with clock.at(now + timedelta(minutes=1)):
        act(cast, "soraya.pinas", lambda work: room.be_here(work, table.meeting, here))
    with clock.at(now + timedelta(minutes=5)):
        act(cast, CHAIR, lambda work: room.round_off(work, table.meeting, zwaluw))
    with clock.at(now + timedelta(minutes=9)):
        act(cast, "wouter.lansink", lambda work: room.be_here(work, table.meeting, here))
        act(cast, CHAIR, lambda work: meetings.close(work, table.meeting, unreached=True))
    assert sheet(cast, "inge.bakels", minutes_of(cast, table)).present == ("Soraya Pinas",)


# ---------- sent for remarks


def test_sending_needs_a_day_that_is_not_over(cast: Cast) -> None:
    table = held(cast)
    none = SendMinutes(once=uuid4())
    with pytest.raises(Invalid, match="tot en met welke dag"):
        act(cast, TAKER, lambda work: minutes.send_all(work, table.meeting, none))
    with pytest.raises(Invalid, match="al voorbij"):
        sent(cast, table, by=clock.today() - timedelta(days=1))


def test_only_who_writes_them_up_sends_them_and_once(cast: Cast) -> None:
    table = held(cast)
    with pytest.raises(Refused, match="wie dit verslag maakt"):
        sent(cast, table, "inge.bakels")
    sent(cast, table)
    assert part(cast, "inge.bakels", table).part.state is MinutesState.FOR_REMARKS
    with pytest.raises(Refused, match="al verstuurd"):
        sent(cast, table)
    assert len(ledger(cast, Act.MINUTES_SENT)) == 2


def test_every_reader_gets_one_mail_without_content(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    with db.reading(cast.seats[TAKER]) as reading:
        mails = reading.session.scalars(select(OutgoingMail)).all()
        told = [one.membership_id for one in mails if "/verslag" in one.body]
        assert sorted(told, key=str) == sorted(
            (cast.seats[login].membership for login in ("inge.bakels", "wouter.lansink", "soraya.pinas")), key=str
        )
        assert not any("Zwaluw" in one.body for one in mails)


def test_the_last_day_can_be_moved_per_part(cast: Cast) -> None:
    table = held(cast)
    found, later = sent(cast, table), clock.today() + timedelta(days=9)
    act(cast, CHAIR, lambda work: minutes.send(work, found, SendMinutes(once=uuid4(), remarks_by=later)))
    assert sheet(cast, "inge.bakels", found).remarks_by == later


def test_the_days_that_were_announced_are_not_cut_short(cast: Cast) -> None:
    table = held(cast)
    found, today = sent(cast, table), clock.today()
    sooner = SendMinutes(once=uuid4(), remarks_by=today)
    with pytest.raises(Invalid, match="latere dag"):
        act(cast, TAKER, lambda work: minutes.send(work, found, sooner))
    same = SendMinutes(once=uuid4(), remarks_by=today + timedelta(days=1))
    act(cast, TAKER, lambda work: minutes.send(work, found, same))
    assert sheet(cast, "inge.bakels", found).remarks_by == today + timedelta(days=1)


def test_an_action_stands_there_whole_and_how_it_went_does_not(cast: Cast) -> None:
    table = in_session(cast)
    agreed = "Rijdt langs.\n\nNeemt een tolk mee."
    action(cast, table, text=agreed)
    found = minutes_of(cast, close(cast, table))
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (mine,) = to_do.of_case(reading, cast.cases["Zwaluw"])
    form = ReportAction(once=uuid4(), state="could-not", reason="Er was geen tolk.", base=mine.base)
    act(cast, "inge.bakels", lambda work: actions.report(work, mine.statement_id, form))
    assert [one.text for one in sheet(cast, "inge.bakels", found).actions] == [agreed]


def test_the_note_taker_of_an_item_writes_that_item_up_and_no_other(cast: Cast) -> None:
    table = in_session(cast)
    writes_up(cast, table, "inge.bakels")
    close(cast, table)
    sent(cast, table, "inge.bakels")
    assert part(cast, TAKER, table).part.state is MinutesState.FOR_REMARKS
    assert part(cast, TAKER, table, None).part.state is MinutesState.DRAFT


def test_who_must_still_confirm_is_asked_again(cast: Cast) -> None:
    table = _written(cast)
    with pytest.raises(Refused, match="wie dit verslag maakt"):
        act(cast, "inge.bakels", lambda work: minutes.ask_again(work, table.meeting))
    assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 1
    assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 0
    assert _asked(cast) == [cast.seats["inge.bakels"].membership]
    with clock.at(clock.now() + timedelta(days=1)):
        assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 1


def _asked(cast: Cast) -> list[UUID | None]:
    with db.reading(cast.seats[TAKER]) as reading:
        mails = reading.session.scalars(select(OutgoingMail)).all()
        return [one.membership_id for one in mails if "/herinnering/" in one.body]


def test_who_was_reminded_today_or_asked_for_rest_gets_no_mail_when_asked_again(cast: Cast) -> None:
    table = _written(cast)
    at_ten = datetime.combine(clock.today() + timedelta(days=1), time(10), clock.AMSTERDAM)
    with clock.at(at_ten):
        assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 1
        with db.writing(of_chores(cast.seats[TAKER].region)) as work:
            reminder = work.session.scalars(select(Reminder)).one()
            reminder.used_at, reminder.quiet_until = work.now, work.now + timedelta(days=7)
            assert cast.seats["inge.bakels"].membership not in reminders._due(work)  # noqa: SLF001
    with clock.at(at_ten + timedelta(days=2)):
        assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 0
    with clock.at(at_ten + timedelta(days=8)):
        assert act(cast, TAKER, lambda work: minutes.ask_again(work, table.meeting)) == 1


# ---------- adopted


def test_adopting_waits_for_the_last_day_and_for_every_answer(cast: Cast) -> None:
    table = held(cast)
    found = minutes_of(cast, table)
    with pytest.raises(Refused, match="nog niet verstuurd"):
        act(cast, TAKER, lambda work: minutes.adopt(work, found))
    sent(cast, table)
    remarked(cast, found)
    with pytest.raises(Refused, match="nog opmerkingen komen"):
        act(cast, TAKER, lambda work: minutes.adopt(work, found))
    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(Refused, match="zonder antwoord"):
            act(cast, TAKER, lambda work: minutes.adopt(work, found))
        one = part(cast, TAKER, table).remarks[0].statement_id
        act(cast, TAKER, lambda work: remarks.answer(work, one, answer()))
        with pytest.raises(Refused, match="wie dit verslag maakt"):
            act(cast, "inge.bakels", lambda work: minutes.adopt(work, found))
        act(cast, TAKER, lambda work: minutes.adopt(work, found))
        with pytest.raises(Refused, match="al vastgesteld"):
            act(cast, TAKER, lambda work: minutes.adopt(work, found))
        with pytest.raises(Refused, match="vastgesteld"):
            remarked(cast, found)
    assert [entry["silence"] for entry in ledger(cast, Act.MINUTES_ADOPTED)] == [False]


def test_silence_adopts_the_day_after_where_every_remark_is_answered(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    remarked(cast, found)
    assert silence(cast, days=1) == 0
    assert silence(cast) == 1  # the general part alone
    one = part(cast, TAKER, table).remarks[0].statement_id
    act(cast, TAKER, lambda work: remarks.answer(work, one, answer(RemarkOutcome.PROCESSED)))
    assert silence(cast) == 1
    assert part(cast, "inge.bakels", table).part.state is MinutesState.ADOPTED
    assert [entry["silence"] for entry in ledger(cast, Act.MINUTES_ADOPTED)] == [True, True]


def test_the_clock_sees_to_it(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    assert "adopt-minutes" not in chores.once()
    with clock.at(clock.now() + timedelta(days=2)):
        assert "adopt-minutes" in chores.once()
    assert part(cast, "inge.bakels", table).part.state is MinutesState.ADOPTED


def test_working_notes_are_erased_and_stay_away(cast: Cast) -> None:
    table = in_session(cast)
    form = Autosave(text="Nog nakijken.", base="0")
    act(cast, TAKER, lambda work: notes.save(work, table.items["Zwaluw"], form))
    close(cast, table)
    adopted(cast, table)
    with db.reading(cast.seats[TAKER]) as reading:
        assert reading.session.scalars(select(Note)).all() == []
    assert [entry["item"] for entry in ledger(cast, Act.NOTES_ERASED)] == [str(table.items["Zwaluw"])]
    with pytest.raises(Refused, match="werknotities zijn gewist"):
        act(cast, TAKER, lambda work: notes.save(work, table.items["Zwaluw"], form))


def test_notes_of_an_item_that_was_taken_back_are_erased_with_the_general_part(cast: Cast) -> None:
    table = in_session(cast)
    noted_and_left(cast, table)
    close(cast, table)
    adopted(cast, table)
    with db.reading(cast.seats[TAKER]) as reading:
        assert reading.session.scalars(select(Note)).all() == []
    assert ["item" in entry for entry in ledger(cast, Act.NOTES_ERASED)] == [False]


def test_what_is_adopted_stays_whatever_is_said_later(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    confirmed(cast, table)
    one = action(cast, table)
    said(cast, table, text="Dit wacht nog.")
    close(cast, table)
    found = adopted(cast, table)
    passage = stands(cast, "inge.bakels", line)
    assert passage
    known = {"once": uuid4(), "text": "Iets anders.", "category": passage.category, "reliability": "heard"}
    form = EditPassage.model_validate(known | {"base": f"{passage.version_id}.{passage.edit}"})
    with pytest.raises(Refused, match="vastgesteld verslag"):
        act(cast, "inge.bakels", lambda work: statements.edit(work, line, form))
    assert waiting(cast, "inge.bakels", table) == ()
    _could_not(cast, one)
    for login in ("inge.bakels", "wouter.lansink"):
        assert texts(cast, login, found) == {"De kas is leeg.", "Rijdt langs."}


def _could_not(cast: Cast, statement: UUID) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        base = next(one.base for one in to_do.open_actions(reading) if one.statement_id == statement)
    form = ReportAction.model_validate(
        {"once": uuid4(), "state": "could-not", "reason": "De weg was dicht.", "base": base}
    )
    act(cast, "inge.bakels", lambda work: actions.report(work, statement, form))


def test_what_a_partner_takes_back_leaves_the_others_sheets(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    confirmed(cast, table)
    close(cast, table)
    found = adopted(cast, table)
    with db.writing(cast.seats["inge.bakels"]) as work:
        sharing.end_of_statement(work, line, ShareEnd.WITHDRAWN)
    assert texts(cast, "wouter.lansink", found) == set()
    assert texts(cast, "inge.bakels", found) == {"De kas is leeg."}


# ---------- the last minutes, and what a page costs


@pytest.mark.parametrize(
    ("login", "found"), [("inge.bakels", True), ("petra.dekker", True), (TAKER, True), ("aleid.vermaas", False)]
)
def test_the_minutes_of_the_meeting_before_come_along(cast: Cast, login: str, *, found: bool) -> None:
    table = held(cast)
    with db.writing(cast.seats[TAKER]) as work:
        later = meetings.make(work, tables.form_of(cast, day=clock.today() + timedelta(days=8)))
        in_series(work, table.meeting, later)
    with db.reading(cast.seats[login]) as reading:
        assert (seen.previous(reading, later) == table.meeting) is found
        assert seen.previous(reading, table.meeting) is None


def test_a_page_costs_the_same_however_many_lines_there_are(cast: Cast) -> None:
    table = in_session(cast)
    decided(cast, table), action(cast, table), said(cast, table)
    confirmed(cast, table)
    few = _costs(cast, table)
    for _ in range(4):
        decided(cast, table), action(cast, table), said(cast, table), said(cast, table)
        confirmed(cast, table)
    assert _costs(cast, table) == few


def _costs(cast: Cast, table: Table) -> tuple[int, ...]:
    """How many statements the part costs its readers, in a world where the meeting was closed and taken back."""
    with db.writing(cast.seats[CHAIR]) as work, db.taken_back(work.session):
        made = Minutes(
            region_id=work.seat.region, id=ids.new(), meeting_id=table.meeting, item_id=table.items["Zwaluw"]
        )
        work.session.add(made)
        work.session.flush()
        return tuple(_count(cast, login, work, table, made.id) for login in ("inge.bakels", TAKER))


def _count(cast: Cast, login: str, work: Any, table: Table, minutes_id: UUID) -> int:
    ran: list[object] = []
    reading = db.Reading(work.session, cast.seats[login], work.now)

    def note(*_: object) -> None:
        ran.append(1)

    event.listen(db.engine(writes=True), "before_cursor_execute", note)
    try:
        pages.part(reading, table.meeting, minutes_id)
    finally:
        event.remove(db.engine(writes=True), "before_cursor_execute", note)
    return len(ran)
