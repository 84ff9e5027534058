"""Stacks in a browser: three partners lay their own signals in Zwaluw, and who takes them up weighs them as one."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import barriers
from tests.cast import Cast
from tests.tafel.identifying import signal

HERE = "/signalen/bundels"
Opened = Callable[[str, str], Page]


@pytest.fixture
def opened(cast: Cast, browser: Browser, served: str) -> Iterator[Opened]:
    """Somebody's page, on a phone."""
    contexts = []

    def page_of(login: str, path: str) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        contexts.append(context)
        context.add_cookies([{"name": "tafel", "value": cast.tokens[login], "url": served}])
        page = context.new_page()
        page.goto(served + path)
        return page

    yield page_of
    for one in contexts:
        one.close()


def lies(page: Page) -> int:
    return page.locator("table").first.locator("tbody tr").count()


def test_three_partners_stack_zwaluw_from_their_own_signals(cast: Cast, opened: Opened) -> None:
    signals = {login: signal(cast, login) for login in ("sven.mulder", "inge.bakels", "petra.dekker")}
    code = ""
    for login, case in signals.items():
        code = _lays(opened(login, f"/signalen/{case}"), case, code)
    soraya = opened("soraya.pinas", HERE)
    soraya.get_by_role("link", name="Zwaluw").click()
    assert lies(soraya) == len(signals)
    assert barriers(soraya) == []
    soraya.get_by_label("opsporing", exact=True).check()
    soraya.get_by_label("politie (AVIM)").check()
    soraya.get_by_label("Wie krijgt de regie?").select_option(str(cast.partners["POL"]))
    soraya.get_by_label("Waarom heeft die de beste kaarten?").fill("Daar lopen al meer signalen.")
    soraya.get_by_label("Waarom?").fill("Er zijn tekenen van dwang, en het speelt nog.")
    soraya.get_by_label("Wat horen de brengers?").fill("Er wordt deze week gekeken.")
    soraya.get_by_role("button", name="Leg de uitkomst vast").click()
    expect(soraya.get_by_text("Elke brenger leest wat er van het eigen signaal kwam.")).to_be_visible()
    for login, case in signals.items():
        bringer = opened(login, f"/signalen/{case}")
        expect(bringer.get_by_text("Er wordt deze week gekeken.")).to_be_visible()
        expect(bringer.get_by_text("Daar lopen al meer signalen.")).to_be_visible()


def _lays(page: Page, case: UUID, code: str) -> str:
    """From the page of an own signal into the stack, which shows this one alone; returns its code."""
    page.get_by_role("link", name="Leg het in een bundel").click()
    expect(page.locator(f'input[value="{case}"]')).to_be_checked()
    page.get_by_label("Kreeg u een code van een partner?").fill(code)
    page.get_by_label("Hoe heet een nieuwe bundel?").select_option("Zwaluw")
    page.get_by_role("button", name="Leg bij elkaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bundel Zwaluw")
    assert lies(page) == 1
    assert barriers(page) == []
    return page.locator("dd.number").inner_text()
