"""How long an answer takes tells nobody whether something hidden is there: hidden against absent, by every route.

Both are asked in turn, in an order by chance, by an application in this process. Held against each other by rank
(Mann-Whitney). A route that differs is measured once more, with fresh samples, before it counts.

python bench/storms/timing.py --database sqlite --times 5000 [--minutes 180] [--method GET]
"""

import argparse
import gc
import random
from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from time import monotonic, perf_counter_ns

import storming
from matrix import one_tick
from measuring import tell

from tafel import db, misses
from tafel.settings import settings
from tests import cast
from tests.canary_weighing import WeighingTable
from tests.knocking import asked
from tests.matrix import Cell, Matrix
from web import live

TOO_FAR = 3.0
Way = tuple[dict[str, str], dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--times", type=int, default=5_000, help="of each of the two")
    parser.add_argument("--minutes", type=float, default=180, help="after so many no route is begun")
    parser.add_argument("--method", help="only these")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    misses.too_many = lambda *_: False
    live.ticks = one_tick
    with storming.opened(given.database):
        here = cast.build()
        db.use(settings().url)
        matrix, by = Matrix(WeighingTable(here)), random.Random(given.seed)
        wanted = [one for one in _objects(matrix) if given.method in (None, one[0].door.method)]
        by.shuffle(wanted)
        _measure(matrix, wanted, given, by)


def _objects(matrix: Matrix) -> Iterator[tuple[Cell, list[Way]]]:
    """Every route that names a thing, as somebody in the region, at the last thing of its address or in its form."""
    for turn, cells in enumerate(matrix.one_each()):
        near = sorted(cells, key=lambda one: one.state == "other region")
        found = next(((cell, ways[-1]) for cell in near if (ways := matrix.ways(cell, turn))), None)
        if found and found[0].door.method not in ("HEAD", "OPTIONS"):
            yield found


def _measure(
    matrix: Matrix, wanted: Sequence[tuple[Cell, list[Way]]], given: argparse.Namespace, by: random.Random
) -> None:
    until, done, far = monotonic() + given.minutes * 60, 0, list[str]()
    for cell, ways in wanted:
        if monotonic() > until:
            break
        asks = [_asking(matrix, cell, way) for way in ways]
        z = _z(*_timed(asks, given.times, by))
        again = _z(*_timed(asks, given.times, by)) if abs(z) >= TOO_FAR else 0.0
        done += 1
        if again:
            print(f"{cell.door.method} {cell.door.path} {cell.login} {cell.state} {z:.1f} {again:.1f}", flush=True)
        far += [cell.door.path] if abs(again) >= TOO_FAR else []
    name = f"timing.{given.database}"
    tell(f"{name}.routes", done, f"of {len(wanted)}, {given.times} times hidden and as often absent", least=1)
    tell(f"{name}.differ", len(far), f"routes, twice by more than {TOO_FAR} standard deviations", most=0)


def _asking(matrix: Matrix, cell: Cell, way: Way) -> Callable[[], int]:
    """Ask once; how many nanoseconds the answer took."""
    client = matrix.clients[cell.login]

    def ask() -> int:
        path, how = asked(cell.door, *way)
        request = client.build_request(cell.door.method, path, **how)
        began = perf_counter_ns()
        client.send(request, follow_redirects=False)
        return perf_counter_ns() - began

    return ask


def _timed(asks: Sequence[Callable[[], int]], times: int, by: random.Random) -> tuple[list[int], list[int]]:
    order = [0, 1] * times
    by.shuffle(order)
    for ask in asks:
        ask(), ask()
    gc.collect()
    gc.disable()
    took: tuple[list[int], list[int]] = [], []
    for which in order:
        took[which].append(asks[which]())
    gc.enable()
    return took


def _z(one: Sequence[int], other: Sequence[int]) -> float:
    """How far apart two samples lie by rank, in standard deviations of what chance makes of it."""
    ranked = sorted([(each, 0) for each in one] + [(each, 1) for each in other])
    ranks = sum(place for place, (_, which) in enumerate(ranked, 1) if which == 0)
    n, m = len(one), len(other)
    return (ranks - n * (n + m + 1) / 2) / sqrt(n * m * (n + m + 1) / 12)


if __name__ == "__main__":
    main()
