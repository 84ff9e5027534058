"""An item goes on to the next meeting of the series, and waits there: put off, or not reached."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.room import RoundOff
from models.meeting_terms import ItemKind, ItemState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, CarriedOn, Meeting
from tafel import agenda, in_session, live, meetings
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.room import end_substitutes
from tafel.sight import hearing, noting
from tafel.standing import next_position

ANNOUNCED = (ItemKind.CASE, ItemKind.FREE)


def postpone(work: Writing, item_id: UUID) -> UUID:
    """Move an item to the next meeting of the series, where it waits again; returns that meeting.

    Refused when there is none.
    """
    item, meeting = agenda.require_proposed(work, item_id, also=(ItemState.ACCEPTED,))
    later = _require_next(work, meeting)
    _move(work, item, meeting, later)
    return later.id


def postpone_now(work: Writing, meeting_id: UUID, form: RoundOff) -> None:
    """Whoever runs the meeting moves an item that has not begun to the next one; the others go on."""
    meeting = in_session.require(work, meeting_id)
    meetings.require_run(work, meeting_id)
    room = hearing.room(work, meeting_id, whole=True)
    point = room.point(form.item_id)
    if point is None:
        raise NotFound
    if point.id not in {one.id for one in room.coming} or point.row.kind not in ANNOUNCED:
        raise Refused(say("Alleen een punt dat nog niet is begonnen, schuift door."))
    if point.word in noting.written_at_and_left(work, meeting_id):
        raise Refused(say("Bij dit punt is al iets opgeschreven. Begin het opnieuw en rond het af."))
    concerned = in_session.concerned(work, meeting, room.now, point)
    end_substitutes(work, [point.id])
    _move(work, work.session.get_one(AgendaItem, (work.seat.region, point.id)), meeting, _require_next(work, meeting))
    live.tell(work, meeting_id, in_session.SHOWN, concerned)


def carry_on(work: Writing, meeting: Meeting, *, meant: bool) -> None:
    """What a meeting that closes did not reach waits at the next one; where there is none it stays.

    Raises Invalid with what was not reached, unless that is said to be meant.
    """
    left = _not_reached(work, meeting)
    words = [word for item, word in left if item.state is ItemState.ACCEPTED]
    if words and not meant:
        raise Invalid(unreached=say("Nog niet behandeld: {items}. Vink aan dat u toch sluit.", items=", ".join(words)))
    if later := _next_meeting(work, meeting):
        for item, _ in left:
            _move(work, item, meeting, later)


def _move(work: Writing, item: AgendaItem, meeting: Meeting, later: Meeting) -> None:
    """To the next meeting; what stood on the agenda of one that began is named in its minutes."""
    if item.state is ItemState.ACCEPTED and meeting.opened_at:
        work.session.add(
            CarriedOn(region_id=item.region_id, meeting_id=meeting.id, item_id=item.id, at=work.now)
        )  # fmt: skip
    item.meeting_id, item.position, item.starts_at = later.id, next_position(work, later.id), None
    item.state, item.late = ItemState.POSTPONED, agenda.is_late(work, later)
    meeting.order_edit += 1
    work.record(Act.ITEM_POSTPONED, meeting=meeting.id, item=item.id, to_meeting=later.id)


def _not_reached(work: Writing, meeting: Meeting) -> list[tuple[AgendaItem, str]]:
    """What was announced and never came on the table, with what it is called."""
    rows = work.session.execute(
        select(AgendaItem, col(Case.code_word))
        .join(Case, (col(Case.region_id) == col(AgendaItem.region_id)) & (col(Case.id) == col(AgendaItem.case_id)))
        .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting.id)
        .where(col(AgendaItem.kind).in_(ANNOUNCED), col(AgendaItem.opened_at).is_(None))
        .where(col(AgendaItem.state).in_((*agenda.WAITING, ItemState.ACCEPTED)))
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return [(item, word) for item, word in rows]


def _require_next(work: Writing, meeting: Meeting) -> Meeting:
    later = _next_meeting(work, meeting)
    if later is None:
        raise Refused(say("Er is nog geen volgend overleg in deze reeks. Maak dat eerst."))
    return later


def _next_meeting(work: Writing, meeting: Meeting) -> Meeting | None:
    if meeting.series_id is None:
        return None
    return work.session.scalar(
        select(Meeting)
        .where(col(Meeting.region_id) == work.seat.region, col(Meeting.series_id) == meeting.series_id)
        .where(col(Meeting.starts_at) > meeting.starts_at, col(Meeting.state).in_(agenda.OPEN_TO_CHANGE))
        .order_by(col(Meeting.starts_at))
        .limit(1)
    )
