"""Statements are built once, when their module is read; who asks, when, and of what is filled in as they run.

At the head of a module stands `_CASE = select(...).where(visible.cases(ASKER), col(Case.id) == given("case"))`,
and further down a function says `reading.row(_CASE, case=case_id)`.
"""

from collections.abc import Collection
from datetime import datetime
from json import dumps
from types import SimpleNamespace
from typing import Any, Self, cast
from uuid import UUID

from sqlalchemy import Boolean, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from tafel.seat import Seat

_SEAT = ("region", "person", "membership", "partner", "sitting")


def asker(**known: Any) -> Seat:
    """Whoever will ask. What depends on a role or a kind of partner is prepared once for each, and says which."""
    return cast("Seat", SimpleNamespace(**{name: bindparam(f"asker_{name}") for name in _SEAT}, **known))


ASKER = asker()
NOW = cast("datetime", bindparam("asked_at"))


def given(name: str) -> Any:
    """A value the function gives as it runs the statement."""
    return bindparam(name)


class _Ids(TypeDecorator[Any]):
    """Several ids as one value: JSON, as SQLite takes it apart again."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[UUID] | None, _dialect: Dialect) -> str:
        return dumps([one.hex for one in value or ()])


class _Among(FunctionElement[bool]):
    """Whether an id is one of several: for SQLite in words that are the same however many there are.

    PostgreSQL is told them one by one: it plans a list better than an array. It has a plan for each length of the list,
    so `filled_in` gives few lengths.
    """

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002
        """Itself: else SQLite is asked whether it `= 1`, and seeks by no index."""
        return self


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    one, several = (compiler.process(each, **how) for each in element.clauses)
    return f"{one} IN (SELECT value FROM json_each({several}))"  # noqa: S608 both were compiled


@compiles(_Among, "postgresql")
def _in_list(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    one, several = element.clauses
    return compiler.process(one.in_(bindparam(several.key, expanding=True)), **how)


def one_of(column: Any, name: str) -> Any:
    """Whether a column holds one of the ids the function gives as it runs the statement."""
    return _Among(column, bindparam(name, type_=_Ids()))


def some_of(name: str) -> Any:
    """Several words of the vocabulary, for `in_`."""
    return bindparam(name, expanding=True)


def filled_in(seat: Seat, now: datetime, values: dict[str, Any]) -> dict[str, Any]:
    """All that a statement may ask for."""
    asker = {f"asker_{name}": getattr(seat, name) for name in _SEAT}
    several = {name: _padded(value) for name, value in values.items() if isinstance(value, list)}
    return asker | {"asked_at": now} | values | several


def _padded(several: list[Any]) -> list[Any]:
    """The same with its last one repeated, up to a power of two."""
    return several + several[-1:] * ((1 << (len(several) - 1).bit_length()) - len(several)) if several else several
