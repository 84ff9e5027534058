"""How often, per day, somebody of the region was told that there is no such thing: a count, and nothing of what."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from models.tables.people import Attempt, Membership
from models.views.ledger import MissesOnDay
from tafel import clock, misses
from tafel.db import Reading


def by_day(reading: Reading) -> tuple[MissesOnDay, ...]:
    """The days of the last two weeks on which it happened, the newest first."""
    seats = reading.session.scalars(select(col(Membership.id)).where(col(Membership.region_id) == reading.seat.region))
    today = clock.day_of(reading.now)
    days = [today - timedelta(days=back) for back in range(misses.KEPT_DAYS)]
    counts = [func.count().filter(_on(day)) for day in days]
    ours = col(Attempt.who).in_([misses.of_seat(one) for one in seats])
    found = reading.session.execute(select(*counts).select_from(Attempt).where(ours))
    return tuple(MissesOnDay(on=day, count=count) for day, count in zip(days, found.one(), strict=True) if count)


def _on(day: date) -> ColumnElement[bool]:
    begins, ends = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    return and_(col(Attempt.at) >= begins, col(Attempt.at) < ends)
