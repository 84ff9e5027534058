"""Who was there, from who came in and who went out: also where somebody goes at the very moment something begins."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.meeting_terms import AttendanceState
from tafel.sight import present

ONE = datetime(2026, 11, 24, 13, tzinfo=UTC)
ITEM = (ONE, ONE + timedelta(minutes=10))


def _presses(*pressed: tuple[bool, int]) -> list[Any]:
    same: dict[str, Any] = {"id": 1, "name": "Petra", "state": AttendanceState.EXPECTED, "noted_at": ONE}
    return [SimpleNamespace(**same, here=here, at=ONE + timedelta(minutes=minute)) for here, minute in pressed]


@pytest.mark.parametrize(
    ("pressed", "there"),
    [
        ([(True, -5)], True),
        ([(True, -5), (False, 5)], True),
        ([(True, 9)], True),
        ([(True, 11)], False),
        ([(True, -5), (False, -1)], False),
        ([(True, -5), (False, 0)], False),
        ([(True, -5), (False, 0), (True, 5)], True),
    ],
    ids=["all along", "went", "came late", "came after", "left before", "sent out as it begins", "came back"],
)
def test_who_was_there(pressed: list[tuple[bool, int]], there: bool) -> None:  # noqa: FBT001 what is expected
    assert bool(present.during(_presses(*pressed), [ITEM])) is there


def test_who_never_went_was_there_also_at_what_took_no_time() -> None:
    assert present.during(_presses((True, 0)), [(ONE, ONE)]) == ("Petra",)
