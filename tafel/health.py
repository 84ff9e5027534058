"""Whether this installation can serve: nothing is shown while nothing can be written."""

from models.tables.people import Attempt
from tafel import clock, db, ids
from tafel.sign_in import digest


def check_writable() -> None:
    """Raise Unavailable when nothing can be written; what is tried is taken back."""
    with db.installation(write=True) as session, db.taken_back(session):
        session.add(Attempt(id=ids.new(), who=digest("health"), at=clock.now()))
