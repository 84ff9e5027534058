"""How a migration writes down a table. It imports no models, so that later models cannot change what was made.

Each migration keeps the closed lists of its own day. Add to what stands here and leave the rest: old migrations use it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

HERE = "nullif(current_setting('tafel.region', true), '')::uuid"
OURS = "nullif(current_setting('tafel.partner', true), '')::uuid"
MINE = "nullif(current_setting('tafel.membership', true), '')::uuid"
ME = "nullif(current_setting('tafel.person', true), '')::uuid"
NOW = "(SELECT nullif(current_setting('tafel.now', true), '')::timestamptz)"
BEYOND = "(SELECT coalesce(current_setting('tafel.beyond', true), 'never said') <> '')"


def create(table: str, *parts: Any) -> None:
    """A table whose constraints carry names by one convention."""
    for part in parts:
        if isinstance(part, sa.Column):
            if isinstance(part.type, sa.Enum):
                part.type.name = op.f(f"ck_{table}_{part.type.name}")
        else:
            part.name = op.f(_name(table, part))
    op.create_table(table, *parts)


def ident(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A random id, or the id of something else."""
    return sa.Column(name, sa.Uuid(), nullable=optional)


def text(name: str, length: int | None = None, *, optional: bool = False) -> sa.Column[Any]:
    """Plain text; never what somebody says about a person."""
    return sa.Column(name, sqlmodel.AutoString(length), nullable=optional)


def term(words: Mapping[str, Sequence[str]], name: str, vocabulary: str, *, optional: bool = False) -> sa.Column[Any]:
    """One word of a closed list, as it was then; the database refuses any other."""
    closed = sa.Enum(*words[vocabulary], name=vocabulary, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, closed, nullable=optional)


def raw(name: str, length: int | None = None, *, optional: bool = False) -> sa.Column[Any]:
    """Bytes: sealed text, a hash, a key."""
    return sa.Column(name, sa.LargeBinary(length), nullable=optional)


def moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A time in UTC."""
    return sa.Column(name, sqlmodel.UTCDateTime(), nullable=optional)


def day(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A day as somebody wrote it."""
    return sa.Column(name, sa.Date(), nullable=optional)


def clock_time(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A time of day in Amsterdam."""
    return sa.Column(name, sa.Time(), nullable=optional)


def flag(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=optional)


def number(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A small number."""
    return sa.Column(name, sa.Integer(), nullable=optional, autoincrement=False)


def large(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A number that may outgrow four bytes."""
    return sa.Column(name, sa.BigInteger(), nullable=optional, autoincrement=False)


def listed(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A short list of ids or codes."""
    return sa.Column(name, sa.JSON(), nullable=optional)


def generated(name: str) -> sa.Column[Any]:
    """A field of the envelope, filled in by the database."""
    in_postgresql = op.get_context().dialect.name == "postgresql"
    said = f"((envelope)::jsonb ->> '{name}')" if in_postgresql else f"json_extract(envelope, '$.{name}')"
    return sa.Column(name, sa.Text(), sa.Computed(said, persisted=True))


def key(*columns: str) -> sa.PrimaryKeyConstraint:
    """What a row is found by: its region first."""
    return sa.PrimaryKeyConstraint(*columns)


def within(column: str, table: str, target: str = "id") -> sa.ForeignKeyConstraint:
    """Points to a row of the same region."""
    return sa.ForeignKeyConstraint(["region_id", column], [f"{table}.region_id", f"{table}.{target}"])


def points(column: str, target: str) -> sa.ForeignKeyConstraint:
    """Points to a row that belongs to no region."""
    return sa.ForeignKeyConstraint([column], [target])


def unique(*columns: str) -> sa.UniqueConstraint:
    """No two rows alike in these."""
    return sa.UniqueConstraint(*columns)


def check(name: str, condition: str) -> sa.CheckConstraint:
    """What must hold in every row."""
    return sa.CheckConstraint(condition, name=name)


def index(name: str, table: str, *columns: str) -> None:
    """Finds rows quickly."""
    op.create_index(op.f(name), table, list(columns))


def index_where(name: str, table: str, *columns: str, where: str) -> None:
    """Finds the few rows of a condition, however many others there are."""
    op.create_index(op.f(name), table, list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def unique_index(name: str, table: str, *columns: str, where: str) -> None:
    """No two rows alike in these, among those of the condition."""
    condition: dict[str, Any] = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    op.create_index(op.f(name), table, list(columns), unique=True, **condition)


def close(*tables: str) -> None:
    """On PostgreSQL these tables answer nobody but by a policy, their owner neither."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def wall(*tables: str) -> None:
    """On PostgreSQL only rows of the region of this transaction answer, whatever is asked."""
    close(*tables)
    policy(*(f"region ON {table} USING (region_id = {HERE}) WITH CHECK (region_id = {HERE})" for table in tables))


def sight(table: str, condition: str) -> None:
    """On PostgreSQL a row answers only to whom this condition lets read it, or to what is said to need more.

    A release that knew of no such thing never said it on its connection: it answers that one by its region, as before.
    """
    policy(f"sight ON {table} AS RESTRICTIVE FOR SELECT USING ({BEYOND} OR {condition})")


def asks(name: str, of: str, found: str) -> None:
    """On PostgreSQL whether a question finds anything; it runs as who asks, behind the same walls."""
    if op.get_context().dialect.name == "postgresql":
        body = f"BEGIN RETURN EXISTS ({found}); END"
        op.execute(f"CREATE FUNCTION {name}({of}) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 AS $${body}$$")


def policy(*each: str) -> None:
    """On PostgreSQL, which rows answer to whom."""
    if op.get_context().dialect.name == "postgresql":
        for one in each:
            op.execute(f"CREATE POLICY {one}")


def _name(table: str, part: Any) -> str:
    if isinstance(part, sa.PrimaryKeyConstraint):
        return f"pk_{table}"
    if isinstance(part, sa.CheckConstraint):
        return f"ck_{table}_{part.name}"
    kind = "fk" if isinstance(part, sa.ForeignKeyConstraint) else "uq"
    columns = part.column_keys if kind == "fk" else part._pending_colargs  # noqa: SLF001 not attached yet, so no columns
    return "_".join((kind, table, *columns))
