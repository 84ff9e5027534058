"""Invitations: each expected person gets the own times as a date for the calendar, anew when these change.

A chore compares who is expected when with what was sent: so an invitation follows the agenda whatever moved it.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import AnswerInvitation, SayWhoComes
from models.mail_terms import Notice
from models.meeting_terms import MeetingState
from models.tables.meetings import Meeting
from models.tables.post import Invitation
from tafel import attendance, ids, notices
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW
from tafel.sight import expected
from tafel.sight.expected import Expected, Times


def any_to_follow(reading: Reading) -> bool:
    """Whether there is a meeting to come, or one that was called off after it was sent."""
    return reading.row(_ANY) is not None


def follow(work: Writing) -> int:
    """Send everybody the times that changed; returns to how many."""
    changes = list(_changes(work))
    for one, stands, times in changes:
        _send(work, _changed(work, one, stands, times))
    return len(changes)


def answer(work: Writing, meeting_id: UUID, form: AnswerInvitation) -> None:
    """Say whether I come, or who of my partner comes instead."""
    mine = work.seat.membership
    said = SayWhoComes(once=form.once, membership_id=mine, coming=form.coming, substitute_id=form.substitute_id)
    attendance.say_who_comes(work, meeting_id, said)
    work.record(Act.INVITATION_ANSWERED, meeting=meeting_id, member=mine, coming=form.coming)


def _changes(reading: Reading) -> Iterator[tuple[Expected, Invitation | None, Times | None]]:
    """Who gets other times than were sent, or none any more."""
    wanted = expected.at_meetings_to_come(reading)
    sent = {Expected(one.meeting_id, one.membership_id): one for one in reading.things(_SENT)}
    for one, times in wanted.items():
        stands = sent.get(one)
        if stands is None or stands.withdrawn_at or (stands.starts_at, stands.ends_at) != times:
            yield one, stands, times
    yield from ((one, stands, None) for one, stands in sent.items() if one not in wanted and not stands.withdrawn_at)


def _changed(work: Writing, one: Expected, stands: Invitation | None, times: Times | None) -> Invitation:
    if stands is None:
        assert times
        stands = Invitation(
            region_id=work.seat.region, id=ids.new(), meeting_id=one.meeting, membership_id=one.membership,
            starts_at=times.starts_at, ends_at=times.ends_at, sent_at=work.now,
        )  # fmt: skip
        work.session.add(stands)
        return stands
    stands.edit += 1
    stands.sent_at, stands.withdrawn_at = work.now, None if times else work.now
    if times:
        stands.starts_at, stands.ends_at = times
    return stands


def _send(work: Writing, invitation: Invitation) -> None:
    from tafel import calendar  # it is slow to load

    to = notices.address(work, invitation.membership_id)
    if to is None:
        return
    off = invitation.withdrawn_at is not None
    path = "/overleggen" if off else f"/overleggen/{invitation.meeting_id}/uitnodiging"
    date = calendar.letter(invitation, to.removesuffix(">").rsplit("<", 1)[-1])
    notices.tell(work, invitation.membership_id, Notice.INVITED, path, calendar=date)
    work.record(
        Act.INVITATION_SENT, meeting=invitation.meeting_id, member=invitation.membership_id, edit=invitation.edit,
        withdrawn=off,
    )  # fmt: skip


_HERE = and_(
    col(Meeting.region_id) == col(Invitation.region_id),
    col(Meeting.id) == col(Invitation.meeting_id),
)
_TO_COME = and_(col(Meeting.state) == MeetingState.INVITED, col(Meeting.ends_at) > NOW)
_CALLED_OFF = and_(
    col(Meeting.state) == MeetingState.CLOSED, col(Meeting.sent_at).is_(None), col(Invitation.ends_at) > NOW
)
_LOOKED_AT = or_(
    and_(col(Meeting.state) == MeetingState.INVITED, col(Meeting.ends_at) > NOW),
    and_(_CALLED_OFF, col(Invitation.withdrawn_at).is_(None)),
)
_ANY = (
    select(col(Meeting.id))
    .outerjoin(Invitation, _HERE)
    .where(col(Meeting.region_id) == ASKER.region, _LOOKED_AT)
    .limit(1)
)
_SENT = (
    select(Invitation)
    .join(Meeting, _HERE)
    .where(col(Invitation.region_id) == ASKER.region, or_(_TO_COME, _CALLED_OFF))
    .order_by(col(Invitation.meeting_id), col(Invitation.membership_id))
)
