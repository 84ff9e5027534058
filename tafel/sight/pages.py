"""Long lists go by key, newest first: the key of a page is the time and id of the last line before it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, true
from sqlmodel import col

from tafel.refusals import NotFound


def key_of(at: datetime, row_id: UUID) -> str:
    """The key that leads to what comes after this line."""
    return f"{at.isoformat()}|{row_id}"


def beyond(key: str | None, at: Any, row_id: Any) -> Any:
    """What comes after a key; everything without one. A key that nobody was given is no page."""
    if not key:
        return true()
    written, _, last = key.partition("|")
    try:
        moment, known = datetime.fromisoformat(written), UUID(last)
    except ValueError:
        raise NotFound from None
    if moment.tzinfo is None:
        raise NotFound
    return or_(col(at) < moment, and_(col(at) == moment, col(row_id) < known))
