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

from sqlalchemy import and_, case, exists, false, func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import AttendanceState, How, ItemKind, PresenceSource
from models.tables.casework import Case, CaseMember, CasePurpose
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.people import Membership, Partner, Person
from models.tables.room import Admission, Attendance, Narrowing, NarrowingPartner, Presence
from models.tables.secrecy import SecrecySignature
from models.terms import PartnerKind
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.sight import at_table
from tafel.sight.joins import row_of


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person at a meeting: who it is, for whom, and whether it is in the room, as whom one has it from."""

    attendance: UUID
    membership: UUID | None
    partner: UUID | None
    name: str
    signed: bool
    how: How
    here: bool
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
        """Whether somebody is on the list of this item, and of the part of it that goes on now."""
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

    def missing(self, point: Point) -> frozenset[UUID]:
        """The partners of an item, or of this part of it, that have nobody here who may hear it."""
        return point.inside - {one.partner for one in self.present() if one.partner and point.may_hear(one)}


@asked_once
def room(reading: Reading, meeting_id: UUID, *, whole: bool = False) -> Room:
    """A meeting with its people and the items this seat may know of; `whole`, for an act, with all of them.

    To be shown, who may hear an item is asked only of those who are there; whoever follows asks it of what is on the
    table, of what they chair, and of their own colleagues, and reads of nobody else than who is there.
    """
    meeting = at_table.require_meeting(reading, meeting_id)
    shells = whole or at_table.leads(reading.seat, meeting)
    rows = reading.rows(_ITEMS if shells else _MY_ITEMS, meeting=meeting_id)
    noted = people(reading, meeting_id) if shells else tuple(map(_somebody, reading.rows(_HERE, meeting=meeting_id)))
    wanted = _LISTS if whole else _LISTS_HERE if shells else _MY_LISTS
    circles, members, admitted, signed, stay = _lists(reading, wanted, [row.id for row in rows], noted)
    points = tuple(
        Point(
            row.id, row.case_id, row.kind is ItemKind.CASE, row.code_word, row, circles[row.id], members[row.id],
            admitted[row.id], signed[row.id], stay[row.id], row.chair_id or meeting.chair_id,
            row.note_taker_id or meeting.note_taker_id,
        )
        for row in rows
    )  # fmt: skip
    return Room(meeting, points, noted)


@asked_once
def people(reading: Reading, meeting_id: UUID) -> tuple[Somebody, ...]:
    """Everybody who is noted for a meeting, in the fixed order of partners."""
    return tuple(map(_somebody, reading.rows(_PEOPLE, meeting=meeting_id)))


def audience(reading: Reading, items: Collection[UUID], *more: UUID | None) -> set[UUID]:
    """The seats an act on these items concerns: the secretariat, those who may hear them, and whoever is named."""
    seats = {*reading.values(_SECRETARIAT), *reading.values(_HEARERS, items=list(items))}
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
    """Of each item its partners, the seats that may hear it, who was let in, who signed for it, and who stays."""
    found: tuple[dict[UUID, set[UUID]], ...] = tuple(defaultdict(set) for _ in range(5))
    seats = {} if wanted is _LISTS else {"seats": [one.membership for one in noted if one.here and one.membership]}
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
        source=row.source if pressed else PresenceSource.ATTENDANCE,
        since=row.at if pressed else row.noted_at,
    )


_of_part = and_(
    col(NarrowingPartner.region_id) == col(Narrowing.region_id),
    col(NarrowingPartner.narrowing_id) == col(Narrowing.id),
)
_these = (col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.id).in_(one_of("items")))
_circle = and_(
    col(ItemPartner.region_id) == col(AgendaItem.region_id),
    col(ItemPartner.item_id) == col(AgendaItem.id),
    col(ItemPartner.until).is_(None),
)
_of_file = and_(
    col(CaseMember.region_id) == col(AgendaItem.region_id),
    col(CaseMember.case_id) == col(AgendaItem.case_id),
    col(CaseMember.until).is_(None),
)
_member = and_(_of_file, col(CaseMember.partner_id) == col(ItemPartner.partner_id))
_latest = aliased(Presence)
_last_press = (
    select(col(_latest.id))
    .where(col(_latest.region_id) == col(Attendance.region_id), col(_latest.attendance_id) == col(Attendance.id))
    .order_by(col(_latest.at).desc())
    .limit(1)
    .scalar_subquery()
)
_purpose = func.coalesce(
    col(AgendaItem.purpose),
    select(col(CasePurpose.purpose))
    .where(col(CasePurpose.region_id) == col(AgendaItem.region_id), col(CasePurpose.case_id) == col(AgendaItem.case_id))
    .order_by(col(CasePurpose.position))
    .limit(1)
    .scalar_subquery(),
).label("purpose")
_ITEMS = (
    select(
        col(AgendaItem.id), col(AgendaItem.case_id), col(AgendaItem.kind), _purpose,
        col(AgendaItem.minutes), col(AgendaItem.mode), col(AgendaItem.urgent), col(AgendaItem.late),
        col(AgendaItem.starts_at), col(AgendaItem.opened_at), col(AgendaItem.closed_at), col(AgendaItem.chair_id),
        col(AgendaItem.note_taker_id), col(AgendaItem.title), col(AgendaItem.brief), col(AgendaItem.remark),
        col(AgendaItem.question_id), col(AgendaItem.proposed_by), col(Case.code_word), col(Case.framework),
    )
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA))
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)  # fmt: skip
_MY_ITEMS = _ITEMS.where(at_table.own_items(asker(kind=None)))
_circles: Any = (
    select(literal_column("0"), col(AgendaItem.id), col(ItemPartner.partner_id))
    .join(ItemPartner, _circle)
    .where(*_these)
)
_members: Any = (
    select(literal_column("1"), col(AgendaItem.id), col(CaseMember.membership_id))
    .join(CaseMember, _of_file)
    .where(*_these, exists().where(_circle, col(ItemPartner.partner_id) == col(CaseMember.partner_id)))
)
_admitted: Any = (
    select(literal_column("2"), col(AgendaItem.id), col(Admission.attendance_id))
    .join(Admission, and_(Admission.region_id == AgendaItem.region_id, Admission.item_id == AgendaItem.id))  # type: ignore[arg-type]
    .where(*_these)
)
_signed: Any = select(literal_column("3"), col(SecrecySignature.item_id), col(SecrecySignature.membership_id)).where(
    col(SecrecySignature.region_id) == ASKER.region, col(SecrecySignature.item_id).in_(one_of("items")),
    col(SecrecySignature.membership_id).is_not(None),
)  # fmt: skip
_stay: Any = (
    select(literal_column("4"), col(Narrowing.item_id), col(NarrowingPartner.partner_id))
    .join(NarrowingPartner, _of_part)
    .where(col(Narrowing.region_id) == ASKER.region, col(Narrowing.item_id).in_(one_of("items")))
    .where(col(Narrowing.ended_at).is_(None))
)
_present = col(CaseMember.membership_id).in_(one_of("seats"))
_on_table = and_(col(AgendaItem.opened_at).is_not(None), col(AgendaItem.closed_at).is_(None))
_watched = and_(or_(_on_table, col(AgendaItem.chair_id) == ASKER.membership), _present)
_ours = or_(col(CaseMember.partner_id) == ASKER.partner, _watched)
_LISTS: Any = union_all(_circles, _members, _admitted, _signed, _stay)
_LISTS_HERE: Any = union_all(_circles, _members.where(_present), _admitted, _signed, _stay)
_MY_LISTS: Any = union_all(_circles, _members.where(_ours), _admitted, _signed, _stay)
_signs = case(
    (col(Attendance.membership_id).is_(None), col(Attendance.secrecy_signed)),
    else_=func.coalesce(and_(col(Membership.secrecy_until) > NOW, col(Membership.ended_at).is_(None)), false()),
)
_PEOPLE = (
    select(
        col(Attendance.id), col(Attendance.membership_id), col(Attendance.partner_id), col(Attendance.guest),
        _signs.label("signed"), col(Attendance.how), col(Attendance.state), col(Attendance.noted_at),
        col(Person.name),
        col(Presence.here), col(Presence.source), col(Presence.at),
    )
    .select_from(Attendance)
    .outerjoin(Presence, and_(Presence.region_id == Attendance.region_id, Presence.id == _last_press))  # type: ignore[arg-type]
    .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .where(col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    .order_by(col(Partner.position), col(Person.name), col(Attendance.guest), col(Attendance.id))
)  # fmt: skip
_HERE = _PEOPLE.where(
    or_(
        col(Attendance.membership_id) == ASKER.membership,
        col(Presence.here).is_(True),
        and_(col(Presence.id).is_(None), col(Attendance.state) == AttendanceState.PRESENT),
    )
)
_SECRETARIAT = (
    select(col(Membership.id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .where(col(Membership.region_id) == ASKER.region, col(Partner.kind) == PartnerKind.VZ)
    .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
)
_HEARERS = (
    select(col(Membership.id))
    .select_from(AgendaItem)
    .join(ItemPartner, _circle)
    .join(CaseMember, _member)
    .join(
        Membership,
        and_(
            col(Membership.region_id) == col(AgendaItem.region_id),
            or_(
                col(Membership.id) == col(CaseMember.membership_id),
                col(Membership.id) == col(AgendaItem.chair_id),
                col(Membership.id) == col(AgendaItem.note_taker_id),
            ),
        ),
    )
    .where(*_these)
    .distinct()
)
