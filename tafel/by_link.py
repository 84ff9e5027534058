"""Sittings that an item link opened, and whether that link still opens anything."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from models.meeting_terms import MeetingState
from models.tables.meetings import Meeting
from models.tables.people import SecrecySignature
from models.tables.post import ItemLink, LinkSitting
from tafel.db import Reading
from tafel.prepared import given
from tafel.refusals import Refused, say
from tafel.seat import Seat

IS_OPEN: ColumnElement[bool] = and_(  # until the meeting is over, as that stands now
    col(Meeting.region_id) == col(ItemLink.region_id), col(Meeting.id) == col(ItemLink.meeting_id),
    col(ItemLink.replaced_at).is_(None),
    or_(
        and_(col(Meeting.state) == MeetingState.INVITED, col(Meeting.ends_at) > given("now")),
        col(Meeting.state) == MeetingState.IN_SESSION,  # one that runs over is not over
    ),
)  # fmt: skip
_THIS = (col(LinkSitting.region_id) == given("region"), col(LinkSitting.sitting_id) == given("sitting"))
OPENED_IT: ColumnElement[bool] = exists().where(*_THIS)
OPENS_IT: ColumnElement[bool] = exists().where(
    *_THIS, col(ItemLink.region_id) == col(LinkSitting.region_id), col(ItemLink.id) == col(LinkSitting.link_id), IS_OPEN
)
SIGNED_IT: ColumnElement[bool] = exists().where(  # for secrecy, for the item of the link
    *_THIS, col(ItemLink.region_id) == col(LinkSitting.region_id), col(ItemLink.id) == col(LinkSitting.link_id),
    col(SecrecySignature.region_id) == col(ItemLink.region_id), col(SecrecySignature.item_id) == col(ItemLink.item_id),
    col(SecrecySignature.membership_id) == col(ItemLink.membership_id),
)  # fmt: skip
_IS_OPEN = select(
    exists().where(col(ItemLink.region_id) == given("region"), col(ItemLink.id) == given("link"), IS_OPEN)
)
_OPENED_IT = select(OPENED_IT)


def opened(session: Session, region: UUID | None, sitting: UUID) -> bool:
    """Whether a link opened this sitting."""
    return bool(session.connection().execute(_OPENED_IT, {"region": region, "sitting": sitting}).scalar())


def require_own(seat: Seat) -> None:
    """One's account is changed by whoever signed in to it, not by whoever came in by a link to an item."""
    if seat.by_link:
        raise Refused(say("U kwam hier met een link. Meld u aan met uw wachtwoord om dit te wijzigen."))


def require_authority(seat: Seat) -> None:
    """A record is made and confirmed by whoever signed in: it outlives the meeting a link was for."""
    if seat.by_link:
        raise Refused(
            say("U kwam hier met een link. Meld u aan met uw wachtwoord om dit vast te leggen of te bevestigen.")
        )


def is_open(reading: Reading, link: UUID) -> bool:
    """Whether a link still opens anything."""
    return bool(reading.row(_IS_OPEN, region=reading.seat.region, link=link, now=reading.now)[0])
