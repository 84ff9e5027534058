"""Days that are still to come whenever the tests run, before weeks without a holiday."""

from datetime import date, datetime, time, timedelta

from tafel import clock, working_days

_FRIDAY, _WEEK = 4, timedelta(days=7)


def coming(weekday: int, hour: int) -> datetime:
    """The next such day (0 is Monday) with every working day in the two weeks after it, at an hour in Amsterdam."""
    today = clock.today()
    day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    while any(_is_holiday(day + timedelta(days=after)) for after in range(16)):
        day += _WEEK
    return clock.amsterdam_at(clock.start_of(day), time(hour))


def _is_holiday(day: date) -> bool:
    return day.weekday() <= _FRIDAY and not working_days.is_working_day(day)
