"""Regions side by side, each in a database of its own: a page is asked of all of them in turn.

What the machine does meanwhile weighs for all alike. Beside the time that somebody waits stands what the page took of
the processor: on SQLite that is all of it, on PostgreSQL the server's part is not in it.
"""

import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import psycopg
import table
from measuring import tell
from sqlalchemy import create_engine

from tafel import db  # after table, which finds the folder that holds it
from tafel.settings import settings
from tests import postgres
from tests.cast import Cast
from tests.databases import APP, Database, Postgresql, Sqlite, Store, make_roles

KINDS = ("sqlite", "postgresql")
AT_ONCE, WARM = 5, 3


class Place(NamedTuple):
    """A region, and what its pages are called."""

    database: Database
    here: Cast
    pages: dict[str, str]


class Took(NamedTuple):
    """What a page took, in the middle of all times it was asked."""

    waited: float
    worked: float


Asked = dict[tuple[str, str, str], Took]


@contextmanager
def store(kind: str) -> Iterator[Store]:
    """Where databases of a kind are kept; a server of our own for PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield Sqlite(Path(folder))
            return
        server = postgres.start()
        try:
            make_roles(server)
            _plan_as_always(server)
            yield Postgresql(server, Path(folder))
        finally:
            db.close()
            postgres.stop(server)


def _plan_as_always(server: Path) -> None:
    """The server of the tests joins tables in the order of the statement, to begin sooner: nobody's server does."""
    with psycopg.connect(user="postgres", dbname="postgres", host=str(server), autocommit=True) as admin:
        for limit in ("from_collapse_limit", "join_collapse_limit"):
            admin.execute(f"ALTER ROLE {APP} SET {limit} TO 8")


def place(within: Store, name: str, pages: Mapping[str, str]) -> Place:
    """A region with the cast in it, in use."""
    database = within.create(name)
    enter(database)
    made = Place(database, table.build(), dict(pages))
    enter(database)
    return made


def enter(database: Database) -> None:
    """Let this process work with it; nothing happens by the clock."""
    where = {"TAFEL_DATABASE": database.url, "TAFEL_DATA": str(database.data), "TAFEL_CHORES": "false"}
    os.environ |= where | {"TAFEL_KEYS": str(database.data / "keys")}
    settings.cache_clear()
    db.use(database.url)


def take_stock(one: Place) -> None:
    """As the chore does on SQLite, and PostgreSQL after a while by itself."""
    enter(one.database)
    table.take_stock(one.here)
    if one.database.dialect == "postgresql":
        engine = create_engine(one.database.owner_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        engine.dispose()


def asked(places: Mapping[str, Place], logins: Sequence[str], requests: int) -> Asked:
    """What every page takes each of them in every region, by its name, the login and the page."""
    each = defaultdict[tuple[str, str, str], list[Took]](list)
    browsers = {(name, login): one.here.client(login) for name, one in places.items() for login in logins}
    for number in range(requests // AT_ONCE):
        for name in [*places][:: (-1) ** number]:
            enter(places[name].database)
            for login, (page, path), turn in product(logins, places[name].pages.items(), range(WARM + AT_ONCE)):
                began, worked = perf_counter(), process_time()
                browsers[name, login].get(path).raise_for_status()
                if turn >= WARM:
                    each[name, login, page].append(Took(perf_counter() - began, process_time() - worked))
    return {asked: Took(*map(statistics.median, zip(*some, strict=True))) for asked, some in each.items()}


def compare(name: str, found: Asked, before: tuple[str, str, str], after: tuple[str, str, str]) -> None:
    """What a page of the one takes against the same page of the other: at most a fifth more."""
    was, now = found[before], found[after]
    tell(f"{name}.{before[0]}", was.waited * 1e3, "ms")
    tell(f"{name}.{after[0]}", now.waited * 1e3, "ms")
    tell(f"{name}.times", now.waited / was.waited, f"times {before[0]}", most=1.2)
    tell(f"{name}.processor.times", now.worked / was.worked, f"times {before[0]}", most=1.2)
