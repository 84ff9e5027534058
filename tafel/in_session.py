"""What acts of a meeting in session have in common: the meeting held, what is on the table, and whom it concerns."""

from uuid import UUID

from models.meeting_terms import MeetingState
from models.tables.meetings import Meeting
from tafel.db import Writing
from tafel.live import Part
from tafel.refusals import Conflict, say
from tafel.sight import at_table, hearing
from tafel.sight.hearing import Point, Room

SHOWN = (Part.NOW, Part.NEXT, Part.WALL)
OTHER_ITEM = say("Intussen kwam er een ander punt op tafel. Kijk wat er nu staat.")


def require(work: Writing, meeting_id: UUID) -> Meeting:
    """The meeting in session; held, so that two do not begin two items."""
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, (MeetingState.IN_SESSION,))
    work.session.refresh(meeting, with_for_update=True)
    return meeting


def require_on_table(room: Room, point: Point) -> None:
    """Raise Conflict when something else came on the table."""
    if room.now is None or room.now.id != point.id:
        raise Conflict(OTHER_ITEM)


def runs(meeting: Meeting, point: Point) -> tuple[UUID, ...]:
    """Who runs a meeting, and who chairs an item of it or writes at it."""
    return meeting.chair_id, meeting.note_taker_id, point.chair, point.note_taker


def concerned(work: Writing, meeting: Meeting, *points: Point | None) -> set[UUID]:
    """The secretariat, who runs the meeting, and who may hear these items: nobody else learns of anything."""
    known = [point for point in points if point]
    run = [one for point in known for one in (point.chair, point.note_taker)]
    return hearing.audience(work, [point.id for point in known], meeting.chair_id, meeting.note_taker_id, *run)
