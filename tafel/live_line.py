"""Between processes: what one worker tells reaches the streams of all, by PostgreSQL's LISTEN and NOTIFY.

Sent in the act's own transaction, so that it goes out when the act stands. It holds ids and names of parts, no more.
"""

import json
from collections.abc import Collection
from threading import Event, Thread
from uuid import UUID, uuid4

from sqlalchemy import text

from tafel import db
from tafel.live import Hub, Part

_HERE = uuid4().hex  # this process, which told its own streams already
_AT_ONCE = 150  # seats in one message: PostgreSQL takes no more than 8000 bytes
_SEND = text("SELECT pg_notify('tafel_live', :message)")
_LOOK_UP = 1.0  # seconds between two looks whether to stop


def send(work: db.Writing, meeting: UUID, parts: Collection[Part], audience: Collection[UUID]) -> None:
    """Let the other processes know too, where the database can carry it."""
    if work.session.get_bind().dialect.name != "postgresql":
        return
    seats = sorted(seat.hex for seat in audience)
    for first in range(0, len(seats), _AT_ONCE):
        said = [_HERE, meeting.hex, sorted(parts), seats[first : first + _AT_ONCE]]
        work.session.connection().execute(_SEND, {"message": json.dumps(said)})


class Listener:
    """Hears the other processes in a thread of its own, until it is told to stop."""

    def __init__(self, hub: Hub) -> None:
        self._hub, self._stop = hub, Event()
        self.listening = Event()
        self._thread = Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """Begin; with an embedded database there is nobody else to hear."""
        if db.engine().dialect.name == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        import psycopg  # only PostgreSQL needs its driver, which is slow to load

        where = db.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._stop.is_set():
            try:
                self._hear(where)
            except psycopg.OperationalError:  # the database is away: pages fetch everything anew by themselves
                self._stop.wait(_LOOK_UP)

    def _hear(self, where: str) -> None:
        import psycopg

        with psycopg.connect(where, autocommit=True) as line:
            line.execute("LISTEN tafel_live")
            self.listening.set()
            while not self._stop.is_set():
                for one in line.notifies(timeout=_LOOK_UP):
                    self._take(one.payload)

    def _take(self, message: str) -> None:
        origin, meeting, parts, seats = json.loads(message)
        if origin != _HERE:
            self._hub.deliver(UUID(meeting), {Part(part) for part in parts}, {UUID(seat) for seat in seats})
