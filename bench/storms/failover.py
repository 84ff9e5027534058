"""The leader of the database falls, stands still or gives way, or Patroni loses its store, while a meeting goes on.

Eleven clients write, four read, the secretary types notes in a browser and a partner follows in another. What Patroni
alone gives is measured beside it: somebody who does nothing but open a line and write a row, five times a second.

python bench/storms/failover.py --times 3
"""

import argparse
import os
import random
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from time import perf_counter
from typing import Any
from uuid import UUID

import killed
import nodes
import psycopg
import storming
import table
from killed import NOTES, READER, Field, Kept
from measuring import tell
from nodes import Cluster
from playwright.sync_api import Page, expect
from storming import NeverCame, Sender, Server, until

from tafel import db, ledger
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import noting
from tafel.tree import Frontier, leaf_hash
from tests import browsing, databases

BEAT, CALM, WITHOUT_STORE = 0.2, 3.0, 45.0  # seconds


class Gaps:
    """The longest time in which nothing happened, since it was last asked."""

    def __init__(self) -> None:
        self._last, self._worst, self._lock = perf_counter(), 0.0, threading.Lock()

    def happened(self) -> None:
        """Now."""
        with self._lock:
            now = perf_counter()
            self._worst, self._last = max(self._worst, now - self._last), now

    def worst(self) -> float:
        """And begin again."""
        with self._lock:
            found, self._worst = max(self._worst, perf_counter() - self._last), 0.0
            return found


class Bare:
    """What Patroni alone gives: each beat somebody opens a line to who leads, writes a row, and looks at the tree."""

    def __init__(self, cluster: Cluster, over: threading.Event) -> None:
        self._where, self._over, self.gaps = cluster.conninfo(), over, Gaps()
        self.heads: dict[tuple[UUID, int], set[bytes]] = defaultdict(set)
        with psycopg.connect(self._where, autocommit=True) as line:
            line.execute("CREATE SCHEMA bare CREATE TABLE beats (at timestamptz NOT NULL)")

    def beats(self) -> None:
        """Until the storm is over; a try that hangs holds up no other."""
        while not self._over.wait(BEAT):
            threading.Thread(target=self._try, daemon=True).start()

    def _try(self) -> None:
        with suppress(psycopg.Error), psycopg.connect(self._where) as line:
            line.execute("INSERT INTO bare.beats VALUES (now())")
            line.commit()
            self.gaps.happened()
            for region, size, frontier in line.execute("SELECT region_id, size, frontier FROM ledger_heads"):
                self.heads[region, size].add(bytes(frontier))


@dataclass
class Stage:
    """What an event meets: the nodes, those who work, and two people at their screens."""

    cluster: Cluster
    place: Field
    kept: Kept
    bare: Bare
    acts: Gaps
    secretary: Page
    partner: Page

    def notes(self) -> Any:
        """Those of the item on the table, as the database has them."""
        with db.reading(self.place.here.seats[NOTES]) as reading:
            return noting.notes(reading, self.place.meeting, self.place.items[0])

    def types(self, text: str) -> None:
        """The secretary, at the item on the table."""
        self.secretary.get_by_label("Werknotities bij").fill(text)

    def goes_on(self) -> None:
        """Acts and bare rows are kept again, for a while."""
        began = perf_counter()
        while perf_counter() < began + CALM:
            before = self.kept.writes
            until(lambda before=before: self.kept.writes > before, 180)


@contextmanager
def leader_killed(stage: Stage) -> Iterator[None]:
    """Its machine is switched off, and comes back after another leads."""
    fallen = stage.cluster.leader()
    stage.cluster.falls(fallen)
    yield
    until(lambda: stage.cluster.leader() not in {"", fallen})
    stage.goes_on()
    stage.cluster.node_begins(fallen)


@contextmanager
def leader_paused(stage: Stage) -> Iterator[None]:
    """It stands still, and wakes after another leads: what it had in hand it may not keep."""
    still = stage.cluster.nodes[stage.cluster.leader()]
    still.signal(SIGSTOP)
    yield
    until(lambda: stage.cluster.leader() not in {"", still.name})
    stage.goes_on()
    still.signal(SIGCONT)


@contextmanager
def switched_over(stage: Stage) -> Iterator[None]:
    """It hands over, as before maintenance."""
    before = stage.cluster.leader()
    asked = threading.Thread(target=stage.cluster.gives_way)
    asked.start()
    yield
    asked.join()
    until(lambda: stage.cluster.leader() not in {"", before})


@contextmanager
def store_lost(stage: Stage) -> Iterator[None]:
    """Nobody can ask who leads, for longer than a lease: who leads goes on, since it reaches all others."""
    stage.cluster.store_falls()
    over = perf_counter() + WITHOUT_STORE
    yield
    while perf_counter() < over:
        stage.goes_on()
    stage.cluster.store_begins()


EVENTS = (switched_over, leader_killed, store_lost, leader_paused)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=[one.__name__ for one in EVENTS])
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=8)
    given = parser.parse_args()
    with nodes.running() as cluster, _opened(cluster) as folder, browsing.chromium() as browser:
        place = killed.prepare(given.cases)
        db.use(settings().url)
        kept, over, senders = Kept(), threading.Event(), list[Sender]()
        bare, acts = Bare(cluster, over), Gaps()
        with Server(folder, 2) as server:
            doers = list(killed.people(place, server, kept, over, senders, random.Random(given.seed)))[:-1]
            server.start()
            until(lambda: len(server.workers()) == 2)
            pages = [_sits(browser, place, server, login) for login in (NOTES, READER)]
            stage = Stage(cluster, place, kept, bare, acts, *pages)
            watch = [bare.beats, partial(_watch, kept, acts, over)]
            storming.until_through(doers + watch, partial(rage, stage, over, given))
            kept.notes = stage.notes().edit  # the browser saves as often as it sees fit
            server.stop()
        killed.tell_all("failover", place, kept, [], sum(one.again for one in senders))
        _one_root_of_each(place, bare)


def rage(stage: Stage, over: threading.Event, given: Any) -> None:
    """Each event, so often, with all nodes there before it; as long as Patroni gets them there."""
    wanted = [one for one in EVENTS if not given.only or one.__name__ in given.only]
    done = 0
    try:
        stage.goes_on()
        for number in range(given.times):
            for event in wanted:
                until(stage.cluster.is_whole, 180)
                _through(stage, event, number)
                done += 1
    except NeverCame as late:
        print(late)
    finally:
        over.set()
    tell("failover.events", done, "times that something failed", least=given.times * len(wanted))


def _through(stage: Stage, event: Any, number: int) -> None:
    name, typed = f"failover.{event.__name__}.{number + 1}", f"Getypt tijdens {event.__name__} {number + 1}."
    on_table = stage.partner.locator("#nu").inner_text()
    stage.acts.worst(), stage.bare.gaps.worst()
    with event(stage):
        stage.types(typed)
        expect(stage.partner.locator("#nu")).to_have_text(on_table)
    stage.goes_on()
    expect(stage.partner.locator("#nu")).to_have_text(on_table)
    tell(f"{name}.outage", stage.acts.worst(), "s in which no act was kept")
    tell(f"{name}.bare", stage.bare.gaps.worst(), "s in which nobody could write a row: what Patroni alone gives")
    late = until(lambda: stage.notes().text == typed)
    tell(f"{name}.typed", late, "s later the notes that were typed meanwhile are kept", most=10)


@contextmanager
def _opened(cluster: Cluster) -> Iterator[Path]:
    """A folder of keys, and the database of the nodes."""
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {
            "TAFEL_DATABASE": cluster.url(databases.APP), "TAFEL_DATABASE_OWNER": cluster.url(databases.OWNER)
        }  # fmt: skip
        with table.opened(Path(name)):
            yield Path(name)


def _sits(browser: Any, place: Field, server: Server, login: str) -> Page:
    """Somebody at the live page of the meeting."""
    address = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "tafel", "value": place.here.tokens[login], "url": address}])
    page: Page = context.new_page()
    page.goto(f"{address}/overleggen/{place.meeting}/nu")
    return page


def _watch(kept: Kept, acts: Gaps, over: threading.Event) -> None:
    """Notice when something more was acknowledged."""
    before = kept.writes
    while not over.wait(0.005):
        if kept.writes != before:
            before = kept.writes
            acts.happened()


def _one_root_of_each(place: Field, bare: Bare) -> None:
    """Every head that anybody saw, on whichever node, is that of the tree as it stands now."""
    region = place.here.administrator.region
    wanted = {size: found for (of, size), found in bare.heads.items() if of == region}
    wrong, frontier = 0, Frontier()
    with db.reading(of_chores(region)) as reading:
        for _, leaf, *_rest in ledger.rows(reading):
            frontier = frontier.append(leaf_hash(leaf.encode()))
            wrong += wanted.get(frontier.size, {frontier.to_bytes()}) != {frontier.to_bytes()}
    beyond = [size for size in wanted if size > frontier.size]
    tell("failover.roots", len(wanted), "sizes of the tree that were seen meanwhile")
    tell("failover.roots.other", wrong + len(beyond), "of another root than the tree has now", most=0)


if __name__ == "__main__":
    main()
