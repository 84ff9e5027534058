"""How rows of a database are written down, for a backup: the same for every kind of database.

What a column holds is told by a word of our own, so that a later release reads what an earlier one wrote.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Table, TableClause
from sqlmodel import AutoString, UTCDateTime

Kinds = Mapping[str, str]
"""What each column of a table holds, by its name, in their order."""
_KINDS: tuple[tuple[str, Any, Any], ...] = (
    ("id", sa.Uuid, sa.Uuid()),
    ("moment", UTCDateTime, UTCDateTime()),
    ("bytes", sa.LargeBinary, sa.LargeBinary()),
    ("flag", sa.Boolean, sa.Boolean()),
    ("number", sa.Integer, sa.BigInteger()),
    ("day", sa.Date, sa.Date()),
    ("time", sa.Time, sa.Time()),
    ("list", sa.JSON, sa.JSON(none_as_null=True)),
    ("text", (sa.String, AutoString), sa.Text()),
)
_WRITE: dict[str, Callable[[Any], Any]] = {
    "id": str,
    "moment": lambda at: at.astimezone(UTC).isoformat(),
    "bytes": lambda data: b64encode(data).decode(),
    "day": date.isoformat,
    "time": time.isoformat,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "id": UUID,
    "moment": datetime.fromisoformat,
    "bytes": b64decode,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
}


def kinds(table: Table) -> dict[str, str]:
    """What the columns of a table hold, but for those that the database fills in by itself."""
    return {column.name: _kind(column.type) for column in table.columns if column.computed is None}


def plain(name: str, held: Kinds) -> TableClause:
    """The table with those columns, whatever the models say of it today."""
    types = {kind: made for kind, _, made in _KINDS}
    return sa.table(name, *(sa.column(column, types[kind]) for column, kind in held.items()))


def line(row: Sequence[Any], held: Kinds) -> str:
    """A row as it is written down."""
    both = zip(row, held.values(), strict=True)
    told = [value if value is None else _WRITE.get(kind, _same)(value) for value, kind in both]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read(told: Iterable[Any], held: Kinds) -> dict[str, Any]:
    """The row again, by the names of its columns."""
    return {
        column: value if value is None else _READ.get(kind, _same)(value)
        for (column, kind), value in zip(held.items(), told, strict=True)
    }


def _kind(of: Any) -> str:
    return next(kind for kind, known, _ in _KINDS if isinstance(of, known))


def _same(value: Any) -> Any:
    return value
