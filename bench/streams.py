"""A thousand open live pages: what each holds in memory, and when all of them hear of an act.

On both databases, in one process and in two, and on PostgreSQL on two hosts; one JSON line for each measure.
The tests' PostgreSQL is used, which waits for no disk: that says nothing of how fast an act is.

python bench/streams.py --streams 1000 --rounds 5
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import table
from measuring import TAFEL, Browser, free_port, server, tell
from table import CHAIR

from tests import databases, postgres
from tests.cast import Cast

AT_ONCE, PHASES, QUIET = 40, (0.05, 0.35, 0.65), 2.5
KINDS = (("sqlite", 1, 1), ("sqlite", 2, 1), ("postgresql", 1, 1), ("postgresql", 2, 1), ("postgresql", 1, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    for database in ("sqlite", "postgresql"):
        if not database.startswith(given.only):
            continue
        with tempfile.TemporaryDirectory() as folder, kept_in(database):
            here, meeting, items = built(Path(folder), given.people, (given.rounds + 2) * len(KINDS))
            for kind, workers, hosts in KINDS:
                if kind == database:
                    measure(f"streams.{kind}.{hosts}x{workers}", Hall(here, meeting, items, Path(folder)), workers,
                            hosts, given)  # fmt: skip


@contextmanager
def kept_in(database: str) -> Iterator[None]:
    """Let everything of this process and of those it begins work with a database of this kind."""
    if database == "sqlite":
        yield
        return
    here = postgres.start()
    try:
        databases.make_roles(here)
        with psycopg.connect(user="postgres", dbname="postgres", host=str(here), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE bench OWNER {databases.OWNER}")
        os.environ["TAFEL_DATABASE"] = postgres.url(here, "bench", databases.APP)
        os.environ["TAFEL_DATABASE_OWNER"] = postgres.url(here, "bench", databases.OWNER)
        yield
    finally:
        os.environ.pop("TAFEL_DATABASE", None)
        os.environ.pop("TAFEL_DATABASE_OWNER", None)
        postgres.stop(here)


def built(folder: Path, people: int, acts: int) -> tuple[Cast, UUID, list[UUID]]:
    """A meeting of so many people that runs, with an item for each act."""
    with table.opened(folder):
        here = table.build()
        meeting = table.meeting(here, "Vol", 14)
        table.fill(here, people)
        items = table.items(here, meeting, acts, cases=False)
        table.begin(here, meeting, items[0])
        table.take_stock(here)
    return here, meeting, items


class Hall:
    """The meeting, and which of its items comes next."""

    def __init__(self, here: Cast, meeting: UUID, items: list[UUID], folder: Path) -> None:
        self.here, self.meeting, self.items, self.folder = here, meeting, items, folder
        self.page = f"/overleggen/{meeting}/nu"

    def next(self, chair: Browser) -> None:
        """The chair goes on to the next item."""
        before = self.items.pop(0)
        chair.post(f"{self.page}/begin", {"once": uuid4(), "item_id": self.items[0], "before": before})


def measure(name: str, hall: Hall, workers: int, hosts: int, given: argparse.Namespace) -> None:
    """Open the streams, look what they hold, and act."""
    with ExitStack() as stack:
        ports = [free_port() for _ in range(hosts)]
        command = [TAFEL, "serve", "--workers", str(workers), "--port"]
        pids = [stack.enter_context(server([*command, str(one)], one, hall.folder)) for one in ports]
        while sum(len(answering(pid, workers)) for pid in pids) < workers * hosts:
            time.sleep(0.1)
        asyncio.run(Crowd(hall, ports, given.streams).hear(name, [(pid, workers) for pid in pids], given.rounds))


def answering(pid: int, workers: int) -> list[int]:
    """The processes that answer pages."""
    if workers == 1:
        return [pid]
    mine = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in mine if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


def held(pids: list[tuple[int, int]]) -> int:
    """The kilobytes that these processes have for themselves."""
    said = [Path(f"/proc/{one}/smaps_rollup").read_text() for pid, workers in pids for one in answering(pid, workers)]
    lines = [line.split() for each in said for line in each.splitlines()]
    return sum(int(line[1]) for line in lines if line[0] in ("Private_Clean:", "Private_Dirty:"))


class Crowd:
    """Live pages that are open and hear; each notes when it last did."""

    def __init__(self, hall: Hall, ports: list[int], count: int) -> None:
        self.hall, self.ports, self.count = hall, ports, count
        self.tokens = [token for login, token in hall.here.tokens.items() if login.startswith("deelnemer.")]
        self.heard: dict[int, float] = {}
        self.tasks: list[asyncio.Task[None]] = []

    async def hear(self, name: str, pids: list[tuple[int, int]], rounds: int) -> None:
        """Half of them first, so that what a process makes once is no stream's; then all, and acts."""
        chair = Browser(self.ports[0], self.hall.here.tokens[CHAIR])
        half = self.count // 2
        await self.open(0, half)
        await asyncio.to_thread(self.hall.next, chair)
        await asyncio.sleep(QUIET)
        before = held(pids)
        await self.open(half, self.count)
        await asyncio.sleep(QUIET)
        tell(f"{name}.memory", (held(pids) - before) / (self.count - half), "kB a stream", most=40)
        late = [each for number in range(rounds) for each in await self.act(chair, PHASES[number % len(PHASES)])]
        tell(f"{name}.heard.p50", sorted(late)[len(late) // 2] * 1e3, "ms after the tick")
        tell(f"{name}.heard.p99", sorted(late)[int(len(late) * 0.99)] * 1e3, "ms after the tick", most=1000)
        for one in self.tasks:
            one.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def act(self, chair: Browser, phase: float) -> list[float]:
        """How long each heard of an act after the tick at which the first did."""
        await asyncio.sleep(QUIET)
        await asyncio.sleep((phase - time.time()) % 1)
        self.heard.clear()
        began = time.time()
        await asyncio.to_thread(self.hall.next, chair)
        while len(self.heard) < self.count:
            assert time.time() < began + 120, len(self.heard)
            await asyncio.sleep(0.05)
        tick = int(min(self.heard.values()) + 0.1)  # a clock may wake a hair too early
        return [at - tick for at in self.heard.values()]

    async def open(self, first: int, last: int) -> None:
        """So many streams more."""
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self.one(number, gate) for number in range(first, last)))

    async def one(self, number: int, gate: asyncio.Semaphore) -> None:
        """A stream of its own, over whichever host comes next."""
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.ports[number % len(self.ports)])
            token = self.tokens[number % len(self.tokens)]
            writer.write(
                f"GET {self.hall.page}/stroom HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: tafel={token}\r\n"
                "Sec-Fetch-Site: same-origin\r\n\r\n".encode()
            )
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b": hier\n")
        self.tasks.append(asyncio.create_task(self.listen(number, reader, writer)))

    async def listen(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Note when it hears, until it is broken off."""
        try:
            while line := await reader.readline():
                if line.startswith(b"event:"):
                    self.heard.setdefault(number, time.time())
        finally:
            writer.close()


if __name__ == "__main__":
    main()
