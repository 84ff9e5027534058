"""The half-years over which figures are told: none overlaps another, and each is told once, a month after it ended."""

from collections.abc import Iterator
from datetime import date, timedelta

from tafel import clock

_HALF, _SETTLES = 6, 1  # months


def begin_of(day: date) -> date:
    """The first day of the half-year that a day is in."""
    return date(day.year, 1 if day.month <= _HALF else _HALF + 1, 1)


def after(begin: date) -> date:
    """The first day after a half-year."""
    return clock.months_on(begin, _HALF)


def last_of(begin: date) -> date:
    """The last day of a half-year."""
    return after(begin) - timedelta(days=1)


def told_on(begin: date) -> date:
    """The day on which its figures are published."""
    return clock.months_on(after(begin), _SETTLES)


def months(begin: date) -> list[str]:
    """Its months, as year and month."""
    return [f"{clock.months_on(begin, number):%Y-%m}" for number in range(_HALF)]


def over(opened: date, today: date) -> Iterator[date]:
    """The half-years since a region opened that may be published today, oldest first."""
    begin = begin_of(opened)
    while told_on(begin) <= today:
        yield begin
        begin = after(begin)


def next_told(today: date) -> date:
    """The first day after this one on which figures are published."""
    begin = begin_of(clock.months_on(today, -2 * _HALF))
    while told_on(begin) <= today:
        begin = after(begin)
    return told_on(begin)
