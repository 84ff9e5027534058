"""Answers that there is no such thing are counted, hidden and absent alike: by whom and when, never what was asked for.

Nothing of it stands in the ledger. Only such an answer is ever held back: whoever asks for what is theirs, gets it.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.tables.people import Attempt
from tafel import clock, db, ids
from tafel.refusals import Unavailable
from tafel.seat import Seat

MOST = 100
WINDOW = timedelta(minutes=15)
KEPT_DAYS = 14


def too_many(seat: Seat | None, where: str) -> bool:
    """Count such an answer for this seat, or for the address of who has none; True when there were too many lately."""
    who, now = of_seat(seat.membership) if seat else _hash("missed from", where), clock.now()
    try:
        if _lately(who, now) >= MOST:
            return True
        with db.installation(write=True) as session:
            session.add(Attempt(id=ids.new(), who=who, at=now))
    except Unavailable:
        pass  # nothing is shown, so nothing is lost when it cannot be counted
    return False


def of_seat(membership: UUID) -> bytes:
    """Under what a seat is counted."""
    return _hash("missed by", str(membership))


def _lately(who: bytes, now: datetime) -> int:
    wanted = select(func.count()).where(col(Attempt.who) == who, col(Attempt.at) > now - WINDOW)
    with db.installation() as session:
        return session.scalar(wanted) or 0


def _hash(use: str, value: str) -> bytes:
    return hashlib.sha256(f"{use}|{value}".encode()).digest()
