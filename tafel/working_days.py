"""Terms in working days: Monday to Friday, to the end of the day in Amsterdam."""

from datetime import date, datetime, timedelta

from tafel import clock

_SATURDAY = 5


def after(moment: datetime, days: int) -> datetime:
    """The end of the day that is so many working days after the day of a moment, in UTC."""
    day = clock.day_of(moment)
    for _ in range(days):
        day = _next(day)
    return clock.end_of(day)


def _next(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
