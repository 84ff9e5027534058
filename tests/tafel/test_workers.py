"""Several processes are one tafel: they hear each other, stop politely, and are replaced while people work on."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest

from models.forms.room import StartItem
from tafel import chores, live_line, meetings, room
from tests import tables
from tests.cast import Cast
from tests.databases import Database
from tests.tafel.acting import act
from tests.tafel.test_cli import free_port

ROOT = Path(__file__).resolve().parents[2]
TAFEL = [sys.executable, "-c", "from tafel.cli import main; main()"]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
TOKEN = "abcdefghijklmnopqrstuvwxyz"
COUNTED = re.compile(rb'^tafel_requests_total\{kind="(?:act|page)",status="[23]xx"\} ([0-9.]+)$', re.MULTILINE)
LONG = 300  # of a machine that has much else to do


def until(holds: Callable[[], object]) -> None:
    """Wait for something to become true."""
    late = monotonic() + LONG
    while not holds():
        assert monotonic() < late
        sleep(0.02)


@dataclass
class Service:
    """`tafel serve` as an administrator runs it."""

    process: "subprocess.Popen[bytes]"
    port: int
    cookie: str
    open: ExitStack

    def line(self) -> http.client.HTTPConnection:
        """A connection of its own, kept open until the end."""
        return self.open.enter_context(closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)))

    def asked(self, path: str, method: str = "GET", body: str | None = None,
              by: http.client.HTTPConnection | None = None) -> int:  # fmt: skip
        """What it answers."""
        if by is None:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)) as line:
                return self.asked(path, method, body, line)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        by.request(method, path, body, SAME_ORIGIN | {"Cookie": self.cookie} | kind)
        with by.getresponse() as answer:
            answer.read()
            return answer.status

    def counted(self) -> float:
        """How many pages and acts it tells a monitor of."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)) as line:
            line.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            with line.getresponse() as answer:
                return sum(map(float, COUNTED.findall(answer.read())))

    def is_ready(self) -> bool:
        """Whether it can be asked."""
        assert self.process.poll() is None
        try:
            return self.asked("/readyz") == HTTPStatus.OK
        except ConnectionError:
            return False

    def refuses(self) -> bool:
        """Whether nobody listens any longer."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return True
        return False

    def workers(self) -> set[int]:
        """The processes that answer, by id."""
        mine = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(one) for one in mine if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()}


@contextmanager
def serving(workers: int, cookie: str = "", **environment: str) -> Iterator[Service]:
    """Some processes on a port; nothing is left of them."""
    port = free_port()
    command = [*TAFEL, "serve", "--port", str(port), "--workers", str(workers)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "TAFEL_LOG": "false", "TAFEL_METRICS": TOKEN} | environment
    with ExitStack() as lines, subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE) as process:
        try:
            yield Service(process, port, cookie, lines)
        finally:
            process.kill()


@dataclass
class Load:
    """People who work on, without a second try, and what went wrong for them."""

    service: Service
    over: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    failed: list[object] = field(default_factory=list)

    def work(self, method: str, path: str, body: str | None, *, keeps: bool) -> None:
        """Ask again and again, on one line or each time on a new one."""
        line = self.service.line()
        while not self.over.wait(0.02):
            try:
                status = self.service.asked(path, method, body, line if keeps else None)
            except (OSError, http.client.HTTPException) as wrong:
                self.failed.append(wrong)
            else:
                self.failed += [status] if status >= HTTPStatus.BAD_REQUEST else []
            self.done += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Three of them, meanwhile."""
        kinds = (("POST", "/taal", "language=nl&back=/", True), ("GET", "/aanmelden", None, True),
                 ("GET", "/aanmelden", None, False))  # fmt: skip
        threads = [threading.Thread(target=self.work, args=kind[:3], kwargs={"keeps": kind[3]}) for kind in kinds]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self.over.set()
            for one in threads:
                one.join()


def test_processes_hear_each_other_are_replaced_and_stop_politely(cast: Cast, database: Database) -> None:
    """One process beside this one on SQLite, and two of them on PostgreSQL."""
    table, workers = tables.set_up(cast), {"sqlite": 1, "postgresql": 2}[database.dialect]
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    with serving(workers, f"tafel={cast.tokens['inge.bakels']}") as service:
        until(service.is_ready)
        _what_another_process_tells_is_heard(cast, table, service)
        if workers > 1:
            _one_that_is_killed_comes_back(service)
            _replaced_while_people_work(service)
        _stops_politely(table, service)


def _stream(table: tables.Table, service: Service) -> http.client.HTTPResponse:
    line = service.line()
    line.request("GET", f"/overleggen/{table.meeting}/nu/stroom", headers=SAME_ORIGIN | {"Cookie": service.cookie})
    answer = service.open.enter_context(line.getresponse())
    assert answer.status == HTTPStatus.OK
    assert answer.readline() == b": hier\n"
    return answer


def _what_another_process_tells_is_heard(cast: Cast, table: tables.Table, service: Service) -> None:
    """The act is done by this process, as on another host."""
    streams = [_stream(table, service) for _ in range(4)]
    form = StartItem(once=uuid4(), item_id=table.items["Samenwerking"], before=None)
    act(cast, "marijke.terpstra", lambda work: room.start(work, table.meeting, form))
    for each in streams:
        while each.readline() != b"event: nu\n":
            pass
        each.close()


def _one_that_is_killed_comes_back(service: Service) -> None:
    """Who asks meanwhile is answered by the other."""
    until(lambda: service.is_ready() and len(service.workers()) == 2)
    fallen = min(service.workers())
    os.kill(fallen, signal.SIGKILL)
    until(lambda: service.is_ready() and fallen not in service.workers() and len(service.workers()) == 2)


def _replaced_while_people_work(service: Service) -> None:
    """Nobody sees that, and whoever counts loses no request of those that went."""
    load, before, told = Load(service), service.workers(), service.counted()
    with load.at_work():
        until(lambda: load.done > len(before))
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(service.workers()) == 2 and not service.workers() & before)
        enough = load.done + 20
        until(lambda: load.done > enough)
    assert load.failed == []
    until(lambda: service.counted() == told + load.done)


def _stops_politely(table: tables.Table, service: Service) -> None:
    """What was begun is finished, streams end, open lines hear that it stops, and nobody new is let in."""
    stream, resting, busy = (
        _stream(table, service),
        service.line(),
        socket.create_connection(("127.0.0.1", service.port)),
    )
    assert service.asked("/readyz", by=resting) == HTTPStatus.OK
    body = b"language=nl&back=/"
    service.open.enter_context(busy)
    busy.sendall(
        f"POST /taal HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {service.cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\n\r\n".encode()
    )
    assert b" 100 " in busy.recv(1000)
    service.process.terminate()
    until(service.refuses)
    assert service.asked("/readyz", by=resting) == HTTPStatus.SERVICE_UNAVAILABLE
    busy.sendall(body)
    assert b" 303 " in busy.recv(10_000)
    assert stream.read()[-2:] in (b"\n", b"\n\n")  # not in the middle of what it said
    assert service.process.wait(LONG) in (0, -signal.SIGTERM)


def test_a_copy_of_a_process_tells_under_a_name_of_its_own() -> None:
    """Else it would take what the other tells for what it told itself."""
    told, tells = os.pipe()
    if not os.fork():
        os.write(tells, vars(live_line)["_HERE"].bytes)
        os._exit(0)
    assert os.read(told, 16) != vars(live_line)["_HERE"].bytes
    os.wait()
    os.close(told)
    os.close(tells)


@pytest.mark.usefixtures("cast")
def test_several_processes_do_each_chore_once() -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [*TAFEL, "chores", "once"]
    at_once = [subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [one.communicate(timeout=LONG)[1] for one in at_once]
    done = Counter(name for said in told for name in said.strip().split(", "))
    always = ("end-sittings", "forget", "take-stock")
    assert {name: done[name] for name in always} == dict.fromkeys(always, len(chores.regions()))


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_worker_that_cannot_start_stops_all_with_one_sentence(tmp_path: Path) -> None:
    """As where the system has no room for it; it is not tried again and again."""
    (tmp_path / "sitecustomize.py").write_text("import os\nos.register_at_fork(after_in_child=lambda: os._exit(9))\n")
    with serving(2, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}") as service:
        _, told = service.process.communicate(timeout=LONG)
        assert service.process.returncode == 1
    assert told.decode().splitlines()[-1].startswith("Een proces van tafel kon niet beginnen")
    assert b"Traceback" not in told


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_workers_end_with_whoever_began_them() -> None:
    with serving(2) as service:
        until(lambda: len(service.workers()) == 2)
        workers = service.workers()
        service.process.kill()
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers))
