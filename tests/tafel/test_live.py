"""The hub: names at ticks, to the audience of an act, once it stands; and nothing that tells more."""

import asyncio
import queue
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import select

from models.forms.room import BeHere, Pause, RoundOff, StartItem
from models.tables.live import Change
from tafel import clock, db, live, live_line, meetings, room
from tafel.live import ALIVE, BEGIN, Hub, Part
from tafel.refusals import Refused, say
from tafel.seat import of_chores
from tests import databases, tables
from tests.cast import Cast
from tests.client import beside_browser
from tests.databases import Database
from tests.tables import Table
from tests.tafel.acting import act

Heard = list[tuple[int, str]]
REGION, MEETING, MINE, OTHER = uuid4(), uuid4(), uuid4(), uuid4()


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

    async for said in hub.stream(REGION, meeting, seat, stands, ticks):
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
    meeting = tables.set_up(cast).meeting
    monkeypatch.setattr(live.hub, "deliver", lambda *what: told.append(what))
    with pytest.raises(Refused), db.writing(cast.seats["inge.bakels"]) as work:
        live.tell(work, meeting, {Part.NOW}, {MINE})
        raise Refused(say("Dit kan niet."))
    assert (told, _kept(cast)) == ([], [])
    with db.writing(cast.seats["inge.bakels"]) as work:
        live.tell(work, meeting, {Part.NOW}, {MINE})
        assert told == []
    assert told == [(meeting, {Part.NOW}, {MINE})]
    assert _kept(cast) == [(meeting, ["nu"], [MINE.hex])]


def _kept(cast: Cast) -> list[tuple[UUID, list[str], list[str]]]:
    with db.reading(cast.by_the_clock) as reading:
        return [(one.meeting_id, one.parts, one.audience) for one in reading.things(select(Change))]


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


@dataclass
class Elsewhere:
    """Another process, with a stream open for a region; what it hears."""

    hub: Hub
    listener: live_line.Listener
    heard: "queue.Queue[tuple[UUID, set[Part], set[UUID]]]"


@pytest.fixture
def elsewhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    hub = Hub()
    other = Elsewhere(hub, live_line.Listener(hub), queue.Queue())
    monkeypatch.setattr(hub, "regions", lambda: {cast.administrator.region})
    monkeypatch.setattr(hub, "deliver", lambda *what: other.heard.put(what))
    yield other
    if other.listener.thread.is_alive():
        other.listener.stop()
    assert other.heard.empty()


def _tell(cast: Cast, meeting: UUID, monkeypatch: pytest.MonkeyPatch, seats: Collection[UUID]) -> None:
    """As this process does, while the other listens."""
    with monkeypatch.context() as here, db.writing(cast.seats["inge.bakels"]) as work:
        here.setattr(live_line, "_HERE", uuid4())
        live.tell(work, meeting, {Part.NOW}, seats)


def test_other_processes_hear_it_through_the_database(
    cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, and what they told themselves not at all."""
    meeting, seats = tables.set_up(cast).meeting, {uuid4() for _ in range(400)}
    elsewhere.listener.start()
    assert elsewhere.listener.listening.wait(10)
    _tell(cast, meeting, monkeypatch, seats)
    assert elsewhere.heard.get(timeout=10) == (meeting, {Part.NOW}, seats)
    with db.writing(cast.seats["inge.bakels"]) as work:
        live.tell(work, meeting, {Part.NOW}, seats)
    elsewhere.listener.stop()
    elsewhere.listener.look()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_they_hear_each_other_where_several_hosts_are_named(
    cast: Cast, database: Database, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of them is not there."""
    url = make_url(database.url)
    several = url.set(query={"host": ("/away:5432", f"{url.query['host']}:5432")}).render_as_string(hide_password=False)
    db.use(several)
    meeting = tables.set_up(cast).meeting
    elsewhere.listener.start()
    assert elsewhere.listener.listening.wait(10)
    _tell(cast, meeting, monkeypatch, {MINE})
    assert elsewhere.heard.get(timeout=10) == (meeting, {Part.NOW}, {MINE})
    elsewhere.listener.stop()
    databases.let_go(replace(database, url=several))


def test_without_a_line_they_look_all_the_same(
    cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_stop: object) -> Any:
        raise OSError

    monkeypatch.setattr(live_line, "_line", lost)
    monkeypatch.setattr(live_line, "LOOK", 0.05)
    elsewhere.listener.start()
    meeting = tables.set_up(cast).meeting
    _tell(cast, meeting, monkeypatch, {MINE})
    assert elsewhere.heard.get(timeout=10) == (meeting, {Part.NOW}, {MINE})


def test_of_another_region_nothing_is_heard(cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    _tell(cast, tables.set_up(cast).meeting, monkeypatch, {MINE})
    monkeypatch.setattr(elsewhere.hub, "regions", lambda: {cast.seats["rik.zandstra"].region})
    elsewhere.listener.look()
    assert elsewhere.heard.empty()


def test_a_newer_release_may_know_other_parts(
    cast: Cast, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = tables.set_up(cast).meeting
    with monkeypatch.context() as newer, db.writing(cast.seats["inge.bakels"]) as work:
        newer.setattr(live_line, "_HERE", uuid4())
        live_line.tell(work, meeting, ["nu", "later"], {MINE})  # type: ignore[list-item]
    elsewhere.listener.look()
    assert elsewhere.heard.get_nowait() == (meeting, {Part.NOW}, {MINE})


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_call_between_processes_holds_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = tables.set_up(cast).meeting
    where = db.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where, autocommit=True) as line:
        line.execute("LISTEN tafel_live")
        _tell(cast, meeting, monkeypatch, {MINE})
        (call,) = line.notifies(timeout=10, stop_after=1)
    assert call.payload == ""


def test_what_was_told_is_forgotten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _tell(cast, tables.set_up(cast).meeting, monkeypatch, {MINE})
    for later, left in ((timedelta(minutes=59), 1), (timedelta(minutes=61), 0)):
        with clock.at(clock.now() + later), db.writing(of_chores(cast.administrator.region)) as work:
            live_line.forget(work)
        assert len(_kept(cast)) == left
