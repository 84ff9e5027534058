"""Every page in a real browser: no violation of the accessibility rules axe can find, nothing wider than a phone."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tafel import db
from tafel.demo.telling import Telling
from tafel.sight import own
from tests import walking
from web.app import create

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
CHROMIUM = next(
    (
        str(path)
        for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
        if path.exists()
    ),
    None,
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync",
         "--no-first-run"]  # fmt: skip
NOT_PAGES = ("/api/", "/healthz")
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "Voor de tests is Chromium nodig. Installeer het pakket chromium."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def served(demo: Telling) -> Iterator[str]:
    """The demo on a port of its own, while a test looks at it."""
    assert demo
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(), host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(
    ("login", "width"), [("inge.bakels", 1280), ("soraya.pinas", 360), ("nadia.oosterhuis", 1280), ("ben.vink", 360)]
)
def test_every_page_is_for_everybody(browser: Browser, served: str, demo: Telling, login: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{served}/aanmelden/oefenen/{login}")
    page.click("main button[type=submit]")
    if page.url.endswith("/taak"):
        page.click("main button[type=submit]")
    wrong = [problem for address in _addresses(demo, login) for problem in _look(page, served + address, width)]
    context.close()
    assert wrong == []


def _addresses(demo: Telling, login: str) -> list[str]:
    """Every page once, with the ids of a case this person knows."""
    ids = walking.every_id(demo.seat_for("politie"))
    seat = next((seat for (person, _), seat in demo.seats.items() if person == login), demo.seat_for("politie"))
    case = demo.cases["linde"]
    mine = next(
        (key for key, one in demo.statements.items() if key.startswith("linde") and _is_mine(seat, case, one)), None
    )
    chosen = {name: values[:1] for name, values in ids.items()} | {
        "case_id": [str(case)],
        "statement_id": [str(demo.statements[mine])] if mine else ids["statement_id"][:1],
        "subject_id": [str(demo.subjects["linde", "A"])],
    }
    return [path for path in walking.addresses(create(), chosen) if not path.startswith(NOT_PAGES)]


def _is_mine(seat: Any, case: Any, statement: Any) -> bool:
    with db.reading(seat) as reading:
        passage = own.one_passage(reading, case, statement)
    return passage is not None and passage.partner_id == seat.partner


def _leads_where(asked: str, came: str) -> bool:
    """A page that sends one elsewhere would not be looked at: only home and the sign-in pages may."""
    return came == asked or asked.rsplit("/", 1)[-1] in ("", "aanmelden")


def _look(page: Page, address: str, width: int) -> list[str]:
    answer = page.goto(address)
    assert answer
    assert answer.status < 500, address
    told = [] if _leads_where(address, page.url) else [f"{address} led to {page.url}"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    told += [f"{address}: {one['id']} {one['nodes'][0]['target']}" for one in found["violations"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [*told, *([f"{address} is wider than {width}"] if too_wide else [])]
