"""What storms share: a real server that may be killed, somebody who sends again until it is kept, and the account."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Self
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import table
from measuring import SAME_SITE, TAFEL, free_port
from sqlalchemy import make_url

from tafel import db  # after table, which finds the folder that holds it
from tafel.settings import settings
from tests import databases, postgres

NOT_NOW = {502, 503, 504}
WITH_US = (
    ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
)  # a storm that is killed leaves no server


@contextmanager
def opened(kind: str) -> Iterator[Path]:
    """A database of a kind, of a region of its own, in a folder that goes away again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "sqlite":
            with table.opened(folder):
                yield folder
            return
        server = postgres.start()
        try:
            databases.make_roles(server)
            made = databases.Postgresql(server, folder).create("storm")
            _keeps_what_it_says(made.owner_url)
            os.environ |= {"TAFEL_DATABASE": made.url, "TAFEL_DATABASE_OWNER": made.owner_url}
            with table.opened(folder):
                yield folder
        finally:
            os.environ.pop("TAFEL_DATABASE", None)
            os.environ.pop("TAFEL_DATABASE_OWNER", None)
            settings.cache_clear()
            postgres.stop(server)


def _keeps_what_it_says(owner: str) -> None:
    """As a server does unless it is told otherwise, and the one of the tests is."""
    import psycopg

    url = make_url(owner)
    where = url.set(drivername="postgresql", username="postgres").render_as_string(hide_password=False)
    with psycopg.connect(where, autocommit=True) as line:
        line.execute(f"ALTER DATABASE {url.database} SET synchronous_commit = on")


class Server:
    """`tafel serve` with its workers, in a group of processes of its own; `up` is set while it answers."""

    def __init__(self, folder: Path, workers: int = 2, tafel: Sequence[str] = (TAFEL,)) -> None:
        self.port, self.up = free_port(), threading.Event()
        here = {
            "TAFEL_DATA": str(folder),
            "TAFEL_CHORES": "true",
            "PYTHONDONTWRITEBYTECODE": "",
        }  # compiled, as installed
        self._environment = os.environ | here
        self._command = [*WITH_US, *tafel, "serve", "--port", str(self.port), "--workers", str(workers)]
        self._said = (folder / "server.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None
        self.took: list[float] = []  # until what fell was there again

    def start(self) -> float:
        """Begin; how many seconds until it answered that it can serve."""
        began = perf_counter()
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.DEVNULL, stderr=self._said,
            start_new_session=True,
        )  # fmt: skip
        while not self._answers():
            if self._process.poll() is not None:
                raise SystemExit(Path(self._said.name).read_text()[-2000:])
        self.up.set()
        return perf_counter() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    def kill(self) -> None:
        """All its processes at once, as when the power of the machine fails; nothing is finished."""
        assert self._process
        self.up.clear()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def workers(self) -> list[int]:
        """The processes that answer, as the system knows them."""
        assert self._process
        found = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [int(pid) for pid in found.split() if _answers(pid)]

    def kill_one(self, pid: int) -> set[int]:
        """One of them at once; the ports of those whose lines it held, who are alone in losing what they had asked."""
        os.kill(pid, signal.SIGSTOP)
        held = _held(pid, self.port)
        os.kill(pid, signal.SIGKILL)
        return held

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        assert self._process
        self.up.clear()
        self._process.terminate()
        self._process.wait(30)

    def _answers(self) -> bool:
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


class Sender:
    """Somebody at a client: what is not acknowledged is sent again, the same to the byte."""

    def __init__(self, server: Server, token: str, key: str, over: threading.Event) -> None:
        self._server, self._over = server, over
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self._as_person = SAME_SITE | {"Cookie": f"tafel={token}"}
        self._as_machine = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.again = 0
        self.failed: list[tuple[int, object]] = []  # from which port, and how

    def get(self, path: str) -> str:
        """A page, whole."""
        return self._until_kept("GET", path, None, self._as_person)

    def post(self, path: str, form: Mapping[str, Any]) -> str:
        """A form of a page."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._until_kept("POST", path, urlencode(form, doseq=True), self._as_person | kind)

    def api(self, method: str, path: str, said: Any = None) -> Any:
        """The same doors for machines."""
        body = None if said is None else json.dumps(said)
        return json.loads(self._until_kept(method, f"/api/v1{path}", body, self._as_machine))

    def _until_kept(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        while not self._over.is_set():
            if not self._server.up.wait(1):
                continue
            port = 0
            try:
                if self._line.sock is None:
                    self._line.connect()
                port = self._line.sock.getsockname()[1]
                self._line.request(method, path, body, headers)
                answer = self._line.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException) as wrong:
                self._line.close()
                self._fails(port, wrong)
                continue
            if answer.status not in NOT_NOW:
                assert answer.status < 400, (answer.status, method, path, body, text[:600])
                return text
            self._fails(port, answer.status)
        raise Over

    def _fails(self, port: int, how: object) -> None:
        self.again += 1
        self.failed.append((port, how))


def _answers(pid: str) -> bool:
    """Whether a child is a process that answers: none that ended, and not the one of Python itself."""
    try:
        said = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return bool(said) and b"resource_tracker" not in said


def _held(pid: int, port: int) -> set[int]:
    """The ports at the other ends of the lines to a port that a process holds."""
    files = {str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()}
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {
        int(line[2].split(":")[1], 16)
        for line in lines
        if int(line[1].split(":")[1], 16) == port and f"socket:[{line[9]}]" in files
    }


class NeverCame(Exception):
    """What was waited for did not come true."""


class Over(Exception):
    """The storm has lain down; what was under way is neither kept nor lost for whoever sent it."""


def until(holds: Callable[[], object], seconds: float = 120) -> float:
    """Wait until something is true; how long that took. What does not come true stops the storm."""
    began = perf_counter()
    while not holds():
        if perf_counter() > began + seconds:
            raise NeverCame(f"not after {seconds:.0f} s: {getattr(holds, '__qualname__', holds)}")
        sleep(0.01)
    return perf_counter() - began


def until_through(doers: list[Callable[[], None]], meanwhile: Callable[[], None]) -> None:
    """Let everybody do their work in a thread; `meanwhile` goes on beside it. What went wrong is raised."""
    wrong: list[BaseException] = []

    def safely(do: Callable[[], None]) -> None:
        try:
            do()
        except Over:
            pass
        except BaseException as failed:  # noqa: BLE001 raised below, in the thread of the storm
            wrong.append(failed)

    threads = [threading.Thread(target=safely, args=(do,)) for do in doers]
    for thread in threads:
        thread.start()
    try:
        meanwhile()
    finally:
        for thread in threads:
            thread.join()
    if wrong:
        raise wrong[0]


def verify(region: str) -> str:
    """What `tafel ledger verify` says of the region's tree; raises when it does not hold."""
    db.close()
    done = subprocess.run([TAFEL, "ledger", "verify", "--region", region], capture_output=True, text=True, check=False)
    db.use(settings().url)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
