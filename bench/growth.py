"""Every main page of a region with years of life beside the same page of a region that just began, asked in turn.

In both a term of meetings goes on; in the old one many more lie behind it. Told are the processor's time and the time
it took, the statements, and how many entries the ledger holds.

python bench/decade.py --years 0 --folder NEW
python bench/decade.py --years 10 --folder OLD
python bench/growth.py NEW OLD --requests 15
"""

import argparse
import multiprocessing
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import decade
from measuring import SAME_SITE, counted, tell

from tafel import db, ledger  # after decade, which finds the folder that holds it
from tests.client import Client

PARTNER, SECRETARY, CHAIR, OFFICER, ADMIN = (
    "inge.bakels", "samir.el.khatib", "marijke.terpstra", "nadia.oosterhuis", "ben.vink",
)  # fmt: skip
PAGES = {
    "home.partner": (PARTNER, "/"),
    "home.secretary": (SECRETARY, "/"),
    "home.officer": (OFFICER, "/"),
    "meetings": (SECRETARY, "/overleggen"),
    "agenda": (PARTNER, "/overleggen/{meeting}/agenda"),
    "minutes": (PARTNER, "/overleggen/{meeting}/verslag"),
    "cases": (PARTNER, "/casussen"),
    "case": (PARTNER, "/casussen/{case}"),
    "share": (PARTNER, "/casussen/{case}/delen"),
    "evidence": (PARTNER, "/casussen/{case}/bewijs"),
    "actions": (PARTNER, "/acties"),
    "actions.ours": (PARTNER, "/acties?van=ours"),
    "actions.progress": (CHAIR, "/acties/voortgang"),
    "shares": (PARTNER, "/verstrekkingen"),
    "questions": (PARTNER, "/uitvragen"),
    "signals": (PARTNER, "/signalen"),
    "stacks": (PARTNER, "/signalen/bundels"),
    "ledger": (OFFICER, "/register"),
    "flows": (OFFICER, "/register/stromen"),
    "standing-out": (OFFICER, "/register/opvallend"),
    "rules": (PARTNER, "/regels"),
    "figures": (SECRETARY, "/cijfers"),
    "messages": (SECRETARY, "/berichten"),
    "series": (SECRETARY, "/reeksen"),
    "people": (ADMIN, "/beheer"),
    "own": (PARTNER, "/ik"),
}


class Took(NamedTuple):
    """One answer of a world."""

    status: int
    size: int
    processor: float
    waited: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("new", type=Path)
    parser.add_argument("old", type=Path)
    parser.add_argument("--requests", type=int, default=15)
    parser.add_argument("--pages", nargs="*", default=list(PAGES))
    parser.add_argument("--most", type=float, default=1.2)
    given = parser.parse_args()
    with world(given.new) as new, world(given.old) as old:
        tell("growth.entries.new", _of(new, "entries"), "entries in the ledger")
        tell("growth.entries.old", _of(old, "entries"), "entries in the ledger")
        for name in given.pages:
            measured(name, new, old, given.requests, given.most)


def measured(name: str, new: Connection, old: Connection, requests: int, most: float) -> None:
    """One page in both worlds, in turn; the first answers of each fill what is kept."""
    tell(f"growth.{name}.statements", _of(old, "count", name), "SQL statements", most=_of(new, "count", name))
    took: tuple[list[Took], list[Took]] = ([], [])
    for _ in range(requests):
        for some, one in zip(took, (new, old), strict=True):
            some.append(_of(one, "ask", name))
    for what in ("processor", "waited"):
        young, aged = (statistics.median(getattr(one, what) for one in some) for some in took)
        tell(f"growth.{name}.{what}", aged * 1e3, "ms")
        tell(f"growth.{name}.{what}.times", aged / young, "times a region that just began", most=most)


def _of(one: Connection, *asked: str) -> Any:
    one.send(asked)
    answer = one.recv()
    if isinstance(answer, BaseException):
        raise answer
    return answer


@contextmanager
def world(folder: Path) -> Iterator[Connection]:
    """A region in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_live, args=(folder, theirs))
    child.start()
    theirs.close()  # who died is not waited for
    try:
        _of(ours, "ready")
        yield ours
    finally:
        ours.close()
        child.join()


def _live(folder: Path, told: Connection) -> None:
    with decade.lived(folder) as (here, term):
        does = {"ready": lambda: True, "entries": lambda: _entries(here), **_asks(here, term)}
        while (asked := _next(told)) is not None:
            told.send(does[asked[0]](*asked[1:]))


def _next(told: Connection) -> tuple[str, ...] | None:
    try:
        return tuple(told.recv())
    except EOFError:
        return None


def _entries(here: Any) -> int:
    with db.reading(here.by_the_clock) as reading:
        return ledger.head_of(reading).size


def _asks(here: Any, term: decade.Term) -> dict[str, Any]:
    import web.app

    app, clients = web.app.create(), dict[str, Client]()

    def get(name: str) -> Any:
        login, path = PAGES[name]
        if login not in clients:
            clients[login] = Client(
                app, base_url="http://127.0.0.1", cookies={"tafel": here.tokens[login]}, headers=SAME_SITE
            )
        answer = clients[login].get(path.format(meeting=term.meetings[-1], case=term.cases[0]))
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    def ask(name: str) -> Took:
        began, used = perf_counter(), process_time()
        answer = get(name)
        return Took(answer.status_code, len(answer.content), process_time() - used, perf_counter() - began)

    return {"ask": ask, "count": lambda name: (get(name), counted(lambda: get(name)))[1]}


if __name__ == "__main__":
    assert os.environ
    main()
