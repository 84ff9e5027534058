"""Two worlds: an item that is not for a reader, against an empty slot of equal length, all through a meeting."""

import copy
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.forms.casework import Autosave
from models.forms.lines import ConfirmLine, Decide, SayLine, TakeAction
from models.forms.meetings import AnswerItem
from models.forms.room import AdmitGuest, BeHere, RoundOff, StartItem
from models.meeting_terms import MinutingMode
from models.tables.meetings import AgendaItem
from tafel import admitting, agenda, answers, clock, confirming, db, lines, live, meetings, notes, room
from tafel.db import Writing
from tafel.sight import lines as written
from tests import tables, walking
from tests.cast import Cast
from tests.checking import prints
from tests.conftest import in_use
from tests.databases import Database, Store
from tests.tables import Table
from tests.tafel.acting import act, opened
from tests.tafel.test_live import Heard, run
from web.app import create

CHAIR, TAKER = "marijke.terpstra", "samir.el.khatib"
AT_THE_TABLE = ("inge.bakels", "petra.dekker", "bram.kuijper")
OUTSIDE = ("ruud.eggink", "fleur.van.aalst")
# Of what hangs on these each page is fetched; of all else one.
WHERE = {"meeting_id", "item_id", "case_id", "series_id", "fragment"}
# Where meetings are told of; the other pages are walked where a whole case is hidden.
TELLS = ("/overleggen", "/reeksen", "/acties", "/register", "/verstrekkingen", "/api/v1/ledger-entries")
Answer = tuple[int, list[tuple[str, str]], str | bytes]
Answers = dict[tuple[str, str], Answer]
Acts = dict[int, Callable[[], object]]
Worlds = Callable[[bool], AbstractContextManager[tuple["World", datetime]]]
_numbers = count(1)


async def _one_tick() -> AsyncIterator[int]:
    yield 1


class World:
    """A meeting of three items, or of two with a gap between them where the hidden one would be."""

    def __init__(self, cast: Cast, table: Table, *, hidden: bool) -> None:
        self.cast, self.table, self.hidden = cast, table, hidden

    def prepare(self) -> None:
        """Send the agenda: first what all may know, then Havik for the care coordinator and the prosecutor alone."""
        if self.hidden:
            self.cast.cases["Havik"] = opened(self.cast, "soraya.pinas", "Havik")
            form = tables.item_of(self.cast, "OM", case_id=self.cast.cases["Havik"], brief="Welke route?")
            self.table.items["Havik"] = self.does("soraya.pinas", lambda work: agenda.propose(work, self.meeting, form))
            self.does(TAKER, lambda work: agenda.accept(work, self.table.items["Havik"]))
        self.does(TAKER, self._put_in_order)
        self.does(TAKER, lambda work: meetings.invite(work, self.meeting))
        if not self.hidden:
            self.does(TAKER, self._leave_a_gap)

    def first_half(self) -> Acts:
        """The meeting begins; at the second item everything is done that can be done at an item."""
        begins = {3: lambda: self.does(CHAIR, lambda work: meetings.begin(work, self.meeting))}
        comes = {4: lambda: self._come(*AT_THE_TABLE, "wouter.lansink", "soraya.pinas")}
        slot = {8: lambda: self._start("Samenwerking"), 9: lambda: self._start("Havik" if self.hidden else None)}
        at_it: Acts = {
            11: lambda: self._writes("Havik", lines.say_line, SayLine, "ZC"),
            12: self._confirms,
            13: lambda: self._writes("Havik", lines.decide, Decide, "OM", route="route"),
            14: lambda: self._writes("Havik", lines.take_action, TakeAction, "ZC", due_on=clock.today()),
            15: self._notes,
            16: self._answers,
            17: self._lets_in,
        }  # fmt: skip
        goes: Acts = {
            18: lambda: self._come("wouter.lansink", here=False),
            20: lambda: self._come("inge.bakels", here=False),
        }
        return {**begins, **comes, **slot, **(at_it if self.hidden else {}), **goes}

    def second_half(self) -> Acts:
        """At an item of one's own things are written for the care coordinator that are shared with nobody."""
        on_table = {3: lambda: self._start("Zwaluw")}
        unshared: Acts = {
            5: lambda: self._writes("Zwaluw", lines.say_line, SayLine, "ZC"),
            6: lambda: self._writes("Zwaluw", lines.decide, Decide, "ZC", route="route"),
            7: lambda: self._writes("Zwaluw", lines.take_action, TakeAction, "ZC", due_on=clock.today()),
        }
        return on_table | (unshared if self.hidden else {})

    def heard(self, acts: Acts) -> list[Heard]:
        """What the streams of those at the table carried while this was done, and at which ticks."""
        seats = [self.cast.seats[login].membership for login in AT_THE_TABLE]
        return run(live.hub, seats, acts, 25, self.meeting)

    def seen(self, *logins: str) -> Answers:
        """Every page to whoever may not know."""
        app = create()
        found: Answers = {}
        paths = [path for path in self._addresses(app) if path in ("/", "/casussen") or path.startswith(TELLS)]
        for login in logins:
            client = walking.as_somebody(app, self.cast, login)
            for path in paths:
                answer = client.get(path, follow_redirects=False)
                text: str | bytes = re.sub(r'"id":"[0-9a-f-]{36}","at"', '"at"', answer.text)
                found[login, path] = answer.status_code, sorted(answer.headers.items()), text
        return found

    def printed(self, *logins: str) -> Answers:
        """The agenda as a file, and the script for who has one."""
        return {
            (login, path): (HTTPStatus.OK, [], made)
            for login in logins
            for path, made in prints(walking.as_somebody(create(), self.cast, login), self.meeting)
        }

    def _addresses(self, app: Any) -> list[str]:
        everywhere = (self.cast.administrator, self.cast.seats["rik.zandstra"])
        ids = {name: ones if name in WHERE else ones[-1:] for name, ones in walking.every_id(*everywhere).items()}
        return walking.addresses(app, ids, walking.belonging(*everywhere))

    @property
    def meeting(self) -> UUID:
        return self.table.meeting

    def does(self, login: str, do: Callable[[Writing], Any]) -> Any:
        return act(self.cast, login, do)

    def _put_in_order(self, work: Writing) -> None:
        for place, word in enumerate(("Samenwerking", "Havik", "Zwaluw")):
            if word in self.table.items:
                item = work.session.get_one(AgendaItem, (work.seat.region, self.table.items[word]))
                item.position, item.mode = place, MinutingMode.REPORT

    def _leave_a_gap(self, work: Writing) -> None:
        item = work.session.get_one(AgendaItem, (work.seat.region, self.table.items["Zwaluw"]))
        assert item.starts_at
        item.starts_at += timedelta(minutes=20)

    def _come(self, *logins: str, here: bool = True) -> None:
        for login in logins:
            self.does(login, lambda work: room.be_here(work, self.meeting, BeHere(once=uuid4(), here=here)))

    def _start(self, word: str | None) -> None:
        def begins(work: Writing) -> None:
            before = meetings.on_the_table(work, self.meeting)
            if word is None:
                assert before
                room.round_off(work, self.meeting, RoundOff(once=uuid4(), item_id=before.id))
                return
            form = {"once": uuid4(), "item_id": self.table.items[word], "before": before.id if before else None}
            known = StartItem.model_validate(form | {"overrule": True, "reason": "Er is haast bij"})
            room.start(work, self.meeting, known)

        self.does(CHAIR, begins)

    def _writes(self, word: str, do: Any, form: Any, key: str, **more: Any) -> UUID:
        known = {"once": uuid4(), "partner_id": self.cast.partners[key], "text": "Verborgen woorden.", **more}
        line: UUID = self.does(TAKER, lambda work: do(work, self.table.items[word], form.model_validate(known)))
        return line

    def _confirms(self) -> None:
        line = self._writes("Havik", lines.say_line, SayLine, "ZC")
        with db.reading(self.cast.seats["soraya.pinas"]) as reading:
            base = next(one.base for one in written.mine(reading, self.meeting).waiting if one.statement_id == line)
        form = ConfirmLine(once=uuid4(), answer="right", base=base, reliability="heard")
        self.does("soraya.pinas", lambda work: confirming.confirm(work, line, form))

    def _notes(self) -> None:
        self.does(TAKER, lambda work: notes.save(work, self.table.items["Havik"], Autosave(text="Notitie", base="0")))

    def _answers(self) -> None:
        new = {"item_id": self.table.items["Havik"], "answer": "new", "text": "Nieuw.", "reliability": "heard"}
        form = AnswerItem.model_validate(new | {"declared": ["c-DECL(min)"]})
        self.does("wouter.lansink", lambda work: answers.answer(work, self.meeting, form))

    def _lets_in(self) -> None:
        form = AdmitGuest(once=uuid4(), item_id=self.table.items["Havik"], name="Annemiek Verhoef", signed=True)
        self.does(TAKER, lambda work: admitting.guest(work, self.meeting, form))


@pytest.fixture
def two_worlds(
    store: Store, played: tuple[Database, Cast], worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worlds]:
    """The same meeting twice, half an hour from now with two items nobody was told of yet: without and with a third."""
    monkeypatch.setenv("TAFEL_IDLE_MINUTES", "600")
    made = [store.copy(played[0], f"meets_{worker_id}_{next(_numbers)}")]
    cast = copy.deepcopy(played[1])
    starts_at = (clock.now() + timedelta(minutes=30)).replace(second=0, microsecond=0)
    local = starts_at.astimezone(clock.AMSTERDAM)
    with in_use(made[0]):
        table = tables.set_up(cast, sent=False, day=local.date(), starts=local.time())

    @contextmanager
    def world(hidden: bool) -> Iterator[tuple[World, datetime]]:  # noqa: FBT001 one of two
        made.append(store.copy(made[0], f"meets_{worker_id}_{next(_numbers)}"))
        with in_use(made[-1]):
            yield World(copy.deepcopy(cast), copy.deepcopy(table), hidden=hidden), starts_at

    yield world
    for database in made:
        store.drop(database)


@pytest.mark.xdist_group("two worlds")
def test_a_hidden_item_is_an_empty_slot_before_during_and_after_it(
    two_worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte: pages, files, and streams with their ticks; of a line that is shared with nobody likewise."""
    monkeypatch.setattr("web.answer.uuid4", lambda: UUID(int=4))
    monkeypatch.setattr("web.contribution.uuid4", lambda: UUID(int=4))
    monkeypatch.setattr("web.passages.uuid4", lambda: UUID(int=4))
    monkeypatch.setattr("web.live.ticks", _one_tick)
    monkeypatch.setattr("tafel.ids.code_word", lambda: "Berk")
    stages = []
    for hidden in (False, True):
        with two_worlds(hidden) as (world, starts_at):
            stages.append(dict(_held(world, starts_at)))
    without, with_it = stages
    for stage, told in with_it.items():
        if isinstance(told, list):
            assert told == without[stage], stage
            continue
        for asked, answer in told.items():
            expected = without[stage]
            assert answer == (expected[asked] if asked in expected else _absent(expected, asked)), (stage, asked)


def _held(world: World, starts_at: datetime) -> Iterator[tuple[str, Any]]:
    """What those who may not know see and hear at each stage, by a clock that stands still within it."""
    with clock.at(starts_at - timedelta(minutes=20)):
        world.prepare()
        yield "sent", world.seen(*AT_THE_TABLE, *OUTSIDE)
        yield "printed", world.printed(*AT_THE_TABLE, *OUTSIDE)
    with clock.at(starts_at + timedelta(minutes=12)):
        yield "streams", world.heard(world.first_half())
        yield "on the table", world.seen(*AT_THE_TABLE)
        yield "streams after it", world.heard(world.second_half())
        yield "not shared", world.seen(*AT_THE_TABLE)


def _absent(answers: Answers, asked: tuple[str, str]) -> Answer:
    """How a page, or the API, says that there is no such thing."""
    login, path = asked
    assert "/api/" not in path
    return answers[login, f"/overleggen/{walking.ABSENT}"]
