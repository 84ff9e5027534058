"""A server that is killed at any moment of a storm loses nothing it acknowledged, and does nothing twice.

Sixteen clients write notes, passages, shares, decisions and actions and read pages, while all processes of the server
are killed (SIGKILL) at moments by chance and started again. Every client sends again, with the same key, until its act
is acknowledged. Then all of it is counted in the database.

python bench/storms/killed.py --database sqlite --rounds 200 --writes 100000
"""

import argparse
import json
import random
import re
import statistics
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import storming
import table
from measuring import tell
from sqlalchemy import select
from sqlmodel import col
from storming import Sender, Server

from models.acts import Act
from models.forms.casework import NameMember, OpenCase, TakePart
from models.forms.people import MakeToken
from models.tables.casework import Statement, Version
from models.tables.ledger import Entry
from models.tables.room import Note
from models.tables.sharing import Share
from tafel import casework, clock, db, keys, tokens
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import passages
from tests.cast import Cast, giving
from tests.tafel.acting import passage

GIVER, READER, NOTES = "inge.bakels", "wouter.lansink", "samir.el.khatib"
WRITERS, READERS = 11, 4  # and one who takes the notes: sixteen
MARK = re.compile(r"merk[0-9a-f]{32}")
WRITTEN = {Act.STATEMENT_WRITTEN, Act.ACTION_ADDED, Act.DECISION_ADDED}


@dataclass
class Kept:
    """What the server acknowledged to everybody, by the mark that stands in it; and what readers were shown."""

    texts: list[str] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)
    notes: int = 0
    shown: set[tuple[str, str]] = field(default_factory=set)

    @property
    def writes(self) -> int:
        """How many acts were acknowledged."""
        return len(self.texts) + len(self.shares) + self.notes


@dataclass
class Field:
    """Where the storm rages."""

    here: Cast
    cases: list[UUID]
    meeting: UUID
    items: list[UUID]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writes", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=600, help="stop after so long, whatever was reached")
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    with storming.opened(given.database) as folder:
        place = prepare(given.cases)
        kept, over, senders = Kept(), threading.Event(), list[Sender]()
        with Server(folder, given.workers) as server:
            doers = list(people(place, server, kept, over, senders, random.Random(given.seed)))
            storming.until_through(doers, partial(rage, server, kept, over, given))
            server.stop()
        tell_all(f"killed.{given.database}", place, kept, server.took, sum(one.again for one in senders))


def rage(server: Server, kept: Kept, over: threading.Event, given: Any) -> None:
    """Kill and start again, so often and until so much was kept."""
    chance, killed, until = random.Random(given.seed + 1), 0, perf_counter() + given.minutes * 60
    try:
        server.start()
        while (killed < given.rounds or kept.writes < given.writes) and perf_counter() < until:
            enough = kept.writes + max(1, (given.writes - kept.writes) // max(1, given.rounds - killed))
            moment = perf_counter() + chance.uniform(0.05, 1)
            while perf_counter() < moment or (
                kept.writes < enough and killed < given.rounds and perf_counter() < until
            ):
                threading.Event().wait(0.01)
            server.kill()
            server.took.append(server.start())
            killed += 1
            print(f"\r{killed} keer gestopt, {kept.writes} handelingen bevestigd", end="", flush=True)
    finally:
        over.set()
        print()
    tell(f"killed.{given.database}.rounds", killed, "kills of all processes", least=given.rounds)


def prepare(cases: int) -> Field:
    """Cases of the police and the prosecutor, and a meeting in session with an item for the note-taker."""
    here = table.build()
    meeting = table.meeting(here, "Casusoverleg", 13)
    table.fill(here, len(here.partners))
    items = table.items(here, meeting, 4, cases=False)
    table.begin(here, meeting, items[0])
    for number in range(WRITERS - 1):
        _joins(here, f"rechercheur.{number}", "POL")
    for number in range(READERS - 1):
        _joins(here, f"officier.{number}", "OM")
    made = [_case(here, number) for number in range(cases)]
    table.take_stock(here)
    db.close()  # while it is built this process keeps it to itself
    return Field(here, made, meeting, items)


def _joins(here: Cast, login: str, partner: str) -> None:
    table.seated(here, login, partner)
    with db.writing(here.seats[login]) as work:
        here.keys[login] = tokens.make(work, MakeToken(once=uuid4(), name="Koppeling"))


def _case(here: Cast, number: int) -> UUID:
    """A case whose members are all who write and read in the storm."""
    word = "Storm" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
    with db.writing(here.seats[GIVER]) as work:
        form = OpenCase(once=uuid4(), code_word=word, framework="C", purposes=["P4", "P2"])
        case = casework.open_case(work, form)
        casework.add_partner(work, case, TakePart(once=uuid4(), partner_id=here.partners["OM"]))
        for login in _named(here, "rechercheur."):
            casework.add_member(work, case, NameMember(once=uuid4(), membership_id=here.seats[login].membership))
    with db.writing(here.seats[READER]) as work:
        for login in _named(here, "officier."):
            casework.add_member(work, case, NameMember(once=uuid4(), membership_id=here.seats[login].membership))
    return case


def _named(here: Cast, beginning: str) -> list[str]:
    return [login for login in here.seats if login.startswith(beginning)]


def people(
    place: Field, server: Server, kept: Kept, over: threading.Event, senders: list[Sender], chance: random.Random
) -> Iterator[Callable[[], None]]:
    """Who takes part in the storm, each with something to do over and over."""

    def somebody(login: str) -> Sender:
        senders.append(Sender(server, place.here.tokens[login], place.here.keys[login], over))
        return senders[-1]

    for login in [GIVER, *_named(place.here, "rechercheur.")]:
        yield partial(writes, place, somebody(login), kept, random.Random(chance.random()))
    for login in [READER, *_named(place.here, "officier.")]:
        yield partial(reads, place, somebody(login), login, kept, random.Random(chance.random()))
    yield partial(notes, place, somebody(NOTES), kept)


def writes(place: Field, sender: Sender, kept: Kept, chance: random.Random) -> None:
    """A passage, then shared with the prosecutor; and an action."""
    prosecutor = place.here.partners["OM"]
    while True:
        case, mark = chance.choice(place.cases), _mark()
        form = passage(f"De bus reed weer, {mark}.").model_dump(mode="json")
        made = sender.api("POST", f"/cases/{case}/passages", form)
        kept.texts.append(mark)
        version = sender.api("GET", f"/cases/{case}/passages/{made['id']}")["version_id"]
        sender.api("POST", f"/cases/{case}/shares", giving([UUID(version)], [prosecutor]).model_dump(mode="json"))
        kept.shares.append((version, str(prosecutor)))
        mark = _mark()
        due = str(clock.today() + timedelta(days=9))
        action = {"once": str(uuid4()), "case_id": str(case), "due_on": due, "text": f"Langsgaan, {mark}"}
        sender.api("POST", "/actions", action)
        kept.texts.append(mark)


def reads(place: Field, sender: Sender, login: str, kept: Kept, chance: random.Random) -> None:
    """A page of a case, whole: each mark on it was shown."""
    while True:
        shown = MARK.findall(sender.get(f"/casussen/{chance.choice(place.cases)}"))
        kept.shown |= {(login, mark) for mark in shown}


def notes(place: Field, sender: Sender, kept: Kept) -> None:
    """The notes of the item on the table, again and again, and a decision with each."""
    at, ours = f"/overleggen/{place.meeting}/punten/{place.items[0]}", place.here.partners["VZ"]
    while True:
        base = kept.notes
        sender.post(f"{at}/notities", {"text": f"Aantekening {base + 1}", "base": str(base)})
        kept.notes += 1
        mark = _mark()
        text = f"Zo is het afgesproken, {mark}"
        sender.post(f"{at}/afspraak", {"once": uuid4(), "route": "other", "partner_id": ours, "text": text})
        kept.texts.append(mark)


def _mark() -> str:
    return f"merk{uuid4().hex}"


def tell_all(name: str, place: Field, kept: Kept, took: list[float], again: int) -> None:
    """Count in the database what everybody was told, and what stands there without anybody having been told."""
    db.use(settings().url)
    with db.reading(of_chores(place.here.administrator.region)) as reading:
        found = Found(reading, place)
    tell(f"{name}.acknowledged", kept.writes, "acts")
    tell(f"{name}.again", again, "requests that were sent again")
    tell(f"{name}.lost", len(found.missing(kept)), "acknowledged acts", most=0)
    tell(f"{name}.doubled", len(found.doubled(kept)), "acts", most=0)
    tell(f"{name}.without-entry", len(found.without_entry()), "acts without their one entry", most=0)
    tell(f"{name}.without-act", len(found.without_act()), "entries without their act", most=0)
    tell(f"{name}.shown", len(kept.shown), "passages of others, each shown to somebody")
    tell(f"{name}.unseen", len(kept.shown - found.handed_out), "shown without a hand-out", most=0)
    if took:
        tell(f"{name}.ready.worst", max(took), "s until it serves again", most=2)
        tell(f"{name}.ready.p50", statistics.median(took), "s until it serves again")
    print(storming.verify("De Waarden").strip())


class Found:
    """What stands in the database after the storm: rows and entries, each by what they are known by."""

    def __init__(self, reading: db.Reading, place: Field) -> None:
        here = (col(Statement.region_id) == reading.seat.region, col(Version.region_id) == reading.seat.region)
        rows = reading.session.execute(
            select(col(Statement.case_id), col(Statement.id), col(Version.id).label("at"), col(Version.text_sealed))
            .join(Version, col(Version.statement_id) == col(Statement.id)).where(*here)
        ).all()  # fmt: skip
        keys.read_ahead(reading, {row.case_id for row in rows})
        self.every_statement = {str(row.id) for row in rows}
        self.statements: dict[str, str] = {}
        self.versions: dict[str, str] = {}
        self.marks = Counter[str]()
        for case, statement, version, sealed in rows:
            for mark in MARK.findall(passages.unsealed(keys.case_key(reading, case), version, sealed)):
                self.statements[str(statement)] = self.versions[str(version)] = mark
                self.marks[mark] += 1
        self.shares = Counter(
            (str(version), str(to)) for version, to in _all(reading, Share.version_id, Share.receiver_id)
        )
        self.entries = [json.loads(envelope) for (envelope,) in _all(reading, Entry.envelope)]
        self.handed_out = self._handed_out(place)
        self.note = max((edit for (edit,) in _all(reading, Note.edit)), default=0)

    def version_of(self, mark: str) -> UUID:
        """The version that holds a mark."""
        return next(UUID(version) for version, found in self.versions.items() if found == mark)

    def missing(self, kept: Kept) -> list[object]:
        """What was acknowledged and is not there."""
        lost: list[object] = [mark for mark in kept.texts if not self.marks[mark]]
        return lost + [one for one in kept.shares if not self.shares[one]] + list(range(self.note, kept.notes))

    def doubled(self, kept: Kept) -> list[object]:
        """What is there more than once; of the last save of the notes nobody may have been told."""
        twice: list[object] = [one for some in (self.marks, self.shares) for one, times in some.items() if times > 1]
        return twice + list(range(kept.notes + 1, self.note))

    def without_entry(self) -> list[str]:
        """Rows of the storm of which the ledger does not hold exactly one entry."""
        told, given = self._told(), self._given()
        ours = {one for one in self.shares if one[0] in self.versions}
        return [one for one in self.statements if told[one] != 1] + [str(one) for one in ours if given[one] != 1]

    def without_act(self) -> list[str]:
        """Entries that tell of a row that is not there."""
        return [str(one) for one in self._given() if one not in self.shares] + [
            one for one in self._told() if one not in self.every_statement
        ]

    def _told(self) -> Counter[str]:
        return Counter(entry["statement"] for entry in self.entries if entry["act"] in WRITTEN)

    def _given(self) -> Counter[tuple[str, str]]:
        given = (entry for entry in self.entries if entry["act"] == Act.SHARE_GIVEN and entry["result"] == "done")
        return Counter((line["version"], entry["receiver"]) for entry in given for line in entry["passages"])

    def _handed_out(self, place: Field) -> set[tuple[str, str]]:
        """Who was shown which mark, as the ledger has it."""
        logins = {str(seat.person): login for login, seat in place.here.seats.items()}
        shown = (entry for entry in self.entries if entry["act"] == Act.STATEMENT_HANDED_OUT)
        lines = ((logins.get(entry["person"]), line["version"]) for entry in shown for line in entry["passages"])
        return {(login, self.versions[version]) for login, version in lines if login and version in self.versions}


def _all(reading: db.Reading, *columns: Any) -> Sequence[Any]:
    of = columns[0].class_
    return reading.session.execute(select(*columns).where(col(of.region_id) == reading.seat.region)).all()


if __name__ == "__main__":
    main()
