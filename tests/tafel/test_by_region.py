"""Large tables in parts: all stands as it stood, and what a region asks touches one part of each table."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel
from typer.testing import CliRunner

from models.tables import triggers
from tafel import by_region, cli, db, migrating
from tafel.by_region import PARTS, TABLES
from tafel.migrating import CannotMigrate
from tests import walking
from tests.cast import Cast
from tests.databases import APP, OWNER, Database
from tests.test_migrations import picture
from web.app import create

ON_POSTGRESQL = pytest.mark.parametrize("store", ["postgresql"], indirect=True)
_POLICIES = "SELECT * FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename, policyname"
_RIGHTS = """
SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = :app ORDER BY 1, 2
"""
_PART, _NAMED = re.compile(r"(\w+)_part_(\d+)"), re.compile(r"%\((\w+)\)s")


def in_parts(database: Database) -> None:
    """As `tafel migrate --by-region` does it."""
    with migrating.connected(database.owner_url) as connection:
        by_region.split(connection, lambda _table: None)
    migrating.prepare_postgresql(database.owner_url, APP, "")


@ON_POSTGRESQL
@pytest.mark.usefixtures("cast")
def test_every_row_key_policy_trigger_and_right_stands_as_it_stood(database: Database) -> None:
    before = _all(database)
    in_parts(database)
    after = _all(database)
    assert after == before
    assert any(before["rows"]["ledger_entries"])


@ON_POSTGRESQL
@pytest.mark.usefixtures("cast")
def test_a_part_answers_nobody_by_itself(database: Database) -> None:
    in_parts(database)
    with _as_server(database) as server:
        held = [server.scalar(text(f"SELECT count(*) FROM shares_part_{number}")) for number in range(PARTS)]
        assert sum(held) == server.scalar(text("SELECT count(*) FROM shares")) > 0
        server.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        assert not any(server.scalar(text(f"SELECT count(*) FROM shares_part_{number}")) for number in range(PARTS))
        server.exec_driver_sql(f"SET LOCAL ROLE {APP}")
        with pytest.raises(ProgrammingError, match="permission denied"):
            server.exec_driver_sql("SELECT count(*) FROM shares_part_0")


@ON_POSTGRESQL
def test_what_one_region_asks_touches_one_part_of_each_table(database: Database, cast: Cast) -> None:
    """Of every statement on every page, as the server runs it: planned once, for whatever region."""
    in_parts(database)
    ids = {name: found[:1] for name, found in walking.every_id(cast.administrator).items()}
    app, met = create(), defaultdict(set)
    with _explained(met):
        for login in ("inge.bakels", "nadia.oosterhuis"):
            for _ in walking.walk(walking.as_somebody(app, cast, login), walking.addresses(app, ids)):
                pass
    many = {(statement, table): parts for statement, table in met if len(parts := met[statement, table]) > 1}
    assert many == {}
    assert {table for _, table in met} == set(TABLES) - {"ledger_leaves"}  # no page reads those
    with _as_server(database) as server:
        plan = _plan(server.connection.driver_connection, "SELECT count(*) FROM shares", {})
    assert {part for _, part in _touched(plan)} == set(range(PARTS))


@ON_POSTGRESQL
def test_once_is_enough_and_a_later_release_migrates_it(database: Database) -> None:
    in_parts(database)
    migrating.migrate(database.owner_url)
    with migrating.connected(database.owner_url) as connection:
        assert triggers.live(connection) == triggers.expected("postgresql")
    with pytest.raises(CannotMigrate, match="staat al in delen"):
        in_parts(database)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_embedded_database_has_no_parts(database: Database) -> None:
    with migrating.connected(database.owner_url) as connection, pytest.raises(CannotMigrate, match="PostgreSQL"):
        by_region.split(connection, lambda _table: None)


@ON_POSTGRESQL
def test_by_the_command_with_the_rights_of_the_application(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_DATABASE_OWNER", database.owner_url)
    from tafel.settings import settings

    settings.cache_clear()
    said = CliRunner().invoke(cli.app, ["migrate", "--by-region"])
    assert said.exit_code == 0, said.output
    with _as_server(database) as server:
        assert server.scalar(text("SELECT count(*) FROM pg_partitioned_table")) == len(TABLES)
        assert server.scalar(text("SELECT has_table_privilege(:app, 'shares', 'INSERT')"), {"app": APP})


@contextmanager
def _as_server(database: Database) -> Iterator[Connection]:
    engine = create_engine(database.owner_url.replace(f"//{OWNER}@", "//postgres@"))
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def _all(database: Database) -> dict[str, Any]:
    with _as_server(database) as server:
        return {
            "rows": {name: _content(server, name) for name in SQLModel.metadata.tables},
            "shape": {name: _whole(found) for name, found in picture(server).items() if not _PART.fullmatch(name)},
            "policies": [tuple(one) for one in server.execute(text(_POLICIES))],
            "rights": [tuple(one) for one in server.execute(text(_RIGHTS), {"app": APP})],
            "triggers": triggers.live(server),
            "walled": {one for one in server.scalars(text(by_region._WALLED)) if not _PART.fullmatch(one)},  # noqa: SLF001
        }


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    """Without the keys by which the server itself points to parts."""
    return found | {"points": [one for one in found["points"] if not _PART.fullmatch(one["referred_table"])]}


def _content(server: Connection, name: str) -> list[Any]:
    columns = ", ".join(f'"{one.name}"' for one in SQLModel.metadata.tables[name].columns)
    return sorted(map(repr, server.execute(text(f'SELECT {columns} FROM "{name}"'))))


@contextmanager
def _explained(met: dict[tuple[str, str], set[int]]) -> Iterator[None]:
    """Of every question until then: which parts of which tables it touched."""
    known: set[str] = set()

    def explain(_connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and statement not in known:
            known.add(statement)
            for table, part in _touched(_plan(cursor.connection, statement, values)):
                met[statement, table].add(part)

    event.listen(db.engine(writes=True), "after_cursor_execute", explain)
    yield
    event.remove(db.engine(writes=True), "after_cursor_execute", explain)


def _plan(connection: psycopg.Connection[Any], statement: str, values: dict[str, Any]) -> Any:
    """How the server goes about it, whatever the values are."""
    names = list(dict.fromkeys(_NAMED.findall(statement)))
    query = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement).replace("%%", "%")
    given = f"({', '.join(['%s'] * len(names))})" if names else ""
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(f"PREPARE asked AS {query}")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked{given}", [values[name] for name in names])
        found = cursor.fetchone()
        cursor.execute("DEALLOCATE asked")
        assert found
        return found[0][0]["Plan"]


def _touched(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    if (part := _PART.fullmatch(plan.get("Relation Name", ""))) and plan["Actual Loops"]:
        yield part[1], int(part[2])
    for below in plan.get("Plans", ()):
        yield from _touched(below)
