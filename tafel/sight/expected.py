"""From when until when each person is expected at a meeting: made of that person's own items and of nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlmodel import col

from models.meeting_terms import AttendanceState, MeetingState
from models.tables.meetings import AgendaItem, Meeting, MeetingPartner
from models.tables.people import Membership, Partner, Person
from models.tables.room import Attendance
from models.terms import PartnerKind
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import agenda_rows, at_table
from tafel.sight.joins import row_of


class Expected(NamedTuple):
    """One person at one meeting."""

    meeting: UUID
    membership: UUID


class Times(NamedTuple):
    """From when until when."""

    starts_at: datetime
    ends_at: datetime


def rows_of_items(own: Iterable[tuple[datetime | None, int]]) -> Iterator[Times]:
    """One's items, each with its minutes, as rows of items that follow on each other."""
    starts: datetime | None = None
    until: datetime | None = None
    for at, minutes in own:
        if at is None:
            continue
        if starts and until and at != until:
            yield Times(starts, until)
        starts = at if at != until or starts is None else starts
        until = at + timedelta(minutes=minutes)
    if starts and until:
        yield Times(starts, until)


def at_meetings_to_come(reading: Reading) -> dict[Expected, Times]:
    """Everybody who is expected at a meeting of which the agenda was sent and that did not begin yet.

    Who leads it is there all the time, and so is who has no item of one's own.
    """
    own: dict[Expected, list[tuple[datetime | None, int]]] = defaultdict(list)
    for row in reading.rows(_OWN):
        own[Expected(row.meeting_id, row.membership_id)].append((row.starts_at, row.minutes))
    return {
        Expected(row.id, row.membership_id): _times(row, own[Expected(row.id, row.membership_id)])
        for row in reading.rows(_EXPECTED)
    }


def mine(reading: Reading, meeting_id: UUID) -> tuple[Times, ...]:
    """When I am called to a meeting; nothing where I am there all the time."""
    own = reading.rows(_MINE, meeting=meeting_id, membership=reading.seat.membership)
    return tuple(rows_of_items((row.starts_at, row.minutes) for row in own))


def may_get_a_link(reading: Reading, item_id: UUID) -> Sequence[Any]:
    """Who may hear an item, by name and partner; not the secretariat, nor who said to be concerned with it."""
    return reading.rows(_HEARERS, item=item_id)


def _times(meeting: Any, own: Iterable[tuple[datetime | None, int]]) -> Times:
    leads = meeting.kind is PartnerKind.VZ or meeting.membership_id in (meeting.chair_id, meeting.note_taker_id)
    rows = () if leads else tuple(rows_of_items(own))
    return Times(rows[0].starts_at, rows[-1].ends_at) if rows else Times(meeting.starts_at, meeting.ends_at)


_TO_COME = (
    col(Meeting.region_id) == ASKER.region,
    col(Meeting.state) == MeetingState.INVITED,
    col(Meeting.ends_at) > NOW,
)
_COMES = and_(
    col(Attendance.region_id) == col(Meeting.region_id), col(Attendance.meeting_id) == col(Meeting.id),
    col(Attendance.membership_id).is_not(None), col(Attendance.state) != AttendanceState.ABSENT,
)  # fmt: skip
_SITS = (col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
_INVITED = exists().where(
    col(MeetingPartner.region_id) == col(Meeting.region_id), col(MeetingPartner.meeting_id) == col(Meeting.id),
    col(MeetingPartner.partner_id) == col(Attendance.partner_id),
)  # fmt: skip
_RUNS = or_(
    col(Meeting.chair_id) == col(Attendance.membership_id), col(Meeting.note_taker_id) == col(Attendance.membership_id)
)
_EXPECTED: Any = (
    select(
        col(Meeting.id), col(Meeting.starts_at), col(Meeting.ends_at), col(Meeting.chair_id),
        col(Meeting.note_taker_id), col(Attendance.membership_id), col(Partner.kind),
    )
    .join(Attendance, _COMES)
    .join(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .where(*_TO_COME, *_SITS, or_(_INVITED, _RUNS))
    .order_by(col(Meeting.starts_at), col(Meeting.id), col(Attendance.membership_id))
)  # fmt: skip
_HEARERS: Any = (
    select(col(Membership.id).label("membership_id"), col(Person.name), col(Partner.short_name).label("partner"))
    .select_from(AgendaItem)
    .join(Membership, col(Membership.region_id) == col(AgendaItem.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.id) == given("item"), *_SITS)
    .where(col(Partner.kind) != PartnerKind.VZ)
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA), agenda_rows.hears(col(Membership.id)))
    .where(~agenda_rows.stood_aside(col(Membership.id)))
    .order_by(col(Partner.position), col(Person.name))
)
_ITEM_TIMES: Any = (
    select(
        col(Meeting.id).label("meeting_id"), col(Attendance.membership_id), col(AgendaItem.starts_at),
        col(AgendaItem.minutes),
    )
    .select_from(Meeting)
    .join(Attendance, _COMES)
    .join(AgendaItem, and_(*at_table.of_meeting()))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA), col(AgendaItem.starts_at).is_not(None), at_table.was_sent())
    .where(agenda_rows.hears(col(Attendance.membership_id)))
    .order_by(col(AgendaItem.starts_at), col(AgendaItem.position))
)  # fmt: skip
_OWN = _ITEM_TIMES.where(*_TO_COME)
_MINE = _ITEM_TIMES.where(
    col(Meeting.region_id) == ASKER.region, col(Meeting.id) == given("meeting"),
    col(Attendance.membership_id) == given("membership"),
)  # fmt: skip
