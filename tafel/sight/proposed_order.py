"""An order of the agenda with the least walking in and out, for who builds it and for who chairs the meeting.

Items that open or close the meeting keep their place; one at a fixed time, or with a guest, begins then, or some
minutes later. Counted are the people who are expected for each partner of a circle, which both of them know: not who
of a partner may hear which item.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, takewhile
from typing import NamedTuple
from uuid import UUID

from models.meeting_terms import MeetingState
from models.views.agenda import MeetingHead
from models.views.proposed_order import OrderLine, OrderProposal
from tafel import clock, ordering
from tafel.db import Reading
from tafel.ordering import MOVES, SHIFT, Stop
from tafel.refusals import NotFound
from tafel.sight import agenda, at_table, hearing
from tafel.sight.hearing import Point, Room


class Planned(NamedTuple):
    """An item as the order stands now, and how many minutes after the start of the meeting it begins."""

    point: Point
    begins: int


def page(reading: Reading, meeting_id: UUID) -> OrderProposal:
    """The order proposed now; to others than the secretariat, and the chair once it was sent, there is no such page."""
    head = agenda.head_of(reading, meeting_id)
    builds = at_table.is_secretariat(reading.seat)
    chairs = reading.seat.membership == head.chair_id and head.sent
    if not (builds or chairs) or head.state not in (MeetingState.DRAFT, MeetingState.INVITED):
        raise NotFound
    room = hearing.room(reading, meeting_id)
    stands, persons = _planned(room.points), _persons(room)
    order, least = _best(room, head, stands, persons)
    return OrderProposal(
        head=head, builds=builds, items=tuple(_lines(head, stands, order)), least=least,
        walks_now=ordering.walks([one.point.circle for one in stands], persons),
        walks_then=ordering.walks([stands[at].point.circle for at in order], persons),
    )  # fmt: skip


def _planned(points: Sequence[Point]) -> list[Planned]:
    begins = accumulate((point.row.minutes for point in points), initial=0)
    return [Planned(point, at) for point, at in zip(points, begins, strict=False)]


def _persons(room: Room) -> Mapping[UUID, int]:
    """How many walk for each partner: who is expected, but not who chairs the meeting or writes at it."""
    runs, found = (room.meeting.chair_id, room.meeting.note_taker_id), Counter[UUID]()
    for one in room.people:
        if one.partner:
            found[one.partner] += one.comes and one.membership not in runs
    return found


def _best(
    room: Room, head: MeetingHead, stands: Sequence[Planned], persons: Mapping[UUID, int]
) -> tuple[list[int], bool]:
    """The places of all items in the proposed order: what opens and closes the meeting stays where it is."""
    first = sum(1 for _ in takewhile(_stays, stands))
    last = len(stands) - sum(1 for _ in takewhile(_stays, reversed(stands[first:])))
    between = stands[first:last]
    before = stands[first - 1].point.circle if first else frozenset[UUID]()
    after = stands[last].point.circle if last < len(stands) else frozenset[UUID]()
    if len(between) < 2:  # noqa: PLR2004 one item has one order
        return list(range(len(stands))), True
    stops = [_stop(room, head, one, between[0].begins) for one in between]
    found, least = ordering.best(before, stops, after, persons)
    return [*range(first), *(first + at for at in found), *range(last, len(stands))], least


def _stop(room: Room, head: MeetingHead, one: Planned, zero: int) -> Stop:
    """An item for the solver; as it stands now is always an order that will do."""
    row, now = one.point.row, one.begins - zero
    wanted = _minutes(head, clock.amsterdam_at(head.starts_at, row.fixed_time)) - zero if row.fixed_time else now
    if not (row.fixed_time or _stays(one) or _has_guest(room, one.point)):
        return Stop(one.point.circle, row.minutes)
    low, high = min(wanted, now), max(wanted + SHIFT, now)  # who was asked for a time is not there before it
    return Stop(one.point.circle, row.minutes, (max(0, low), max(0, high)))


def _stays(one: Planned) -> bool:
    return one.point.row.kind not in MOVES


def _has_guest(room: Room, point: Point) -> bool:
    return any(one.membership is None and one.attendance in point.admitted for one in room.people)


def _minutes(head: MeetingHead, at: datetime) -> int:
    return round((at - head.starts_at).total_seconds() / 60)


def _lines(head: MeetingHead, stands: Sequence[Planned], order: Sequence[int]) -> list[OrderLine]:
    begins, found = head.starts_at, []
    for at in order:
        point, now = stands[at]
        found.append(
            OrderLine(
                id=point.id, word=point.row.title or point.word, minutes=point.row.minutes, at=begins,
                now=head.starts_at + timedelta(minutes=now), stays=begins == head.starts_at + timedelta(minutes=now),
            )
        )  # fmt: skip
        begins += timedelta(minutes=point.row.minutes)
    return found
