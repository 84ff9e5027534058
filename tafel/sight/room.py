"""The live page of a meeting: what is on the table, what comes, who is in the room, and the check before an item."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.meeting_terms import ItemKind, Lead, MeetingState
from models.tables.casework import CaseMember
from models.tables.people import Membership, Person
from models.views.room import (
    Coming,
    Face,
    ItemName,
    LeadCheck,
    LiveHead,
    LiveNext,
    LiveNow,
    RoomCheck,
    RoomPerson,
    Wall,
)
from tafel import clock
from tafel.context import Beyond
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import NotFound
from tafel.sight import at_table, casework, hearing, on_table, secrecy, since_begun
from tafel.sight.hearing import Point, Room


@asked_once
def head(reading: Reading, meeting_id: UUID) -> LiveHead:
    """The meeting itself, for all who are invited."""
    room = hearing.room(reading, meeting_id)
    meeting, names = room.meeting, _names(reading, meeting_id)
    starts_at, ends_at = at_table.times(meeting)
    return LiveHead(
        id=meeting.id, name=meeting.name, starts_at=starts_at, ends_at=ends_at, state=meeting.state,
        paused_at=meeting.paused_at, chair=names[meeting.chair_id], note_taker=names[meeting.note_taker_id],
        face=_face(reading, meeting.chair_id, meeting.note_taker_id), early=at_table.is_early(meeting, reading.now),
    )  # fmt: skip


def now(reading: Reading, meeting_id: UUID) -> LiveNow:
    """What is on the table, as far as it is this reader's; for who runs the meeting, what begins and who is there."""
    room, around = hearing.room(reading, meeting_id), head(reading, meeting_id)
    point, coming = room.now, room.coming
    follows, runs = around.face is Face.PARTNER, room.meeting.state is MeetingState.IN_SESSION
    mine = next((one for one in coming if runs and room.may_begin(reading.seat.membership, one)), None)
    begins = mine or coming[0] if coming and not point and not follows else None
    return LiveNow(
        head=around,
        item=on_table.item(reading, room, point, _names(reading, meeting_id)) if point and runs else None,
        check=check(reading, room, begins) if begins else None,
        people=() if follows else tuple(on_table.person(reading, one, point) for one in room.people),
        begins=on_table.named(mine) if follows and not point else None,
        called_at=coming[0].row.starts_at if follows and coming else None,
        me=_me(reading, room),
        secrecy=_said_at_start(reading, room, follows=follows),
    )


def coming(reading: Reading, meeting_id: UUID) -> LiveNext:
    """What comes: all items for the secretariat, for others their own; and how the time stands."""
    room, around = hearing.room(reading, meeting_id), head(reading, meeting_id)
    runs, last = around.face in (Face.CHAIR, Face.SECRETARY), room.last
    return LiveNext(
        head=around,
        now=on_table.named(room.now),
        back=on_table.named(last) if runs else None,
        coming=_coming(reading, room) if around.face is not Face.PARTNER else _mine(room),
        left_minutes=max(0, _minutes(around.ends_at - reading.now)),
        gone_minutes=max(0, _minutes(reading.now - around.starts_at)),
        behind_minutes=_behind(reading, room) if around.face is not Face.PARTNER else 0,
        colleagues=_colleagues(reading, room) if around.face is Face.PARTNER else (),
        aside=tuple(ItemName(id=one.id, word=one.word) for one in room.points if reading.seat.membership in one.aside),
        left=tuple(ItemName(id=one.id, word=one.word) for one in room.coming if runs and one.row.kind in _ANNOUNCED),
    )


def wall(reading: Reading, meeting_id: UUID) -> Wall:
    """The screen on the wall: a code word only when everybody present may hear it. Who runs the meeting opens it."""
    room = hearing.room(reading, meeting_id)
    if not at_table.leads(reading.seat, room.meeting):
        raise NotFound
    point = room.now
    open_to_all = point is not None and bool(room.present()) and not room.intruders(point)
    shown = point if open_to_all else None
    after = room.coming[0] if shown and room.coming and not room.intruders(room.coming[0]) else None
    return Wall(
        head=head(reading, meeting_id),
        word=shown.word if shown else None,
        ends_at=since_begun.ends_at(reading, meeting_id, shown) if shown else None,
        covered=point is not None and bool(room.intruders(point)),
        next=after.word if after else None,
    )


def check(reading: Reading, room: Room, point: Point) -> RoomCheck:
    """Who should lead an item and cannot, who is here and may not hear it, which of its partners has nobody here."""
    partners = casework.partner_names(reading)
    me = reading.seat.membership
    others = (one for one in room.coming if one.id != point.id and one.row.kind in _ANNOUNCED)
    free = (other for other in others if room.may_begin(me, other) and not room.intruders(other))
    return RoomCheck(
        item=ItemName(id=point.id, word=point.word),
        before=room.now.id if room.now else None,
        intruders=tuple(on_table.person(reading, one, point) for one in room.intruders(point)),
        missing=tuple(name.short_name for key, name in partners.items() if key in room.missing(point)),
        instead=on_table.named(next(free, None)),
        may_overrule=me in (room.meeting.chair_id, point.chair),
        may_begin=room.may_begin(me, point),
        running=room.now is not None and room.now.id == point.id,
        leads=tuple(_cannot_lead(reading, room, point)),
    )


def stopped(reading: Reading, meeting_id: UUID, item_id: str) -> RoomCheck | None:
    """The check of an item that could not begin, for who may begin it; none when the room is right by now."""
    with reading.beyond(Beyond.ROOM):
        room = hearing.room(reading, meeting_id, whole=True)
    point = next((point for point in room.points if str(point.id) == item_id), None)
    if point is None or not room.may_begin(reading.seat.membership, point):
        return None
    found = check(reading, room, point)
    return found if found.stops else None


def _cannot_lead(reading: Reading, room: Room, point: Point) -> Iterator[LeadCheck]:
    """Its chair and its note-taker, where one is not here or did not sign, and who of the circle could instead.

    Whoever begins an item is there.
    """
    names, me = _names(reading, room.meeting.id), reading.seat.membership
    for lead, seat in ((Lead.CHAIR, point.chair), (Lead.NOTE_TAKER, point.note_taker)):
        one = next((one for one in room.people if one.membership == seat), None)
        here = seat == me or (one is not None and one.here)
        signed = one is None or point.has_signed(one)
        aside = seat in point.aside
        if not (here and signed) or aside:
            able = tuple(
                ItemName(id=each.membership, word=each.name)
                for each in room.able(point)
                if each.membership not in (None, seat)
            )
            yield LeadCheck(
                lead=lead, name=names[seat], is_me=seat == me, signed=signed, aside=aside, instead=able,
                attendance_id=one.attendance if one and not here else None,
            )  # fmt: skip


def _said_at_start(reading: Reading, room: Room, *, follows: bool) -> str | None:
    """That it is secret, for who runs the meeting to say, until the first item begins."""
    begun = room.now is not None or room.last is not None
    if follows or begun or room.meeting.state not in (MeetingState.INVITED, MeetingState.IN_SESSION):
        return None
    return secrecy.text(reading).spoken


def _coming(reading: Reading, room: Room) -> tuple[Coming, ...]:
    """Every item that was not begun, as who runs the meeting sees it."""
    names = _names(reading, room.meeting.id)
    before = room.now or room.last
    found = []
    for point in room.coming:
        found.append(_shell(reading, room, point, names, before))
        before = point
    return tuple(found)


def _shell(reading: Reading, room: Room, point: Point, names: dict[UUID, str], before: Point | None) -> Coming:
    me = reading.seat.membership
    leaving = [one for one in room.intruders(point) if one.membership != me]
    mine = next((one for one in room.people if one.membership == me), None)
    waiting = [one for one in room.people if one.attendance in point.admitted and not one.here]
    return _plain(point).model_copy(
        update={
            "same_circle": before is not None and before.circle == point.circle,
            "i_leave": mine is not None and not point.may_hear(mine),
            "chair": names[point.chair] if point.chair != room.meeting.chair_id else "",
            "leaving": tuple(one.name for one in leaving),
            "waiting": len(waiting),
        }
    )


def _mine(room: Room) -> tuple[Coming, ...]:
    return tuple(_plain(point) for point in room.coming)


def _plain(point: Point) -> Coming:
    row = point.row
    return Coming(
        id=point.id, word=point.word, starts_at=row.starts_at, minutes=row.minutes, mode=row.mode, late=row.late,
        urgent=row.urgent,
    )  # fmt: skip


def _me(reading: Reading, room: Room) -> RoomPerson | None:
    mine = (one for one in room.people if one.membership == reading.seat.membership)
    return next((on_table.person(reading, one) for one in mine), None)


def _colleagues(reading: Reading, room: Room) -> tuple[ItemName, ...]:
    """Colleagues who could hear an item in my stead: with a seat, signed, and not on the list of all my items yet."""
    still = list({point.case_id for point in (*room.coming, *([room.now] if room.now else []))})
    rows = reading.rows(_COLLEAGUES, cases=still, many=len(still)) if still else ()
    return tuple(ItemName(id=row.id, word=row.name) for row in rows)


def _face(reading: Reading, chair: UUID, note_taker: UUID) -> Face:
    beside = Face.SHELL if at_table.is_secretariat(reading.seat) else Face.PARTNER
    return {note_taker: Face.SECRETARY, chair: Face.CHAIR}.get(reading.seat.membership, beside)


@asked_once
def _names(reading: Reading, meeting_id: UUID) -> dict[UUID, str]:
    """The names of who runs the meeting, and of the chairs of its items."""
    room = hearing.room(reading, meeting_id)
    seats = {room.meeting.chair_id, room.meeting.note_taker_id, *_led_by(room)}
    return {row.id: row.name for row in reading.rows(_NAMES, memberships=sorted(seats, key=str))}


def _led_by(room: Room) -> Iterator[UUID]:
    for point in room.points:
        yield from (point.chair, point.note_taker)


def _behind(reading: Reading, room: Room) -> int:
    """How many minutes later than planned the next item begins, as it looks now; less than nought is ahead."""
    point, at = room.now, reading.now
    if clock.day_of(at) != clock.day_of(room.meeting.starts_at):
        return 0
    if point and point.row.starts_at:
        over = max(at, since_begun.ends_at(reading, room.meeting.id, point))
        return _minutes(over - point.row.starts_at) - int(point.row.minutes)
    begins = next((other.row.starts_at for other in room.coming if other.row.starts_at), None)
    return _minutes(at - begins) if begins and room.last else 0


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


_ANNOUNCED = (ItemKind.CASE, ItemKind.FREE)
_seated: tuple[Any, ...] = (
    col(Membership.region_id) == ASKER.region,
    col(Membership.confirmed_at).is_not(None),
    col(Membership.ended_at).is_(None),
)
_NAMES = (
    select(col(Membership.id), col(Person.name))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(Membership.region_id) == ASKER.region, one_of(col(Membership.id), "memberships"))
)
_hears = (
    select(func.count())
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.membership_id) == col(Membership.id))
    .where(col(CaseMember.partner_id) == ASKER.partner, col(CaseMember.until).is_(None))
    .where(one_of(col(CaseMember.case_id), "cases"))
    .correlate(Membership)
    .scalar_subquery()
)
_COLLEAGUES = (
    select(col(Membership.id), col(Person.name))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(*_seated, col(Membership.partner_id) == ASKER.partner, col(Membership.secrecy_until) > NOW)
    .where(_hears < given("many"))
    .order_by(col(Person.name), col(Membership.id))
)
