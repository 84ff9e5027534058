"""What time it is. Tests and the demo set it; the product never sleeps on it."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Amsterdam."""
    return now().astimezone(AMSTERDAM).date()


def day_of(moment: datetime) -> date:
    """The calendar day in Amsterdam of a moment."""
    return moment.astimezone(AMSTERDAM).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Amsterdam, across summer time, in UTC."""
    return datetime.combine(day, time(23, 59, 59), AMSTERDAM).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be this moment, for what runs inside."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def start_of(day: date) -> datetime:
    """The first moment of a day in Amsterdam, in UTC."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def months_after(moment: datetime, months: int) -> datetime:
    """The same time of day in Amsterdam on the same day some months later, across summer time, in UTC."""
    local = moment.astimezone(AMSTERDAM)
    return datetime.combine(months_on(local.date(), months), local.time(), AMSTERDAM).astimezone(UTC)


def amsterdam_at(moment: datetime, clock_time: time) -> datetime:
    """That time of the Dutch clock on the Dutch day of a moment, in UTC."""
    return datetime.combine(day_of(moment), clock_time, AMSTERDAM).astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
