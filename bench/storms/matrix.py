"""The whole authorization matrix: every route by every method, as everybody, with things in every state.

What is hidden answers as what is not there. Whoever may know of a thing then acts with it by every door, and no answer
holds words that may not be read.

python bench/storms/matrix.py --database postgresql --turns 3
"""

import argparse
from collections import Counter
from collections.abc import AsyncIterator

import storming
from measuring import tell

from tafel import db, misses
from tafel.settings import settings
from tests import cast
from tests.canary_weighing import WeighingTable
from tests.matrix import Matrix
from web import live


async def one_tick() -> AsyncIterator[int]:
    """A stream that is walked ends."""
    yield 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--turns", type=int, default=3, help="each with other things of each kind")
    given = parser.parse_args()
    misses.too_many = lambda *_: False
    live.ticks = one_tick
    with storming.opened(given.database):
        here = cast.build()
        db.use(settings().url)
        _walk(Matrix(WeighingTable(here)), given.turns, f"matrix.{given.database}")
        print(storming.verify("De Waarden").strip())


def _walk(matrix: Matrix, turns: int, name: str) -> None:
    tell(f"{name}.without-a-row", len(matrix.without_a_row()), "routes", most=0)
    tried, leaks = Counter[str](), list[str]()
    for cell in matrix.cells():
        for turn in range(turns):
            told = matrix.told(cell, turn)
            tried[cell.state] += len(told)
            leaks += filter(None, told)
    for state, times in tried.items():
        tell(f"{name}.{state.replace(' ', '-')}", times, "tries", least=1)
    for leak in leaks:
        print(leak)
    tell(f"{name}.leaks", len(leaks), "answers unlike those of what is not there", most=0)
    done = list(matrix.acts())
    answered = dict(sorted(Counter(status for _, status, _ in done).items()))
    wrong = [(what, status, words) for what, status, words in done if status >= 500 or words]
    print(*wrong, sep="\n")
    tell(f"{name}.acts", len(done), f"with what one may know: {answered}", least=1)
    tell(f"{name}.told-too-much", sum(bool(words) for *_, words in wrong), "answers", most=0)
    tell(f"{name}.broke", sum(status >= 500 for _, status, _ in wrong), "answers", most=0)


if __name__ == "__main__":
    main()
