"""Every page in a real browser: no violation of the accessibility rules axe can find, nothing wider than a phone."""

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any
from unittest.mock import Mock
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from models.tables.sharing import Evidence
from tafel import db
from tafel.demo.telling import Telling
from tafel.refusals import Unavailable
from tafel.sight import own
from tests import walking
from tests.browsing import barriers, looking
from tests.client import Client
from web.app import create

SEND = """([to, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: to});
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("textarea"), {name, value}));
  document.body.append(form);
  form.submit();
}"""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SEEN: set[tuple[int, str]] = set()
NOT_PAGES = (
    "/api/", "/healthz", "/readyz", "/metrics", "/register/rekenhulp", "/nu/deel/", "/nu/stroom",
    "/exemplaren/voortgang", "/bestand",
)  # fmt: skip


@pytest.mark.parametrize(
    ("login", "width", "where"),
    [
        ("inge.bakels", 1280, ""), ("soraya.pinas", 360, ""), ("nadia.oosterhuis", 1280, ""), ("ben.vink", 360, ""),
        ("samir.el.khatib", 360, "/overleggen"), ("marijke.terpstra", 1280, "/overleggen"),
        ("samir.el.khatib", 1280, "/reeksen"),
    ],
)  # fmt: skip
def test_every_page_is_for_everybody(
    browser: Browser, served: str, demo: Telling, login: str, width: int, where: str
) -> None:
    """What another reads there in the same words, on a screen as wide, is looked at once."""
    page = looking(browser, width)
    page.goto(f"{served}/aanmelden/oefenen/{login}")
    page.click("main button[type=submit]")
    if page.url.endswith("/taak"):
        page.click("main button[type=submit]")
    looked_at = [address for address in _addresses(demo, login) if address.startswith(where)]
    there = _there(page, looked_at)
    new = [address for address, one in there.items() if (width, one) not in _SEEN]
    _SEEN.update((width, one) for one in there.values())
    wrong = [problem for address in new for problem in _look(page, served + address)]
    page.context.close()
    assert new
    assert wrong == []


@pytest.mark.parametrize("width", [1280, 360])
def test_every_kind_of_no_is_for_everybody(
    browser: Browser, served: str, demo: Telling, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    page = looking(browser, width)
    page.goto(f"{served}/aanmelden/oefenen/inge.bakels")
    page.click("main button[type=submit]")
    wrong = []
    for status, come in _noes(page, served, demo, monkeypatch):
        answer = come()
        assert answer.status == status, answer.url
        assert "default-src 'none'" in answer.headers["content-security-policy"], answer.url
        wrong += barriers(page)
    page.context.close()
    assert wrong == []


def test_long_records_stand_on_a_phone_too(browser: Browser, served: str, demo: Telling) -> None:
    page = looking(browser, 360)
    page.goto(f"{served}/aanmelden/oefenen/inge.bakels")
    page.click("main button[type=submit]")
    page.goto(f"{served}/casussen/{demo.cases['havik']}/delen")
    wrong = barriers(page)
    page.context.close()
    assert wrong == []


def _noes(
    page: Page, served: str, demo: Telling, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, Callable[[], Any]]]:
    """How somebody comes to each page that says no, the last ones on a broken house."""
    taken_back, somewhere = f"{served}/verstrekkingen/intrekken", f"{served}/casussen"
    other_seat = {"once": str(uuid4()), "seat": str(uuid4()), "shares": str(uuid4())}
    mine = f"{served}/bewijs/{_own_record(demo)}/bevestigen"
    yield 400, lambda: page.goto(served.replace("127.0.0.1", "tafel.localhost"))
    yield 403, lambda: _send(page, "about:blank", f"{served}/taal", {"language": "nl"})
    yield 403, lambda: _send(page, somewhere, mine, {"once": str(uuid4())})
    yield 404, lambda: page.goto(f"{served}/niets")
    yield 409, lambda: _send(page, somewhere, taken_back, other_seat)
    yield 413, lambda: _send(page, somewhere, f"{served}/taal", {"language": "n" * 1_200_000})
    yield 422, lambda: _send(page, somewhere, taken_back, {"once": "geen"})
    yield 422, lambda: _send(page, somewhere, f"{served}/casussen/nieuw", {"code_word": "geen woord"})
    for status, wrong in ((500, RuntimeError("kapot")), (503, Unavailable("vol"))):
        monkeypatch.setattr("tafel.sight.casework.cases_page", Mock(side_effect=wrong))
        yield status, lambda: page.goto(somewhere)


def _own_record(demo: Telling) -> UUID:
    """A record that this person made, and so cannot confirm."""
    seat = demo.seat_for("politie")
    with db.reading(seat) as reading:
        found = reading.session.scalar(select(Evidence.id).where(Evidence.made_by == seat.person).limit(1))  # type: ignore[call-overload]
    assert found
    return UUID(str(found))


def _send(page: Page, start: str, to: str, fields: dict[str, str]) -> Any:
    """Send a form from some page, as a browser does."""
    page.goto(start)
    with page.expect_navigation() as gone:
        page.evaluate(SEND, [to, fields])
    return gone.value


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
        "meeting_id": [str(demo.table.meetings["casus-morgen"])],
        "item_id": [str(demo.table.items["morgen-linde"])],
        "question_id": [str(demo.questioning.questions["zwaluw-vraag-a"])],
    }
    return [path for path in walking.addresses(create(), chosen) if not any(one in path for one in NOT_PAGES)]


def _is_mine(seat: Any, case: Any, statement: Any) -> bool:
    with db.reading(seat) as reading:
        passage = own.one_passage(reading, case, statement)
    return passage is not None and passage.partner_id == seat.partner


def _leads_where(asked: str, came: str) -> bool:
    """A page that sends one elsewhere would not be looked at: only home and the sign-in pages may."""
    return came == asked or asked.rsplit("/", 1)[-1] in ("", "aanmelden")


def _there(page: Page, addresses: Iterable[str]) -> dict[str, str]:
    """The pages that exist for who looks, and what they say but for ids.

    That one does not exist is one page, looked at with the other kinds of no.
    """
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    client = Client(create(), cookies=cookies, follow_redirects=False, raises=False)
    found = {one: client.get(one) for one in addresses}
    there = {one: answer for one, answer in found.items() if answer.status_code != HTTPStatus.NOT_FOUND}
    return {one: _ID.sub("", answer.text.partition("<main")[2] or one) for one, answer in there.items()}


def _look(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer
    assert answer.status < 400, address
    told = [] if _leads_where(address, page.url) else [f"{address} led to {page.url}"]
    return [*told, *barriers(page)]
