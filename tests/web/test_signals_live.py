"""Bringing a signal in a browser: by keyboard alone, with an answer that got lost, and with a line that drops."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tafel import db
from tafel.sight import signals as seen
from tests.cast import Cast
from tests.tafel.test_signal_links import link
from tests.tafel.test_signals import SAW


@pytest.fixture
def petra(cast: Cast, browser: Browser, served: str) -> Iterator[Page]:
    """Somebody in the street, on the list of signals."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "tafel", "value": cast.tokens["petra.dekker"], "url": served}])
    page = context.new_page()
    page.goto(f"{served}/signalen")
    yield page
    context.close()


def to(page: Page, wanted: Locator, press: str = "") -> None:
    """On by the Tab key until this has the focus, and press a key there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("here => here === document.activeElement"):
            if press:
                page.keyboard.press(press)
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_by_keyboard_alone_it_is_brought_shared_and_found_again(petra: Page) -> None:
    to(petra, petra.get_by_role("link", name="Breng een signaal"), "Enter")
    to(petra, petra.get_by_role("link", name="Arbeidsuitbuiting"), "Enter")
    to(petra, petra.get_by_label("Wat zag u?"))
    petra.keyboard.type(SAW)
    to(petra, petra.get_by_text("Weet u een adres"), "Enter")
    to(petra, petra.locator("#phone"))
    petra.keyboard.type("bel mij")
    to(petra, petra.get_by_label("Iemand slaapt op de plek waar het werk is."), "Space")
    to(petra, petra.get_by_role("button", name="Breng dit signaal"), "Enter")
    expect(petra.locator(".errors")).to_be_focused()
    to(petra, petra.locator(".errors a").first, "Enter")
    expect(petra.locator("#phone")).to_be_focused()
    petra.keyboard.press("ControlOrMeta+A")
    petra.keyboard.type("06 12345678")
    to(petra, petra.locator("#declared"), "Space")
    to(petra, petra.get_by_role("button", name="Breng dit signaal"), "Enter")
    petra.wait_for_url("**/signalen/*?gedaan=apart")
    word = petra.get_by_role("heading", level=1).inner_text().removeprefix("Signaal ")
    to(petra, petra.get_by_label("Ik geef niet meer dan voor dit doel nodig is."), "Space")
    to(petra, petra.get_by_role("button", name="Deel met"), "Enter")
    expect(petra.get_by_text("Gedeeld. Wie het oppakt")).to_be_visible()
    to(petra, petra.locator(".trail").get_by_role("link", name="Signalen"), "Enter")
    to(petra, petra.get_by_role("link", name=word), "Enter")
    expect(petra.get_by_text(SAW)).to_be_visible()


def test_what_was_typed_stays_when_the_line_drops_and_a_second_press_brings_nothing_twice(
    petra: Page, cast: Cast
) -> None:
    petra.goto(petra.url + "/nieuw/labour")
    petra.get_by_label("Wat zag u?").fill(SAW)
    expect(petra.get_by_text("Bewaard om")).to_be_visible()
    petra.get_by_text("Weet u een adres").click()
    petra.locator("#address").fill("1234 AB 12")
    petra.locator("#declared").check()
    petra.context.set_offline(True)
    bring = petra.get_by_role("button", name="Breng dit signaal")
    bring.click()
    expect(petra.locator("#notice")).to_contain_text("Geen verbinding")
    expect(petra.locator("#address")).to_have_value("1234 AB 12")
    petra.context.set_offline(False)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    petra.route("**/signalen/nieuw/labour", lose, times=1)
    bring.click()
    expect(petra.locator("#notice")).to_contain_text("Geen verbinding")
    bring.click()
    petra.wait_for_url("**/signalen/*?gedaan=apart")
    with db.reading(cast.seats["petra.dekker"]) as reading:
        assert [one.state for one in seen.signals(reading).signals] == ["new"]


def test_who_writes_by_a_link_keeps_what_was_typed_when_the_line_drops(petra: Page, cast: Cast, served: str) -> None:
    petra.context.clear_cookies()
    petra.goto(f"{served}/signaal/{link(cast)}?vorm=labour")
    petra.get_by_label("Wat zag u?").fill("jan jansen")
    bring = petra.get_by_role("button", name="Breng dit signaal")
    petra.context.set_offline(True)
    bring.click()
    expect(petra.locator("#notice")).to_contain_text("Geen verbinding")
    petra.context.set_offline(False)
    bring.click()
    expect(petra.locator(".errors")).to_be_focused()
    expect(petra.get_by_label("Wat zag u?")).to_have_value("jan jansen")
    petra.get_by_label("Wat zag u?").fill(SAW)
    bring.click()
    expect(petra.get_by_text("Uw signaal is aangekomen")).to_be_visible()
