"""What measurements share: servers of our own, a browser, a crowd of them, a bare handler, and one JSON line each."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
TAFEL = str(Path(sys.executable).parent / "tafel")
Ask = Callable[[], Any]
BARE = """
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
body = "x" * int(sys.argv[2])
app = Starlette(routes=[Route("/", lambda _: HTMLResponse(body), methods=["GET", "POST"])])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
"""


def compare(name: str, ask: Ask, size: int, requests: int, *, most: float, most_ms: float | None = None) -> None:
    """The median of our page over the median of a bare handler of as many bytes, asked in turn.

    `most_ms`: what nineteen of twenty may take.
    """
    with bare(size) as port:
        other = Browser(port)
        for _ in range(10):
            ask(), other.get("/")
        ours, theirs = [], []
        for _ in range(requests):
            ours.append(timed(ask))
            theirs.append(timed(lambda: other.get("/")))
    tell(f"{name}.p50", statistics.median(ours) * 1e3, "ms")
    tell(f"{name}.p95", at_95(ours) * 1e3, "ms", most=most_ms)
    tell(f"{name}.ratio", statistics.median(ours) / statistics.median(theirs), "x bare", most=most)


def counted(ask: Ask) -> int:
    """What the last request asked, once nothing on the page is new to its reader; not that it told who asks."""
    from sqlalchemy import Engine, event

    said: list[str] = []

    def note(*given: Any) -> None:
        if given[2].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and "set_config" not in given[2]:
            said.append(given[2])

    ask()
    event.listen(Engine, "before_cursor_execute", note)
    assert ask().status_code == 200
    event.remove(Engine, "before_cursor_execute", note)
    return len(said)


class Browser:
    """One connection, kept open, with a cookie."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = SAME_SITE | ({"Cookie": f"tafel={token}"} if token else {})

    def get(self, path: str) -> str:
        return self._ask("GET", path, None)

    def post(self, path: str, form: Any, **more: str) -> str:
        return self._ask("POST", path, urlencode(form), more)

    def sign_in(self, login: str) -> None:
        self.post("/aanmelden/oefenen", {"person": login})

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str] | None = None) -> str:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            self.connection.request(method, path, body, self.headers | kind | (more or {}))
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # idle too long: as a browser does, once more
            self.connection.close()
            self.connection.request(method, path, body, self.headers | kind | (more or {}))
            answer = self.connection.getresponse()
        if cookie := answer.getheader("set-cookie"):
            self.headers["Cookie"] = cookie.split(";")[0]
        text = answer.read().decode()
        assert answer.status < 400, (answer.status, path, text[:300])
        return text


def crowd(asks: Sequence[Ask], seconds: float, *, every: float = 0) -> tuple[list[float], float]:
    """Everybody asks for so long: how long each answer took, and how many came in a second.

    Again and again, or `every` so many seconds, spread over that time as people are.
    """
    began = perf_counter()

    def often(number: int, ask: Ask) -> list[float]:
        took, due = [], began + every * number / len(asks)
        while perf_counter() < began + seconds:
            sleep(max(0.0, due - perf_counter()))
            took.append(timed(ask))
            due += every
        return took

    with ThreadPoolExecutor(len(asks)) as pool:
        each = list(pool.map(often, range(len(asks)), asks))
    took = [one for some in each for one in some]
    return took, len(took) / (perf_counter() - began)


def at_95(took: Sequence[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def timed(ask: Ask) -> float:
    began = perf_counter()
    ask()
    return perf_counter() - began


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def bare(size: int) -> Iterator[int]:
    """The port of a handler that does nothing but answer so many bytes."""
    port = free_port()
    with server([sys.executable, "-c", BARE, str(port), str(size)], port, ROOT):
        yield port


@contextmanager
def server(command: list[str], port: int, folder: Path) -> Iterator[int]:
    """A server of our own, up once it answers, and ended by its id."""
    environment = os.environ | {"TAFEL_DATA": str(folder)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until_it_answers(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    while process.poll() is None:
        try:
            answer = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            answer.request("GET", "/healthz")
            answer.getresponse().read()
        except OSError:
            continue
        return
    raise SystemExit(f"the server ended with {process.returncode}")


def tell(name: str, value: float, unit: str, *, most: float | None = None, least: float | None = None) -> None:
    goal = most if most is not None else least
    holds = None if goal is None else bool(value <= goal if most is not None else value >= goal)
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "holds": holds}), flush=True)
