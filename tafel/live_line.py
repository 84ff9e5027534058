"""Between processes: what one worker tells reaches the streams of all, on this host and on others.

What changed stands in the database with the act itself. A call between processes says no more than that something
did; who gets none looks once a second all the same.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, select, text
from sqlmodel import col

from models.tables.live import Change
from tafel import db
from tafel.db import Reading, Writing
from tafel.live import Hub, Part
from tafel.prepared import ASKER, given, one_of
from tafel.seat import of_chores

Wait = Callable[[], object]
KEPT = timedelta(hours=1)
_HERE = uuid4()  # this process, which told its own streams already
LOOK = 1.0  # seconds between two looks when nobody calls
_GLANCE = 0.1  # seconds between two questions whether an embedded database changed
_BACK = timedelta(seconds=30)  # how far back a look goes: an act may take so long to stand after it told
_CALL = text("SELECT pg_notify('tafel_live', '')")
_log = structlog.get_logger()


def _named_anew() -> None:
    global _HERE  # noqa: PLW0603 a copy of this process is another one
    _HERE = uuid4()


os.register_at_fork(after_in_child=_named_anew)


def tell(work: Writing, meeting: UUID, parts: Collection[Part], audience: Collection[UUID]) -> None:
    """Let the streams of other processes know too, once the act stands."""
    work.session.add(
        Change(
            region_id=work.seat.region, meeting_id=meeting, parts=sorted(parts), told_by=_HERE, at=work.now,
            audience=sorted(seat.hex for seat in audience),
        )
    )  # fmt: skip
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.connection().execute(_CALL)


def forget(work: Writing) -> None:
    """What every process has long heard is of no more use."""
    mine = col(Change.region_id) == work.seat.region
    work.session.execute(delete(Change).where(mine, col(Change.at) < work.now - KEPT))


class Listener:
    """Hears the other processes in a thread of its own, until it is told to stop."""

    def __init__(self, hub: Hub) -> None:
        self._hub, self._stop = hub, Event()
        self._heard: dict[UUID, set[UUID]] = {}
        self.listening = Event()
        self.thread = Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        self.thread.join()

    def look(self) -> None:
        """Pass on what others told since the last look, for the regions of which streams are open here."""
        before, self._heard = self._heard, {}
        for region in self._hub.regions():
            with db.reading(of_chores(region)) as reading:
                told = set(reading.values(_LATELY, since=reading.now - _BACK, here=_HERE))
                fresh = _changes(reading, told - before.get(region, set()))
            self._heard[region] = told
            for change in fresh:
                parts = {part for part in Part if part in change.parts}  # a newer release may know others
                self._hub.deliver(change.meeting_id, parts, {UUID(seat) for seat in change.audience})

    def _run(self) -> None:
        while not self._stop.is_set():
            _tried(self._follow)
            if not self._stop.wait(LOOK):
                _tried(self.look)

    def _follow(self) -> None:
        """Look whenever somebody calls, for as long as the line holds."""
        with _line(self._stop) as wait:
            self.listening.set()
            while not self._stop.is_set():
                self.look()
                wait()


def _tried(do: Callable[[], None]) -> None:
    try:
        do()
    except Exception as wrong:  # noqa: BLE001 the line is lost or the database away: it is tried again
        _log.warning("live", error=type(wrong).__name__)


def _changes(reading: Reading, ids: Collection[UUID]) -> Sequence[Any]:
    return reading.rows(_THESE, changes=list(ids)) if ids else ()


def _line(stop: Event) -> AbstractContextManager[Wait]:
    """A way to wait until something may have changed, or it is time to look all the same."""
    return _called(stop) if db.engine().dialect.name == "postgresql" else _watching(stop)


@contextmanager
def _called(_stop: Event) -> Iterator[Wait]:
    import psycopg  # only PostgreSQL needs its driver, which is slow to load

    engine = db.engine()
    _, where = engine.dialect.create_connect_args(engine.url)  # several hosts are said in words of SQLAlchemy's own
    with psycopg.connect(**where, autocommit=True) as line:
        line.execute("LISTEN tafel_live")
        yield lambda: list(line.notifies(timeout=LOOK, stop_after=1))


@contextmanager
def _watching(stop: Event) -> Iterator[Wait]:
    file = sqlite3.connect(f"file:{db.engine().url.database}?mode=ro", uri=True)
    seen = _version(file)

    def wait() -> None:
        nonlocal seen
        until, before = monotonic() + LOOK, seen
        while (seen := _version(file)) == before and monotonic() < until and not stop.wait(_GLANCE):
            pass

    try:
        yield wait
    finally:
        file.close()


def _version(file: sqlite3.Connection) -> Any:
    """A number that SQLite changes when another connection, of whatever process, wrote."""
    return file.execute("PRAGMA data_version").fetchone()


_MINE = col(Change.region_id) == ASKER.region
_LATELY = select(col(Change.id)).where(_MINE, col(Change.at) > given("since"), col(Change.told_by) != given("here"))
_THESE = select(col(Change.meeting_id), col(Change.parts), col(Change.audience)).where(
    _MINE, one_of(col(Change.id), "changes")
)
