"""A meeting at its busiest: the agenda page, a working note, and an event for two hundred participants.

Each beside a bare handler of equal bytes in the same run where there is a ratio; one JSON line for each measure.

python bench/meetings.py --requests 200 --people 200
"""

import argparse
import http.client
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import table
from measuring import SAME_SITE, TAFEL, Browser, at_95, bare, compare, counted, crowd, free_port, server, tell, timed
from table import CHAIR, READER, SECRETARY

from tests.cast import Cast

ITEMS, CLIENTS, READERS, ROUNDS = 30, 20, 10, 4
PARTS = ("nu", "mijn-regels", "regels", "notities", "hierna")
PHASES, QUIET = (0.05, 0.2, 0.35, 0.5, 0.65), 2.5  # when in its second somebody acts; nothing happens in between


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--people", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with table.opened(Path(folder)):
            here = table.build()
            long, live = table.meeting(here, "Lang", 9), table.meeting(here, "Vol", 14)
            table.items(here, long, ITEMS)
            table.fill(here, given.people)
            on_table = table.items(here, live, len(PHASES) + 1, cases=False)
            table.begin(here, live, on_table[0])
            table.take_stock(here)
        with serving(Path(folder)) as port:
            agenda_page(here, port, long, given.requests)
            notes(here, port, live, on_table[0], given.requests)
            events(here, port, live, on_table)
        with table.opened(Path(folder)):
            statements(here, long)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The real server, on what was built."""
    port = free_port()
    with server([TAFEL, "serve", "--port", str(port)], port, folder):
        yield port


# ---------- the agenda page


def agenda_page(here: Cast, port: int, meeting: UUID, requests: int) -> None:
    """For who builds it and for who reads it: at one client, and with twenty, in turn with a bare handler."""
    path = f"/overleggen/{meeting}/agenda"
    for name, login in (("secretary", SECRETARY), ("partner", READER)):
        reader = Browser(port, here.tokens[login])
        page = reader.get(path)
        assert page.count('id="punt-') == ITEMS
        assert login == SECRETARY or page.count("Wie gaat er langs") == ITEMS
        size = len(page.encode())
        tell(f"agenda.{name}.size", size / 1e3, "kB")
        compare(f"agenda.{name}", partial(reader.get, path), size, requests, most=12)
        loaded(f"agenda.{name}", [Browser(port, here.tokens[login]) for _ in range(CLIENTS)], path, size)


def loaded(name: str, readers: list[Browser], path: str, size: int) -> None:
    """Twenty clients without a pause, in rounds with twenty of the bare handler; then each once a second."""
    with bare(size) as other:
        others = [Browser(other) for _ in readers]
        took, ours, theirs = [], [], []
        for _ in range(ROUNDS):
            each, rate = crowd([partial(one.get, path) for one in readers], 2)
            took += each
            ours.append(rate)
            theirs.append(crowd([partial(one.get, "/") for one in others], 1)[1])
    tell(f"{name}.20.rate", sum(ours) / ROUNDS, "pages/s")
    tell(f"{name}.20.share", sum(ours) / sum(theirs), "of bare", least=1 / 50)
    tell(f"{name}.20.hurried.p95", at_95(took) * 1e3, "ms")
    paced = crowd([partial(one.get, path) for one in readers], 10, every=1)[0]
    tell(f"{name}.20.p95", at_95(paced) * 1e3, "ms", most=60)


def statements(here: Cast, meeting: UUID) -> None:
    """Sign-in and ledger included; doubled items add none."""
    from fastapi.testclient import TestClient

    import web.app

    app, path = web.app.create(), f"/overleggen/{meeting}/agenda"
    readers = {
        name: TestClient(app, base_url="http://127.0.0.1", cookies={"tafel": here.tokens[login]}, headers=SAME_SITE)
        for name, login in (("secretary", SECRETARY), ("partner", READER))
    }
    few = {name: counted(partial(one.get, path)) for name, one in readers.items()}
    table.items(here, meeting, ITEMS)
    for name, one in readers.items():
        tell(f"agenda.{name}.statements", few[name], "SQL statements", most=12)
        tell(f"agenda.{name}.statements.doubled", counted(partial(one.get, path)), "SQL statements", most=few[name])


# ---------- working notes


def notes(here: Cast, port: int, meeting: UUID, item: UUID, requests: int) -> None:
    """Saving while nobody else is there, and while ten participants read page after page."""
    writer = Notes(Browser(port, here.tokens[SECRETARY]), f"/overleggen/{meeting}/punten/{item}/notities")
    for _ in range(5):
        writer.save()
    tell("note.save.p95", at_95([timed(writer.save) for _ in range(requests)]) * 1e3, "ms", most=50)
    people = [login for login in here.tokens if login.startswith("deelnemer.")][:READERS]
    readers = [Browser(port, here.tokens[login]) for login in people]
    with busy([partial(one.get, f"/overleggen/{meeting}/nu") for one in readers]):
        tell("note.save.busy.p95", at_95([timed(writer.save) for _ in range(requests)]) * 1e3, "ms")


@dataclass
class Notes:
    """The open page of a note-taker, as its script saves it."""

    browser: Browser
    path: str
    base: str = "0"
    saves: int = 0

    def save(self) -> None:
        self.saves += 1
        form = {"text": f"{'De wijkagent gaat dinsdag langs. ' * 20}{self.saves}", "base": self.base}
        found = re.search(r'name="base" value="(\d+)"', self.browser.post(self.path, form, **{"HX-Request": "true"}))
        assert found
        self.base = found[1]


@contextmanager
def busy(asks: list[Any]) -> Iterator[None]:
    """Others ask without a pause, meanwhile."""
    over = threading.Event()

    def often(ask: Any) -> None:
        while not over.is_set():
            ask()

    threads = [threading.Thread(target=often, args=(ask,)) for ask in asks]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in threads:
            one.join()


# ---------- an event


def events(here: Cast, port: int, meeting: UUID, items: list[UUID]) -> None:
    """The chair begins item after item; everybody hears it on a stream of their own and fetches what changed."""
    page = f"/overleggen/{meeting}/nu"
    chair = Browser(port, here.tokens[CHAIR])
    followers = [Follower(port, token, page) for login, token in here.tokens.items() if login.startswith("deelnemer.")]
    for one in followers:
        one.start()
    for one in followers:
        assert one.open.wait(20)
    late, whole = [], []
    for phase, before, item in zip(PHASES, items, items[1:], strict=False):
        time.sleep(QUIET)
        time.sleep((phase - time.time()) % 1)
        began = time.time()
        chair.post(f"{page}/begin", {"once": uuid4(), "item_id": item, "before": before})
        tick = int(began) + 1
        assert time.time() < tick
        late += [one.heard_at - tick for one in followers if one.has.wait(20)]
        whole.append(max(one.has_at for one in followers) - tick)
        for one in followers:
            one.has.clear()
    for one in followers:
        one.over = True
    tell("event.participants", len(followers), "streams")
    tell("event.heard.p99", sorted(late)[int(len(late) * 0.99)] * 1e3, "ms after the tick", most=250)
    tell("event.fetched.all", max(whole), "s after the tick", most=2)
    tell("event.fetched.mean", sum(whole) / len(whole), "s after the tick")


class Follower(threading.Thread):
    """A live page that is open: hears what changed, and fetches that."""

    def __init__(self, port: int, token: str, page: str) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.page = port, token, page
        self.open, self.has = threading.Event(), threading.Event()
        self.heard_at = self.has_at = 0.0
        self.over = False

    def run(self) -> None:
        browser = Browser(self.port, self.token)
        browser.get(f"{self.page}/deel/nu")
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", f"{self.page}/stroom", headers=browser.headers)
        stream = line.getresponse()
        assert stream.status == http.HTTPStatus.OK
        self.open.set()
        while not self.over:
            told = re.findall(r"event: (\S+)", stream.read1().decode())
            if not told:
                continue
            self.heard_at = time.time()
            first, *others = [part for part in PARTS if part in told]
            browser.get(f"{self.page}/deel/{first}?{urlencode([('ook', part) for part in others])}")
            self.has_at = time.time()
            self.has.set()


if __name__ == "__main__":
    main()
