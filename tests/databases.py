"""Databases for tests: built once by the real migrations, then copied for each test."""

import atexit
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Dialect, Engine, make_url

from tafel import engines, migrating
from tests import postgres, putting_back

OWNER, APP = "tafel_owner", "tafel_app"
_OFTEN = 30  # after so many times its tables are more holes than rows


@dataclass(frozen=True)
class Database:
    """One database: reached as the application, or as its owner; its keys lie in its folder.

    `of`: the one it was copied from; `uses`: how often it was put back as it was copied.
    """

    dialect: str
    name: str
    url: str
    owner_url: str
    data: Path
    of: str = ""
    uses: int = 0


class Store(Protocol):
    """Where databases of one kind are kept."""

    def create(self, name: str) -> Database:
        """A database as a new installation has it."""
        ...

    def empty(self, name: str) -> Database:
        """A database without anything in it."""
        ...

    def copy(self, of: Database, name: str) -> Database:
        """The same once more, with its keys; nobody may be connected to it."""
        ...

    def drop(self, database: Database) -> None:
        """Away with it."""
        ...


@dataclass(frozen=True)
class Sqlite:
    """A file for each database."""

    folder: Path

    def create(self, name: str) -> Database:
        """A database as a new installation has it."""
        database = self.empty(name)
        migrating.migrate(database.owner_url)
        return database

    def empty(self, name: str) -> Database:
        """A folder in which there is no file yet."""
        data = self.folder / name
        data.mkdir(parents=True)
        url = f"sqlite:///{data / 'tafel.db'}"
        return Database("sqlite", name, url, url, data)

    def copy(self, of: Database, name: str) -> Database:
        """The same once more, with its keys; nobody may be connected to it."""
        data = self.folder / name
        shutil.copytree(of.data, data)
        url = f"sqlite:///{data / 'tafel.db'}"
        return Database("sqlite", name, url, url, data)

    def drop(self, database: Database) -> None:
        """Away with it."""
        shutil.rmtree(database.data)


@dataclass(frozen=True)
class Postgresql:
    """A database of the server for each; the application comes in by a role that owns nothing."""

    server: Path
    folder: Path
    _free: dict[str, list[Database]] = field(default_factory=lambda: defaultdict(list))

    def create(self, name: str) -> Database:
        """A database as a new installation has it."""
        database = self.empty(name)
        migrating.migrate(database.owner_url)
        migrating.prepare_postgresql(database.owner_url, APP, "")
        return database

    def empty(self, name: str) -> Database:
        """A database without tables, of the owner."""
        self._do("CREATE DATABASE {} OWNER {}", name, OWNER)
        return self._named(name)

    def copy(self, of: Database, name: str) -> Database:
        """The same once more, with its keys; nobody may be connected to it."""
        shutil.copytree(of.data, self.folder / name)
        if self._free[of.name]:
            return replace(self._free[of.name].pop(), data=self.folder / name)
        self._let_go(of)
        _admin(self.server).execute(_END, [of.name])
        quickest = "FILE_COPY" if self.server.is_relative_to(postgres.MEMORY) else "WAL_LOG"
        self._do(f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE {{}} STRATEGY {quickest}", name, OWNER, of.name)
        made = replace(self._named(name), of=of.name)
        putting_back.remember(self._reached(made))
        return made

    def drop(self, database: Database) -> None:
        """Away with it; or it is put back as it was copied, for whoever asks next: connections know it already."""
        shutil.rmtree(database.data)
        if database.of and _nobody_asks(database) and putting_back.put_back(self._reached(database)):
            self._free[database.of].append(replace(database, uses=database.uses + 1))
            if database.uses % _OFTEN == _OFTEN - 1:
                putting_back.tidy(self._reached(database))
        else:
            self._let_go(database)
            self._do("DROP DATABASE {} WITH (FORCE)", database.name)

    def end(self) -> None:
        """Nobody comes to what was put back any more."""
        for database in [one for some in self._free.values() for one in some]:
            self._let_go(database)

    def _let_go(self, database: Database) -> None:
        putting_back.forget(self._reached(database))
        let_go(database)

    def _reached(self, database: Database) -> str:
        """How the server's own user reaches it."""
        return f"user=postgres dbname={database.name} host={self.server}"

    def _named(self, name: str) -> Database:
        data = self.folder / name
        data.mkdir(parents=True, exist_ok=True)
        as_app, as_owner = (postgres.url(self.server, name, role) for role in (APP, OWNER))
        return Database("postgresql", name, as_app, as_owner, data)

    def _do(self, query: str, *names: str) -> None:
        _admin(self.server).execute(sql.SQL(query).format(*map(sql.Identifier, names)))


def take_stock(url: str) -> None:
    """PostgreSQL learns how much there is, as it does by itself where it is not made for a test: then it seeks well."""
    if url.startswith("postgresql"):
        reached = make_url(url)
        with psycopg.connect(
            user="postgres", dbname=reached.database, host=str(reached.query["host"]), autocommit=True
        ) as admin:
            admin.execute("ANALYZE")


@cache
def _admin(server: Path) -> psycopg.Connection[Any]:
    """Who makes and drops databases: one connection for the whole run."""
    opened = psycopg.connect(user="postgres", dbname="postgres", host=str(server), autocommit=True)
    atexit.register(opened.close)
    return opened


_KNOWN = {kind: engines.Compiled(5_000) for kind in ("sqlite", "postgresql")}
_SPOKEN: dict[str, Dialect] = {}
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"  # what a test left open
_OF = engines.of
_OPEN: dict[str, list[Engine]] = {}
_IN_USE: set[str] = set()


def _nobody_asks(database: Database) -> bool:
    """Whether every connection came back: a test may have left one open."""
    return all(one.pool.checkedout() == 0 for one in _OPEN.get(database.url, []))  # type: ignore[attr-defined]


def opened(url: str, *, building: bool = False) -> list[Engine]:
    """A database as the product opens it. One that is in use and was open before still is, and knows what was asked."""
    if building or url not in _OPEN:
        made = _know_statements(_OF(url, building=building))
        if made[0].dialect.name == "sqlite" and (building or url not in _IN_USE):
            return made
        for each in made:
            each.dispose = lambda *_, **__: None  # type: ignore[method-assign]
        _OPEN[url] = made
    return _OPEN[url]


@contextmanager
def kept_open(database: Database) -> Iterator[None]:
    """A file is opened once while a test works with it, not at each request; one of a server stays open after it."""
    _IN_USE.add(database.url)
    try:
        yield
    finally:
        _IN_USE.discard(database.url)
        if database.dialect == "sqlite":
            let_go(database)


def let_go(database: Database) -> None:
    """Nobody is connected to it any more."""
    for each in _OPEN.pop(database.url, []):
        each.pool.dispose()


def _know_statements(engines: list[Engine]) -> list[Engine]:
    """Let engines of a kind share what was compiled before: a statement is then made ready once a run, not a test."""
    kind = engines[0].dialect.name
    spoken = _SPOKEN.get(kind)
    if spoken is None or spoken.server_version_info is None:  # it never met its server
        spoken = _SPOKEN[kind] = engines[0].dialect
    for each in engines:
        each.dialect = spoken
        each.update_execution_options(compiled_cache=_KNOWN[kind])
    return engines


def make_roles(server: Path) -> None:
    """Who owns the tables, and who the application is."""
    with psycopg.connect(user="postgres", dbname="postgres", host=str(server), autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        admin.execute(f"CREATE ROLE {APP} LOGIN NOINHERIT")
