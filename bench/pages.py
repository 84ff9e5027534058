"""The pages people wait for, against a bare handler of equal bytes in the same run; and verdicts a second.

Of each page also the number of SQL statements, to which ten more passages may add none.

python bench/pages.py --requests 200
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder), given.requests)
        statements(Path(folder))
    verdicts()


def demo(folder: Path, requests: int) -> None:
    """Serve a fresh demo, sign in, and measure its case page and its preview."""
    port, began = free_port(), perf_counter()
    with server(
        [str(Path(sys.executable).parent / "tafel"), "demo", "--json", "--fresh", "--port", str(port)], port, folder
    ):
        tell("demo.ready", perf_counter() - began, "s", most=10)
        browser = Browser(port)
        browser.sign_in("inge.bakels")
        pages(browser, zwaluw(browser.get("/casussen")), requests)


def zwaluw(page: str) -> str:
    """The address of the case with that code word."""
    found = re.search(r'href="(/casussen/[0-9a-f-]{36})"[^>]*>\s*(?:<[^>]+>)*Zwaluw', page)
    assert found
    return found[1]


def pages(browser: "Browser", case: str, requests: int) -> None:
    share = f"{case}/delen"
    body = browser.get(case)
    compare("page.case", lambda: browser.get(case), len(body.encode()), requests)
    form = filled_form(browser.get(share))
    preview = f"{share}/controle"
    drawn = browser.post(preview, form)
    compare("page.preview", lambda: browser.post(preview, form), len(drawn.encode()), requests)


def filled_form(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the share page: every box ticked."""
    names = ("versions", "receivers", "declared")
    boxes = re.findall(
        r'<input type="checkbox"[^>]*name="(\w+)"[^>]*value="([^"]*)"'
        r'|name="(\w+)"[^>]*value="([^"]*)"[^>]*type="checkbox"',
        page,
    )
    ticked = [(a or c, b or d) for a, b, c, d in boxes if (a or c) in names]
    return [*ticked, ("purpose", "P2"), ("ends_on", str(date.today() + timedelta(days=60)))]


def compare(name: str, ask: Any, size: int, requests: int) -> None:
    """The median of our page over the median of a bare handler of as many bytes, asked in turn."""
    port = free_port()
    with server([sys.executable, "-c", BARE, str(port), str(size)], port, ROOT):
        bare = Browser(port)
        for _ in range(10):
            ask(), bare.get("/")
        ours, theirs = [], []
        for _ in range(requests):
            ours.append(timed(ask))
            theirs.append(timed(lambda: bare.get("/")))
    tell(f"{name}.p50", statistics.median(ours) * 1e3, "ms")
    tell(f"{name}.p95", sorted(ours)[int(len(ours) * 0.95)] * 1e3, "ms")
    tell(f"{name}.ratio", statistics.median(ours) / statistics.median(theirs), "x bare", most=18)


def statements(folder: Path) -> None:
    """Sign-in and ledger included; what is on the page was shown to this reader before."""
    os.environ |= {"TAFEL_DATA": str(folder), "TAFEL_CHORES": "false"}
    from fastapi.testclient import TestClient

    import web.app

    app = web.app.create()
    here: dict[str, Any] = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 0), "headers": SAME_SITE}
    member, officer = TestClient(app, **here), TestClient(app, **here)
    member.post("/aanmelden/oefenen", data={"person": "inge.bakels"})
    officer.post("/aanmelden/oefenen", data={"person": "nadia.oosterhuis"})
    case = zwaluw(member.get("/casussen").text)
    form = boxes(member.get(f"{case}/delen").text)
    asks = {
        "page.case": lambda: member.get(case),
        "page.preview": lambda: member.post(f"{case}/delen/controle", data=form),
        "page.register": lambda: officer.get("/register"),
    }
    few = {name: counted(ask) for name, ask in asks.items()}
    ten_more(member.cookies["tafel"], UUID(case.split("/")[-1]))
    form.update(boxes(member.get(f"{case}/delen").text))
    for name, ask in asks.items():
        tell(f"{name}.statements", counted(ask), "SQL statements", most=few[name])


def counted(ask: Any) -> int:
    """The statements of the last request, once nothing on the page is new to its reader."""
    from sqlalchemy import event

    from tafel import db

    said: list[str] = []

    def note(*given: Any) -> None:
        if given[2].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            said.append(given[2])

    ask()
    event.listen(db.engine(), "before_cursor_execute", note)
    assert ask().status_code == 200
    event.remove(db.engine(), "before_cursor_execute", note)
    return len(said)


def ten_more(token: str, case: UUID) -> None:
    """Ten more passages of the reader's own on a case."""
    from models.forms.casework import WritePassage
    from tafel import db, sign_in
    from tafel import statements as acts

    here = sign_in.present(token)
    assert here
    assert here.seat
    for number in range(10):
        with db.writing(here.seat) as work:
            words = {"text": f"Nog een passage, nummer {number}.", "category": "D7", "reliability": "heard"}
            acts.write(work, case, WritePassage(once=uuid4(), **words))


def boxes(page: str) -> dict[str, list[str]]:
    """The same choice as a mapping."""
    chosen: dict[str, list[str]] = {}
    for name, value in filled_form(page):
        chosen.setdefault(name, []).append(value)
    return chosen


def verdicts() -> None:
    """Verdicts a second, one thread, over varied asks."""
    from models.terms import Condition
    from tafel import rulebooks
    from tafel.book import RuleBook
    from tafel.rules import Facts, domain, verdict

    book = RuleBook.read(rulebooks.text()).adopted(date(2026, 1, 1))
    facts = Facts(named=True, linked=True, exact_place=True, exact_date=True, suspect=False, minor=True)
    met = frozenset({Condition.ROLE, Condition.LOG, Condition.TTL, Condition.DECL_MIN, Condition.NPS})
    asks = list(domain(facts=facts, met=met, on=date(2026, 6, 1)))[::3][:60_000]
    runs = []
    for _ in range(3):
        began = perf_counter()
        for ask in asks:
            verdict(book, ask)
        runs.append(len(asks) / (perf_counter() - began))
    tell("rules.verdicts", statistics.median(runs), "1/s", least=100_000)


class Browser:
    """One connection, kept open, with a cookie."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = dict(SAME_SITE)

    def get(self, path: str) -> str:
        return self._ask("GET", path, None)

    def post(self, path: str, form: Any) -> str:
        return self._ask("POST", path, urlencode(form))

    def sign_in(self, login: str) -> None:
        self.post("/aanmelden/oefenen", {"person": login})

    def _ask(self, method: str, path: str, body: str | None) -> str:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body, self.headers | kind)
        answer = self.connection.getresponse()
        if cookie := answer.getheader("set-cookie"):
            self.headers["Cookie"] = cookie.split(";")[0]
        text = answer.read().decode()
        assert answer.status < 400, (answer.status, path, text[:300])
        return text


def timed(ask: Any) -> float:
    began = perf_counter()
    ask()
    return perf_counter() - began


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A server of our own, up once it answers, and ended by its id."""
    environment = os.environ | {"TAFEL_DATA": str(folder)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until_it_answers(process, port)
        yield
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


if __name__ == "__main__":
    main()
