"""No count below five can be worked out from what is published: by adding, subtracting, or knowing the rule itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafel.suppression import FEWER, LEAST, bounds, middle, publish, rounded

Told = tuple[int, tuple[tuple[int, ...] | None, ...]]
SMALL = set(range(LEAST))


@st.composite
def regions(draw: st.DrawFn) -> tuple[int, dict[str, list[int]]]:
    """Some signals, each on one line of each of up to five breakdowns."""
    signals, sizes = draw(st.integers(0, 60)), draw(st.lists(st.integers(1, 9), min_size=1, max_size=5))
    breakdowns = {}
    for number, size in enumerate(sizes):
        places = draw(st.lists(st.integers(0, size - 1), min_size=signals, max_size=signals))
        breakdowns[str(number)] = [places.count(line) for line in range(size)]
    return signals, breakdowns


def sums(cells: Sequence[int]) -> set[int]:
    """Every whole that these figures can add up to."""
    reached = {0}
    for cell in cells:
        least, most = bounds(cell)
        reached = {before + count for before in reached for count in range(least, most + 1)}
    return reached


@given(regions())
def test_whoever_solves_the_tables_learns_no_more_than_below_five(region: tuple[int, dict[str, list[int]]]) -> None:
    signals, breakdowns = region
    told = [cells for cells in publish(signals, breakdowns).values() if cells is not None]
    least, most = bounds(rounded(signals))
    wholes = set(range(least, most + 1)).intersection(*map(sums, told)) if told else {signals}
    for cells in told:
        for at, cell in enumerate(cells):
            rest = sums([*cells[:at], *cells[at + 1 :]])
            could = {count for count in SMALL if any(whole - count in rest for whole in wholes)}
            assert cell != FEWER or could == SMALL


@pytest.mark.parametrize(("sizes", "most"), [((2,), 26), ((3,), 20), ((2, 2), 14), ((2, 3), 11)])
def test_nor_does_whoever_also_knows_why_a_table_was_left_out(sizes: tuple[int, ...], most: int) -> None:
    could: dict[Told, list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    for whole in range(most + 1):
        for cells in product(*(_ways(whole, size) for size in sizes)):
            told = publish(whole, dict(enumerate(cells)))
            could[rounded(whole), tuple(told.values())].append(cells)
    for same in could.values():
        for table, size in enumerate(sizes):
            for line in range(size):
                counts = {cells[table][line] for cells in same}
                assert len(counts) > 1 or counts.isdisjoint(SMALL)


def _ways(whole: int, lines: int) -> Iterator[tuple[int, ...]]:
    """All ways to spread a whole over lines."""
    if lines == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        yield from ((first, *rest) for rest in _ways(whole - first, lines - 1))


def test_a_table_that_gives_a_small_count_away_is_left_out() -> None:
    assert publish(8, {"two": [4, 4]}) == {"two": None}
    assert publish(40, {"months": [20, 20], "forms": [30, 3, 4, 3]}) == {"months": (20, 20), "forms": (30, 0, 0, 0)}
    assert publish(4, {"one": [4]}) == {"one": None}


def test_figures_are_told_in_fives_and_a_median_of_five_at_the_least() -> None:
    assert [rounded(count) for count in (0, 4, 5, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]
    assert all(low <= count <= high for count in range(100) for low, high in [bounds(rounded(count))])
    assert (middle([1, 2, 3, 9]), middle([1, 2, 3, 9, 9])) == (None, 3)
