"""Terms in working days: Monday to Friday but for general holidays, to the end of the day in Amsterdam."""

from datetime import date, datetime, timedelta
from functools import cache

from dateutil.easter import easter

from tafel import clock

_SATURDAY, _SUNDAY = 5, 6
_FIXED = ((1, 1), (5, 5), (12, 25), (12, 26))  # New Year's Day, Liberation Day, Christmas
_FROM_EASTER = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension Day, Whit Monday
_KINGS_DAY = (4, 27)  # the day before where that is a Sunday


def after(moment: datetime, days: int) -> datetime:
    """The end of the day that is so many working days after the day of a moment, in UTC."""
    day = clock.day_of(moment)
    for _ in range(days):
        day = _next(day)
    return clock.end_of(day)


def is_working_day(day: date) -> bool:
    """Whether terms count this day: no weekend, and none of the days in article 3 of the Algemene termijnenwet."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def _next(day: date) -> date:
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    kings_day = date(year, *_KINGS_DAY)
    moves = {easter(year) + timedelta(days=days) for days in _FROM_EASTER}
    kings = kings_day - timedelta(days=1) if kings_day.weekday() == _SUNDAY else kings_day
    return frozenset({date(year, month, day) for month, day in _FIXED} | moves | {kings})
