"""Running a meeting: begin the next item, go back, round off, pause; and who comes in or goes out.

Before an item begins the room is checked, in the transaction that begins it: nobody may be there who may not hear it,
unless the chair says so, with a reason, in the ledger.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.forms.room import BeHere, NoteGone, NotePresence, Pause, RoundOff, StartItem
from models.meeting_terms import AttendanceState, How, ItemState, MeetingState, PresenceSource
from models.tables.casework import CaseMember
from models.tables.meetings import AgendaItem, Meeting
from models.tables.people import Membership
from models.tables.room import Admission, Attendance, Presence
from tafel import ids, in_session, live, meetings, naming, narrowing
from tafel.db import Writing
from tafel.in_session import OTHER_ITEM, SHOWN
from tafel.live import Part
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import at_table, hearing
from tafel.sight import room as seen
from tafel.sight.hearing import Point, Room, Somebody

_ALL = (*SHOWN, Part.WEIGHED, Part.LINES, Part.NOTES, Part.MINE)
_WAIT = say("Er is nog een ander punt bezig. Wacht tot de voorzitter dat afrondt.")
_NOT_IN = say("Meld eerst dat u binnen bent. Daarna kunt u uw punt beginnen.")
_NOT_NOW = say("Dit punt is niet aan de beurt.")


def start(work: Writing, meeting_id: UUID, form: StartItem) -> None:
    """Begin an item; what was on the table is done. Raises Conflict with the check when the room is not right.

    Who chairs an item of its own begins that one. Who is said to be gone is noted as gone. Going on all the same is the
    chair's, with a reason.
    """
    meeting = in_session.require(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point, before = _may_begin(work, room, form.item_id), room.now
    if before and before.id == point.id:
        return
    if point.row.closed_at is not None:
        raise Refused(_NOT_NOW)
    if (before.id if before else None) != form.before:
        raise Conflict(OTHER_ITEM)
    _open(work, meeting, room, point, form)
    live.tell(work, meeting_id, _ALL, in_session.concerned(work, meeting, before, point))


def back(work: Writing, meeting_id: UUID, form: StartItem) -> None:
    """Take the item before this one again; what was begun too early waits as if it had not begun."""
    meeting = _run(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point, before = _wanted(room, form.item_id), room.now
    if room.last is None or room.last.id != point.id or (before.id if before else None) != form.before:
        raise Conflict(OTHER_ITEM)
    if before:
        item = _row(work, before.id)
        item.opened_at = None
        work.session.flush()
        narrowing.end(work, meeting_id, before)
        work.record(Act.ITEM_CLOSED, meeting=meeting_id, item=before.id, again_later=True)
    _open(work, meeting, room, point, form, again=True)
    live.tell(work, meeting_id, _ALL, in_session.concerned(work, meeting, before, point))


def round_off(work: Writing, meeting_id: UUID, form: RoundOff) -> None:
    """What is on the table is done, and nothing comes after it yet; the chair of the item can do this too."""
    meeting = at_table.require_meeting(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point = room.point(form.item_id)
    if point is None or work.seat.membership not in in_session.runs(meeting, point):
        raise NotFound
    in_session.require_on_table(room, point)
    _close(work, point)
    live.tell(work, meeting_id, _ALL, in_session.concerned(work, meeting, point))


def pause(work: Writing, meeting_id: UUID, form: Pause) -> None:
    """The meeting pauses, or goes on; everybody hears of it, whatever is on the table. So can who chairs that item."""
    meeting = in_session.require(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    if room.now is None or room.now.chair != work.seat.membership:
        meetings.require_run(work, meeting_id)
    if form.paused == (meeting.paused_at is not None):
        return
    meeting.paused_at = work.now if form.paused else None
    work.record(Act.MEETING_CHANGED, meeting=meeting_id, paused=form.paused)
    live.tell(work, meeting_id, SHOWN, hearing.everyone(work, room))


def note_presence(work: Writing, meeting_id: UUID, form: NotePresence) -> None:
    """Whoever runs the meeting, or chairs what is on the table, says that somebody came in or went out."""
    meeting = at_table.require_meeting(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    runs = in_session.runs(meeting, room.now) if room.now else (meeting.chair_id, meeting.note_taker_id)
    one = next((one for one in room.people if one.attendance == form.attendance_id), None)
    if one is None or work.seat.membership not in runs:
        raise NotFound
    _note(work, room, one, here=form.here, source=PresenceSource.CHAIR, how=form.how)
    tell_presence(work, meeting_id, one.membership)


def note_gone(work: Writing, meeting_id: UUID, form: NoteGone) -> None:
    """Whoever runs what is on the table says that all who may not hear it went out."""
    meeting = at_table.require_meeting(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point = room.point(form.item_id)
    if point is None or work.seat.membership not in in_session.runs(meeting, point):
        raise NotFound
    in_session.require_on_table(room, point)
    gone = [one for one in room.intruders(point) if one.attendance in form.gone]
    for one in gone:
        _note(work, room, one, here=False, source=PresenceSource.CHAIR, how=one.how)
    seats = {one.membership for one in gone if one.membership}
    live.tell(work, meeting_id, SHOWN, in_session.concerned(work, meeting, point) | seats)


def be_here(work: Writing, meeting_id: UUID, form: BeHere) -> None:
    """I say that I am in, or out."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, (MeetingState.INVITED, MeetingState.IN_SESSION))
    attend(work, meeting_id, work.seat.membership)
    room = hearing.room(work, meeting_id, whole=True)
    me = next(one for one in room.people if one.membership == work.seat.membership)
    _note(work, room, me, here=form.here, source=PresenceSource.OWN, how=form.how)
    tell_presence(work, meeting_id, work.seat.membership)


def tell_presence(work: Writing, meeting_id: UUID, membership_id: UUID | None) -> None:
    """Somebody came or went: that person hears it, who runs the meeting, and who may hear what is on the table."""
    room = hearing.room(work, meeting_id, whole=True)
    concerned = in_session.concerned(work, room.meeting, room.now)
    live.tell(work, meeting_id, SHOWN, concerned | ({membership_id} if membership_id else set()))


def gather(work: Writing, meeting: Meeting) -> None:
    """As a meeting begins: its chair and note-taker are there; the persons of its circles are expected."""
    room = hearing.room(work, meeting.id, whole=True)
    known = {one.membership for one in room.people}
    expected = {member for point in room.points for member in (*point.hears, point.chair, point.note_taker)}
    for runs in (meeting.chair_id, meeting.note_taker_id):
        attend(work, meeting.id, runs).state = AttendanceState.PRESENT
    for member in sorted(expected - known - {meeting.chair_id, meeting.note_taker_id}, key=str):
        attend(work, meeting.id, member)
    live.tell(work, meeting.id, _ALL, hearing.everyone(work, room))


def let_go(work: Writing, meeting: Meeting) -> None:
    """As a meeting closes: who was let in for an item reads along no longer."""
    room = hearing.room(work, meeting.id, whole=True)
    end_substitutes(work, [point.id for point in room.points])
    live.tell(work, meeting.id, _ALL, hearing.everyone(work, room))


def attend(work: Writing, meeting_id: UUID, membership_id: UUID) -> Attendance:
    """Somebody's line in the attendance of a meeting; expected until it is said otherwise."""
    here = (col(Attendance.region_id) == work.seat.region, col(Attendance.meeting_id) == meeting_id)
    stands = work.session.scalar(select(Attendance).where(*here, col(Attendance.membership_id) == membership_id))
    if stands is not None:
        return stands
    member = work.session.get_one(Membership, (work.seat.region, membership_id))
    made = Attendance(
        region_id=work.seat.region, id=ids.new(), meeting_id=meeting_id, membership_id=membership_id,
        partner_id=member.partner_id, noted_by=work.seat.person, noted_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made


def end_substitutes(work: Writing, items: Collection[UUID]) -> None:
    """Whoever read along for an item does so no longer."""
    rows = work.session.execute(
        select(CaseMember, Admission)
        .join(Admission, (col(Admission.member_id) == col(CaseMember.id)))
        .where(col(CaseMember.region_id) == work.seat.region, col(Admission.region_id) == work.seat.region)
        .where(col(Admission.item_id).in_(items), col(CaseMember.until).is_(None))
    ).all()
    for member, admission in rows:
        member.until = work.now
        work.record(Act.MEMBER_REMOVED, case=member.case_id, member=member.membership_id, item=admission.item_id)


def _open(work: Writing, meeting: Meeting, room: Room, point: Point, form: StartItem, *, again: bool = False) -> None:
    """Check the room, and put an item on the table."""
    conflict = seen.check(work, room, point)
    still = [one for one in room.intruders(point) if one.attendance not in form.gone]
    if still and not form.overrule:
        raise Conflict(say("Er is iemand die {word} niet mag horen.", word=point.word), conflict)
    if conflict.leads and not (form.as_it_is or form.overrule or form.gone):
        raise Conflict(say("Wie {word} voorzit of noteert, kan dat nu niet.", word=point.word), conflict)
    for one in room.intruders(point):
        if one.attendance in form.gone:
            _note(work, room, one, here=False, source=PresenceSource.CHAIR, how=one.how)
    if still:
        _overrule(work, meeting, point, still, form.reason)
    if room.now and not again:
        _close(work, room.now)
    item = _row(work, point.id)
    item.state, item.opened_at, item.closed_at = ItemState.ACCEPTED, work.now, None
    meeting.paused_at = None
    here = [one.attendance for one in room.present() if one.attendance not in form.gone]
    here += _comes_back(work, room, point)
    work.record(Act.ITEM_OPENED, meeting=meeting.id, item=point.id, case=point.case_id, present=here, again=again)


def _comes_back(work: Writing, room: Room, point: Point) -> list[UUID]:
    """Whoever begins an item they chair is there, also after an item they had to leave for."""
    away = [one for one in room.people if one.membership == work.seat.membership == point.chair and not one.here]
    for one in away:
        _note(work, room, one, here=True, source=PresenceSource.OWN, how=one.how)
    return [one.attendance for one in away]


def _overrule(work: Writing, meeting: Meeting, point: Point, still: Iterable[Somebody], reason: str) -> None:
    if work.seat.membership not in (meeting.chair_id, point.chair):
        raise Refused(say("Alleen de voorzitter kan toch beginnen."))
    if not reason:
        raise Invalid(reason=say("Zeg waarom het toch begint. Dit komt in het verstrekkingenregister."))
    if naming.names_somebody(reason):
        raise Invalid(reason=say("Noem hier geen naam, adres of nummer: dit blijft in het verstrekkingenregister."))
    who = [one.attendance for one in still]
    work.record(Act.ROOM_OVERRULED, meeting=meeting.id, item=point.id, case=point.case_id, present=who, reason=reason)


def _close(work: Writing, point: Point) -> None:
    item = _row(work, point.id)
    item.state, item.closed_at = ItemState.HANDLED, work.now
    work.session.flush()
    narrowing.end(work, item.meeting_id, point)
    end_substitutes(work, [point.id])
    work.record(Act.ITEM_CLOSED, meeting=item.meeting_id, item=point.id, case=point.case_id)


def _note(work: Writing, room: Room, one: Somebody, *, here: bool, source: PresenceSource, how: How) -> None:
    """The last word on whether somebody is there; a first one that follows from nothing else makes it present."""
    if one.here == here and one.how == how:
        return
    last = work.session.scalar(
        select(func.max(col(Presence.at))).where(
            col(Presence.region_id) == work.seat.region, col(Presence.attendance_id) == one.attendance
        )
    )
    item = room.now.id if room.now else None
    work.session.add(
        Presence(
            region_id=work.seat.region, id=ids.new(), attendance_id=one.attendance, item_id=item, here=here,
            source=source, noted_by=work.seat.person, at=max(work.now, last + timedelta(microseconds=1)) if last
            else work.now,
        )
    )  # fmt: skip
    attendance = work.session.get_one(Attendance, (work.seat.region, one.attendance))
    attendance.how = how
    if here and attendance.state is not AttendanceState.PRESENT:
        attendance.state = AttendanceState.PRESENT
        attendance.noted_at = attendance.noted_at if last else work.now  # and was not there before
    work.session.flush()
    work.record(
        Act.PRESENCE_NOTED, meeting=room.meeting.id, item=item, attendance=one.attendance, here=here, source=source
    )


def _run(work: Writing, meeting_id: UUID) -> Meeting:
    """The meeting in session, for who runs it."""
    meetings.require_run(work, meeting_id)
    return in_session.require(work, meeting_id)


def _may_begin(work: Writing, room: Room, item_id: UUID) -> Point:
    """The item, for who runs the meeting; for who chairs that item, once there, and when it ends nobody else's."""
    me, point = work.seat.membership, room.point(item_id)
    if point and room.may_begin(me, point):
        return point
    if point is None or point.chair != me:
        meetings.require_run(work, room.meeting.id)
        raise NotFound
    raise Refused(_WAIT if room.now and room.now.chair != me else _NOT_IN)


def _wanted(room: Room, item_id: UUID) -> Point:
    point = room.point(item_id)
    if point is None:
        raise NotFound
    return point


def _row(work: Writing, item_id: UUID) -> AgendaItem:
    return work.session.get_one(AgendaItem, (work.seat.region, item_id))
