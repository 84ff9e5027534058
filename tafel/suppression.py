"""What may be told of counts of people: figures rounded to fives, none below five, and none to be worked out.

Every breakdown is of the same whole, so what is told of one says something of the others. A breakdown is left out
where, with all that is told beside it, anybody could tell more of a count below five than that it is below five.
Whether it is left out follows from rounded figures alone. No database, no clock.
"""

from collections.abc import Hashable, Mapping, Sequence
from statistics import median
from typing import TypeVar

LEAST, STEP = 5, 5
FEWER = 0  # how a count below five is told
K = TypeVar("K", bound=Hashable)
Cells = Sequence[int]


def rounded(count: int) -> int:
    """A count as it is told: to the nearest five, or FEWER."""
    return FEWER if count < LEAST else (count + STEP // 2) // STEP * STEP


def bounds(told: int) -> tuple[int, int]:
    """The least and the most that a told figure can stand for."""
    return (FEWER, LEAST - 1) if told == FEWER else (max(LEAST, told - STEP // 2), told + STEP // 2)


def publish(whole: int, breakdowns: Mapping[K, Cells]) -> dict[K, tuple[int, ...] | None]:
    """Each breakdown of a whole, rounded; None where it would tell too much beside those before it."""
    told: dict[K, tuple[int, ...] | None] = {}
    shown: list[Cells] = []
    for name, cells in breakdowns.items():
        figures = tuple(map(rounded, cells))
        fits = whole >= LEAST and hides(rounded(whole), [*shown, figures])
        told[name] = figures if fits else None
        shown += [figures] if fits else []
    return told


def hides(whole: int, breakdowns: Sequence[Cells]) -> bool:
    """Whether every figure below five, told like this, could still be anything below five."""
    least, most = whole_of(whole, breakdowns)
    for cells in breakdowns:
        sure, possible = (sum(bounds(cell)[end] for cell in cells) for end in (0, 1))
        spare = possible - (LEAST - 1)  # what the others can be at most, where this one is below five
        if FEWER in cells and (least > spare or most < sure + LEAST - 1):
            return False
    return True


def whole_of(whole: int, breakdowns: Sequence[Cells]) -> tuple[int, int]:
    """The least and the most the whole can be, by its own figure and by those of each of its breakdowns."""
    least, most = bounds(whole)
    for cells in breakdowns:
        least = max(least, sum(bounds(cell)[0] for cell in cells))
        most = min(most, sum(bounds(cell)[1] for cell in cells))
    return least, most


def middle(values: Sequence[int]) -> int | None:
    """The median in whole units; None of fewer than five."""
    return round(median(values)) if len(values) >= LEAST else None
