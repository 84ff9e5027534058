"""Minutes as one reader may have them: composed of the lines as they stand, and once adopted of those adopted.

A sheet holds what its reader may read and nothing about the rest: not that it exists, nor how much of it there is.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.meeting_terms import ActionState, LineKind
from models.views.casework import CaseMinutes
from models.views.minutes import ItemLeft, Sheet, SheetAction, SheetLine, SheetTelling
from tafel import clock, keys, told
from tafel.context import Beyond
from tafel.db import Reading, asked_once
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import at_table, corrected, passages, present
from tafel.sight import minutes_rows as rows_of
from tafel.sight import minutes_todo as todo

REASON = "\n\nReden: "  # below what was agreed stands how it went since


def sheet(reading: Reading, minutes_id: UUID) -> Sheet:
    """One part of the minutes as my own seat may have it; else there are no such minutes."""
    part = require_part(reading, minutes_id)
    return composed(reading, part, **_said(reading, lines_of(reading, minutes_id)))


def require_part(reading: Reading, minutes_id: UUID) -> Row[Any]:
    """The shell of a part I may know of; else there is none."""
    row: Row[Any] | None = reading.row(rows_of.PART[at_table.is_secretariat(reading.seat)], minutes=minutes_id)
    if row is None:
        raise NotFound
    return row


def lines_of(reading: Reading, minutes_id: UUID) -> Sequence[Row[Any]]:
    """One row per statement: the words that were adopted, else the newest shared, else the newest I may read."""
    return _one_each(reading, every_line(reading, minutes_id))


def every_line(reading: Reading, minutes_id: UUID) -> Sequence[Row[Any]]:
    """All the words of them that I may read."""
    adopted = _adopted(reading, rows_of.ADOPTED_IN, minutes=minutes_id)
    return reading.rows(rows_of.LINES, minutes=minutes_id, adopted=adopted)


def _adopted(reading: Reading, wanted: Any, **of: Any) -> list[UUID]:
    """What was adopted, in whatever words."""
    with reading.beyond(Beyond.MINUTES):
        return list(reading.values(wanted, **of))


def lines_of_items(reading: Reading, items: Collection[UUID]) -> Sequence[Row[Any]]:
    """The same for the minutes of several items at once."""
    if not items:
        return ()
    adopted = _adopted(reading, rows_of.ADOPTED_AT, items=list(items))
    return _one_each(reading, reading.rows(rows_of.LINES_OF_ITEMS, items=list(items), adopted=adopted))


def _one_each(reading: Reading, found: Iterable[Row[Any]]) -> Sequence[Row[Any]]:
    chosen: dict[UUID, Row[Any]] = {}
    for row in found:
        before = chosen.get(row.statement_id)
        if before is None or (row.adopted, row.frozen) >= (before.adopted, before.frozen):
            chosen[row.statement_id] = row
    keys.read_ahead(reading, {row.case_id for row in chosen.values()})
    return tuple(chosen.values())


def composed(reading: Reading, part: Row[Any], **said: Any) -> Sheet:
    """A sheet for this reading's seat, with these lines in their places."""
    return Sheet(
        region=reading.seat.region_name, recipient=reading.seat.partner_name, person=reading.seat.person_name,
        title=part.name, word=part.word, day=_day(part), starts_at=starts_at(part),
        remarks_by=part.remarks_by, adopted_on=part.adopted_at and clock.day_of(part.adopted_at),
        language=reading.seat.language, present=_present(reading, part),
        absent=_absent(reading, part), chair=part.chair,
        note_taker=part.note_taker, left=_left(reading, part), **said,
    )  # fmt: skip


def _said(reading: Reading, lines: Iterable[Row[Any]]) -> dict[str, Any]:
    """The lines in their places."""
    said: dict[str, list[SheetLine | SheetAction]] = {}
    found = list(lines)
    marks = corrected.marks(reading, (row.case_id for row in found))
    for row in found:
        key = keys.case_key(reading, row.case_id)
        line = line_of(row, passages.words(reading, key, row))
        said.setdefault(PLACES[row.kind], []).append(as_corrected(reading, line, key, marks.get(row.share_id)))
    return {place: tuple(found) for place, found in said.items()}


def as_corrected(
    reading: Reading, line: SheetLine | SheetAction, key: bytes, mark: Row[Any] | None
) -> SheetLine | SheetAction:
    """The line with the words this recipient's partner was shown before its giver corrected them, if it was."""
    if type(line) is not SheetLine or mark is None:
        return line
    if mark.old_version is None:
        return line.model_copy(update={"wrong_since": clock.day_of(mark.made_at)})
    said = passages.correction(reading, key, mark)
    assert said
    return line.model_copy(update={"was": said.was, "corrected_on": clock.day_of(said.at)})


def line_of(row: Row[Any], text: str) -> SheetLine | SheetAction:
    """One line as it stands on a sheet."""
    if row.kind is LineKind.ACTION:
        agreed = text.split(REASON, 1)[0]
        return SheetAction(owner=row.short_name, text=agreed, due_on=row.due_on, state=ActionState.OPEN)
    if row.kind is LineKind.TELLING:
        return SheetTelling(giver=row.short_name, text=text, letter=row.letter, tells=told.read(text))
    return SheetLine(giver=row.short_name, text=text, outcome=row.outcome, lead=row.lead or "")


def _present(reading: Reading, part: Row[Any]) -> tuple[str, ...]:
    """Who was there at an item, beside who ran it; of the general part, at any item I may know of."""
    if part.item_id is None:
        spans = reading.rows(rows_of.SPANS[at_table.is_secretariat(reading.seat)], meeting=part.meeting_id)
    else:
        spans = [(part.opened_at, part.closed_at)] if part.opened_at else []
    there = present.during(_noted(reading, part.meeting_id), [(begun, ended or reading.now) for begun, ended in spans])
    return tuple(name for name in there if name not in (part.chair, part.note_taker))


def _absent(reading: Reading, part: Row[Any]) -> tuple[str, ...]:
    """Who said not to come, and did not, and was to be at an item I may know of; this stands in the general part."""
    if part.item_id is not None:
        return ()
    met = set(reading.values(rows_of.MET[at_table.is_secretariat(reading.seat)], meeting=part.meeting_id))
    return present.never(row for row in _noted(reading, part.meeting_id) if row.id in met)


def _left(reading: Reading, part: Row[Any]) -> tuple[ItemLeft, ...]:
    """What the meeting did not handle, of the items I may know of; this stands in the general part."""
    if part.item_id is not None:
        return ()
    rows = reading.rows(rows_of.LEFT[at_table.is_secretariat(reading.seat)], meeting=part.meeting_id)
    return tuple(ItemLeft(word=row.word, carried=row.carried) for row in rows)


@asked_once
def _noted(reading: Reading, meeting_id: UUID) -> Sequence[Row[Any]]:
    return reading.rows(rows_of.PRESENT, meeting=meeting_id)


PLACES = {
    LineKind.SAID: "said",
    LineKind.DECISION: "decided",
    LineKind.ACTION: "actions",
    LineKind.TELLING: "told",
    LineKind.REMARK: "remarks",
    LineKind.ADDITION: "additions",
}


def manages(seat: Seat, part: Row[Any]) -> bool:
    """Whether this seat writes a part up: as chair or note-taker of the meeting, or note-taker of the item."""
    return seat.membership in (part.runs_chair, part.runs_notes, part.taker_id)


def starts_at(part: Row[Any]) -> datetime | None:
    """When an item began, as it is called by: its planned time; held on another day, when it was put on the table."""
    planned: datetime | None = part.starts_at
    opened: datetime | None = part.opened_at
    return planned if planned and clock.day_of(planned) == _day(part) else opened


def _day(part: Row[Any]) -> date:
    return clock.day_of(part.begun_at or part.meeting_at)


def parts_of(reading: Reading, meeting_id: UUID) -> Sequence[Row[Any]]:
    """The shells of the parts of a meeting's minutes that I may know of; without the meeting there are none."""
    at_table.require_meeting(reading, meeting_id)
    found: Sequence[Row[Any]] = reading.rows(rows_of.PARTS[at_table.is_secretariat(reading.seat)], meeting=meeting_id)
    return found


def of_case(reading: Reading, case_id: UUID) -> tuple[CaseMinutes, ...]:
    """The minutes of each time a case was on the table, as far as I may know of it; the last one first."""
    rows = reading.rows(rows_of.OF_CASE[at_table.is_secretariat(reading.seat)], case=case_id)
    last_first = sorted(rows, key=lambda row: (row.meeting_at, str(row.id)), reverse=True)
    return tuple(
        CaseMinutes(id=row.id, meeting_id=row.meeting_id, name=row.name, day=_day(row), state=row.state)
        for row in last_first
    )


def previous(reading: Reading, meeting_id: UUID) -> UUID | None:
    """The meeting of the same series before this one, where I may know of its minutes."""
    found = reading.values(rows_of.PREVIOUS[at_table.is_secretariat(reading.seat)], meeting=meeting_id)
    return found[0] if found else None


def is_adopted(reading: Reading, item_id: UUID) -> bool:
    """Whether the minutes of an item are adopted: nothing more is written down at it."""
    return bool(reading.values(todo.IS_ADOPTED, item=item_id))


def stands_adopted(reading: Reading, statement_id: UUID) -> bool:
    """Whether words of a statement stand in adopted minutes, which nobody changes."""
    return bool(reading.values(todo.STANDS_ADOPTED, statement=statement_id))
