"""On PostgreSQL the few tables that hold nearly all bytes, in parts: what one region asks never meets another's rows.

An act of the owner, once, while nobody works with the database: all of it or nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psycopg import sql
from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropConstraint
from sqlmodel import SQLModel

from models.tables import triggers
from tafel.migrating import CannotMigrate

TABLES = ("versions", "shares", "hand_outs", "ledger_leaves", "ledger_entries")
PARTS = 8  # each is a file more to open, and a lock more for every statement
_WALLED = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity"
_POLICIES = """
SELECT tablename, policyname, permissive, cmd, array_to_string(roles, ', ') AS roles, qual, with_check
FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""
_STANDS = "SELECT count(*) FROM pg_partitioned_table WHERE partrelid::regclass::text = ANY (%(tables)s)"


def split(connection: Connection, done: Callable[[str], None]) -> None:
    """Put every table of the list into parts by its region; `done` hears of each table.

    Raises CannotMigrate where it cannot be, or was done before.
    """
    _refuse(connection)
    policies = list(connection.execute(text(_POLICIES)))
    walled = list(connection.scalars(text(_WALLED)))
    for one in policies:
        _run(connection, "DROP POLICY {} ON {}", one.policyname, one.tablename)
    for name in walled:  # its owner too reads no row of a table that is walled in
        _run(connection, "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", name)
    _move(connection, done)
    for name in (*walled, *_parts()):
        _run(connection, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", name)
    for one in policies:
        connection.exec_driver_sql(_policy(one))
    triggers.renew(connection)


def _refuse(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        raise CannotMigrate("In delen per regio kan alleen op PostgreSQL. Er is niets veranderd.")
    if connection.exec_driver_sql(_STANDS, {"tables": list(TABLES)}).scalar():
        raise CannotMigrate("Deze database staat al in delen per regio. Er is niets veranderd.")


def _move(connection: Connection, done: Callable[[str], None]) -> None:
    beside = _as_it_becomes()
    keys = list(_keys(beside.tables.values()))
    for key in keys:
        connection.execute(DropConstraint(key))
    for name in TABLES:
        _put_in_parts(connection, beside.tables[name])
        done(name)
    for key in keys:
        connection.execute(AddConstraint(key))


def _as_it_becomes() -> MetaData:
    """All tables as the models have them, but for those of the list."""
    beside = MetaData(naming_convention=SQLModel.metadata.naming_convention)
    for table in SQLModel.metadata.tables.values():
        table.to_metadata(beside)
    for name in TABLES:
        beside.tables[name].dialect_options["postgresql"]["partition_by"] = "HASH (region_id)"
    return beside


def _keys(tables: Iterable[Table]) -> Iterator[ForeignKeyConstraint]:
    """What points from a table of the list, or to one."""
    for table in tables:
        for key in table.foreign_key_constraints:
            if table.name in TABLES or key.referred_table.name in TABLES:
                yield key


def _put_in_parts(connection: Connection, table: Table) -> None:
    whole = f"{table.name}_whole"
    _run(connection, "ALTER TABLE {} RENAME TO {}", table.name, whole)
    _let_go_of_names(connection, table, whole)
    connection.execute(CreateTable(table, include_foreign_key_constraints=[]))
    for number, part in enumerate(_parts_of(table.name)):
        where = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
        _run(connection, f"CREATE TABLE {{}} PARTITION OF {{}} {where}", part, table.name)
    columns = sql.SQL(", ").join(sql.Identifier(each.name) for each in table.columns if each.computed is None)
    _run(connection, "INSERT INTO {} ({columns}) SELECT {columns} FROM {}", table.name, whole, columns=columns)
    _run(connection, "DROP TABLE {}", whole)
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        connection.execute(CreateIndex(index))
    _run(connection, "ANALYZE {}", table.name)


def _let_go_of_names(connection: Connection, table: Table, whole: str) -> None:
    for one in table.constraints:
        if isinstance(one, PrimaryKeyConstraint | UniqueConstraint):
            _run(connection, "ALTER TABLE {} DROP CONSTRAINT {}", whole, str(one.name))
    for index in table.indexes:
        _run(connection, "DROP INDEX {}", str(index.name))


def _parts() -> Iterator[str]:
    for table in TABLES:
        yield from _parts_of(table)


def _parts_of(table: str) -> Iterator[str]:
    return (f"{table}_part_{number}" for number in range(PARTS))


def _policy(one: Any) -> str:
    """As it stood, word for word."""
    said = f"CREATE POLICY {one.policyname} ON {one.tablename} AS {one.permissive} FOR {one.cmd} TO {one.roles}"
    said += f" USING ({one.qual})" if one.qual else ""
    return said + (f" WITH CHECK ({one.with_check})" if one.with_check else "")


def _run(connection: Connection, said: str, *names: str, **more: sql.Composable) -> None:
    made = sql.SQL(said).format(*map(sql.Identifier, names), **more)
    connection.exec_driver_sql(made.as_string(connection.connection.driver_connection))
