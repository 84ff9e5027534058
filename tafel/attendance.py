"""Who comes to a meeting: partners say who comes, the secretariat notes who is there."""

from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import AddGuest, NoteAttendance, SayWhoComes
from models.meeting_terms import AttendanceState, Coming, How, MeetingState
from models.tables.meetings import Meeting, MeetingPartner
from models.tables.people import Membership
from models.tables.room import Admission, Attendance, Presence
from tafel import ids
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import at_table, persons

_BEFORE = (MeetingState.DRAFT, MeetingState.INVITED, MeetingState.IN_SESSION)
_COMES = {
    Coming.ROOM: (AttendanceState.EXPECTED, How.ROOM),
    Coming.ONLINE: (AttendanceState.EXPECTED, How.ONLINE),
    Coming.NOT: (AttendanceState.ABSENT, How.ROOM),
    Coming.SUBSTITUTE: (AttendanceState.ABSENT, How.ROOM),
}


def expect(work: Writing, meeting: Meeting) -> None:
    """Expect who was invited: of each partner its contact persons, and who chairs and takes notes."""
    known = {row.membership_id for row in _rows(work, meeting.id)}
    invited = select(col(MeetingPartner.partner_id)).where(
        col(MeetingPartner.region_id) == work.seat.region, col(MeetingPartner.meeting_id) == meeting.id
    )
    runs = col(Membership.id).in_((meeting.chair_id, meeting.note_taker_id))
    asked = (col(Membership.partner_id).in_(invited), col(Membership.is_contact).is_(True))
    seats = work.session.scalars(select(Membership).where(*persons.known(work), or_(runs, and_(*asked)))).all()
    for seat in seats:
        if seat.id not in known:
            _add(work, meeting.id, membership_id=seat.id, partner_id=seat.partner_id)
    work.session.flush()


def forget(work: Writing, meeting_id: UUID, partners: set[UUID]) -> None:
    """Partners that are invited no longer are not expected either; who was there stays on the list."""
    kept = [
        select(col(table.attendance_id)).where(col(table.region_id) == work.seat.region)
        for table in (Presence, Admission)
    ]
    work.session.execute(
        delete(Attendance)
        .where(col(Attendance.region_id) == work.seat.region, col(Attendance.meeting_id) == meeting_id)
        .where(col(Attendance.partner_id).in_(partners), col(Attendance.state) != AttendanceState.PRESENT)
        .where(*(col(Attendance.id).not_in(known) for known in kept))
    )


def say_who_comes(work: Writing, meeting_id: UUID, form: SayWhoComes) -> None:
    """Say of somebody of one's own partner whether that person comes, or who comes instead."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, _BEFORE)
    if meeting.state is MeetingState.IN_SESSION:
        raise Refused(say("Dit overleg is al bezig. Geef het door aan het secretariaat."))
    person = _own(work, meeting_id, form.membership_id, "membership_id")
    instead = _substitute(work, meeting_id, form) if form.coming is Coming.SUBSTITUTE else None
    for before in _rows(work, meeting_id):
        if before.instead_of == form.membership_id and before is not instead:
            _set(before, work, Coming.NOT)
    if instead:
        _set(instead, work, Coming.ROOM)
        instead.instead_of = form.membership_id
    _set(person, work, form.coming)
    work.record(Act.ATTENDANCE_NOTED, meeting=meeting_id, member=form.membership_id, coming=form.coming)


def _substitute(work: Writing, meeting_id: UUID, form: SayWhoComes) -> Attendance:
    """Somebody of one's own partner who was not to come by itself."""
    if form.substitute_id in (None, form.membership_id):
        raise Invalid(substitute_id=say("Kies welke collega er komt."))
    one = _own(work, meeting_id, form.substitute_id, "substitute_id")
    comes = one.answered_at is not None and one.state is not AttendanceState.ABSENT
    if comes and one.instead_of != form.membership_id:
        raise Invalid(substitute_id=say("Deze collega komt al. Kies iemand anders, of zeg dat u niet komt."))
    return one


def note(work: Writing, meeting_id: UUID, form: NoteAttendance) -> None:
    """Note that somebody is there, is expected, or stays away; for who prepares or runs the meeting."""
    require_list(work, meeting_id)
    row = work.session.get(Attendance, (work.seat.region, form.attendance_id))
    if row is None or row.meeting_id != meeting_id:
        raise NotFound
    from tafel import room

    row.state, row.how, row.noted_by, row.noted_at = form.state, form.how, work.seat.person, work.now
    work.record(Act.ATTENDANCE_NOTED, meeting=meeting_id, member=row.membership_id, state=form.state)
    room.tell_presence(work, meeting_id, row.membership_id)


def add_guest(work: Writing, meeting_id: UUID, form: AddGuest) -> UUID:
    """Put a guest on the list by name; whoever did not sign for secrecy may hear nothing."""
    require_list(work, meeting_id)
    guest = _add(work, meeting_id, guest=form.name, secrecy_signed=form.secrecy_signed)
    guest.how = form.how
    work.session.flush()
    work.record(Act.ATTENDANCE_NOTED, meeting=meeting_id, guest=guest.id, state=guest.state)
    if form.secrecy_signed:
        work.record(Act.SECRECY_SIGNED, meeting=meeting_id, guest=guest.id)
    return guest.id


def require_list(work: Writing, meeting_id: UUID) -> Meeting:
    """The meeting, for who keeps its list of who is there: the secretariat, its chair, its note-taker."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, _BEFORE)
    runs = work.seat.membership in (meeting.chair_id, meeting.note_taker_id)
    if not (runs or at_table.is_secretariat(work.seat)):
        raise Refused(say("Alleen het secretariaat, de voorzitter of de notulist houdt bij wie er is."))
    return meeting


def _own(work: Writing, meeting_id: UUID, membership_id: UUID | None, field: str) -> Attendance:
    """The row of somebody of one's own partner, made when it is not there yet."""
    row = next((one for one in _rows(work, meeting_id) if one.membership_id == membership_id), None)
    if row is not None and row.partner_id == work.seat.partner:
        return row
    seat = work.session.scalar(
        select(Membership).where(*persons.bound_to_secrecy(work), col(Membership.id) == membership_id)
    )
    if row is not None or seat is None or seat.partner_id != work.seat.partner:
        raise Invalid(**{field: say("Kies iemand van uw eigen organisatie die de geheimhouding tekende.")})
    return _add(work, meeting_id, membership_id=seat.id, partner_id=seat.partner_id)


def _set(row: Attendance, work: Writing, coming: Coming) -> None:
    row.state, row.how = _COMES[coming]
    row.noted_by, row.noted_at, row.answered_at = work.seat.person, work.now, work.now
    if row.state is AttendanceState.ABSENT:
        row.instead_of = None


def _add(work: Writing, meeting_id: UUID, **who: object) -> Attendance:
    row = Attendance.model_validate(
        {
            "region_id": work.seat.region, "id": ids.new(), "meeting_id": meeting_id, "noted_by": work.seat.person,
            "noted_at": work.now, **who,
        }
    )  # fmt: skip
    work.session.add(row)
    return row


def _rows(work: Writing, meeting_id: UUID) -> list[Attendance]:
    here = (col(Attendance.region_id) == work.seat.region, col(Attendance.meeting_id) == meeting_id)
    return list(work.session.scalars(select(Attendance).where(*here)))
