"""A database on a PostgreSQL server, by the address of its owner: what tafel needs there is made, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlmodel import SQLModel

from tafel import durable, migrating
from tafel.migrating import CannotMigrate
from tafel.settings import settings

APP = "tafel_app"
_OTHERS = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_MAY_MAKE = "SELECT has_schema_privilege(current_user, 'public', 'CREATE')"
_MAY_MAKE_ROLES = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
_IS_THERE = "SELECT count(*) FROM pg_roles WHERE rolname = :role"
_BY_HAND = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"


def set_up(address: str, ask: Callable[[str], str]) -> Path:
    """Look whether it can be, and let the settings of this process name it; the file that tells `tafel serve`.

    `ask`: for a password that the address leaves out. Raises CannotMigrate before anything is made.
    """
    owner = _owner(address, ask)
    with migrating.connected(_said(owner), write=False) as connection:
        _refuse_what_is_there(connection)
        is_there = bool(connection.scalar(text(_IS_THERE), {"role": APP}))
        if not is_there and not connection.scalar(text(_MAY_MAKE_ROLES)):
            raise CannotMigrate(_make_it_yourself(owner.username or ""))
    secret = ask(f"Wachtwoord van {APP}") if is_there else token_urlsafe(32)
    app = owner.set(username=APP, password=secret or None)
    if is_there:
        with migrating.connected(_said(app), write=False):
            pass
    return _told(_said(owner), _said(app))


def _owner(address: str, ask: Callable[[str], str]) -> URL:
    try:
        owner = make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
    except ArgumentError:
        owner = URL.create("")
    if owner.drivername != "postgresql+psycopg" or not (owner.username and owner.database):
        raise CannotMigrate("Het adres moet zijn zoals postgresql://tafel_owner@server/tafel")
    if owner.password or "PGPASSWORD" in os.environ:
        return owner
    return owner.set(password=ask(f"Wachtwoord van {owner.username}") or None)


def _refuse_what_is_there(connection: Connection) -> None:
    others = set(connection.scalars(text(_OTHERS))) - set(SQLModel.metadata.tables) - {"alembic_version"}
    if others:
        names = ", ".join(sorted(others)[:5])
        raise CannotMigrate(f"In deze database staan tabellen van iets anders: {names}. Kies een lege database.")
    if not connection.scalar(text(_MAY_MAKE)):
        role = connection.scalar(text("SELECT current_user"))
        raise CannotMigrate(
            f"De rol {role} mag hier geen tabellen maken. Laat een beheerder haar eigenaar van de database maken: "
            f"ALTER DATABASE … OWNER TO {role};"
        )


def _make_it_yourself(owner: str) -> str:
    return (
        f"De rol {owner} mag geen rollen maken. Laat een beheerder dit doen, en begin dan opnieuw:\n"
        f"CREATE ROLE {APP} LOGIN PASSWORD '…' {_BY_HAND};"
    )


def _told(owner: str, app: str) -> Path:
    """For whoever serves: the application's address alone, in a file for its owner alone."""
    os.environ |= {"TAFEL_DATABASE": app, "TAFEL_DATABASE_OWNER": owner}
    settings.cache_clear()
    file = settings().data / "database.env"
    with durable.written(file) as kept:
        kept.write(f"TAFEL_DATABASE={app}\n".encode())
    return file


def _said(address: URL) -> str:
    return address.render_as_string(hide_password=False).replace("postgresql+psycopg://", "postgresql://", 1)
