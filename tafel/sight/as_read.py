"""As partner X reads it: the layout of another's sheet, for who writes the minutes up.

Which lines stand in it is asked from where X sits; their words come from what the viewer may read alone. Of the rest
only whose they are is said, and nothing that X reads and the viewer does not is unsealed.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.meeting_terms import LineKind
from models.views.minutes import AsRead, Compared, SheetAction, SheetLine, SheetTelling, Withheld
from tafel import clock, keys
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import at_table, casework, corrected, minutes, minutes_page, passages, recipients


def compared(
    reading: Reading, meeting_id: UUID, minutes_id: UUID | None, left: UUID | None, right: UUID | None
) -> Compared:
    """Two partners' sheets of one part, side by side; only for who writes it up."""
    rows = [row for row in minutes.parts_of(reading, meeting_id) if minutes.manages(reading.seat, row)]
    part = _chosen(rows, minutes_id)
    readers = _readers(reading, part)
    sides = _sides(list(readers), left, right)
    lines = minutes_page.parts(reading, rows)
    return Compared(
        part=next(one for one in lines if one.id == part.id), name=part.name, parts=lines,
        readers=tuple(name for one, name in casework.partner_names(reading).items() if one in readers),
        secretariat=at_table.is_secretariat(reading.seat), left=sides[0], right=sides[1],
        sheets=tuple(_sheet(reading, part, readers[one]) for one in sides if one),
    )  # fmt: skip


def _chosen(rows: list[Row[Any]], minutes_id: UUID | None) -> Row[Any]:
    """The part that was asked for; else the first item."""
    wanted = [row for row in rows if row.id == minutes_id] if minutes_id else [row for row in rows if row.item_id]
    if not (wanted or rows) or (minutes_id and not wanted):
        raise NotFound
    return (wanted or rows)[0]


def _sides(ids: list[UUID], left: UUID | None, right: UUID | None) -> tuple[UUID | None, UUID | None]:
    """The partners that were asked for, as far as this part is for them; else the first that are left."""
    asked = [one if one in ids else None for one in (left, right)]
    first = asked[0] or next((one for one in ids if one != asked[1]), None)
    return first, asked[1] or next((one for one in ids if one != first), None)


def _readers(reading: Reading, part: Row[Any]) -> dict[UUID, Seat]:
    """Of each partner that gets a copy of this part somebody who does, in the fixed order."""
    who = recipients.of_parts(reading, part.meeting_id, [part])[part.id]
    seats = recipients.seats(reading, [one.membership for one in who])
    found: dict[UUID, Seat] = {}
    for seat in (seats[one.membership] for one in who):
        if seat.partner:
            found.setdefault(seat.partner, seat)
    return found


def _sheet(reading: Reading, part: Row[Any], seat: Seat) -> AsRead:
    """The sheet of somebody else, in words of the viewer."""
    with reading.seated(seat) as other:
        theirs, empty = list(minutes.lines_of(other, part.id)), minutes.composed(other, part)
        marks = corrected.marks(other, {row.case_id for row in theirs})
    mine = {row.version_id: row for row in minutes.every_line(reading, part.id)}
    ours = corrected.marks(reading, {row.case_id for row in theirs})
    said: dict[str, list[Any]] = {}
    withheld: list[Withheld] = []
    for row in theirs:
        place = minutes.PLACES[row.kind]
        shown = mine.get(row.version_id) or (row if _noted_here(reading.seat, row) else None)
        if shown is not None:
            key = keys.case_key(reading, row.case_id)
            line = minutes.line_of(row, passages.words(reading, key, shown))
            mark = marks.get(row.share_id), ours.get(shown.share_id)
            said.setdefault(place, []).append(_corrected(reading, line, key, *mark))
        elif row.kind is LineKind.ACTION:
            withheld.append(Withheld(place=place, giver=row.short_name))
        else:
            hidden = SheetTelling if row.kind is LineKind.TELLING else SheetLine
            said.setdefault(place, []).append(hidden(giver=row.short_name, text=None))
    sheet = empty.model_copy(update={place: tuple(found) for place, found in said.items()})
    return AsRead(sheet=sheet, withheld=tuple(withheld))


def _corrected(
    reading: Reading, line: SheetLine | SheetAction, key: bytes, theirs: Row[Any] | None, mine: Row[Any] | None
) -> SheetLine | SheetAction:
    """The line with what its giver corrected for that reader; the words before only where the viewer was shown them."""
    if theirs is None or theirs.old_version is None:
        return minutes.as_corrected(reading, line, key, theirs)
    if mine is not None and mine.old_version == theirs.old_version:
        return minutes.as_corrected(reading, line, key, mine)
    if type(line) is not SheetLine:
        return line
    return line.model_copy(update={"corrected_on": clock.day_of(theirs.made_at)})


def _noted_here(seat: Seat, row: Row[Any]) -> bool:
    """Words that were written down from this very seat; not those its person wrote from another."""
    ours = row.taken_by == seat.membership or row.partner_id == seat.partner
    return bool(ours and row.written_by == seat.person)
