"""Long lists go by key, newest first: the key of a page is the time and id of the last line before it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, false, or_, true
from sqlmodel import col

from models.forms.base import OUR_TIME
from tafel.refusals import NotFound


def key_of(at: datetime, *ids: UUID) -> str:
    """The key that leads to what comes after this line."""
    return "|".join([at.isoformat(), *map(str, ids)])


def beyond(key: str | None, at: Any, *ids: Any) -> Any:
    """What comes after a key in a list that goes down by these columns; everything without a key.

    A key that nobody was given is no page.
    """
    if not key:
        return true()
    after: Any = false()
    for column, last in reversed(list(zip((at, *ids), _parts(key, len(ids)), strict=True))):
        after = or_(col(column) < last, and_(col(column) == last, after))
    return after


def _parts(key: str, ids: int) -> list[Any]:
    written, *last = key.split("|")
    try:
        moment, known = datetime.fromisoformat(written), [UUID(one) for one in last]
    except ValueError:
        raise NotFound from None
    if moment.tzinfo is None or moment.year not in OUR_TIME or len(known) != ids:
        raise NotFound
    return [moment, *known]
