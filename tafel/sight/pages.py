"""Long lists go by key: the key of a page is the time, or the day, and the id of the last line before it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, false, or_, true
from sqlmodel import col

from models.forms.base import OUR_TIME
from tafel.refusals import NotFound

T = TypeVar("T")


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


def key_of_day(day: date, one: UUID) -> str:
    """The key that leads to what comes after this line of a list by day."""
    return f"{day.isoformat()}|{one}"


def after_day(rows: Sequence[T], key: str | None, day: Callable[[T], date], one: Callable[[T], UUID]) -> Sequence[T]:
    """What comes after a key in a list by day; everything without a key.

    When the line it names went to another day, or away, all of its day comes again: nothing is passed over.
    """
    if not key:
        return rows
    last = _day_and_id(key)
    later = [row for row in rows if day(row) >= last[0]]
    known = [(day(row), one(row)) for row in later]
    return later[known.index(last) + 1 :] if last in known else later


def _day_and_id(key: str) -> tuple[date, UUID]:
    day, _, last = key.partition("|")
    try:
        return date.fromisoformat(day), UUID(last)
    except ValueError:
        raise NotFound from None


def _parts(key: str, ids: int) -> list[Any]:
    written, *last = key.split("|")
    try:
        moment, known = datetime.fromisoformat(written), [UUID(one) for one in last]
    except ValueError:
        raise NotFound from None
    if moment.tzinfo is None or moment.year not in OUR_TIME or len(known) != ids:
        raise NotFound
    return [moment, *known]
