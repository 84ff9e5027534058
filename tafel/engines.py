"""How a database is opened: one engine to read with, which cannot write, and one to write with."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Dialect, Engine, Uuid, create_engine, event, make_url
from sqlalchemy.util import LRUCache

from tafel.refusals import Unavailable

_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "busy_timeout": 10_000,
}
_STATEMENTS = 2_000  # kept compiled: more than there are
# Each statement comes back again and again: to plan it anew takes many times as long as to run it.
_PLANNED_ONCE = {"options": "-c plan_cache_mode=force_generic_plan", "prepare_threshold": 0}
PATIENCE: float | None = 20.0  # seconds: an act waits for others, and for a lock that is held for a moment
_SOON_TOLD = {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 20_000}  # that a server is gone
_PING = True  # a server that was started anew is no reason for a page to fail
_PREPARED = 500  # a connection keeps as many planned: each takes the server a tenth of a megabyte
_BUILDING: dict[str, str | int] = {"journal_mode": "memory", "locking_mode": "exclusive", "synchronous": 0}


class Compiled(LRUCache[Any, Any]):
    """Statements as a database is told them. One that is built once is known again by what it is.

    To hash all it is made of, at each question, takes longer than many an answer.
    """

    def __init__(self, most: int = _STATEMENTS) -> None:
        super().__init__(most)
        self._same: dict[Any, tuple[Any, Any]] = {}  # with what it is made of, so that no other comes in its place

    def get(self, key: Any, default: Any = None) -> Any:
        """What was compiled for a dialect, a statement and the names of what it is filled in with."""
        spoken, made_of, *how = key
        short = (spoken, id(made_of), *how)
        if found := self._same.get(short):
            return found[1]
        compiled = super().get(key, default)
        if compiled is not None:
            self._keep(short, made_of, compiled)
        return compiled

    def _keep(self, short: Any, made_of: Any, compiled: Any) -> None:
        if len(self._same) >= self.capacity:  # those built for one question fill it up
            self._same.clear()
        self._same[short] = made_of, compiled


def of(url: str, *, building: bool = False) -> list[Engine]:
    """To read with and to write with. While it is being built nobody was told that anything is kept."""
    return _sqlite(url, building=building) if url.startswith("sqlite") else _postgresql(url)


def _postgresql(url: str) -> list[Engine]:
    from tafel import patience  # only PostgreSQL needs its driver, which is slow to load

    made = create_engine(
        make_url(url),
        pool_size=8,
        max_overflow=4,
        pool_timeout=10,
        pool_pre_ping=_PING,
        execution_options={"compiled_cache": Compiled()},
        connect_args=_PLANNED_ONCE | _SOON_TOLD,
    )
    event.listen(made, "do_connect", patience.connect)
    event.listen(made, "connect", _prepare_postgresql)
    return [made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True), made]


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.prepared_max = _PREPARED


def _sqlite(url: str, *, building: bool) -> list[Engine]:
    """One that only reads and one that writes: to turn a connection over makes SQLite prepare every statement anew."""
    if building:
        return [_sqlite_engine(url, _PRAGMAS | _BUILDING, "BEGIN IMMEDIATE")] * 2
    return [
        _sqlite_engine(url, _PRAGMAS | {"query_only": 1}, "BEGIN"),
        _sqlite_engine(url, _PRAGMAS, "BEGIN IMMEDIATE"),
    ]


def _sqlite_engine(url: str, pragmas: Mapping[str, str | int], begin: str) -> Engine:
    given = {"check_same_thread": False, "timeout": 10, "cached_statements": 1_000}
    made = create_engine(make_url(url), connect_args=given, execution_options={"compiled_cache": Compiled()})
    made.dialect.colspecs = {**made.dialect.colspecs, Uuid: _Id}
    event.listen(made, "connect", partial(_prepare_sqlite, pragmas))
    event.listen(made, "begin", partial(_begin_sqlite, begin))
    return made


class _Id(Uuid[Any]):
    """An id as SQLite keeps it, in 32 characters; a page meets the same ones again and again."""

    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        """How a column of ids is read."""
        return _read_id


@lru_cache(maxsize=50_000)
def _read_id(kept: str | None) -> UUID | None:
    return UUID(kept) if kept else None


def _prepare_sqlite(pragmas: Mapping[str, str | int], connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # else the driver begins transactions by itself
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name}={value}")
        if (stands := connection.execute(f"PRAGMA {name}").fetchone()[0]) != value:
            raise Unavailable(f"PRAGMA {name} is {stands}, not {value}")


def _begin_sqlite(begin: str, connection: Connection) -> None:
    connection.exec_driver_sql(begin)
