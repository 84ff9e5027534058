"""Who gets a copy of which part of the minutes of a meeting.

Of an item: for each partner of the circle the named members who were there; if none was, its contact persons among
them; if there is none, who is a member longest. Of the general part the same among all who sit for a partner. All of
them signed for secrecy, ever or for that item; who stood aside from an item gets nothing of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.casework import CaseMember
from models.tables.meetings import AgendaItem, ItemPartner, MeetingPartner
from models.tables.minutes import Minutes
from models.tables.people import Membership, Partner, Person, Region, SecrecySignature
from models.tables.room import Attendance, Presence
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.seat import Seat, of_chores
from tafel.sight import agenda_rows, minutes_rows, present
from tafel.sight.joins import row_of


@dataclass(frozen=True, slots=True)
class Who:
    """A seat that gets a copy."""

    membership: UUID
    name: str
    partner: str


def of_parts(reading: Reading, meeting_id: UUID, parts: Collection[Row[Any]]) -> dict[UUID, tuple[Who, ...]]:
    """The recipients of each of these parts, in the fixed order of partners."""
    presses = reading.rows(_PRESSES, meeting=meeting_id)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in (*reading.rows(_OF_ITEMS, meeting=meeting_id), *reading.rows(_OF_MEETING, meeting=meeting_id)):
        found.setdefault(row.minutes_id, []).append(row)
    return {part.id: _chosen(found.get(part.id, ()), _there(reading, presses, part)) for part in parts}


def seats(reading: Reading, memberships: Collection[UUID]) -> dict[UUID, Seat]:
    """The seats from which copies are drawn; nothing is handed out to them until each fetches its own."""
    return {row.id: _seat(row) for row in reading.rows(_SEATS, memberships=list(memberships))}


def _there(reading: Reading, presses: Sequence[Row[Any]], part: Row[Any]) -> frozenset[object]:
    opened, closed = (part.begun_at, None) if part.item_id is None else (part.opened_at, part.closed_at)
    spans: list[tuple[datetime, datetime]] = [(opened, closed or reading.now)] if opened else []
    return frozenset(present.during(presses, spans))


def _chosen(candidates: Collection[Row[Any]], there: frozenset[object]) -> tuple[Who, ...]:
    found: list[Row[Any]] = []
    for _, ours in groupby(candidates, key=attrgetter("partner_id")):
        members = list(ours)
        present_ones = [one for one in members if one.membership_id in there]
        contacts = [one for one in members if one.is_contact]
        found += present_ones or contacts or sorted(members, key=lambda one: (one.since, str(one.membership_id)))[:1]
    return tuple(Who(one.membership_id, one.name, one.partner) for one in found)


def _seat(row: Row[Any]) -> Seat:
    nobody = of_chores(row.region_id)
    return Seat(
        region=row.region_id, person=row.person_id, membership=row.id, partner=row.partner_id, kind=row.kind,
        role=row.role, sitting=nobody.sitting, person_name=row.name, partner_name=row.partner,
        region_name=row.region_name, job=row.job, language=row.language, origin="copy",
    )  # fmt: skip


_item = aliased(AgendaItem)
_IN_FORCE = (col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
_signed_for = exists().where(
    col(SecrecySignature.region_id) == col(Membership.region_id),
    col(SecrecySignature.membership_id) == col(Membership.id),
    col(_item.region_id) == col(Minutes.region_id), col(_item.id) == col(SecrecySignature.item_id),
    col(_item.meeting_id) == col(Minutes.meeting_id),
    or_(col(Minutes.item_id).is_(None), col(Minutes.item_id) == col(_item.id)),
)  # fmt: skip
_SIGNED = or_(col(Membership.secrecy_signed_at).is_not(None), _signed_for)
_WHO: Any = (
    col(Minutes.id).label("minutes_id"), col(Membership.id).label("membership_id"), col(Membership.partner_id),
    col(Membership.is_contact), col(Person.name), col(Partner.name).label("partner"),
)  # fmt: skip
_OF_PARTNER = row_of(Partner, Membership.partner_id, Membership.region_id)
_ITS_FILE = and_(*minutes_rows.of_file(), col(CaseMember.partner_id) == col(ItemPartner.partner_id))
_HERE = (col(Minutes.region_id) == ASKER.region, col(Minutes.meeting_id) == given("meeting"))
_OF_ITEMS: Any = (
    select(*_WHO, col(CaseMember.since))
    .select_from(Minutes)
    .join(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
    .join(ItemPartner, and_(*minutes_rows.of_circle()))
    .join(CaseMember, _ITS_FILE)
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, _OF_PARTNER)
    .where(*_HERE, *_IN_FORCE, _SIGNED)
    .where(~agenda_rows.stood_aside(col(Membership.id)))
    .order_by(col(Minutes.id), col(Partner.position), col(Partner.id), col(Person.name), col(Membership.id))
)
_OF_MEETING: Any = (
    select(*_WHO, col(Membership.proposed_at).label("since"))
    .select_from(Minutes)
    .join(
        MeetingPartner,
        and_(
            col(MeetingPartner.region_id) == col(Minutes.region_id),
            col(MeetingPartner.meeting_id) == col(Minutes.meeting_id),
        ),
    )
    .join(
        Membership,
        and_(
            col(Membership.region_id) == col(MeetingPartner.region_id),
            col(Membership.partner_id) == col(MeetingPartner.partner_id),
        ),
    )
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, _OF_PARTNER)
    .where(*_HERE, col(Minutes.item_id).is_(None), *_IN_FORCE, _SIGNED)
    .order_by(col(Partner.position), col(Partner.id), col(Person.name), col(Membership.id))
)
_PRESSES: Any = (
    select(
        col(Attendance.id), col(Attendance.membership_id).label("name"), col(Attendance.state),
        col(Attendance.noted_at), col(Presence.here), col(Presence.at),
    )
    .outerjoin(
        Presence,
        and_(
            col(Presence.region_id) == col(Attendance.region_id), col(Presence.attendance_id) == col(Attendance.id)
        ),
    )
    .where(col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    .where(col(Attendance.membership_id).is_not(None))
    .order_by(col(Attendance.id), col(Presence.at))
)  # fmt: skip
_SEATS: Any = (
    select(
        col(Membership.region_id), col(Membership.id), col(Membership.person_id), col(Membership.partner_id),
        col(Membership.role), col(Membership.job), col(Partner.kind), col(Partner.name).label("partner"),
        col(Person.name), col(Person.language), col(Region.name).label("region_name"),
    )
    .select_from(Membership)
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Region, col(Region.id) == col(Membership.region_id))
    .join(Partner, _OF_PARTNER)
    .where(col(Membership.region_id) == ASKER.region, one_of(col(Membership.id), "memberships"))
)  # fmt: skip
