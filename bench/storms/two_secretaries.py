"""Two people edit, order, close, share and withdraw at once, in many random orders; nothing is lost without a word.

python bench/storms/two_secretaries.py --database postgresql --times 500
"""

import argparse

import storming
import table
from measuring import tell

from tafel import db
from tafel.settings import settings
from tests import cast, tables
from tests.tafel import interleaving


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--steps", type=int, default=12)
    given = parser.parse_args()
    with storming.opened(given.database):
        here = cast.build()
        db.use(settings().url)
        table.take_stock(here)
        tally = interleaving.run(here, tables.set_up(here, sent=False), given.times, given.steps)
        tell(f"two.{given.database}.times", given.times, "interleavings, each as it may be")
        for what in ("edit", "order", "close", "share", "withdraw"):
            tell(f"two.{given.database}.{what}", tally[what, True], f"done, {tally[what, False]} refused", least=1)
        print(storming.verify("De Waarden").strip())


if __name__ == "__main__":
    main()
