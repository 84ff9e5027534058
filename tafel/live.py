"""Who listens to what: an act tells which parts of a page changed, and streams carry their names at the next tick.

Only names travel, to the audience the act computed, and only once the act stands. What is kept here may be lost: a
page that comes back fetches all its parts anew.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from uuid import UUID

from tafel.db import Writing


class Part(StrEnum):
    """A part of the live page that is drawn anew by itself; its name is all that a stream ever says."""

    NOW = "nu"
    NEXT = "hierna"
    WALL = "zaal"
    LINES = "regels"
    NOTES = "notities"
    MINE = "mijn-regels"
    WEIGHED = "weging"


Ticks = Callable[[], AsyncIterator[int]]
ALIVE_EVERY, LOOK_EVERY = 15, 60  # ticks between two signs of life, and between two looks whether the seat still stands
BEGIN, ALIVE = ": hier\n\n", ": .\n\n"


@dataclass(eq=False, slots=True)
class Ear:
    """One open stream: the parts it heard of since its last tick, each once."""

    loop: asyncio.AbstractEventLoop
    region: UUID
    heard: set[Part] = field(default_factory=set)


class Hub:
    """The open streams of this process, by meeting and seat."""

    def __init__(self) -> None:
        self._ears: dict[tuple[UUID, UUID], set[Ear]] = defaultdict(set)
        self._lock = threading.Lock()
        self._closing = False

    def deliver(self, meeting: UUID, parts: Collection[Part], audience: Collection[UUID]) -> None:
        """Let whoever listens for one of these seats hear of these parts; from any thread."""
        with self._lock:
            ears = [ear for seat in audience for ear in self._ears.get((meeting, seat), ())]
        by_loop: dict[asyncio.AbstractEventLoop, list[Ear]] = defaultdict(list)
        for ear in ears:
            by_loop[ear.loop].append(ear)
        for loop, listening in by_loop.items():
            with suppress(RuntimeError):  # its server stopped meanwhile
                loop.call_soon_threadsafe(_hear, listening, parts)

    async def stream(
        self, region: UUID, meeting: UUID, seat: UUID, stands: Callable[[], Awaitable[bool]], ticks: Ticks
    ) -> AsyncIterator[str]:
        """What one client receives: names at ticks, a sign of life at fixed ticks; until the seat no longer stands."""
        ear = Ear(asyncio.get_running_loop(), region)
        with self._lock:
            self._ears[meeting, seat].add(ear)
        try:
            yield BEGIN
            first: int | None = None
            async for tick in ticks():
                first = tick if first is None else first
                if text := _said(ear, alive=tick % ALIVE_EVERY == 0):
                    yield text
                if self._closing or (tick > first and (tick - first) % LOOK_EVERY == 0 and not await stands()):
                    return
        finally:
            self._leave(meeting, seat, ear)

    def listening(self) -> int:
        """How many streams are open."""
        with self._lock:
            return sum(map(len, self._ears.values()))

    def regions(self) -> set[UUID]:
        """Of which regions streams are open."""
        with self._lock:
            return {ear.region for ears in self._ears.values() for ear in ears}

    def close(self) -> None:
        """Let every stream end at its next tick: the server stops."""
        self._closing = True

    def _leave(self, meeting: UUID, seat: UUID, ear: Ear) -> None:
        with self._lock:
            here = self._ears[meeting, seat]
            here.discard(ear)
            if not here:
                del self._ears[meeting, seat]


hub = Hub()


def tell(work: Writing, meeting_id: UUID, parts: Iterable[Part], audience: Iterable[UUID]) -> None:
    """Let these seats hear, once the act stands, that these parts of a meeting's page changed."""
    from tafel import live_line

    told = meeting_id, frozenset(parts), frozenset(audience)
    live_line.tell(work, *told)
    work.after.append(partial(hub.deliver, *told))


async def seconds() -> AsyncIterator[int]:
    """Every whole second of the clock, the same for everybody."""
    whole = 0
    while True:
        whole = max(whole, int(time.time())) + 1
        await asyncio.sleep(max(0.0, whole - time.time()))
        yield whole


def _hear(ears: Iterable[Ear], parts: Collection[Part]) -> None:
    for ear in ears:
        ear.heard.update(parts)


def _said(ear: Ear, *, alive: bool) -> str:
    names, ear.heard = sorted(ear.heard), set()
    return "".join(f"event: {name}\ndata:\n\n" for name in names) + (ALIVE if alive else "")
