"""Somebody else chairs an item or writes at it, because who should cannot: somebody of its circle who is there."""

from uuid import UUID

from models.acts import Act
from models.forms.room import ReplaceLead, StandAside
from models.meeting_terms import Lead, MeetingState
from models.tables.meetings import AgendaItem
from models.tables.room import StoodAside
from tafel import in_session, live
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import at_table, hearing

_DONE = say("Dit punt is al afgerond.")
_BEFORE_AND_DURING = (MeetingState.INVITED, MeetingState.IN_SESSION)
_COLUMN = {Lead.CHAIR: "chair_id", Lead.NOTE_TAKER: "note_taker_id"}


def replace(work: Writing, meeting_id: UUID, form: ReplaceLead) -> None:
    """Let somebody who is there and may hear the item lead it, or write at it; for who runs the meeting or the item."""
    meeting = in_session.require(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point = room.point(form.item_id)
    if point is None or work.seat.membership not in in_session.runs(meeting, point):
        raise NotFound
    if point.row.closed_at is not None:
        raise Refused(_DONE)
    if form.membership_id not in {one.membership for one in room.able(point)}:
        raise Invalid(membership_id=say("Kies iemand van de kring die er is en dit punt mag horen."))
    before = in_session.concerned(work, meeting, point)
    item = work.session.get_one(AgendaItem, (work.seat.region, point.id))
    setattr(item, _COLUMN[form.lead], form.membership_id)
    work.session.flush()
    work.record(Act.ITEM_CHANGED, meeting=meeting_id, item=point.id, lead=form.lead, member=form.membership_id)
    live.tell(work, meeting_id, live.Part, before | {form.membership_id})


def stand_aside(work: Writing, meeting_id: UUID, form: StandAside) -> None:
    """I am personally concerned with an item that I could hear: I take no part in it, until I say otherwise."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, _BEFORE_AND_DURING)  # before that nobody knows what is on the agenda
    me = work.seat.membership
    point = hearing.room(work, meeting_id, whole=True).point(form.item_id)
    if point is None or me not in {*point.hears, *in_session.runs(meeting, point)}:
        raise NotFound
    if point.row.closed_at is not None:
        raise Refused(_DONE)
    if form.aside == (me in point.aside):
        return
    stood = work.session.get(StoodAside, (work.seat.region, point.id, me))
    if stood is None:
        stood = StoodAside(region_id=work.seat.region, item_id=point.id, membership_id=me, since=work.now)
        work.session.add(stood)
    stood.since = work.now if form.aside else stood.since
    stood.until = None if form.aside else work.now
    work.session.flush()
    work.record(Act.PERSON_STOOD_ASIDE, meeting=meeting_id, item=point.id, member=me, aside=form.aside)
    live.tell(work, meeting_id, in_session.SHOWN, in_session.concerned(work, meeting, point) | {me})
