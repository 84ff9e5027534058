"""Two worlds: what is not for a reader, against nothing at all, through a whole meeting and what comes of it.

An item is held against an empty slot of equal length, and at an item one may see, words that are shared with nobody.
"""

import copy
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from models.forms.meetings import ChangeItem
from models.meeting_terms import MinutingMode
from models.tables.ledger import OutgoingMail
from tafel import agenda, clock, db, live, misses, sign_in
from tests import databases, posting, tables, walking
from tests.cast import Cast
from tests.checking import prints
from tests.conftest import in_use
from tests.databases import Database, Store
from tests.meeting_world import TAKER, World
from tests.post_office import in_folder
from tests.tafel.acting import act
from tests.tafel.test_live import run
from web.app import create

AT_THE_TABLE = ("inge.bakels", "petra.dekker", "bram.kuijper")
OUTSIDE = ("ruud.eggink", "fleur.van.aalst")
IN_CIRCLE = "wouter.lansink"  # knows of the hidden item, and not of what is shared with nobody
# What there is in a world, and who walks in it.
WORLDS: dict[str, tuple[bool, bool, tuple[str, ...]]] = {
    "nothing": (False, False, (*AT_THE_TABLE, *OUTSIDE, IN_CIRCLE)),
    "item": (True, False, (IN_CIRCLE,)),
    "both": (True, True, (*AT_THE_TABLE, *OUTSIDE, IN_CIRCLE)),
}
# Of these each page is fetched.
WHERE = {"meeting_id", "item_id", "case_id", "minutes_id", "fragment", "statement_id", "subject_id"}
# Where meetings are told of; the other pages are walked where a whole case is hidden.
TELLS = ("/overleggen", "/reeksen", "/acties", "/register", "/verstrekkingen", "/api/v1/ledger-entries")
NEW = re.compile(r"[0-9a-f]{32}-[\w-]{43}|={15}\d+==|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# By these ids, which are others each time: a page that people read says the same in an order of its own.
BY_ID = re.compile(r'"first_shown":\{[^}]*\},')
# Who is shown words of several partners on one page has a line of that, which names them in the order of ids.
REGISTER = ("/register", "/api/v1/ledger-entries")
Answers = dict[str, Any]
Worlds = Callable[[str], AbstractContextManager[tuple["World", list["Reader"], datetime]]]
_numbers, _turns = count(1), count()


async def _one_tick() -> AsyncIterator[int]:
    yield 1


class Reader:
    """Somebody in one of the worlds: what is made there has a number for this reader, in the order it is first seen."""

    def __init__(self, world: World, login: str, known: Iterable[str]) -> None:
        self.world, self.login, self.seat = world, login, world.cast.seats[login]
        self.asks_all = db.engine().dialect.name == "sqlite"  # on the other, at each look a third of what is hidden
        self.names = {one: one for one in (*known, str(UUID(int=4)))}

    def sees(self, *where: str) -> Answers:
        """Every page there; one of a thing this reader never saw is as absent as one that there is not."""
        self.world.cast.tokens[self.login] = sign_in.begin(self.seat.person)
        client, found = walking.as_somebody(create(), self.world.cast, self.login), Answers()
        wanted = [one for one in where or TELLS if one not in REGISTER or self.login != IN_CIRCLE]
        paths = [path for path in self._addresses() if path in ("/", "/casussen") or path.startswith(tuple(wanted))]
        while seen := sorted(filter(self._knows, paths), key=self._named):
            found |= {self._named(path): self._told(client.get(path, follow_redirects=False)) for path in seen}
            paths = [path for path in paths if path not in seen]
        gone = {one: self._told(client.get(f"{one}{walking.ABSENT}")) for one in ("/api/v1/cases/", "/overleggen/")}
        for path in paths if self.asks_all else paths[next(_turns) % 3 :: 3]:
            absent = gone["/api/v1/cases/" if path.startswith("/api/") else "/overleggen/"]
            assert self._told(client.get(path, follow_redirects=False)) == absent, (self.login, path)
        for path, made in prints(client, self.world.meeting):
            found[f"file {self._named(path)}"] = made.status_code, sorted(made.headers.items()), made.content
        return found

    def gets(self) -> Answers:
        """What comes by post: every mail as it was written and as it went out, in order; and the own calendar."""
        with db.reading(self.seat) as reading:
            here = (col(OutgoingMail.region_id) == self.seat.region,)
            mine = col(OutgoingMail.membership_id) == self.seat.membership
            rows = [str(one.model_dump()) for one in reading.session.scalars(select(OutgoingMail).where(*here, mine))]
        files = [posting.text_of(one) for one in in_folder() if self.seat.person_name in str(one["To"])]
        assert len(files) == len(rows)
        sent = [self._named(one) for one in sorted(files, key=_without_ids)]  # of two alike the post itself tells which
        mails = sorted(self._named(one) for one in sorted(rows, key=_without_ids))
        return {"files": sent, "mails": mails, "dates": self._named(posting.feed_of(self.seat))}

    def _told(self, answer: Any) -> tuple[int, str, list[tuple[str, str]]]:
        text = BY_ID.sub("", re.sub(r'"id":"[0-9a-f-]{36}","at"', '"at"', answer.text))
        headers = [(name, value) for name, value in answer.headers.items() if name != "content-length"]
        return answer.status_code, self._named(text), sorted(headers)

    def _knows(self, path: str) -> bool:
        return all(one[0] in self.names for one in NEW.finditer(path))

    def _named(self, text: str) -> str:
        return NEW.sub(lambda one: self.names.setdefault(one[0], f"nr-{len(self.names)}"), text)

    def _addresses(self) -> list[str]:
        everywhere = (self.world.cast.administrator, self.world.cast.seats["rik.zandstra"])
        every = walking.every_id(*everywhere).items()
        ids = {name: ones if name in WHERE else ones[-1:] for name, ones in every}
        found = walking.addresses(create(), ids, walking.belonging(*everywhere))
        return [path for path in found if walking.ABSENT not in path]


def _without_ids(text: str) -> str:
    return NEW.sub("", text)


@pytest.fixture
def worlds(
    store: Store, played: tuple[Database, Cast], worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worlds]:
    """One meeting, half an hour from now, with two items nobody was told of yet: and from there each of the worlds."""
    monkeypatch.setenv("TAFEL_IDLE_MINUTES", "600")
    met = store.copy(played[0], f"meets_{worker_id}_{next(_numbers)}")
    cast = copy.deepcopy(played[1])
    starts_at = (clock.now() + timedelta(minutes=30)).replace(second=0, microsecond=0)
    local = starts_at.astimezone(clock.AMSTERDAM)
    with in_use(met):
        table = tables.set_up(cast, sent=False, day=local.date(), starts=local.time())
        circle = [cast.partners[key] for key in ("POL", "ZC", "OPV")]  # so that the prosecutor comes for Havik
        form = ChangeItem(once=uuid4(), minutes=10, circle=circle, mode=MinutingMode.REPORT)
        act(cast, TAKER, lambda work: agenda.change(work, table.items["Samenwerking"], form))
        every = walking.every_id(cast.administrator, cast.seats["rik.zandstra"])
    databases.take_stock(met.url)
    known = {one for some in every.values() for one in some}

    @contextmanager
    def world(name: str) -> Iterator[tuple[World, list[Reader], datetime]]:
        item, within, walk = WORLDS[name]
        made = store.copy(met, f"meets_{worker_id}_{next(_numbers)}")
        with in_use(made):
            here = World(copy.deepcopy(cast), copy.deepcopy(table), item=item, within=within)
            yield here, [Reader(here, login, known) for login in walk], starts_at
        store.drop(made)

    yield world
    store.drop(met)


@pytest.mark.xdist_group("two worlds")
def test_what_is_hidden_of_a_meeting_is_as_if_it_were_not_there(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte: pages, files, copies, mails, calendars, and streams with their ticks."""
    for drawing in ("answer", "contribution", "passages", "signals"):
        monkeypatch.setattr(f"web.{drawing}.uuid4", lambda: UUID(int=4))
    monkeypatch.setattr("web.live.ticks", _one_tick)
    monkeypatch.setattr("tafel.ids.code_word", lambda: "Berk")
    monkeypatch.setattr("tafel.ids.reference", lambda _prefix: "DW-2222")
    monkeypatch.setattr(misses, "too_many", lambda *_: False)
    told = {}
    for name in WORLDS:
        with worlds(name) as here:
            told[name] = dict(_held(*here))
    told["nothing"] |= told["item"]
    assert told["both"].keys() == told["nothing"].keys()
    differ = {stage: list(_differ(told["both"][stage], found)) for stage, found in told["nothing"].items()}
    assert {stage: some for stage, some in differ.items() if some} == {}


def _held(world: World, readers: list[Reader], starts_at: datetime) -> Iterator[tuple[tuple[str, str], Any]]:
    """What each of these sees, hears and gets at each stage, by a clock that stands still within it."""
    at_table = [one for one in readers if one.login not in OUTSIDE]
    of_case = ("/casussen/", "/api/v1/cases/", "/inbreng/")
    of_minutes = ("/acties", f"/overleggen/{world.meeting}/verslag", f"/overleggen/{world.meeting}/regels")
    with clock.at(starts_at - timedelta(minutes=20)):
        world.prepare()
        world.goes_on()
        yield from _each("sent", readers, Reader.sees)
        yield from _each("invited", readers, Reader.gets)
    for minute, name, acts in ((12, "on the table", world.first_half()), (13, "not shared", world.second_half())):
        with clock.at(starts_at + timedelta(minutes=minute)):
            heard = run(live.hub, [one.seat.membership for one in at_table], acts, 25, world.meeting)
            yield from (((f"streams {name}", one.login), {"": said}) for one, said in zip(at_table, heard, strict=True))
            yield from _each(name, at_table, Reader.sees)
    with clock.at(starts_at + timedelta(minutes=60)):
        world.ends()
        yield from _each("draft", at_table, lambda one: one.sees(*of_minutes))
        world.is_sent()
    with clock.at(starts_at + timedelta(days=1)):
        world.comes_of_it()
        yield from _each("for remarks", at_table, lambda one: one.sees(*of_minutes))
    with clock.at(starts_at + timedelta(days=4)):
        world.is_adopted()
        yield from _each("adopted", readers, lambda one: one.sees(*TELLS, *of_case))
        yield from _each("mailed", readers, Reader.gets)


def _each(stage: str, readers: Iterable[Reader], how: Callable[[Reader], Answers]) -> Iterator[Any]:
    yield from (((stage, one.login), how(one)) for one in readers)


def _differ(one: Answers, other: Answers) -> Iterator[tuple[str, str, str]]:
    """Each answer that differs, and what stands in both around the first place where it does.

    What is asked in one world alone is absent there.
    """
    alone = {asked for asked in one.keys() ^ other.keys() if (one | other)[asked][0] == HTTPStatus.NOT_FOUND}
    for asked in sorted((one.keys() | other.keys()) - alone):
        this, that = str(one.get(asked)), str(other.get(asked))
        if this != that:
            at = next((at for at, pair in enumerate(zip(this, that, strict=False)) if len(set(pair)) > 1), 0)
            yield asked, this[max(at - 150, 0) : at + 150], that[max(at - 150, 0) : at + 150]
