"""Two versions of the rules compared over everything that can be asked, and what a version does to shares in force.

python bench/rulebooks.py --shares 2000
"""

import argparse
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import table
from measuring import SAME_SITE, tell, timed

from models.terms import PartnerKind  # after table, which finds the folder that holds it
from tafel import comparing, db, rule_desk, rulebooks, sharing, statements
from tafel.book import RuleBook
from tafel.matrix import cells
from tafel.sight import rule_versions
from tests.cast import Cast, giving
from tests.tafel.acting import passage, stands

BOOK = RuleBook.read(rulebooks.text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shares", type=int, default=400)
    given = parser.parse_args()
    for name, keep in (("one-row", lambda n: n != 20), ("half", lambda n: n % 2), ("no-permission", lambda n: n in NO)):
        other = BOOK.model_copy(update={"rows": tuple(row for row in BOOK.rows if keep(row.number)), "hash": name})
        for known in (cells, comparing.both, comparing.compare):
            known.cache_clear()
        tell(f"rulebooks.compare.{name}", timed(partial(comparing.compare, BOOK, other)), "s", most=5)
    with tempfile.TemporaryDirectory() as folder, table.opened(Path(folder)):
        effects(table.build(), given.shares)


def effects(here: Cast, count: int) -> None:
    """The page of effects, and the third adoption, where so many shares stand."""
    share(here, count)
    with db.writing(here.seats["samir.el.khatib"]) as work:
        book = rule_desk.propose(work, rulebooks.text())
    with db.reading(here.seats["nadia.oosterhuis"]) as reading:
        tell(f"rulebooks.effects.{count}", timed(lambda: rule_versions.effects(reading, book)), "s", most=5)
    with db.writing(here.seats["nadia.oosterhuis"]) as work:
        rule_desk.advise(work, book)
    for login in ("aleid.vermaas", "wouter.lansink", "soraya.pinas"):
        began = perf_counter()
        with db.writing(here.seats[login]) as work:
            last = rule_desk.adopt(work, book)
        if last:
            tell(f"rulebooks.adopt.{count}", perf_counter() - began, "s", most=5)
    matrix(here)


def matrix(here: Cast) -> None:
    """The picture of all kinds of partner, as a page."""
    from fastapi.testclient import TestClient

    import web.app

    client = TestClient(
        web.app.create(), cookies={"tafel": here.tokens["inge.bakels"]}, base_url="http://127.0.0.1",
        client=("127.0.0.1", 0), headers=SAME_SITE,
    )  # fmt: skip
    ask = "/regels/matrix?everybody=yes&category=D7&purpose=P5"
    client.get(ask)
    tell(f"rulebooks.matrix.{len(PartnerKind)}", timed(lambda: client.get(ask)) * 1e3, "ms", most=500)


def share(here: Cast, count: int) -> None:
    """So many passages of the police more, each with the prosecutor."""
    case = here.cases["Zwaluw"]
    for number in range(count):
        with db.writing(here.seats["inge.bakels"]) as work:
            said = statements.write(work, case, passage(f"Bus {number} staat er nog."))
        found = stands(here, "inge.bakels", said, case)
        assert found
        with db.writing(here.seats["inge.bakels"]) as work:
            form = giving([found.version_id], [here.partners["OM"]])
            sharing.give(work, case, form.model_copy(update={"once": uuid4()}))


NO = {row.number for row in BOOK.rows if row.refuses}


if __name__ == "__main__":
    main()
