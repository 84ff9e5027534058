"""Who may hear an item, and who is there: the list of persons of each item, beside who is in the room.

May hear = a member of its case (or own file) for a partner of its circle, its chair or note-taker, or admitted to it;
with secrecy signed. What was shared does not count.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.meeting_terms import AttendanceState, How, ItemKind, PresenceSource
from models.tables.meetings import Meeting
from tafel.db import Reading, Writing, asked_once
from tafel.sight import at_table
from tafel.sight import hearing_rows as rows_of


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person at a meeting: who it is, for whom, and whether it is in the room, as whom one has it from.

    `comes`: is there, or is expected.
    """

    attendance: UUID
    membership: UUID | None
    partner: UUID | None
    name: str
    signed: bool
    how: How
    here: bool
    comes: bool
    source: PresenceSource
    since: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """The shell of an item, with its circle and those who may hear it."""

    id: UUID
    case_id: UUID
    is_case: bool
    word: str
    row: Any
    circle: frozenset[UUID]
    hears: frozenset[UUID]
    admitted: frozenset[UUID]
    signed: frozenset[UUID]
    stay: frozenset[UUID]
    aside: frozenset[UUID]
    chair: UUID
    note_taker: UUID

    @property
    def inside(self) -> frozenset[UUID]:
        """The partners that hear it now: those that stay for a part of it, else its circle."""
        return self.stay or self.circle

    def has_signed(self, one: Somebody) -> bool:
        """Whether somebody signed for secrecy: for the year, or for this item."""
        return one.signed or one.membership in self.signed

    def is_listed(self, one: Somebody) -> bool:
        """Whether somebody is on the list of this item, in the part of it that goes on now, and did not stand aside."""
        if one.membership in self.aside:
            return False
        if one.membership in (self.chair, self.note_taker):
            return True
        stays = not self.stay or one.partner in self.stay
        return stays and (one.membership in self.hears or one.attendance in self.admitted)

    def may_hear(self, one: Somebody) -> bool:
        """Whether somebody may hear this item, now."""
        return self.has_signed(one) and self.is_listed(one)


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting as whoever runs it needs it: its items in order, and its people."""

    meeting: Meeting
    points: tuple[Point, ...]
    people: tuple[Somebody, ...]

    @property
    def now(self) -> Point | None:
        """What is on the table."""
        return next((point for point in self.points if _is_open(point)), None)

    @property
    def coming(self) -> tuple[Point, ...]:
        """What was not begun yet, in order."""
        return tuple(point for point in self.points if point.row.closed_at is None and not _is_open(point))

    @property
    def last(self) -> Point | None:
        """What was rounded off last."""
        done = [point for point in self.points if point.row.closed_at is not None]
        return max(done, key=lambda point: point.row.closed_at, default=None)

    def may_begin(self, seat: UUID, point: Point) -> bool:
        """Who runs the meeting begins any item; who chairs one that one, while there, and never ends another's."""
        theirs = {point.chair, (self.now or point).chair} == {seat}
        here = any(one.membership == seat for one in self.present())
        return (theirs and here) or seat in (self.meeting.chair_id, self.meeting.note_taker_id)

    def point(self, item_id: UUID) -> Point | None:
        """An item of this meeting."""
        return next((point for point in self.points if point.id == item_id), None)

    def present(self) -> tuple[Somebody, ...]:
        """Who is here, in the room or online."""
        return tuple(one for one in self.people if one.here)

    def intruders(self, point: Point) -> tuple[Somebody, ...]:
        """Who is here and may not hear an item."""
        return tuple(one for one in self.present() if not point.may_hear(one))

    def able(self, point: Point) -> tuple[Somebody, ...]:
        """Who is here for a partner of an item's circle, and may hear and so lead it or write at it."""
        ours = (one for one in self.present() if one.membership in point.hears and one.partner in point.inside)
        return tuple(one for one in ours if point.may_hear(one))

    def missing(self, point: Point) -> frozenset[UUID]:
        """The partners of an item, or of this part of it, that have nobody here who may hear it."""
        return point.inside - {one.partner for one in self.present() if one.partner and point.may_hear(one)}


@asked_once
def room(reading: Reading, meeting_id: UUID, *, whole: bool = False) -> Room:
    """A meeting with its people and the items this seat may know of; `whole`, for an act, with all of them.

    To be shown, who may hear an item is asked only of those who are there; whoever follows asks it of what is on the
    table, of what they chair, and of themselves, and reads of nobody else than who is there.
    """
    meeting = at_table.require_meeting(reading, meeting_id)
    shells = whole or at_table.leads(reading.seat, meeting)
    rows = reading.rows(rows_of.ITEMS if shells else rows_of.MY_ITEMS, meeting=meeting_id)
    noted = people(reading, meeting_id) if shells else _here(reading, meeting_id)
    acts = whole or isinstance(reading, Writing)
    wanted = rows_of.LISTS if acts else rows_of.LISTS_HERE if shells else rows_of.MY_LISTS
    circles, members, admitted, signed, stay, aside = _lists(reading, wanted, [row.id for row in rows], noted)
    points = tuple(
        Point(
            row.id, row.case_id, row.kind is ItemKind.CASE, row.code_word, row, circles[row.id], members[row.id],
            admitted[row.id], signed[row.id], stay[row.id], aside[row.id],
            row.chair_id or meeting.chair_id,            row.note_taker_id or meeting.note_taker_id,
        )
        for row in rows
    )  # fmt: skip
    return Room(meeting, points, noted)


@asked_once
def people(reading: Reading, meeting_id: UUID) -> tuple[Somebody, ...]:
    """Everybody who is noted for a meeting, in the fixed order of partners."""
    return tuple(map(_somebody, reading.rows(rows_of.PEOPLE, meeting=meeting_id)))


def _here(reading: Reading, meeting_id: UUID) -> tuple[Somebody, ...]:
    return tuple(map(_somebody, reading.rows(rows_of.HERE, meeting=meeting_id)))


def audience(reading: Reading, items: Collection[UUID], *more: UUID | None) -> set[UUID]:
    """The seats an act on these items concerns: the secretariat, those who may hear them, and whoever is named."""
    seats = {*reading.values(rows_of.SECRETARIAT), *reading.values(rows_of.HEARERS, items=list(items))}
    return seats | {one for one in more if one}


def everyone(reading: Reading, seen: Room) -> set[UUID]:
    """All seats a meeting concerns."""
    noted = {one.membership for one in seen.people}
    runs = (seen.meeting.chair_id, seen.meeting.note_taker_id)
    return audience(reading, [point.id for point in seen.points], *noted, *runs)


def _is_open(point: Point) -> bool:
    return point.row.opened_at is not None and point.row.closed_at is None


def _lists(
    reading: Reading, wanted: Any, items: list[UUID], noted: Collection[Somebody]
) -> tuple[dict[UUID, frozenset[UUID]], ...]:
    """Of each item its partners, who may hear it, who was let in, who signed for it, who stays, who stood aside."""
    found: tuple[dict[UUID, set[UUID]], ...] = tuple(defaultdict(set) for _ in range(6))
    here = [one.membership for one in noted if one.here and one.membership]
    seats = {} if wanted is rows_of.LISTS else {"seats": here}
    for which, item, one in reading.rows(wanted, items=items, **seats):
        found[which][item].add(one)
    return tuple(defaultdict(frozenset, {item: frozenset(ones) for item, ones in each.items()}) for each in found)


def _somebody(row: Any) -> Somebody:
    pressed = row.here is not None
    return Somebody(
        attendance=row.id,
        membership=row.membership_id,
        partner=row.partner_id,
        name=row.guest or row.name,
        signed=bool(row.signed),
        how=row.how,
        here=row.here if pressed else row.state is AttendanceState.PRESENT,
        comes=row.state is not AttendanceState.ABSENT,
        source=row.source if pressed else PresenceSource.ATTENDANCE,
        since=row.at if pressed else row.noted_at,
    )
