"""The pages people wait for, against a bare handler of equal bytes in the same run; and verdicts a second.

Of each page also the number of SQL statements, to which ten more passages may add none.

python bench/pages.py --requests 200
"""

import argparse
import os
import re
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from measuring import SAME_SITE, TAFEL, Browser, compare, counted, free_port, server, tell


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
    with server([TAFEL, "demo", "--json", "--fresh", "--port", str(port)], port, folder):
        tell("demo.ready", perf_counter() - began, "s", most=10)
        browser = Browser(port)
        browser.sign_in("inge.bakels")
        pages(browser, zwaluw(browser.get("/casussen")), requests)


def zwaluw(page: str) -> str:
    """The address of the case with that code word."""
    found = re.search(r'href="(/casussen/[0-9a-f-]{36})"[^>]*>\s*(?:<[^>]+>)*Zwaluw', page)
    assert found
    return found[1]


def pages(browser: Browser, case: str, requests: int) -> None:
    share = f"{case}/delen"
    body = browser.get(case)
    compare("page.case", lambda: browser.get(case), len(body.encode()), requests, most=18)
    form = filled_form(browser.get(share))
    preview = f"{share}/controle"
    drawn = browser.post(preview, form)
    compare("page.preview", lambda: browser.post(preview, form), len(drawn.encode()), requests, most=18)


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


if __name__ == "__main__":
    main()
