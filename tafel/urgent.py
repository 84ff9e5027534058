"""A spoedoverleg in one step: one case, chosen partners, within the hour. No deadline; the rules stay as they are."""

from datetime import timedelta
from uuid import UUID

from models.acts import Act
from models.forms.meetings import CallUrgently, ProposeItem
from models.meeting_terms import ItemState, MeetingKind, MeetingState
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, attendance, ids, meetings, questions
from tafel.db import Writing
from tafel.refusals import Invalid, say
from tafel.sight import visible

NAME = "Spoedoverleg"  # never the code word: whoever at an invited partner is no member of the case reads the name


def call(work: Writing, case_id: UUID, form: CallUrgently) -> UUID:
    """Call a meeting on a case at once, for a member of that case; returns the meeting, invited, with its one item."""
    case = visible.require_open_case(work, case_id)
    runs = [form.chair_id or work.seat.membership, form.note_taker_id or work.seat.membership]
    for field, seat in zip(("chair_id", "note_taker_id"), runs, strict=True):
        meetings.require_seated(work, seat, field)
    others = set(form.partners) - {work.seat.partner}
    if not others:
        raise Invalid(partners=say("Kies ten minste één andere partner."))
    meetings.require_partners(work, others)
    questions.check(form.question, "question", nameless=form.nameless)
    starts_at = work.now + timedelta(minutes=form.in_minutes)
    meeting = Meeting(
        region_id=work.seat.region, id=ids.new(), kind=MeetingKind.CASES, name=NAME, framework=case.framework,
        urgent=True, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=form.minutes), place=form.place,
        link=form.link, chair_id=runs[0], note_taker_id=runs[1], made_by=work.seat.person,
    )  # fmt: skip
    meetings.add(work, meeting, {*others, _own(work)})
    _put(work, meeting, case_id, form, others)
    meeting.state, meeting.sent_at = MeetingState.INVITED, work.now
    attendance.expect(work, meeting)
    work.record(Act.AGENDA_SENT, meeting=meeting.id)
    return meeting.id


def _put(work: Writing, meeting: Meeting, case_id: UUID, form: CallUrgently, others: set[UUID]) -> None:
    proposed = ProposeItem(
        once=form.once, case_id=case_id, brief=form.question, minutes=form.minutes, urgent=True, circle=sorted(others),
        nameless=True,
    )  # fmt: skip
    item = work.session.get_one(AgendaItem, (work.seat.region, agenda.propose(work, meeting.id, proposed)))
    item.state, item.starts_at = ItemState.ACCEPTED, meeting.starts_at
    work.record(Act.ITEM_ACCEPTED, meeting=meeting.id, item=item.id)


def _own(work: Writing) -> UUID:
    assert work.seat.partner
    return work.seat.partner
