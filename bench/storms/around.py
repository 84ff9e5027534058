"""What surrounds a server, so that it can fail: lines, a database server, a clock, a mail server, printers."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import func, make_url, select, text, update
from sqlmodel import col

from models.forms.sharing import WithdrawShares
from models.mail_terms import Notice
from models.meeting_terms import CopyFormat
from models.tables.ledger import OutgoingMail
from models.tables.people import Person
from models.tables.sharing import Share
from tafel import db, migrating, notices, sharing
from tafel.house_style import _SAMPLE as PAPER
from tafel.papers import pool
from tafel.papers.paper import Style
from tests import postgres
from tests.cast import Cast
from tests.post_office import PostOffice

SHIFTED = [sys.executable, str(Path(__file__).with_name("shifted.py"))]


# ---------- lines


def line(port: int, room: int = 0) -> socket.socket:
    """A line to the server; `room`: how much of an answer it takes in before somebody reads."""
    made = socket.socket()
    if room:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    made.settimeout(60)
    made.connect(("127.0.0.1", port))
    return made


def request(path: str, token: str, form: Any = None) -> bytes:
    """What a browser sends, to the byte."""
    body = urlencode(form, doseq=True) if form else ""
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if form else ""
    return (
        f"{'POST' if form else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: tafel={token}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nConnection: close\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def ask(port: int, path: str, form: Any = None, *, token: str = "") -> tuple[int, str]:
    """The status and the page; 0 where the line was lost."""
    said = b""
    with suppress(OSError), closing(line(port)) as asked:
        asked.sendall(request(path, token, form))
        while more := asked.recv(65_536):
            said += more
    return (int(said.split(b" ", 2)[1]) if said else 0), said.decode(errors="replace")


# ---------- the database server


def _data() -> Path:
    return Path(str(make_url(migrating.owner_url()).query["host"])) / "data"


def _pg_ctl(*what: str) -> None:
    where = ("-D", str(_data()), "-l", str(_data().with_name("log")))
    postgres._run(postgres._user(), postgres._programs() / "pg_ctl", *what, "-w", *where)  # noqa: SLF001


def _options() -> str:
    """How it was begun."""
    said = (_data() / "postmaster.opts").read_text().split(None, 1)[1]
    return said.replace(f'"-D" "{_data()}"', "").replace('"', "").strip()


@contextmanager
def stopped() -> Iterator[None]:
    """It is away, at once, as after a crash."""
    options = _options()
    _pg_ctl("stop", "-m", "immediate")
    try:
        yield
    finally:
        _pg_ctl("start", "-o", options)


@contextmanager
def read_only() -> Iterator[None]:
    """It is a stand-by, that can be read; then it is made the one that is written."""
    options = f"{_options()} -c wal_level=replica"
    _pg_ctl("stop", "-m", "fast")
    _pg_ctl("start", "-o", options)
    _pg_ctl("stop", "-m", "fast")
    (_data() / "standby.signal").touch()
    _pg_ctl("start", "-o", options)
    try:
        yield
    finally:
        _pg_ctl("promote")


@contextmanager
def locked_for(seconds: threading.Timer) -> Iterator[None]:
    """Somebody holds the head of the register so long, and then lets go."""
    owner = migrating._engine(migrating.owner_url(), write=True).connect()  # noqa: SLF001
    owner.execute(text("LOCK TABLE ledger_heads IN ACCESS EXCLUSIVE MODE"))
    seconds.function = owner.rollback
    seconds.start()
    try:
        yield
    finally:
        seconds.join()
        owner.close()


# ---------- shares


def withdraw(here: Cast, version: UUID) -> int:
    """All shares of some words end now; how many."""
    with db.writing(here.seats["inge.bakels"]) as work:
        mine = select(col(Share.id)).where(col(Share.version_id) == version, col(Share.region_id) == work.seat.region)
        found = list(work.session.scalars(mine))
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=found))
    return len(found)


def standing(here: Cast) -> int:
    """How many shares nobody ended."""
    with db.reading(here.seats["inge.bakels"]) as reading:
        ours = (col(Share.region_id) == reading.seat.region, col(Share.ended_at).is_(None))
        return reading.session.scalar(select(func.count()).select_from(Share).where(*ours)) or 0


# ---------- a mail server, and printers


class Office(PostOffice):
    """A mail server that is away until it opens, at the address it always has."""

    def __init__(self) -> None:
        super().__init__()
        self.server_close()

    def opens(self) -> None:
        """From now on it takes mail."""
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def closes(self) -> None:
        """It is away again."""
        self.shutdown()
        self.server_close()


@contextmanager
def posting_at(office: Office) -> Iterator[None]:
    """Let servers that start now send their mail there."""
    more = {"TAFEL_MAIL": office.address, "TAFEL_ORIGIN": "http://127.0.0.1"}
    os.environ |= more
    try:
        yield
    finally:
        for name in more:
            del os.environ[name]


def write_to(here: Cast, login: str) -> None:
    """Somebody with an address is told something by mail."""
    with db.installation(write=True) as session:
        session.execute(update(Person).where(col(Person.id) == here.seats[login].person).values(login=f"{login}@x.nl"))
    with db.writing(here.seats["samir.el.khatib"]) as work:
        notices.tell(work, here.seats[login].membership, Notice.COPY_READY, "/overleggen")


def waiting(here: Cast) -> int:
    """How many mails were tried and wait."""
    with db.reading(here.by_the_clock) as reading:
        tried = (col(OutgoingMail.wait_until) > reading.now, col(OutgoingMail.sent_at).is_(None))
        ours = col(OutgoingMail.region_id) == reading.seat.region
        return reading.session.scalar(select(func.count()).select_from(OutgoingMail).where(ours, *tried)) or 0


def printed_while_killed(papers: int) -> int:
    """How many of so many papers are not made while the processes that print them are killed, again and again."""
    over = threading.Event()
    with pool.printers(Style()) as printers:
        killing = threading.Thread(target=_kill_printers, args=(over,))
        killing.start()
        made = [one for asked in [printers.send([PAPER]) for _ in range(papers)] for one in asked.result()]
        over.set()
        killing.join()
    return sum(one is None or one.keys() != set(CopyFormat) for one in made)


def _kill_printers(over: threading.Event) -> None:
    """One that prints, three times: a paper is tried no more often than that."""
    for _ in range(3):
        over.wait(1)
        found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        pids = [pid for one in found for pid in one.read_text().split()]
        for pid in [one for one in pids if b"tafel.papers.printing" in _said(one)][:1]:
            with suppress(ProcessLookupError):
                os.kill(int(pid), 9)


def _said(pid: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
