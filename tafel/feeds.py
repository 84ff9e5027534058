"""A calendar to follow: at an address of one's own a programme fetches one's dates. Each fetch is in the ledger."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.tables.people import Membership, Person
from models.tables.post import CalendarFeed, Invitation
from tafel import by_link, clock, context, db, ids, links, once
from tafel.db import Reading, Writing
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.settings import settings
from tafel.sign_in import digest, in_force, seat_in

_LOOKS_BACK = timedelta(days=31)


def make_once(work: Writing, key: UUID, body: str) -> str | None:
    """Make an address, for one rendering of the form; it is shown once, and the one before it stops.

    None when this rendering made one before, or another window makes one at this very moment.
    """
    by_link.require_own(work.seat)
    if once.first(work, key, "feed", body) is not None:
        return None
    _stop(work)
    token, kept = links.make(work.seat.region)
    feed = CalendarFeed(
        region_id=work.seat.region, id=ids.new(), membership_id=work.seat.membership, token_hash=kept,
        made_at=work.now,
    )  # fmt: skip
    if not work.add_if_new(feed):
        return None
    work.record(Act.FEED_MADE, feed=feed.id)
    return f"{settings().address}/agenda/{token}.ics"


def revoke(work: Writing) -> None:
    """The address stops working now."""
    if not _stop(work):
        raise NotFound


def fetch(token: str) -> str:
    """The dates behind an address. Raises NotFound when there is no such address, or it was revoked."""
    from tafel import calendar  # it is slow to load

    seat = _seat_of(token)
    with db.writing(seat) as work:
        feed = standing(work)
        if feed is None:
            raise NotFound
        feed.fetched_at = work.now
        work.record(Act.FEED_FETCHED, feed=feed.id)
        return calendar.feed(_dates(work))


def standing(reading: Reading) -> CalendarFeed | None:
    """One's own address, while it works."""
    seat = reading.seat
    mine = (col(CalendarFeed.region_id) == seat.region, col(CalendarFeed.membership_id) == seat.membership)
    return reading.session.scalar(select(CalendarFeed).where(*mine, col(CalendarFeed.revoked_at).is_(None)))


def _stop(work: Writing) -> bool:
    feed = standing(work)
    if feed is None:
        return False
    feed.revoked_at = work.now
    work.record(Act.FEED_REVOKED, feed=feed.id)
    work.session.flush()
    return True


def _seat_of(token: str) -> Seat:
    region = links.region_of(token)
    with db.installation() as session:
        context.tell(session, region, None, None, clock.now())
        row = session.execute(
            select(
                col(CalendarFeed.id).label("sitting"), col(CalendarFeed.region_id), col(CalendarFeed.membership_id),
                col(Person.id).label("person"), col(Person.name), col(Person.language), col(Person.private_view),
            )
            .join(Membership, col(Membership.id) == col(CalendarFeed.membership_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(CalendarFeed.region_id) == region, col(CalendarFeed.token_hash) == digest(token), *in_force())
            .where(col(CalendarFeed.revoked_at).is_(None))
        ).first()  # fmt: skip
        found = seat_in(session, row, "feed") if row else None
    if found is None:
        raise NotFound
    return found


def _dates(work: Writing) -> list[Invitation]:
    """The dates of this seat: those to come, and of the last month."""
    here = (col(Invitation.region_id) == work.seat.region, col(Invitation.membership_id) == work.seat.membership)
    return list(
        work.session.scalars(
            select(Invitation)
            .where(*here, col(Invitation.withdrawn_at).is_(None), col(Invitation.ends_at) > work.now - _LOOKS_BACK)
            .order_by(col(Invitation.starts_at), col(Invitation.id))
        )
    )
