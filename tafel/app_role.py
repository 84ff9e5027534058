"""On PostgreSQL the application has a role that owns nothing, and may do what the product does and nothing else."""

from typing import Any

from psycopg import sql
from sqlalchemy import Connection
from sqlmodel import SQLModel

from models.tables.triggers import TRIGGERS
from tafel.migrating import CannotMigrate

DELETED_FROM = frozenset(
    {
        "about", "attempts", "attendances", "card_index", "case_purposes", "changes", "hit_tellings", "hits",
        "identifiers_asked", "meeting_partners", "notes", "once_keys", "series_items", "series_partners",
        "signal_indicators", "sittings",
    }
)  # fmt: skip
_CLOSED = {trigger.table for trigger in TRIGGERS if trigger.event == "UPDATE" and trigger.when == "true"}
_CREATE = (
    "CREATE ROLE {role} LOGIN PASSWORD {password} "
    "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
)
_ROLE = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = {role}"
_OWNS = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = {role}"


def prepare(connection: Connection, app_role: str, app_password: str) -> None:
    """Let the role exist, and give it exactly its rights."""
    refuse_mighty(connection, app_role)
    if not _role(connection, app_role):
        _execute(connection, _CREATE, role=sql.Identifier(app_role), password=sql.Literal(app_password))
    for table in sorted(SQLModel.metadata.tables):
        _grant(connection, app_role, table)
    for known in ("USAGE ON SCHEMA public", "SELECT ON alembic_version"):
        _execute(connection, f"GRANT {known} TO {{role}}", role=sql.Identifier(app_role))


def refuse_mighty(connection: Connection, role: str) -> None:
    """Raise CannotMigrate for a role that could do more than the application needs."""
    mighty = _role(connection, role)
    owns = _execute(connection, _OWNS, role=sql.Literal(role)).scalar()
    if owns or (mighty and mighty[0]):
        raise CannotMigrate(f"De rol {role} heeft te veel rechten voor de toepassing. Kies een rol die niets bezit.")


def _grant(connection: Connection, role: str, table: str) -> None:
    """Exactly these: what was granted before and is no longer needed is taken back."""
    may = ["SELECT", "INSERT"]
    may += ["UPDATE"] if table not in _CLOSED else []
    may += ["DELETE"] if table in DELETED_FROM else []
    on = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
    _execute(connection, "REVOKE ALL ON {table} FROM {role}", **on)
    _execute(connection, f"GRANT {', '.join(may)} ON {{table}} TO {{role}}", **on)


def _role(connection: Connection, role: str) -> Any:
    return _execute(connection, _ROLE, role=sql.Literal(role)).first()


def _execute(connection: Connection, query: str, **names: sql.Composable) -> Any:
    raw = connection.connection.driver_connection
    return connection.exec_driver_sql(sql.SQL(query).format(**names).as_string(raw))
