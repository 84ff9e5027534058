"""Terms skip weekends and the general holidays of the Algemene termijnenwet."""

from datetime import UTC, date, datetime

import pytest

from tafel import clock, working_days


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas on Friday and Saturday
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Good Friday and Easter Monday
        (date(2027, 5, 4), 1, date(2027, 5, 7)),  # over Liberation Day and Ascension Day
        (date(2031, 4, 25), 5, date(2031, 5, 2)),  # King's Day on the Saturday before a Sunday
        (date(2032, 12, 31), 1, date(2033, 1, 3)),
    ],
)
def test_a_term_ends_on_a_working_day(begins: date, days: int, ends: date) -> None:
    moment = datetime(begins.year, begins.month, begins.day, 10, tzinfo=UTC)
    assert clock.day_of(working_days.after(moment, days)) == ends
    assert working_days.is_working_day(ends)
