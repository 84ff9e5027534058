"""How long the copy of a case is kept after it was closed, unless a selection list says longer."""

from collections.abc import Collection
from datetime import date

from models.terms import Framework, Purpose
from tafel import clock

STATUTORY, CARE_ONLY = 60, 6  # months
_STATUTORY_IN = frozenset({Framework.A, Framework.B})


def kept_to(closed_on: date, framework: Framework, purposes: Collection[Purpose], region_months: int) -> date:
    """The last day: five years in the cooperations the law names; six months for care alone; else the region's term."""
    if framework in _STATUTORY_IN:
        return clock.months_on(closed_on, STATUTORY)
    return clock.months_on(closed_on, CARE_ONLY if set(purposes) == {Purpose.P3} else region_months)
