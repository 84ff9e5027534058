"""Who may know of a meeting and of an item of its agenda.

A meeting is known to the partners invited to it. An item is known to the named members of its circle; to the
secretariat, and to who runs the meeting, as a shell: code word, circle, minutes, answered or not. Until the agenda is
sent, only to its proposer and the secretariat.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ItemKind, ItemState, MeetingState
from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner
from models.tables.signals import Signal
from models.terms import PartnerKind
from tafel import clock
from tafel.db import Reading, asked_once
from tafel.prepared import asker, given
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import visible

ON_AGENDA = (ItemState.ACCEPTED, ItemState.HANDLED)
_EARLY = timedelta(hours=2)
_item, _circle = aliased(AgendaItem), aliased(ItemPartner)


def was_sent() -> ColumnElement[bool]:
    """The meetings whose agenda was sent; one that was called off before is closed without."""
    return col(Meeting.sent_at).is_not(None)


def is_secretariat(seat: Seat) -> bool:
    """Whether this seat prepares and writes up the meetings: it sees the shell of every item."""
    return seat.kind is PartnerKind.VZ


def meetings(seat: Seat) -> ColumnElement[bool]:
    """The meetings this seat's partner is invited to, or that it runs; all of the region for the secretariat."""
    here = col(Meeting.region_id) == seat.region
    if seat.partner is None:
        return false()
    if is_secretariat(seat):
        return here
    return and_(here, or_(invited(seat), runs(seat)))


def in_circle(seat: Seat) -> ColumnElement[bool]:
    """The items in whose circle this seat's partner is, and of whose case (or own file) this person is a member."""
    circle = exists().where(
        col(_circle.region_id) == seat.region,
        col(_circle.item_id) == col(AgendaItem.id),
        col(_circle.partner_id) == seat.partner,
        col(_circle.until).is_(None),
    )
    return and_(col(AgendaItem.region_id) == seat.region, circle, visible.membership_of(seat, col(AgendaItem.case_id)))


def own_items(seat: Seat) -> ColumnElement[bool]:
    """The items that are this seat's to hear; goes with a join of AgendaItem to its Meeting."""
    if seat.partner is None:
        return false()
    sent = and_(was_sent(), col(AgendaItem.state).in_(ON_AGENDA))
    ours = col(AgendaItem.proposed_by) == seat.partner
    return and_(meetings(seat), in_circle(seat), or_(sent, ours))


def items(seat: Seat) -> ColumnElement[bool]:
    """The items this seat may know of: its own, and the shells of the meetings it prepares or runs."""
    if seat.partner is None:
        return false()
    return or_(own_items(seat), shells(seat))


def shells(seat: Seat) -> ColumnElement[bool]:
    """The items of the meetings this seat prepares or runs, of which it sees the shell."""
    here = col(AgendaItem.region_id) == seat.region
    on_agenda = and_(was_sent(), col(AgendaItem.state).in_(ON_AGENDA))
    return here if is_secretariat(seat) else and_(here, runs(seat), on_agenda)


def runs(seat: Seat) -> ColumnElement[bool]:
    """The meetings of which this seat is the chair or the note-taker."""
    return or_(col(Meeting.chair_id) == seat.membership, col(Meeting.note_taker_id) == seat.membership)


def leads(seat: Seat, meeting: Meeting) -> bool:
    """Whether this seat prepares or runs a meeting: it then sees the shell of every item on its agenda."""
    return is_secretariat(seat) or seat.membership in (meeting.chair_id, meeting.note_taker_id)


def no_item_file() -> ColumnElement[bool]:
    """Real cases: not the file an item without a case keeps its lines in, nor a signal that was not brought yet."""
    file = exists().where(
        col(_item.region_id) == col(Case.region_id), col(_item.case_id) == col(Case.id),
        col(_item.kind) != ItemKind.CASE,
    )  # fmt: skip
    draft = exists().where(
        col(Signal.region_id) == col(Case.region_id), col(Signal.case_id) == col(Case.id),
        col(Signal.state) == SignalState.DRAFT,
    )  # fmt: skip
    return ~file & ~draft


def of_meeting() -> tuple[ColumnElement[bool], ...]:
    """How an item is joined to its meeting."""
    return col(Meeting.region_id) == col(AgendaItem.region_id), col(Meeting.id) == col(AgendaItem.meeting_id)


@asked_once
def require_meeting(reading: Reading, meeting_id: UUID) -> Meeting:
    """The meeting, if this seat may know of it; else there is no such meeting."""
    row = reading.entities(_MEETING[is_secretariat(reading.seat)], meeting=meeting_id)
    found: Meeting = _found(row)[0]
    return found


def require_managed(
    reading: Reading, meeting_id: UUID, states: Collection[MeetingState] = tuple(MeetingState)
) -> Meeting:
    """The meeting, for an act of the secretariat, in one of these states."""
    meeting = require_meeting(reading, meeting_id)
    if not is_secretariat(reading.seat):
        raise Refused(say("Alleen het secretariaat bereidt dit overleg voor."))
    require_state(meeting, states)
    return meeting


def require_item(reading: Reading, item_id: UUID) -> tuple[AgendaItem, Meeting]:
    """The item with its meeting, if this seat may know of it; else there is no such item."""
    row = _found(
        reading.session.execute(
            select(AgendaItem, Meeting)
            .join(Meeting, and_(*of_meeting()))
            .where(items(reading.seat), col(AgendaItem.id) == item_id)
        ).first()
    )
    return row[0], row[1]


def require_own_item(reading: Reading, item_id: UUID) -> tuple[AgendaItem, Meeting]:
    """An item in whose circle I am, for an answer or an act of my partner; the shell alone does not do."""
    row = _found(
        reading.session.execute(
            select(AgendaItem, Meeting)
            .join(Meeting, and_(*of_meeting()))
            .where(own_items(reading.seat), col(AgendaItem.id) == item_id)
        ).first()
    )
    return row[0], row[1]


def times(meeting: Meeting) -> tuple[datetime, datetime]:
    """From when until when a meeting is: as planned; begun on another day, as long as planned from then."""
    begun = meeting.opened_at
    if begun is None or clock.day_of(begun) == clock.day_of(meeting.starts_at):
        return meeting.starts_at, meeting.ends_at
    return begun, begun + (meeting.ends_at - meeting.starts_at)


def is_early(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting would begin so long before its time that one must say so."""
    return meeting.state is MeetingState.INVITED and now < meeting.starts_at - _EARLY


def require_state(meeting: Meeting, states: Collection[MeetingState]) -> None:
    """Raise Refused with the reason when the state of the meeting does not allow it."""
    if meeting.state not in states:
        raise Refused(WHY_NOT[meeting.state])


WHY_NOT = {
    MeetingState.DRAFT: say("De agenda van dit overleg is nog niet verstuurd."),
    MeetingState.INVITED: say("Dit overleg is nog niet begonnen."),
    MeetingState.IN_SESSION: say("Dit overleg is bezig. Dat kan nu niet meer."),
    MeetingState.CLOSED: say("Dit overleg is gesloten. Er kan niets meer bij."),
}


def invited(seat: Seat) -> ColumnElement[bool]:
    """The meetings to which this seat's partner was invited."""
    return exists().where(
        col(MeetingPartner.region_id) == seat.region,
        col(MeetingPartner.meeting_id) == col(Meeting.id),
        col(MeetingPartner.partner_id) == seat.partner,
    )


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound
    return row


_MEETING = {
    secretariat: select(Meeting).where(
        meetings(asker(kind=PartnerKind.VZ if secretariat else None)), col(Meeting.id) == given("meeting")
    )
    for secretariat in (True, False)
}
