"""What PostgreSQL is told as a transaction begins: who asks, now, and what for. Its second wall stands on this.

Without it nothing answers. SQLite has no such wall: there sight alone decides.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from tafel.seat import Seat


class Beyond(StrEnum):
    """What a transaction is for that touches more than its seat may read; PostgreSQL is told, and lets it.

    A page is drawn without: what its seat may not read does not answer there, whatever is asked.
    """

    ACT = "act"  # an act decides by sight who may do it, and changes what hangs together for everybody
    CHORES = "chores"  # what happens by the clock is for nobody's eyes
    BACKUP = "backup"  # all rows, sealed as they lie
    GIVEN = "given"  # whom one's own partner's words were given to and shown, for that partner
    FIGURES = "figures"  # how much each partner gave, for the privacy officer: never what
    RULES = "rules"  # which shares a version of the rules would end: what follows others is seen from all of them
    FILES = "files"  # which cases are only files of items, so that no list takes one for a case
    ROOM = "room"  # who is in the room and may not hear an item, for who may begin it
    MINUTES = "minutes"  # how far minutes and their copies are: what waits, changed or became void, and for whom


_WHO = ("region", "partner", "person", "now", "membership", "beyond")
_TOLD = text("SELECT " + ", ".join(f"set_config('tafel.{name}', :{name}, true)" for name in _WHO))
_LET = text("SELECT set_config('tafel.beyond', :beyond, true)")


def tell(
    session: Session, region: UUID | None, partner: UUID | None, person: UUID | None, now: datetime, *,
    membership: UUID | None = None, beyond: Beyond | None = None,
) -> None:  # fmt: skip
    """Until this transaction ends it is these who ask."""
    if session.get_bind().dialect.name == "postgresql":
        who = (region, partner, person, now.isoformat(), membership, beyond)
        session.connection().execute(_TOLD, {name: str(one or "") for name, one in zip(_WHO, who, strict=True)})


def tell_seat(session: Session, seat: Seat, now: datetime, beyond: Beyond | None = None) -> None:
    """It is somebody in a seat who asks."""
    tell(session, seat.region, seat.partner, seat.person, now, membership=seat.membership, beyond=beyond)


def let(session: Session, beyond: Beyond | None) -> None:
    """From here on it is for this; or no more."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LET, {"beyond": beyond or ""})
