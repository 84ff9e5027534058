"""Hit against no hit: what the asker's own request takes, and one look-up in a large index.

python bench/hits.py --pairs 5000 --values 100000
"""

import argparse
import random
import statistics
import tempfile
from datetime import timedelta
from math import log, sqrt
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import table
from measuring import at_95, tell
from sqlalchemy import insert, update
from sqlmodel import col

from models.identifier_terms import IdentifierKind  # after table, which finds the folder that holds it
from models.tables.casework import CardIndex, CaseMember, Statement
from models.tables.identifiers import Identifier
from models.terms import Shape
from tafel import blind_index, clock, db, hits, identifiers, stock
from tafel.normal import normal
from tafel.seat import of_chores
from tafel.sight import identifiers as seen
from tests.cast import Cast
from tests.tafel.identifying import agreed, round_passes, says, signal

ASKER, HOLDER, ONE_SIGNAL, PHONE = "inge.bakels", "sven.mulder", 20, IdentifierKind.PHONE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5_000)
    parser.add_argument("--values", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, table.opened(Path(folder)):
        here = table.build()
        identifiers.MOST_A_DAY = 10 * given.pairs + 1_000
        agreed(here, HOLDER, "POL", ASKER)
        asking(here, given.pairs)
        looking_up(here, given.values)


def asking(here: Cast, pairs: int) -> None:
    """Somebody asks and reads the page again; half of it is held by another, in an order by chance."""
    chance, took = random.Random(4), {True: list[float](), False: list[float]()}
    numbers = [f"06{number}" for number in chance.sample(range(10_000_000, 70_000_000), 2 * pairs)]
    for held in numbers[:pairs]:
        if numbers.index(held) % ONE_SIGNAL == 0:
            theirs = signal(here, HOLDER)
        says(here, HOLDER, theirs, held, "phone")
    round_passes(here)
    chance.shuffle(asked := [(number, at < pairs) for at, number in enumerate(numbers)])
    for at, (number, is_held) in enumerate(asked):
        if at % ONE_SIGNAL == 0:
            round_passes(here)
            leaves(here, ASKER)
            ours = signal(here, ASKER)
        took[is_held].append(_asked(here, ours, number))
    logs = {held: [log(one) for one in some] for held, some in took.items()}
    spread = sqrt(sum(statistics.variance(some) / len(some) for some in logs.values()))
    z = (statistics.fmean(logs[True]) - statistics.fmean(logs[False])) / spread
    tell(f"hits.asking.{pairs}.p50", statistics.median(took[True]) * 1e3, "ms")
    tell(f"hits.asking.{pairs}.z", abs(z), "|z| of hit against no hit", most=3)


def leaves(here: Cast, login: str) -> None:
    """Somebody takes part in none of the signals so far any more: the own page stays as long as it was."""
    with db.writing(here.seats[login]) as work:
        mine = (col(CaseMember.region_id) == work.seat.region, col(CaseMember.membership_id) == work.seat.membership)
        gone = update(CaseMember).where(*mine, col(CaseMember.until).is_(None)).values(until=work.now)
        work.session.connection().execute(gone)


def _asked(here: Cast, ours: UUID, number: str) -> float:
    began = perf_counter()
    says(here, ASKER, ours, number, "phone")
    with db.reading(here.seats[ASKER]) as reading:
        seen.page(reading, ours, 40, bound=False)
    return perf_counter() - began


def looking_up(here: Cast, values: int) -> None:
    """One value against so many others in the index, held and not held in turn."""
    theirs, ours = signal(here, HOLDER), signal(here, ASKER)
    fill(here, theirs, values)
    took = []
    for number in range(100):
        statement = says(here, ASKER, ours, f"06{80_000_000 + (number if number % 2 else values + number)}", "phone")
        with db.writing(of_chores(here.administrator.region)) as work:
            began = perf_counter()
            found = work.rows(hits.SAME, statement=statement)
            took.append(perf_counter() - began)
        assert len(found) == number % 2, (number, found)
    tell(f"hits.look-up.{values}.p95", at_95(took) * 1e3, "ms", most=10)


def fill(here: Cast, case: UUID, values: int) -> None:
    """So many numbers that another holds, put straight into the index."""
    seat, now = here.seats[HOLDER], clock.now() - timedelta(minutes=1)
    rows: dict[type, list[dict[str, object]]] = {Statement: [], Identifier: [], CardIndex: []}
    for number in range(values):
        statement, found = uuid4(), normal(PHONE, f"06{80_000_000 + number % 9_999_999}", None, now.date())
        prints = blind_index.fingerprints(seat.region, PHONE, found)
        key = {"region_id": seat.region}
        rows[Statement].append(
            key | {"id": statement, "case_id": case, "partner_id": seat.partner, "shape": Shape.PASSAGE, "latest": 1,
                   "written_at": now}
        )  # fmt: skip
        rows[Identifier].append(key | {"statement_id": statement, "kind": PHONE, "compared": True, "asked_at": now})
        rows[CardIndex].append(key | {"statement_id": statement, "digest": prints.digest, "exact": prints.exact})
    with db.writing(seat) as work:
        for made, each in rows.items():
            work.session.connection().execute(insert(made), each)
        stock.take_stock(work)


if __name__ == "__main__":
    main()
