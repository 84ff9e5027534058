"""Signals that wait come onto a weighing table's agenda: put there by the secretariat, which knows no more of them."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.signals import PutSignals
from models.meeting_terms import ItemKind, MeetingKind
from models.tables.meetings import AgendaItem, Meeting
from models.tables.signals import Signal
from models.terms import Purpose
from tafel import agenda, circles, ids
from tafel.db import Writing
from tafel.prepared import ASKER, one_of
from tafel.refusals import Invalid, NotFound, say
from tafel.sight import at_table, care, weighing_table
from tafel.standing import next_position


def put(work: Writing, meeting_id: UUID, form: PutSignals) -> None:
    """Put signals that wait on the agenda, each as an item of who is to take it up. One that is on it stays there."""
    meeting = at_table.require_managed(work, meeting_id, agenda.OPEN_TO_CHANGE)
    if meeting.kind is not MeetingKind.WEIGHING:
        raise NotFound
    if not form.cases:
        raise Invalid(cases=say("Kies ten minste één signaal."))
    work.rows(_ONE_AT_A_TIME, cases=form.cases)
    for one in weighing_table.waiting(work, meeting):
        if one.case_id in form.cases:
            _put(work, meeting, one.case_id, one.handler_partner_id, form.minutes)


def _put(work: Writing, meeting: Meeting, case_id: UUID, handler: UUID, minutes: int) -> None:
    """Its circle is who takes part in the signal; nothing is shared by it."""
    item = AgendaItem(
        region_id=work.seat.region, id=ids.new(), meeting_id=meeting.id, case_id=case_id, kind=ItemKind.CASE,
        purpose=Purpose.P1, proposed_by=handler, proposed_person=work.seat.person, proposed_at=work.now,
        minutes=minutes, position=next_position(work, meeting.id),
    )  # fmt: skip
    work.session.add(item)
    work.session.flush()
    circles.seat(work, item, work.values(care.PARTNERS, case=case_id))
    work.record(Act.ITEM_PROPOSED, meeting=meeting.id, item=item.id, case=case_id, giver=handler, late=False)
    agenda.accept(work, item.id)


_ONE_AT_A_TIME = (  # else two secretaries put it there twice
    select(col(Signal.case_id))
    .where(col(Signal.region_id) == ASKER.region, one_of(col(Signal.case_id), "cases"))
    .order_by(col(Signal.case_id))
    .with_for_update(key_share=True)
)
