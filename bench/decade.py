"""A region with years of life: a term of meetings played by the acts themselves, and then lived again and again.

One term is played for real: cases opened, contributions written, shared and read, meetings held, minutes sent; and
then ended: minutes adopted, actions done, cases closed. Every further term is the same with other ids, sealed anew, at
its own time, and with its own entries in the ledger, which is one tree that verifies. The last goes on.

python bench/decade.py --years 10 --folder FOLDER       keeps it there: bench/growth.py asks its pages
"""

import argparse
import pickle
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

import rich.console
import rich.progress
import table
from sqlalchemy import Connection, Table, insert, select, update
from sqlmodel import SQLModel, col
from table import CHAIR, PARTNER, SECRETARY

from models.acts import Act
from models.forms.casework import CloseCase, EndAction, OpenCase, TakePart
from models.forms.lines import Decide, TakeAction
from models.forms.meetings import ProposeItem
from models.forms.minutes import SendMinutes
from models.forms.room import BeHere
from models.forms.secrecy import SignSecrecy
from models.meeting_terms import Closing, MinutesState, Route
from models.tables.ledger import Entry, Leaf
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes
from models.terms import DataCategory
from tafel import (
    agenda,
    casework,
    clock,
    closing,
    db,
    entries,
    keys,
    ledger,
    lines,
    meetings,
    minutes,
    room,
    seal,
    secrecy,
    sharing,
    sign_in,
    statements,
)
from tafel.refusals import Refused
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import casework as seen
from tafel.sight import closing as ends
from tafel.sight import handed_out, own, passages, records
from tafel.tree import Frontier, leaf_hash
from tests.cast import Cast, giving
from tests.tafel.acting import passage

TERM = timedelta(days=91)
_LEDGER = {"ledger_leaves", "ledger_entries", "ledger_heads", "checkpoints", "checkpoint_holders"}
_ONCE = {"once_keys", "leases", "outgoing_mails", "sittings"}  # of a moment, not of a life


@dataclass(frozen=True)
class Size:
    """How much happens in a term: its meetings, the cases on each, who contributes to how many others."""

    meetings: int = 6
    cases: int = 30
    givers: int = 8
    receivers: int = 5


@dataclass(frozen=True)
class Term:
    """The meetings that were held in a term, and its cases."""

    meetings: list[UUID]
    cases: list[UUID]


def play(here: Cast, size: Size) -> Term:
    """A term as it is lived, and goes on."""
    held, cases = [], [_case(here, number) for number in range(size.cases)]
    for number in range(size.meetings):
        for case in cases:
            _contribute(here, case, size)
        for case in cases:
            _read(here, case, size)
        held.append(_hold(here, f"Casusoverleg {number + 1}", cases))
    return Term(held, cases)


def end(here: Cast, term: Term) -> None:
    """Its minutes are adopted, its actions done, its cases closed."""
    with clock.at(clock.now() + timedelta(days=3)), db.writing(of_chores(here.administrator.region)) as work:
        minutes.adopt_by_silence(work)
    for case in term.cases:
        _close(here, case)


def _givers(here: Cast, count: int) -> list[str]:
    """One person of each of so many partners; the secretariat is none of them."""
    first = {seat.partner: login for login, seat in reversed(here.seats.items()) if seat.partner}
    found = [first[partner] for key, partner in here.partners.items() if key != "VZ"]
    return [PARTNER, *(login for login in found if login != PARTNER)][:count]


def _case(here: Cast, number: int) -> UUID:
    word = "Vogel" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
    with db.writing(here.seats[PARTNER]) as work:
        case = casework.open_case(
            work, OpenCase(once=uuid4(), code_word=word, framework="C", purposes=["P4", "P2", "P5"])
        )
        for partner in here.partners.values():
            if partner != work.seat.partner:
                casework.add_partner(work, case, TakePart(once=uuid4(), partner_id=partner))
    return case


def _contribute(here: Cast, case: UUID, size: Size) -> None:
    """Each of the givers says something, and shares it with the others."""
    logins = _givers(here, size.givers)
    for at, login in enumerate(logins):
        seat = here.seats[login]
        with db.writing(seat) as work:
            statement = statements.write(work, case, passage("Er wordt gebeld, en niemand doet open.", category="D0"))
            found = own.one_passage(work, case, statement)
            assert found
            others = (*logins[at + 1 :], *logins[:at])[: size.receivers]
            form = giving([found.version_id], [here.seats[one].partner for one in others], purpose="P2")
            sharing.give_where_permitted(work, case, form)


def _read(here: Cast, case: UUID, size: Size) -> None:
    for login in _givers(here, size.givers):
        with db.reading(here.seats[login]) as reading:
            seen.case_page(reading, case)
        handed_out.record(reading)


def _hold(here: Cast, name: str, cases: Sequence[UUID]) -> UUID:
    """The meeting with an item for each case: a decision and an action at each, minutes sent."""
    meeting = table.meeting(here, name, 9)
    items = []
    for case in cases:
        with db.writing(here.seats[PARTNER]) as work:
            form = ProposeItem(
                once=uuid4(), case_id=case, brief="Wie gaat er langs?", minutes=4, circle=list(here.partners.values())
            )
            items.append(agenda.propose(work, meeting, form))
    with db.writing(here.seats[SECRETARY]) as work:
        for item in items:
            agenda.accept(work, item)
        meetings.invite(work, meeting)
    with db.writing(here.seats[CHAIR]) as work:
        meetings.begin(work, meeting, early=True)
    for login in (CHAIR, SECRETARY, *_givers(here, 12)):
        with db.writing(here.seats[login]) as work:
            room.be_here(work, meeting, BeHere(once=uuid4(), here=True))
    for item in items:
        _on_table(here, item)
    with db.writing(here.seats[CHAIR]) as work:
        meetings.close(work, meeting)
    with db.writing(here.seats[SECRETARY]) as work:
        minutes.send_all(work, meeting, SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=1)))
    return meeting


def _on_table(here: Cast, item: UUID) -> None:
    giver = {"once": uuid4(), "partner_id": here.seats[PARTNER].partner, "category": DataCategory.D0}
    _turn(here, item, begun=True)
    with db.writing(here.seats[SECRETARY]) as work:
        lines.decide(work, item, Decide.model_validate(giver | {"text": "Eerst controle.", "route": Route.ROUTE}))
        due = {"text": "Belt, en meldt het.", "due_on": clock.today()}
        lines.take_action(work, item, TakeAction.model_validate(giver | due))
    _turn(here, item, begun=False)


def _turn(here: Cast, item: UUID, *, begun: bool) -> None:
    with db.writing(here.seats[CHAIR]) as work:
        row = work.session.get_one(AgendaItem, (work.seat.region, item))
        row.opened_at, row.closed_at = row.opened_at or work.now, None if begun else work.now


def _close(here: Cast, case: UUID) -> None:
    with db.writing(here.seats[PARTNER]) as work:
        found = ends.page(work, case)
        answers = [
            EndAction(statement_id=one.statement_id, answer="lapses", reason="Het is gedaan.") for one in found.actions
        ]
        closing.close(work, case, CloseCase(once=uuid4(), reason=Closing.SAFE, actions=answers))


Rows = dict[str, list[dict[str, Any]]]


class Life:
    """What was lived in a term, ready to be lived again: every row and entry that came with it."""

    def __init__(self, here: Cast, before: Rows) -> None:
        self.region = here.administrator.region
        self.region_key = keys.region_key(self.region)
        known = {value for rows in before.values() for row in rows for value in row.values() if isinstance(value, UUID)}
        there = {(name, _key(name, row)) for name, rows in before.items() for row in rows}
        after = everything(self.region)
        self.rows = {
            name: [row for row in rows if (name, _key(name, row)) not in there] for name, rows in after.items()
        }
        kept = known | {row["sitting_id"] for rows in self.rows.values() for row in rows if "sitting_id" in row}
        self.ids = {
            value for rows in self.rows.values() for row in rows for value in row.values() if isinstance(value, UUID)
        } - kept
        self.entries = [(Act(row["act"]), row["envelope"]) for row in self.rows["ledger_entries"] if row["envelope"]]
        with db.reading(of_chores(self.region)) as reading:
            self.words = {
                row["id"]: seal.unseal(
                    keys.case_key(reading, self.case_of(row)), row["text_sealed"], passages.bound_to(row["id"])
                )
                for row in self.rows["versions"]
            }
            self.own_key = keys.own_key(reading)
        self.evidence = {
            row["id"]: seal.unseal(self.own_key, row["text_sealed"], records.bound_to(row["id"]))
            for row in self.rows["evidence"]
        }

    def again(self, later: timedelta) -> dict[UUID, UUID]:
        """Live it once more, so much later; how everything is called in it."""
        return _Again(self, later).live()

    def case_of(self, version: dict[str, Any]) -> UUID:
        if not hasattr(self, "_cases"):
            self._cases = {row["id"]: row["case_id"] for row in self.rows["statements"]}
        return self._cases[version["statement_id"]]


class _Again:
    """One more life: which id became which, and how much later it is."""

    def __init__(self, life: Life, later: timedelta) -> None:
        self.life, self.later = life, later
        self.now_called = {one: uuid4() for one in life.ids}
        self.said = {str(old): str(new) for old, new in self.now_called.items()}
        self.case_keys = {self.now_called[row["case_id"]]: seal.new_key() for row in life.rows["case_keys"]}

    def live(self) -> dict[UUID, UUID]:
        with db.writing(of_chores(self.life.region)) as work:
            connection = work.session.connection()
            for one in SQLModel.metadata.sorted_tables:
                rows = self.life.rows.get(one.name, []) if one.name not in _LEDGER else []
                if rows:
                    connection.execute(insert(one), [self._row(one, row) for row in rows])
            self._adopt(connection)
            self._append(work)
        return self.now_called

    def _adopt(self, connection: Connection) -> None:
        """What is adopted takes no more lines: so the lines come first."""
        for row in self.life.rows["minutes"]:
            here = (col(Minutes.region_id) == row["region_id"], col(Minutes.id) == self.now_called[row["id"]])
            connection.execute(
                update(Minutes).where(*here).values(state=row["state"], adopted_at=self._moved(row["adopted_at"]))
            )

    def _row(self, of: Table, row: dict[str, Any]) -> dict[str, Any]:
        made = {name: self._moved(value) for name, value in row.items() if of.c[name].computed is None}
        if of.name == "cases":
            made["reference"] = f"DW-{secrets.token_hex(4).upper()}"
        elif of.name == "case_keys":
            made["wrapped"] = seal.wrap(self.life.region_key, self.case_keys[made["case_id"]], made["case_id"])
        elif of.name == "versions":
            key = self.case_keys[self.now_called[self.life.case_of(row)]]
            made["text_sealed"] = seal.seal(key, self.life.words[row["id"]], passages.bound_to(made["id"]))
        elif of.name == "minutes" and made["adopted_at"]:
            made |= {"state": MinutesState.FOR_REMARKS, "adopted_at": None}
        elif of.name == "evidence":
            text = self.life.evidence[row["id"]]
            made["text_sealed"] = seal.seal(self.life.own_key, text, records.bound_to(made["id"]))
        return made

    def _moved(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return self.now_called.get(value, value)
        if isinstance(value, datetime | date):
            return value + self.later
        if isinstance(value, list):
            return [self._moved(one) for one in value]
        if isinstance(value, dict):
            return {name: self._moved(one) for name, one in value.items()}
        return self._said(value) if isinstance(value, str) else value

    def _said(self, value: str) -> str:
        if value in self.said:
            return self.said[value]
        if _MOMENT.fullmatch(value):
            return ledger.in_envelope(datetime.fromisoformat(value) + self.later)
        return str(date.fromisoformat(value) + self.later) if _DAY.fullmatch(value) else value

    def _append(self, work: db.Writing) -> None:
        head = ledger.head_of(work)
        frontier, leaves, stored, at = Frontier.from_bytes(head.frontier), [], [], ""
        for position, (act, envelope) in enumerate(self.life.entries, head.size):
            text, key = self._told(envelope), token_bytes(entries.KEY_BYTES)
            at = _AT.search(text)[1]  # type: ignore[index]
            kept = ledger.retention_of(act)
            leaf = _LEAF % (kept.value, entries.commitment(key, text), at[:7], self.life.region)
            place = {"region_id": self.life.region, "position": position}
            leaves.append(place | {"leaf": leaf, "hash": leaf_hash(leaf.encode()), "retention": kept})
            stored.append(place | {"envelope": text, "key": key})
        connection = work.session.connection()
        connection.execute(insert(Leaf), leaves)
        connection.execute(insert(Entry), stored)
        frontier = frontier.extend(one["hash"] for one in leaves)
        head.size, head.frontier, head.last_at = frontier.size, frontier.to_bytes(), datetime.fromisoformat(at)

    def _told(self, envelope: str) -> str:
        """The same text with other ids and times, which are as long; an entry has an id of its own."""
        text = _TOLD.sub(lambda found: f'"{self._said(found[1])}"', envelope)
        return _OWN_ID.sub(f'"id":"{uuid4()}"', text)


def live(years: int, size: Size) -> tuple[Cast, Term]:
    """Let a region live so many years, and a term more that goes on."""
    here = table.build()
    before = everything(here.administrator.region)
    term = play(here, size)
    if years:
        goes_on = Life(here, before)
        end(here, term)
        over = Life(here, before)
        for number in rich.progress.track(range(1, years * 4), "Jaren", console=rich.console.Console(stderr=True)):
            over.again(number * TERM)
        called = goes_on.again(years * 4 * TERM)
        term = Term([called[one] for one in term.meetings], [called[one] for one in term.cases])
    with clock.at(clock.now() + years * 4 * TERM):
        _come_back(here)
        table.take_stock(here)
        db.use(settings().url)
    return here, term


def _come_back(here: Cast) -> None:
    """Everybody signs in today."""
    for login, seat in here.seats.items():
        here.tokens[login] = sign_in.begin(seat.person)
        here.seats[login] = table.seat_of(here.tokens[login])
        if here.seats[login].partner and here.seats[login].region == here.administrator.region:
            with db.writing(here.seats[login]) as work, suppress(Refused):
                secrecy.sign(work, SignSecrecy(once=uuid4(), number=0))


def everything(region: UUID) -> Rows:
    """Every row of a region, by its table."""
    with db.reading(of_chores(region)) as reading:
        return {
            one.name: [dict(row) for row in reading.session.execute(_of(one, region)).mappings()]
            for one in SQLModel.metadata.sorted_tables
            if "region_id" in one.c and one.name not in _ONCE
        }


def _of(one: Table, region: UUID) -> Any:
    ordered = [one.c.position] if one.name in _LEDGER and "position" in one.c else []
    return select(one).where(one.c.region_id == region).order_by(*ordered)


def _key(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in SQLModel.metadata.tables[name].primary_key)


_LEAF = '{"class":"%s","commitment":"%s","month":"%s","region":"%s","v":1}'
_AT = re.compile('"at":"([^"]+)"')
_OWN_ID = re.compile('"id":"[^"]+"')
_TOLD = re.compile(r'"([0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d(?:T[0-9:.]+Z)?)"')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def keep(folder: Path, here: Cast, term: Term, years: int) -> None:
    """Remember beside the database who is there, and what day it is."""
    known = {"here": here, "term": term, "now": clock.now() + years * 4 * TERM, "url": settings().url}
    (folder / "lived.pickle").write_bytes(pickle.dumps(known))


@contextmanager
def lived(folder: Path) -> Iterator[tuple[Cast, Term]]:
    """A region that was kept, in its own present."""
    known = pickle.loads((folder / "lived.pickle").read_bytes())  # noqa: S301 we wrote it
    with table.opened(folder), clock.at(known["now"]):
        yield known["here"], known["term"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--meetings", type=int, default=6)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with table.opened(given.folder):
        here, term = live(given.years, Size(given.meetings, given.cases))
        keep(given.folder, here, term, given.years)
        with db.reading(here.by_the_clock) as reading:
            print(f"{ledger.head_of(reading).size} regels in het register")


if __name__ == "__main__":
    import decade  # so that what is kept is known by the name of this module

    decade.main()
