"""How rows of one region are put beside each other."""

from typing import Any

from sqlalchemy import ColumnElement, and_


def row_of(table: Any, key: Any, region: Any) -> ColumnElement[bool]:
    """The row of this table that a key points at, in the same region."""
    return and_(table.region_id == region, table.id == key)
