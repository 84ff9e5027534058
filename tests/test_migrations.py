"""The real migrations, from nothing: they make what the models say, all of it or nothing, and do not go back."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, inspect, text
from sqlmodel import SQLModel

from models.tables import triggers
from tafel import migrating
from tafel.migrating import CannotMigrate
from tafel.settings import settings
from tests.databases import APP, OWNER, Database, Postgresql, Store

FUTURE = "29991231"


def test_from_empty_to_what_the_models_say(database: Database) -> None:
    """Alembic's own comparison: tables, columns, types, keys, indexes."""
    with migrating.connected(database.owner_url) as connection:
        command.check(_alembic(connection))


def test_the_very_same_as_the_models_would_make(database: Database, bare: Database) -> None:
    """And what Alembic does not compare: checks, generated columns, partial indexes, names."""
    with migrating.connected(bare.owner_url) as connection:
        SQLModel.metadata.create_all(connection)
        wanted = picture(connection)
    with migrating.connected(database.owner_url) as connection:
        found = picture(connection)
    assert found.pop("alembic_version")
    assert found.keys() == wanted.keys()
    for table, shape in wanted.items():
        assert found[table] == shape


def picture(connection: Connection) -> dict[str, Any]:
    look = inspect(connection)
    return {
        table: {
            "columns": [{**column, "type": str(column["type"])} for column in look.get_columns(table)],
            "key": look.get_pk_constraint(table),
            "points": _sorted(look.get_foreign_keys(table)),
            "unique": _sorted(look.get_unique_constraints(table)),
            "checks": _sorted(look.get_check_constraints(table)),
            "indexes": _sorted([_plain(index) for index in look.get_indexes(table)]),
        }
        for table in look.get_table_names()
    }


def _plain(index: Any) -> dict[str, Any]:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def _sorted(named: Any) -> list[Any]:
    return sorted(named, key=lambda each: str(each["name"]))


def test_triggers_stand_right_after_migrating(bare: Database) -> None:
    migrating.migrate(bare.owner_url)
    with migrating.connected(bare.owner_url) as connection:
        assert triggers.live(connection) == triggers.expected(bare.dialect)


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrating.is_current(database.url)
    migrating.require_current(database.url)
    with migrating.connected(database.owner_url) as connection:
        before = picture(connection)
    migrating.migrate(database.owner_url)
    with migrating.connected(database.owner_url) as connection:
        assert picture(connection) == before


def test_ten_at_once_make_one_database(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[Connection] = []
    renew = triggers.renew
    monkeypatch.setattr(triggers, "renew", lambda connection: renewed.append(connection) or renew(connection))
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(migrating.migrate, [bare.owner_url] * 10))
    assert migrating.is_current(bare.owner_url)
    assert len(renewed) == 1


def test_an_empty_database_is_not_current(bare: Database) -> None:
    assert not migrating.is_current(bare.owner_url)
    with pytest.raises(CannotMigrate, match=r"nog niet bijgewerkt\. Draai eerst: tafel migrate"):
        migrating.require_current(bare.owner_url)
    assert not (bare.data / "tafel.db").exists()


def test_all_or_nothing(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_connection: Connection) -> None:
        raise RuntimeError("halfway")

    monkeypatch.setattr(triggers, "renew", fails)
    with pytest.raises(RuntimeError, match="halfway"):
        migrating.migrate(bare.owner_url)
    engine = create_engine(bare.owner_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_from_the_future_is_refused(database: Database) -> None:
    with migrating.connected(database.owner_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :future"), {"future": FUTURE})
        before = picture(connection)
    assert not migrating.is_current(database.url)
    for refuses in (migrating.migrate, migrating.require_current):
        with pytest.raises(CannotMigrate, match=rf"van een nieuwere versie van tafel \({FUTURE}\). Werk tafel bij"):
            refuses(database.owner_url)
    with migrating.connected(database.owner_url) as connection:
        assert picture(connection) == before
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == FUTURE


def test_there_is_no_way_back(database: Database) -> None:
    told = pytest.raises(RuntimeError, match="gaat niet terug naar een oudere versie")
    with told, migrating.connected(database.owner_url) as connection:
        command.downgrade(_alembic(connection), "base")
    assert migrating.is_current(database.url)


def _alembic(connection: Connection) -> Any:
    config = migrating.configured()
    config.attributes["connection"] = connection
    return config


# --- SQLite: files and folders


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Root may write anywhere: then try it as nobody."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nobody may write."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("path", ["tafel.db", "deeper/tafel.db"])
def test_a_read_only_folder_is_named(read_only: Path, path: str) -> None:
    with _as_somebody_else(), pytest.raises(CannotMigrate, match=r"In de map .* kan tafel niet schrijven.*TAFEL_DATA"):
        migrating.migrate(f"sqlite:///{read_only / path}")
    assert list(read_only.iterdir()) == []


def test_a_database_that_cannot_be_written_is_told_by_its_folder() -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tafel.db"
        migrating.migrate(f"sqlite:///{file}")
        with sqlite3.connect(file) as plain:
            plain.execute("PRAGMA journal_mode=WAL")  # as it is once it was served
        plain.close()
        file.chmod(0o444)
        file.parent.chmod(0o555)
        with _as_somebody_else(), pytest.raises(CannotMigrate, match=r"In de map .* kan tafel niet schrijven"):
            migrating.require_current(f"sqlite:///{file}")
        file.parent.chmod(0o700)
        with _as_somebody_else(), pytest.raises(CannotMigrate, match="Draai eerst: tafel migrate"):
            migrating.require_current(f"sqlite:///{file}")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(CannotMigrate, match="kan tafel niet schrijven"):
        migrating.migrate(f"sqlite:///{tmp_path / 'data' / 'tafel.db'}")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "tafel.db").write_text("geen database, maar wel een tekst" * 100)
    with pytest.raises(CannotMigrate, match="kan niet worden gebruikt: file is not a database"):
        migrating.migrate(f"sqlite:///{tmp_path / 'tafel.db'}")


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "tafel.db"
    migrating.migrate(f"sqlite:///{file}")
    assert (file.stat().st_mode | file.parent.stat().st_mode) & 0o077 == 0


def test_rows_that_point_to_nothing_stop_a_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tafel.db'}"
    migrating.migrate(url)
    with sqlite3.connect(tmp_path / "tafel.db") as plain:
        plain.execute("INSERT INTO passwords VALUES (?, '', '2026-11-23')", (uuid4().hex,))
    plain.close()
    with pytest.raises(CannotMigrate, match="Er verwijzen rijen naar niets in: passwords"):
        migrating.migrate(url)


# --- PostgreSQL: the application's role

on_postgresql = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


@on_postgresql
def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path, store: Store) -> None:
    assert isinstance(store, Postgresql)
    with pytest.raises(CannotMigrate, match=r"postgresql\+psycopg://owner:\*\*\*@/tafel.* kan niet worden gebruikt"):
        migrating.migrate(f"postgresql+psycopg://owner:secret@/tafel?host={tmp_path}")


@on_postgresql
def test_the_role_is_made_once_and_can_do_nothing_else(database: Database) -> None:
    role = f"app_{database.name}"
    for _ in range(2):
        migrating.prepare_postgresql(database.owner_url, role, "it's secret")
    with migrating.connected(database.owner_url) as connection:
        made = connection.execute(text("SELECT * FROM pg_roles WHERE rolname = :role"), {"role": role}).one()
        assert made.rolcanlogin
        mighty = (made.rolsuper, made.rolbypassrls, made.rolcreaterole, made.rolcreatedb, made.rolinherit)
        assert not any(mighty)
    assert migrating.is_current(database.url.replace(f"//{APP}@", f"//{role}@"))


@on_postgresql
def test_the_application_is_not_served_as_the_owner(database: Database) -> None:
    with pytest.raises(CannotMigrate, match=f"De rol {OWNER} heeft te veel rechten"):
        migrating.require_current(database.owner_url)


@on_postgresql
def test_one_command_makes_all_that_the_settings_ask(bare: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_DATABASE", bare.url)
    monkeypatch.setenv("TAFEL_DATABASE_OWNER", bare.owner_url)
    settings.cache_clear()
    migrating.bring_up_to_date()
    migrating.require_current(bare.url)
    settings.cache_clear()


@on_postgresql
@pytest.mark.parametrize("role", ["postgres", OWNER])
def test_a_role_that_can_do_too_much_is_refused(database: Database, role: str) -> None:
    with pytest.raises(CannotMigrate, match=f"De rol {role} heeft te veel rechten"):
        migrating.prepare_postgresql(database.owner_url, role, "")
