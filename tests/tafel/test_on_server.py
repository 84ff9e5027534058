"""`tafel init --database`: a server, an owner's address, and nothing made where it cannot be."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner

from tafel import cli, db, migrating, on_server
from tafel.migrating import CannotMigrate
from tafel.settings import settings
from tests.databases import APP, OWNER, Database, Postgresql

on_postgresql = pytest.mark.parametrize("store", ["postgresql"], indirect=True)
INIT = ("init", "--region", "De Waarden", "--prefix", "DW", "--name", "Ben Vink", "--login", "ben.vink")


@pytest.fixture
def admin(store: Postgresql, bare: Database) -> Iterator[psycopg.Connection[Any]]:
    """Who looks after the server."""
    where = {"user": "postgres", "dbname": bare.name, "host": str(store.server)}
    with psycopg.connect(**where, autocommit=True) as opened:  # type: ignore[arg-type] all of them are texts
        yield opened


@pytest.fixture(autouse=True)
def _on_a_new_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("TAFEL_DATABASE", "TAFEL_DATABASE_OWNER"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("TAFEL_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    yield
    db.close()
    settings.cache_clear()


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch, bare: Database, admin: psycopg.Connection[Any]) -> Iterator[str]:
    """A role for the application that is not there yet."""
    name = f"{bare.name}_app"
    monkeypatch.setattr(on_server, "APP", name)
    yield name
    for said in ("REVOKE ALL ON SCHEMA public FROM {0}", "DROP OWNED BY {0}", "DROP ROLE {0}"):
        if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            admin.execute(sql.SQL(said).format(sql.Identifier(name)))


@on_postgresql
def test_one_command_makes_tables_role_and_region(
    bare: Database, admin: psycopg.Connection[Any], role: str, tmp_path: Path
) -> None:
    words = [*INIT, "--password", "lang genoeg dit", "--database", _plain(bare.owner_url)]
    done = CliRunner().invoke(cli.app, words, input="\n")
    assert done.exit_code == 0, done.output
    assert "Wachtwoord van tafel_owner" in done.output
    kept = tmp_path / "data" / "database.env"
    assert kept.stat().st_mode & 0o777 == 0o600
    name, _, address = kept.read_text().strip().partition("=")
    assert name == "TAFEL_DATABASE"
    assert OWNER not in address
    (secret,) = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role]).fetchone() or ("",)
    assert secret.startswith("SCRAM-SHA-256")
    assert address.split(":")[2].split("@")[0] not in done.output
    migrating.require_current(address.replace("postgresql:", "postgresql+psycopg:", 1))


@on_postgresql
def test_a_role_that_is_there_keeps_its_password(bare: Database) -> None:
    asked: list[str] = []
    on_server.set_up(_plain(bare.owner_url), lambda what: asked.append(what) or "geheim")  # type: ignore[func-returns-value]
    assert asked == [f"Wachtwoord van {OWNER}", f"Wachtwoord van {APP}"]
    assert f"{APP}:geheim@" in os.environ["TAFEL_DATABASE"]


@on_postgresql
def test_what_belongs_to_others_is_left_alone(bare: Database, admin: psycopg.Connection[Any]) -> None:
    admin.execute("CREATE TABLE facturen (id int)")
    with pytest.raises(CannotMigrate, match="tabellen van iets anders: facturen"):
        on_server.set_up(_plain(bare.owner_url), lambda _: "")


@on_postgresql
def test_who_may_make_no_tables_is_told_what_to_ask(bare: Database, admin: psycopg.Connection[Any]) -> None:
    with pytest.raises(CannotMigrate, match=f"ALTER DATABASE … OWNER TO {APP}"):
        on_server.set_up(_plain(bare.url), lambda _: "")
    assert admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


@on_postgresql
def test_who_may_make_no_roles_is_told_what_to_ask(bare: Database, admin: psycopg.Connection[Any], role: str) -> None:
    admin.execute(f"CREATE ROLE {role}_owner LOGIN")
    admin.execute(f"GRANT ALL ON SCHEMA public TO {role}_owner")
    with pytest.raises(CannotMigrate, match=f"CREATE ROLE {role} LOGIN"):
        on_server.set_up(_plain(bare.owner_url).replace(OWNER, f"{role}_owner"), lambda _: "")
    admin.execute(f"DROP OWNED BY {role}_owner")
    admin.execute(f"DROP ROLE {role}_owner")


@pytest.mark.parametrize("address", ["", "tafel", "sqlite:///x", "postgresql://server/tafel", "postgresql://a@server"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(CannotMigrate, match="Het adres moet zijn zoals postgresql://tafel_owner@server/tafel"):
        on_server.set_up(address, lambda _: "")


def _plain(address: str) -> str:
    return address.replace("postgresql+psycopg:", "postgresql:", 1)
