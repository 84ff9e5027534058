"""Whether anything at all was committed since a moment: a connection that asks nothing else is told by SQLite.

PostgreSQL tells no such thing. There, and while a database is being built, something may always have been.
"""

import sqlite3
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from sqlalchemy import make_url


@dataclass(frozen=True, slots=True)
class Drawn:
    """Of a page as it was drawn: the moment of the database, and what of it this sitting was shown before."""

    moment: int | None
    before: frozenset[UUID]


class Watch:
    """What one connection to a database hears of all others, also those of other processes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._line: sqlite3.Connection | None = None  # opened when first asked: the file may still have to be made
        self._turn = Lock()

    def moment(self) -> int | None:
        """A number that stays the same for as long as nobody commits anything; None where it cannot be read."""
        try:
            with self._turn:
                return int(self._opened().execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            if self._line:
                self._line.close()
                self._line = None

    def _opened(self) -> sqlite3.Connection:
        self._line = self._line or sqlite3.connect(self._path, timeout=0, check_same_thread=False, isolation_level=None)
        return self._line


_watches: list[Watch] = []  # of the database in use, where one can be kept


def use(url: str, *, building: bool) -> None:
    """Watch this database from now on."""
    path = make_url(url).database if url.startswith("sqlite") and not building else None
    if path and path != ":memory:":
        _watches.append(Watch(path))


def close() -> None:
    """Watch no longer."""
    while _watches:
        _watches.pop().close()


def moment() -> int | None:
    """The moment of the database as it stands; None where one cannot tell."""
    return _watches[0].moment() if _watches else None


def none_since(then: int | None) -> bool:
    """Whether nothing was committed since such a moment."""
    return then is not None and moment() == then
