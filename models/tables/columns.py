"""How a column is declared: what it carries decides who may read it.

`statement`: somebody's words or what they reveal; read only through a statement's own visibility.
`own`: read by the partner or person it belongs to.
`process`: read by name in `models.views` by whoever may see the row.
A test fails on a column of casework, sharing or evidence that is not declared.
"""

from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import Enum, ForeignKeyConstraint, Index, String, text, type_coerce
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.model_config["defer_build"] = True  # a row is checked by the database; nobody waits for a schema nobody asks

Carries = Literal["statement", "own", "process"]


def _carries(what: Carries, since: str | None = None, **field: Any) -> Any:
    return Field(**field, sa_column_kwargs={"info": {"carries": what}, "server_default": since})


def statement(**field: Any) -> Any:
    """A column that holds somebody's words, or would tell what they are about."""
    return _carries("statement", **field)


def own(**field: Any) -> Any:
    """A column for the partner or person the row belongs to."""
    return _carries("own", **field)


def process(*, since: str | None = None, **field: Any) -> Any:
    """A column that whoever may see the row may read; `since`: what it holds where an older release wrote the row."""
    return _carries("process", since, **field)


def within_region(column: str, table: str, target: str = "id") -> ForeignKeyConstraint:
    """A key to another row of the same region: no row can point across regions, and none cascades."""
    return ForeignKeyConstraint(["region_id", column], [f"{table}.region_id", f"{table}.{target}"])


def _written_out(compared: Any) -> Any:
    """A word of a closed list, or several, as they stand in the statement itself; anything else as it is."""
    if isinstance(compared, StrEnum):
        return type_coerce(text(f"'{compared.value}'"), String)
    return [_written_out(one) for one in compared] if isinstance(compared, list | tuple | set | frozenset) else compared


class Term(Enum):
    """One word of a closed list. Compared with one that is known, a statement has it written out.

    So the database knows how rare it is, and SQLite keeps the statement it prepared: one that compares a bound value
    with a column of a partial index is prepared anew at every run.
    """

    cache_ok = True

    class Comparator(Enum.Comparator):
        """Writes out what it compares with."""

        def operate(self, op: Any, *other: Any, **how: Any) -> Any:
            return super().operate(op, *map(_written_out, other), **how)

    comparator_factory = Comparator


def term(vocabulary: type[StrEnum]) -> Term:
    """A column that holds one word of a closed list, under its code; the database refuses any other."""
    return Term(
        vocabulary,
        name=vocabulary.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda words: [word.value for word in words],
    )


def index_where(name: str, *columns: str, where: str) -> Index:
    """Finds the few rows of a condition, however many others there are.

    A statement must say it in the same words: of a closed list the one, `==`, or all but one, `!=`.
    """
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A uniqueness that holds only among the rows of a condition."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
