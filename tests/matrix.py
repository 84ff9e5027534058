"""Every route by every method, as everybody, with things in every state: what is hidden answers as what is not there.

The rows are made of the live route table. A route has no row, and fails the test, when a part of its address is neither
of a kind of which there is one nor in `OF_ALL`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from fastapi import FastAPI

from models.forms.signals import MakeSignalLink
from tafel import clock, signal_links
from tests import truth_meetings
from tests.canary_weighing import WeighingTable
from tests.client import Client
from tests.knocking import BARE, Door, hidden_and_absent, knock, of_kind, routes
from tests.states import HIDDEN, KNOWN, OPEN, Standing, States
from tests.tafel.acting import act
from tests.tafel.identifying import agreed
from tests.tafel.test_hits import both_hold
from tests.walking import SAME_SITE
from web.app import create

NOBODY = "nobody"
SEATS = ("wouter.lansink", "inge.bakels", "fleur.van.aalst", "rik.zandstra", "ben.vink", NOBODY)
# In an address, what is no thing that stands in a state: a word all have, a secret by itself, what a page draws.
OF_ALL = {"fragment", "kind", "number", "wanted", "login", "token", "draft_id"}


@dataclass(frozen=True)
class Cell:
    """A route, who comes, and in which state what they come with is to them."""

    door: Door
    login: str
    state: str


class Matrix:
    """A table at work with a thing of every kind, and what each is to each of these seats."""

    def __init__(self, table: WeighingTable, seats: Sequence[str] = SEATS) -> None:
        self.app, self.table, self.cast = create(), table, table.cast
        self._furnish()
        here = (self.cast.administrator, self.cast.seats["rik.zandstra"])
        self.before = truth_meetings.of(*here)
        standing = Standing(self.before, *here)
        self.rows = {kind for kind, rows in standing.rows.items() if rows}
        self.states = {login: standing.to(self.cast.seats[login]) for login in seats if login != NOBODY}
        if NOBODY in seats:
            self.states[NOBODY] = {"other region": self.states["rik.zandstra"]["other region"]}
        self.clients = {login: self._client(login) for login in seats}

    def without_a_row(self) -> list[str]:
        """Parts of addresses that are of no kind of which there is one here."""
        return [
            f"{door.method} {door.path} {name}"
            for door in every_door(self.app)
            for name in door.names
            if name not in OF_ALL and of_kind(name) not in self.rows
        ]

    def cells(self) -> Iterator[Cell]:
        """Everything: each route, as each of them, with what is hidden from them in each way."""
        for door in (one for one in every_door(self.app) if one.path not in BARE):
            for login, states in self.states.items():
                yield from (Cell(door, login, state) for state in HIDDEN if states.get(state))

    def one_each(self) -> Iterator[list[Cell]]:
        """Of each route all its cells, another one first each time."""
        doors: dict[Door, list[Cell]] = {}
        for cell in self.cells():
            doors.setdefault(cell.door, []).append(cell)
        for turn, some in enumerate(doors.values()):
            at = turn % len(some)
            yield some[at:] + some[:at]

    def ways(self, cell: Cell, turn: int = 0) -> list[list[tuple[dict[str, str], dict[str, str]]]]:
        """With what one comes to a cell: first with what is hidden, then with what there is not, at each depth."""
        found = self.states[cell.login]
        mine, never = _one_of(_together(found), turn), _one_of(found[cell.state], turn)
        every = (hidden_and_absent(cell.door, mine, never, known) for known in range(len(cell.door.names) + 1))
        return [ways for ways in every if ways]

    def told(self, cell: Cell, turn: int) -> list[str]:
        """How each try of a cell differs from what is told of what is not there: not at all, or what gives it away."""
        told, client = list[str](), self.clients[cell.login]
        for ways in self.ways(cell, turn):
            with clock.at(clock.now()):
                hidden, absent = (knock(client, cell.door, *way) for way in ways)
            told.append("" if hidden == absent else f"{cell} {ways[0]} {hidden[0]} {absent[0]}")
        return told

    def acts(self) -> Iterator[tuple[str, int, set[str]]]:
        """Whoever may know of a thing comes to every door that acts with it.

        What was done, how it was answered, and the words in the answer that its reader may not read, before or after.
        """
        for turn, door in enumerate(one for one in every_door(self.app) if one.method in ("POST", "PUT")):
            for login in SEATS[:-1]:
                for state in OPEN if door.path not in BARE else ():
                    yield f"{door.method} {door.path} {login}", *self._comes(door, login, state, turn)

    def _comes(self, door: Door, login: str, state: str, turn: int) -> tuple[int, set[str]]:
        mine = self.open_to(login, turn, state)
        status, said = knock(self.clients[login], door, mine, {})
        seen = {mark for mark in self.table.marks if mark in said}
        return status, self._forbidden(login, seen) if seen else set()

    def open_to(self, login: str, turn: int, state: str = "own") -> dict[str, str]:
        """Of each kind one thing of which somebody may know, in this state where there is one."""
        found = self.states[login]
        return _one_of(_together(found) | found[state], turn)

    def _forbidden(self, login: str, seen: set[str]) -> set[str]:
        seat = self.cast.seats[login]
        stands = truth_meetings.of(seat)
        carried = [(stands.words[one], mark) for one, mark in self.table.words.items() if one in stands.words]
        carried += [(stands.words[one], mark) for one, mark in self.table.also if one in stands.words]
        return {mark for words, mark in carried if mark in seen} - {
            mark for words, mark in carried if stands.may_read(seat, words) or self.before.may_read(seat, words)
        }

    def _client(self, login: str) -> Client:
        if login == NOBODY:
            return Client(self.app, headers=SAME_SITE, raises=False)
        headers = SAME_SITE | {"Authorization": f"Bearer {self.cast.keys[login]}"}
        return Client(self.app, cookies={"tafel": self.cast.tokens[login]}, headers=headers, raises=False)

    def _furnish(self) -> None:
        """What nobody at this table did yet."""
        agreed(self.cast, "sven.mulder", "POL", "inge.bakels")
        both_hold(self.cast, "inge.bakels", "sven.mulder")
        link = MakeSignalLink(once=uuid4(), name="Anna de Boer")
        act(self.cast, "soraya.pinas", lambda work: signal_links.make_once(work, link, ""))
        for which in range(len(self.table.said)):
            self.table.doubt("wouter.lansink", which)


def every_door(app: FastAPI) -> list[Door]:
    """Every route by each of its methods, and by two that ask of it without asking for it."""
    known = sorted(set(routes(app)), key=lambda one: (one.path, one.method))
    asked = {replace(one, method=method, forms=()) for one in known for method in ("HEAD", "OPTIONS")}
    return known + sorted(asked - set(known), key=lambda one: (one.path, one.method))


def _together(states: States) -> dict[str, list[str]]:
    return {kind: ones for state in KNOWN for kind, ones in states.get(state, {}).items()}


def _one_of(kinds: dict[str, list[str]], turn: int) -> dict[str, str]:
    return {kind: ones[turn % len(ones)] for kind, ones in kinds.items() if ones}
