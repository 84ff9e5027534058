"""The hub: names at ticks, to the audience of an act, once it stands; and nothing that tells more."""

import asyncio
import queue
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.forms.room import BeHere, Pause, RoundOff, StartItem
from tafel import db, live, live_line, meetings, room
from tafel.live import ALIVE, BEGIN, Hub, Part
from tafel.refusals import Refused, say
from tests import tables
from tests.cast import Cast
from tests.client import beside_browser
from tests.tables import Table
from tests.tafel.acting import act

Heard = list[tuple[int, str]]
MEETING, MINE, OTHER = uuid4(), uuid4(), uuid4()


async def _stands() -> bool:
    return True


def run(hub: Hub, seats: Sequence[UUID], acts: dict[int, Callable[[], object]], until: int, meeting: UUID = MEETING,
        stands: Callable[[], Any] = _stands) -> list[Heard]:  # fmt: skip
    """What each of these seats receives, with the tick it came at; before a tick its act is done in another thread."""
    heard: list[Heard] = [[] for _ in seats]

    async def all_of_it() -> None:
        gates: list[asyncio.Queue[int]] = [asyncio.Queue() for _ in seats]
        each = zip(seats, heard, gates, strict=True)
        listening = [asyncio.create_task(_listen(hub, meeting, stands, until, one)) for one in each]
        while hub.listening() < len(seats):  # noqa: ASYNC110 one turn of the loop each, no time
            await asyncio.sleep(0)
        for tick in range(1, until + 2):
            await asyncio.to_thread(acts.get(tick, lambda: None))
            await _pass(tick, gates, listening)
        await asyncio.gather(*listening)

    with beside_browser():
        asyncio.run(all_of_it())
    assert hub.listening() == 0
    return heard


async def _listen(
    hub: Hub, meeting: UUID, stands: Callable[[], Any], until: int, one: tuple[UUID, Heard, asyncio.Queue[int]]
) -> None:
    (seat, into, gate), at = one, 0

    async def ticks() -> AsyncIterator[int]:
        nonlocal at
        while (at := await gate.get()) <= until:
            yield at

    async for said in hub.stream(meeting, seat, stands, ticks):
        into.append((at, said))


async def _pass(tick: int, gates: Sequence[asyncio.Queue[int]], listening: Sequence[asyncio.Task[None]]) -> None:
    """Let a tick reach everybody who still listens."""
    for gate in gates:
        gate.put_nowait(tick)
    while any(not gate.empty() for gate, task in zip(gates, listening, strict=True) if not task.done()):  # noqa: ASYNC110
        await asyncio.sleep(0)
    await asyncio.sleep(0)


def test_names_come_at_the_next_tick_each_once_and_only_to_whom_it_concerns() -> None:
    hub = Hub()

    def tell() -> None:
        hub.deliver(MEETING, {Part.NOW, Part.NEXT}, {MINE})
        hub.deliver(MEETING, {Part.NOW}, {MINE})
        hub.deliver(uuid4(), {Part.NOW}, {MINE, OTHER})

    mine, other = run(hub, [MINE, OTHER], {3: tell}, 5)
    assert mine == [(0, BEGIN), (3, "event: hierna\ndata:\n\nevent: nu\ndata:\n\n")]
    assert other == [(0, BEGIN)]


def test_a_sign_of_life_comes_at_fixed_ticks_to_everybody_alike() -> None:
    told = {17: lambda: hub.deliver(MEETING, {Part.WALL}, {MINE})}
    hub = Hub()
    mine, other = run(hub, [MINE, OTHER], told, 31)
    assert other == [(0, BEGIN), (15, ALIVE), (30, ALIVE)]
    assert mine == sorted([*other, (17, "event: zaal\ndata:\n\n")])


def test_a_stream_ends_within_a_minute_of_its_seat() -> None:
    async def gone() -> bool:
        return False

    (mine,) = run(Hub(), [MINE], {}, 70, stands=gone)
    assert mine[-1][0] <= live.LOOK_EVERY + 1


def test_a_stream_ends_when_the_server_stops() -> None:
    hub = Hub()
    (mine,) = run(hub, [MINE], {4: hub.close}, 30)
    assert mine == [(0, BEGIN)]


def test_two_hundred_hear_it() -> None:
    hub, seats = Hub(), [uuid4() for _ in range(200)]
    heard = run(hub, seats, {2: lambda: hub.deliver(MEETING, {Part.NOW}, set(seats))}, 3)
    assert all(each == [(0, BEGIN), (2, "event: nu\ndata:\n\n")] for each in heard)


def test_nothing_is_told_of_an_act_that_does_not_stand(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(live.hub, "deliver", lambda *what: told.append(what))
    with pytest.raises(Refused), db.writing(cast.seats["inge.bakels"]) as work:
        live.tell(work, MEETING, {Part.NOW}, {MINE})
        raise Refused(say("Dit kan niet."))
    assert told == []
    with db.writing(cast.seats["inge.bakels"]) as work:
        live.tell(work, MEETING, {Part.NOW}, {MINE})
        assert told == []
    assert told == [(MEETING, {Part.NOW}, {MINE})]


def _hold(cast: Cast, table: Table, words: Sequence[str | None]) -> dict[int, Callable[[], object]]:
    """A meeting in which these items come one after another, ten ticks each; None is an empty slot."""

    def go(word: str | None, before: str | None) -> Callable[[], object]:
        item = None if before is None else table.items[before]

        def slot() -> None:
            if word:
                form = StartItem(once=uuid4(), item_id=table.items[word], before=item)
                act(cast, "marijke.terpstra", lambda work: room.start(work, table.meeting, form))
            elif item:
                act(cast, "marijke.terpstra",
                    lambda work: room.round_off(work, table.meeting, RoundOff(once=uuid4(), item_id=item)))  # fmt: skip

        return slot

    def pause() -> None:
        for paused in (True, False):
            act(cast, "marijke.terpstra",
                lambda work, on=paused: room.pause(work, table.meeting, Pause(once=uuid4(), paused=on)))  # fmt: skip

    before = [None, *words]
    slots = {10 * at + 3: go(word, before[at]) for at, word in enumerate(words)}
    out = BeHere(once=uuid4(), here=False)
    return slots | {
        14: pause,
        15: lambda: act(cast, "wouter.lansink", lambda work: room.be_here(work, table.meeting, out)),
    }


def test_the_stream_of_who_is_not_in_an_item_is_the_same_with_and_without_it(anew: Callable[[], Cast]) -> None:
    """Two worlds: bytes and ticks, while the hidden item comes, people go out at it, and it is done."""
    heard = []
    for hidden in ("Zwaluw", None):
        cast = anew()
        table = tables.set_up(cast)
        act(cast, "marijke.terpstra", lambda work, table=table: meetings.begin(work, table.meeting, early=True))
        for login in ("inge.bakels", "wouter.lansink"):
            act(
                cast,
                login,
                lambda work, table=table: room.be_here(work, table.meeting, BeHere(once=uuid4(), here=True)),
            )
        acts = _hold(cast, table, [None, hidden, "Samenwerking"])
        seats = [cast.seats[login].membership for login in ("bram.kuijper", "petra.dekker", "inge.bakels")]
        heard.append(run(live.hub, seats, acts, 40, table.meeting))
    (bram, petra, inge), (bram_without, petra_without, inge_without) = heard
    assert bram == bram_without
    assert petra == petra_without
    assert inge != inge_without
    assert [tick for tick, said in bram if "event" in said] == [14, 23]


def test_other_processes_hear_it_through_the_database(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL; an embedded database has one process only."""
    heard: queue.Queue[Any] = queue.Queue()
    hub = Hub()
    monkeypatch.setattr(hub, "deliver", lambda *what: heard.put(what))
    listener = live_line.Listener(hub)
    listener.start()
    if db.engine().dialect.name == "postgresql":
        assert listener.listening.wait(10)
        monkeypatch.setattr(live_line, "_HERE", "another")
        seats = {uuid4() for _ in range(400)}
        with db.writing(cast.seats["inge.bakels"]) as work:
            live.tell(work, MEETING, {Part.NOW}, seats)
            monkeypatch.setattr(live_line, "_HERE", "this")
        told = [heard.get(timeout=10) for _ in range(3)]
        assert {seat for _, _, some in told for seat in some} == seats
        assert {(meeting, *parts) for meeting, parts, _ in told} == {(MEETING, Part.NOW)}
    listener.stop()
    assert heard.empty()
