"""Letting somebody in to an item who is not on its list: a substitute for one of its partners, or a guest by name."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.room import AdmitGuest, NameSubstitute
from models.meeting_terms import MeetingState
from models.tables.casework import CaseMember
from models.tables.people import Membership
from models.tables.room import Admission, Attendance
from tafel import ids, live, room, secrecy
from tafel.db import Writing
from tafel.in_session import SHOWN
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import at_table, hearing, persons
from tafel.sight.hearing import Point

_RUNS_ON = (MeetingState.INVITED, MeetingState.IN_SESSION)


def guest(work: Writing, meeting_id: UUID, form: AdmitGuest) -> None:
    """The secretariat, or the chair of the item, lets a guest in to one item, who signed for secrecy beforehand."""
    meeting = at_table.require_meeting(work, meeting_id)
    point = hearing.room(work, meeting_id, whole=True).point(form.item_id)
    if point is None or not (at_table.is_secretariat(work.seat) or work.seat.membership == point.chair):
        raise NotFound
    at_table.require_state(meeting, _RUNS_ON)
    if point.row.closed_at is not None:
        raise Refused(say("Dit punt is al afgerond."))
    if not form.signed:
        raise Invalid(signed=say("Laat de gast eerst de geheimhouding tekenen."))
    known = _guest(work, meeting_id, form.name)
    secrecy.guest_signed(work, meeting_id, point.id, known.id)
    _admit(work, point, known.id)
    live.tell(work, meeting_id, SHOWN, hearing.audience(work, [point.id], point.chair, point.note_taker))


def substitute(work: Writing, meeting_id: UUID, form: NameSubstitute) -> None:
    """A partner names a colleague who signed, for one of its items or all of them; who reads along until it is over."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, _RUNS_ON)
    mine = hearing.room(work, meeting_id).points
    points = [point for point in mine if form.item_id in (None, point.id) and point.row.closed_at is None]
    if not points or work.seat.partner is None:
        raise NotFound
    colleague = _colleague(work, form.membership_id)
    attendance = room.attend(work, meeting_id, colleague.id)
    fresh = [point for point in points if work.seat.membership in point.hears and colleague.id not in point.hears]
    if not fresh:
        raise Invalid(membership_id=say("Deze collega is al deelnemer."))
    for point in fresh:
        _admit(work, point, attendance.id, colleague.id)
    told = hearing.audience(work, [point.id for point in fresh], colleague.id)
    live.tell(work, meeting_id, SHOWN, told)


def _guest(work: Writing, meeting_id: UUID, name: str) -> Attendance:
    """The line of a guest by name in the attendance of a meeting, from now on as somebody who signed."""
    here = (col(Attendance.region_id) == work.seat.region, col(Attendance.meeting_id) == meeting_id)
    known = work.session.scalar(select(Attendance).where(*here, col(Attendance.guest) == name).limit(1))
    if known is None:
        known = Attendance(
            region_id=work.seat.region, id=ids.new(), meeting_id=meeting_id, guest=name, noted_by=work.seat.person,
            noted_at=work.now,
        )  # fmt: skip
        work.session.add(known)
    known.secrecy_signed = True
    work.session.flush()
    return known


def _colleague(work: Writing, membership_id: UUID) -> Membership:
    found = work.session.get(Membership, (work.seat.region, membership_id))
    if found is None or found.partner_id != work.seat.partner or found.confirmed_at is None or found.ended_at:
        raise NotFound
    if not persons.signed(work, found):
        raise Invalid(membership_id=say("Deze collega heeft de geheimhouding nog niet getekend."))
    return found


def _admit(work: Writing, point: Point, attendance_id: UUID, membership_id: UUID | None = None) -> None:
    """Put somebody on the list of an item; a substitute becomes a member of its case until it is over."""
    member = _member(work, point, membership_id) if membership_id else None
    stands = work.session.get(Admission, (work.seat.region, point.id, attendance_id))
    if stands:
        stands.member_id = member
    else:
        work.session.add(
            Admission(
                region_id=work.seat.region, item_id=point.id, attendance_id=attendance_id, member_id=member,
                admitted_by=work.seat.person, at=work.now,
            )
        )  # fmt: skip
    work.session.flush()
    receiver = work.seat.partner if membership_id else None
    work.record(
        Act.PERSON_ADMITTED, item=point.id, case=point.case_id, attendance=attendance_id, member=membership_id,
        receiver=receiver,
    )  # fmt: skip


def _member(work: Writing, point: Point, membership_id: UUID) -> UUID:
    here = (col(CaseMember.region_id) == work.seat.region, col(CaseMember.case_id) == point.case_id)
    stands = work.session.scalar(
        select(col(CaseMember.id)).where(
            *here, col(CaseMember.membership_id) == membership_id, col(CaseMember.until).is_(None)
        )
    )
    assert stands is None
    assert work.seat.partner
    made = CaseMember(
        region_id=work.seat.region, id=ids.new(), case_id=point.case_id, membership_id=membership_id,
        partner_id=work.seat.partner, added_by=work.seat.person, since=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made.id
