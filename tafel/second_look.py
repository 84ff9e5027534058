"""What the clock takes away for good is looked at twice: when time went on by leaps, an hour later once more.

Nobody can tell a machine that stood still from a clock that was put forward, so both wait that hour.
"""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from models.tables.ledger import Lease
from tafel.db import Reading, Writing

WAIT = timedelta(hours=1)
_LEAP, _LOOK = timedelta(minutes=10), timedelta(minutes=1)
_CLOCK = "clock"  # its lease: until when the clock was seen to go on, and since when without a leap


def since(reading: Reading, now: datetime) -> tuple[datetime, bool]:
    """Since when the clock goes on as time goes, as far as anybody here saw; and whether to remember what it is now."""
    lease = reading.session.get(Lease, (reading.seat.region, _CLOCK))
    if lease is None or lease.held_until is None or lease.done_at is None:
        return now, True
    if not lease.held_until - _LOOK <= now <= lease.held_until + _LEAP:
        return now, True
    return lease.done_at, now >= lease.held_until + _LOOK


def remember(work: Writing, now: datetime, began: datetime) -> None:
    """The clock went on until now, and since when it did so without a leap."""
    work.add_if_new(Lease(region_id=work.seat.region, chore=_CLOCK))
    mine = (col(Lease.region_id) == work.seat.region, col(Lease.chore) == _CLOCK)
    work.session.execute(update(Lease).where(*mine).values(held_until=now, done_at=began))
