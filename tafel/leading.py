"""Somebody else chairs an item or writes at it, because who should cannot: somebody of its circle who is there."""

from uuid import UUID

from models.acts import Act
from models.forms.room import ReplaceLead
from models.meeting_terms import Lead
from models.tables.meetings import AgendaItem
from tafel import in_session, live
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import hearing

_COLUMN = {Lead.CHAIR: "chair_id", Lead.NOTE_TAKER: "note_taker_id"}


def replace(work: Writing, meeting_id: UUID, form: ReplaceLead) -> None:
    """Let somebody who is there and may hear the item lead it, or write at it; for who runs the meeting or the item."""
    meeting = in_session.require(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point = room.point(form.item_id)
    if point is None or work.seat.membership not in in_session.runs(meeting, point):
        raise NotFound
    if point.row.closed_at is not None:
        raise Refused(say("Dit punt is al afgerond."))
    if form.membership_id not in {one.membership for one in room.able(point)}:
        raise Invalid(membership_id=say("Kies iemand van de kring die er is en dit punt mag horen."))
    before = in_session.concerned(work, meeting, point)
    item = work.session.get_one(AgendaItem, (work.seat.region, point.id))
    setattr(item, _COLUMN[form.lead], form.membership_id)
    work.session.flush()
    work.record(Act.ITEM_CHANGED, meeting=meeting_id, item=point.id, lead=form.lead, member=form.membership_id)
    live.tell(work, meeting_id, live.Part, before | {form.membership_id})
