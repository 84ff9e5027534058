"""Whether this installation can serve: nothing is shown while nothing can be written."""

from threading import Event

import structlog

from models.tables.people import Attempt
from tafel import chores, clock, db, ids, keys, migrating
from tafel.refusals import Unavailable
from tafel.seal import CannotUnseal
from tafel.sign_in import digest

_log = structlog.get_logger()
stopping = Event()  # this process finishes what it began, and should be asked nothing new


def check_writable() -> None:
    """Raise Unavailable when nothing can be written; what is tried is taken back."""
    with db.installation(write=True) as session, db.taken_back(session):
        session.add(Attempt(id=ids.new(), who=digest("health"), at=clock.now()))


def check_ready() -> None:
    """Raise Unavailable unless this process can serve: not stopping, the database fit for it, the keys there."""
    if stopping.is_set():
        raise Unavailable("stopping")
    with db.installation() as session:
        if migrating.is_behind(session.connection()):
            raise Unavailable("not migrated")
    try:
        for region in chores.regions():
            keys.region_key(region)
    except CannotUnseal as wrong:
        raise Unavailable(str(wrong)) from wrong
    check_writable()


def tell(why: Unavailable | CannotUnseal) -> None:
    """Let whoever looks after the machine read in the log why nothing can be written, or which key is missing."""
    said = str(why).partition("\n")[0]  # PostgreSQL's own first line: any value would stand in those after it
    _log.error("key" if isinstance(why, CannotUnseal) else "unavailable", told=said)
