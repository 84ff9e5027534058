"""The pages of the minutes: the parts with their state, and one part with what this reader can do about it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.meeting_terms import ItemKind, MeetingState, MinutesState, MinutingMode
from models.terms import DataCategory, Reliability, SubjectRole
from models.views.minutes import MinutesPage, PartLine, PartPage, RemarkLine, Victim, Waits, WhoTells
from tafel import clock, keys
from tafel import told as kept
from tafel.db import Reading
from tafel.refusals import NotFound, Said, say
from tafel.sight import about, agreements, asks, at_table, copies, hearing, minutes, noting, own, passages
from tafel.sight import minutes_todo as todo

LOCKED = say("Dit verslag is vastgesteld. Wat nog anders moet, kan als aanvulling.")
NOT_SENT = say("Dit verslag is nog niet verstuurd voor opmerkingen.")
TOO_LATE = say("De laatste dag voor opmerkingen is voorbij. Vraag de notulist om een latere dag.")
STILL_OPEN = say("Er kunnen nog opmerkingen komen. Vaststellen kan na de laatste dag, of zodra iedereen akkoord is.")
UNANSWERED = say("Er is nog een opmerking zonder antwoord. Beantwoord die eerst.")
_VICTIMS = (SubjectRole.VICTIM, SubjectRole.BOTH)


def page(reading: Reading, meeting_id: UUID) -> MinutesPage:
    """The parts of a meeting's minutes with their state; none before it is closed."""
    rows = minutes.parts_of(reading, meeting_id)
    meeting = at_table.require_meeting(reading, meeting_id)
    return MinutesPage(
        meeting_id=meeting_id, name=meeting.name, starts_at=at_table.times(meeting)[0],
        closed=meeting.state is MeetingState.CLOSED, in_a_week=_in_a_week(reading), parts=parts(reading, rows),
        copies=copies.are_mine(reading, meeting_id),
    )  # fmt: skip


def part(reading: Reading, meeting_id: UUID, minutes_id: UUID) -> PartPage:
    """One part as I may read it, with its remarks and what can be done now."""
    row = minutes.require_part(reading, minutes_id)
    if row.meeting_id != meeting_id:
        raise NotFound
    (line,) = parts(reading, [row])
    ours = hears(reading, minutes_id)
    told = line.manages and line.state is not MinutesState.ADOPTED and _tells(row)
    return PartPage(
        name=row.name, part=line, sheet=minutes.sheet(reading, minutes_id), in_a_week=_in_a_week(reading),
        mine_to_hear=ours, may_speak=ours or (row.item_id is None and was_called(reading, meeting_id)),
        remarks=_remarks(reading, minutes_id, manages=line.manages),
        why_silent=why_silent(reading, row), why_not_adopted=_why_not_adopted(reading, line),
        agreed_at=agreements.of_ours(reading, minutes_id) if ours else None,
        agreements=agreements.of_minutes(reading, minutes_id) if line.manages and _is_open(row) else (),
        categories=own.choosable(reading.seat), preset=preset(reading, row.preset),
        reliabilities=tuple(Reliability) if reading.seat.kind in own.ASKED_RELIABILITY else (),
        victims=_victims(reading, row) if told else (),
        givers=noting.givers(reading, row.item_id) if line.manages and row.item_id else (),
        people=noting.people(reading, row.item_id) if told else (),
        parts=noting.parts_with_us(reading, row.item_id) if row.item_id else (),
        written=reading.values(todo.WRITTEN, minutes=minutes_id)[0] if line.manages and row.item_id else 0,
    )  # fmt: skip


def parts(reading: Reading, rows: Sequence[Row[Any]]) -> tuple[PartLine, ...]:
    """These parts; what still waits in those that I write up."""
    ours = [row.id for row in rows if minutes.manages(reading.seat, row)]
    waits: dict[UUID, list[Waits]] = defaultdict(list)
    for found in reading.rows(todo.UNCONFIRMED, minutes=ours) if ours else ():
        waits[found.minutes_id].append(Waits(partner=found.short_name, count=found.count))
    unanswered = {row.minutes_id: row.count for row in reading.rows(todo.UNANSWERED, minutes=ours)} if ours else {}
    return tuple(
        PartLine(
            id=row.id, meeting_id=row.meeting_id, item_id=row.item_id, word=row.word, starts_at=minutes.starts_at(row),
            state=row.state, remarks_by=row.remarks_by, adopted_on=row.adopted_at and clock.day_of(row.adopted_at),
            manages=row.id in ours, waits=tuple(waits[row.id]), unanswered=unanswered.get(row.id, 0),
        )
        for row in rows
    )  # fmt: skip


def own_item(reading: Reading, minutes_id: UUID) -> Any:
    """The item of a part at which I can speak: I am a named member of its circle; of a general part the first."""
    found = reading.entities(todo.OWN_ITEM[at_table.is_secretariat(reading.seat)], minutes=minutes_id)
    return found and found[0]


def hears(reading: Reading, minutes_id: UUID) -> bool:
    """Whether an item of this part stood on the agenda for me, and so my partner can agree with it."""
    item = own_item(reading, minutes_id)
    return item is not None and item.state in at_table.ON_AGENDA


def was_called(reading: Reading, meeting_id: UUID) -> bool:
    """Whether I am on the list of a meeting: who was there, or was expected, can speak on its general part."""
    return any(one.membership == reading.seat.membership for one in hearing.people(reading, meeting_id))


def why_silent(reading: Reading, row: Row[Any]) -> Said | None:
    """Why no remark can be made now, if so."""
    if row.state is MinutesState.ADOPTED:
        return LOCKED
    if row.remarks_by is None:
        return NOT_SENT
    return TOO_LATE if clock.day_of(reading.now) > row.remarks_by else None


def untold(reading: Reading, row: Row[Any]) -> tuple[str, ...]:
    """The letters of the presumed victims, as far as I know of them, for whom nobody said yet who tells them."""
    if not _tells(row):
        return ()
    return tuple(one.letter for one in _victims(reading, row) if one.known and one.by is None)


def _in_a_week(reading: Reading) -> date:
    """Until when remarks are asked, unless another day is chosen."""
    return clock.day_of(reading.now) + timedelta(days=7)


def _tells(row: Row[Any]) -> bool:
    return row.kind is ItemKind.CASE and row.mode is not MinutingMode.NOTHING


def _why_not_adopted(reading: Reading, line: PartLine) -> Said | None:
    if not line.manages or line.state is not MinutesState.FOR_REMARKS:
        return NOT_SENT
    if too_early(reading, line.id, line.remarks_by):
        return STILL_OPEN
    return UNANSWERED if line.unanswered else None


def too_early(reading: Reading, minutes_id: UUID, last: date | None) -> bool:
    """Whether adopting waits for the last day for remarks; not where every partner of the circle agrees."""
    return last is not None and clock.day_of(reading.now) <= last and not agreements.all_agree(reading, minutes_id)


def _is_open(row: Row[Any]) -> bool:
    return bool(row.state is MinutesState.FOR_REMARKS)


def preset(reading: Reading, chosen: DataCategory | None) -> DataCategory:
    """The category that own words get unless another is chosen: that of the item, where it can be."""
    return chosen if chosen and own.may_choose(reading.seat, chosen) else own.preset(reading.seat)


def _remarks(reading: Reading, minutes_id: UUID, *, manages: bool) -> tuple[RemarkLine, ...]:
    """My partner's remarks; for who writes it up, all of them."""
    rows = reading.rows(todo.REMARKS, minutes=minutes_id)
    shown = [row for row in rows if manages or row.partner_id == reading.seat.partner]
    keys.read_ahead(reading, {row.case_id for row in shown if row.readable})
    return tuple(
        RemarkLine(
            statement_id=row.statement_id, giver=row.short_name, text=_text(reading, row), written_at=row.written_at,
            outcome=row.outcome, mine=row.partner_id == reading.seat.partner,
            alone=row.partner_id == reading.seat.partner and not row.shared,
        )
        for row in shown
    )  # fmt: skip


def _text(reading: Reading, row: Row[Any]) -> str | None:
    return passages.words(reading, keys.case_key(reading, row.case_id), row) if row.readable else None


def _victims(reading: Reading, row: Row[Any]) -> tuple[Victim, ...]:
    """The letters of a case of which I do not know that they are something else, and who tells each of them.

    To who takes no part in the case there are no letters.
    """
    if own_member(reading, row.case_id) is None:
        return ()
    rows = passages.of_case(reading, row.case_id)
    facts = about.subject_facts(reading, keys.case_key(reading, row.case_id), rows)
    letters = asks.subjects(reading, row.case_id)
    stays = {one.id: one.merged_into or one.id for one in letters}
    told = {stays[one.subject_id]: one for one in reading.rows(todo.TOLD, item=row.item_id)}
    roles = {stays[subject]: found.role for subject, found in facts.items() if found.role}
    return tuple(
        _victim(reading, one, roles.get(one.id), told.get(one.id))
        for one in letters
        if one.merged_into is None and roles.get(one.id) in (None, *_VICTIMS)
    )


def _victim(reading: Reading, subject: Any, role: SubjectRole | None, told: Row[Any] | None) -> Victim:
    return Victim(
        subject_id=subject.id, letter=subject.letter, known=role in _VICTIMS,
        by=told.short_name if told else None, tells=_tells_them(reading, told) if told else None,
    )  # fmt: skip


def _tells_them(reading: Reading, row: Row[Any]) -> WhoTells | None:
    text = _text(reading, row)
    return None if text is None else kept.read(text)


def own_member(reading: Reading, case_id: UUID) -> UUID | None:
    """My part in a case, if I have one."""
    found = reading.values(todo.MEMBER, case=case_id)
    return found[0] if found else None
