"""What surrounds a server fails under it, for real: each time a clear page, nothing half done, and on it goes.

python bench/storms/faults.py --database sqlite [--only disk_full locked]
"""

import argparse
import os
import random
import resource
import socket
import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import around
import killed
import storming
from killed import GIVER, READER, Field, Found, Kept
from measuring import tell
from sqlalchemy import make_url
from storming import Server

from tafel import db
from tafel.seat import of_chores
from tafel.settings import settings
from tests.cast import giving
from tests.tafel.acting import passage

SENTENCE = "Er kan nu niets worden vastgelegd"
Fault = Callable[[], AbstractContextManager[object]]


@dataclass
class Stage:
    """A server in its folder, a case to write in, and what it acknowledged."""

    folder: Path
    place: Field
    server: Server
    kept: Kept = field(default_factory=Kept)

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file."""
        return settings().url.startswith("sqlite")

    @property
    def case(self) -> str:
        """The address of the case everything happens in."""
        return f"/casussen/{self.place.cases[0]}"

    def ask(self, path: str, form: Any = None, *, by: str = GIVER) -> tuple[int, str]:
        """A page, or a form that is sent, on a line of its own."""
        return around.ask(self.server.port, path, form, token=self.place.here.tokens[by])

    def act(self, form: dict[str, str]) -> tuple[int, str]:
        """A passage, by its form on the page."""
        return self.ask(f"{self.case}/inbreng/nieuw", form)

    def keeps(self, form: dict[str, str]) -> None:
        """It is kept now, also when this form was sent before."""
        status, said = self.act(form)
        assert status < HTTPStatus.BAD_REQUEST, (status, said[:400])
        self.kept.texts.append(mark_of(form))

    def is_well(self) -> bool:
        """Whether it says that it can serve."""
        return self.ask("/healthz")[0] == HTTPStatus.OK


def form() -> dict[str, str]:
    """A passage as somebody sends it, with a mark of its own."""
    said = passage(f"De bus reed weer, merk{uuid4().hex}.").model_dump(mode="json", exclude_none=True)
    return {name: str(value) for name, value in said.items() if isinstance(value, str)}


def mark_of(sent: dict[str, str]) -> str:
    """The mark in a passage."""
    return killed.MARK.findall(sent["text"])[0]


def outage(name: str, stage: Stage, fault: Fault) -> None:
    """While it lasts an act ends in a page that says so; the same form is kept as soon as it is over, once."""
    sent = form()
    with fault():
        began = perf_counter()
        status, said = stage.act(sent)
        tell(f"fault.{name}.answered", perf_counter() - began, "s", most=20)
        clear = status == HTTPStatus.SERVICE_UNAVAILABLE and SENTENCE in said and "Probeer" in said
        tell(f"fault.{name}.refused", clear, f"as a clear page ({status})", least=1)
    tell(f"fault.{name}.recovered", storming.until(stage.is_well, 60), "s, without a new start", most=30)
    stage.keeps(sent)


def disk_full(stage: Stage) -> None:
    """No file can grow any more, the log neither."""
    if stage.is_embedded:
        outage("disk_full", stage, lambda: _no_room(stage))


@contextmanager
def _no_room(stage: Stage) -> Iterator[None]:
    without = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    for pid in stage.server.workers():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    for pid in stage.server.workers():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, without)


def read_only(stage: Stage) -> None:
    """As on a stand-by, or a disk that was mounted read-only. Of a file the suite shows it: root may write any."""
    if not stage.is_embedded:
        outage("read_only", stage, around.read_only)


def locked(stage: Stage) -> None:
    """Somebody else holds the database for ten seconds and more."""
    if stage.is_embedded:
        outage("locked", stage, _held)
        return
    sent, over = form(), threading.Timer(10, lambda: None)
    with around.locked_for(over):
        began = perf_counter()
        stage.keeps(sent)  # who waits for a lock of a server waits, and is served
        tell("fault.locked.answered", perf_counter() - began, "s", most=20)


@contextmanager
def _held() -> Iterator[None]:
    with closing(sqlite3.connect(make_url(settings().url).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def restarted(stage: Stage) -> None:
    """PostgreSQL is stopped at once, as by a crash, and begins again."""
    if not stage.is_embedded:
        outage("restarted", stage, around.stopped)


def streams(stage: Stage) -> None:
    """Three hundred live pages are open; who asks for a page waits for none of them."""
    with ExitStack() as open_ones:
        for _ in range(300):
            line = open_ones.enter_context(closing(_stream(stage)))
            assert line.recv(20)
        took = []
        for _ in range(20):
            began = perf_counter()
            assert stage.ask(stage.case)[0] == HTTPStatus.OK
            took.append(perf_counter() - began)
        stage.keeps(form())
        tell("fault.streams.worst", max(took), "s for a page beside 300 streams", most=2)


def readers(stage: Stage) -> None:
    """Fifty open a stream and never read it, fifty send a form so slowly that it never comes; others notice nothing."""
    slow = f"POST {stage.case}/inbreng/nieuw HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\na"
    with ExitStack() as open_ones:
        for _ in range(50):
            open_ones.enter_context(closing(_stream(stage, room=1)))
            open_ones.enter_context(closing(around.line(stage.server.port))).sendall(slow.encode())
        began = perf_counter()
        for number in range(20):
            text = {"text": f"Aantekening {number}", "base": str(stage.kept.notes)}
            at = f"/overleggen/{stage.place.meeting}/punten/{stage.place.items[0]}/notities"
            assert stage.ask(at, text, by=killed.NOTES)[0] < HTTPStatus.BAD_REQUEST
            stage.kept.notes += 1
        tell("fault.readers.acts", (perf_counter() - began) / 20, "s for an act beside those who do not read", most=2)


def _stream(stage: Stage, room: int = 0) -> socket.socket:
    line = around.line(stage.server.port, room)
    line.sendall(
        f"GET /overleggen/{stage.place.meeting}/nu/stroom HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: tafel={stage.place.here.tokens[GIVER]}\r\n\r\n".encode()
    )
    return line


def cuts(stage: Stage, times: int = 1000) -> None:
    """Lines are cut at any byte, of what is asked and of what is answered; then the page is as a fresh one."""
    chance, sent = random.Random(9), list[dict[str, str]]()
    for number in range(times):
        if number % 4:
            _cut(stage, chance, around.request(stage.case, stage.place.here.tokens[READER]), answer=True)
        else:
            sent.append(form())
            token = stage.place.here.tokens[GIVER]
            asked = around.request(f"{stage.case}/inbreng/nieuw", token, sent[-1])
            _cut(stage, chance, asked, answer=bool(chance.randrange(2)))
    began = perf_counter()
    shown = _marks(stage, GIVER)
    tell("fault.cuts.back", perf_counter() - began, f"s until the page is there after {times} cuts", most=2)
    for one in sent:
        stage.keeps(one)
    with db.reading(stage.place.here.seats[GIVER]) as reading:
        stands = Found(reading, stage.place).marks
    tell("fault.cuts.same", bool(shown) and shown <= {*stands}, f"the page shows what stands ({len(shown)})", least=1)
    _ended_meanwhile(stage, chance)


def _marks(stage: Stage, login: str) -> set[str]:
    """What somebody is shown of the case."""
    status, said = stage.ask(stage.case, by=login)
    assert status == HTTPStatus.OK
    return set(killed.MARK.findall(said))


def _cut(stage: Stage, chance: random.Random, asked: bytes, *, answer: bool) -> None:
    """Hang up hard: in the middle of the question, or of the answer."""
    line = around.line(stage.server.port)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with closing(line):
        line.sendall(asked if answer else asked[: chance.randrange(len(asked))])
        if answer:
            line.recv(chance.randrange(1, 20_000))


def _ended_meanwhile(stage: Stage, chance: random.Random) -> None:
    """Somebody's share ends while the line of the reader is cut: nothing of it comes along."""
    sent, here = form(), stage.place.here
    stage.keeps(sent)
    with db.reading(here.seats[GIVER]) as reading:
        version = Found(reading, stage.place).version_of(mark_of(sent))
    give = giving([version], [here.partners["OM"]]).model_dump(mode="json", exclude_defaults=True)
    assert stage.ask(f"{stage.case}/delen", give)[0] < HTTPStatus.BAD_REQUEST
    _cut(stage, chance, around.request(stage.case, here.tokens[READER])[:40], answer=False)
    ended = around.withdraw(here, version)
    seen = mark_of(sent) in stage.ask(stage.case, by=READER)[1]
    tell("fault.cuts.ended", seen, f"of {ended} ended shares shown", most=0)


def clock_leaps(stage: Stage) -> None:
    """An hour ahead, an hour back, and 400 days ahead; then it is put right."""
    shift = stage.folder / "shift"
    os.environ["STORM_SHIFT"] = str(shift)
    shift.write_text("0")
    with Server(stage.folder, 2, around.SHIFTED) as server:
        server.start()
        there = Stage(stage.folder, stage.place, server, stage.kept)
        for hours in (1, -1, 0):
            shift.write_text(str(hours * 3600))
            assert there.is_well()
            there.keeps(form()) if hours < 1 else tell(
                "fault.clock.idle", there.act(form())[0], "signed out by the hour"
            )
        before, sent = around.standing(stage.place.here), form()
        with _shifted(shift, 400 * 86_400):
            storming.until(lambda: there.ask("/healthz")[0] == HTTPStatus.SERVICE_UNAVAILABLE)
            tell("fault.clock.refused", there.act(sent)[0], "for an act 400 days ahead", least=HTTPStatus.SEE_OTHER)
        tell("fault.clock.recovered", storming.until(there.is_well), "s, without a new start", most=30)
        there.keeps(sent)  # in the same session, that slept for no year
        assert there.ask(there.case)[0] == HTTPStatus.OK
        tell("fault.clock.shares", around.standing(stage.place.here) - before, "shares ended or back", least=0, most=0)
        server.stop()
    del os.environ["STORM_SHIFT"]


@contextmanager
def _shifted(shift: Path, seconds: int) -> Iterator[None]:
    shift.write_text(str(seconds))
    yield
    shift.write_text("0")


def mail_gone(stage: Stage) -> None:
    """The mail server does not answer; acts go on, and what waited arrives when it is there again."""
    office = around.Office()
    with around.posting_at(office), Server(stage.folder, 2) as server:
        server.start()
        there = Stage(stage.folder, stage.place, server, stage.kept)
        there.keeps(form())
        around.write_to(stage.place.here, killed.READER)
        storming.until(lambda: around.waiting(stage.place.here))
        assert there.is_well()
        office.opens()
        tell(
            "fault.mail_gone.arrived",
            storming.until(lambda: office.taken and not around.waiting(stage.place.here), 200),
            "s until what waited arrives",
            most=120,
        )
        server.stop()
    office.closes()


def printer_killed(_stage: Stage) -> None:
    """The processes that print papers are killed in the middle of it; every paper is made."""
    tell("fault.printer_killed.missing", around.printed_while_killed(24), "of 24 papers in 3 kinds", most=0)


FAULTS = (disk_full, read_only, locked, restarted, streams, readers, cuts, printer_killed)
OWN_SERVER = (clock_leaps, mail_gone)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", nargs="+", choices=[one.__name__ for one in FAULTS + OWN_SERVER])
    given = parser.parse_args()
    wanted = [one for one in FAULTS + OWN_SERVER if not given.only or one.__name__ in given.only]
    with storming.opened(given.database) as folder:
        stage = Stage(folder, killed.prepare(10), Server(folder, 2))
        with stage.server as server:
            server.start()
            storming.until(lambda: len(server.workers()) == 2 and stage.is_well())
            db.use(settings().url)
            for fault in (one for one in wanted if one in FAULTS):
                fault(stage)
            server.stop()
        for fault in (one for one in wanted if one in OWN_SERVER):
            fault(stage)
        _account(f"faults.{given.database}", stage)


def _account(name: str, stage: Stage) -> None:
    """All that was acknowledged is there, once, with its entry; and the tree holds."""
    with db.reading(of_chores(stage.place.here.administrator.region)) as reading:
        found = Found(reading, stage.place)
    tell(f"{name}.acknowledged", stage.kept.writes, "acts")
    tell(f"{name}.lost", len(found.missing(stage.kept)), "acknowledged acts", most=0)
    tell(f"{name}.doubled", len(found.doubled(stage.kept)), "acts", most=0)
    tell(f"{name}.without-entry", len(found.without_entry()), "acts without their one entry", most=0)
    tell(f"{name}.without-act", len(found.without_act()), "entries without their act", most=0)
    print(storming.verify("De Waarden").strip())


if __name__ == "__main__":
    main()
