"""Who will read this, in a browser: it follows what is chosen, by keyboard, and stays as the writer left it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import tables
from tests.browsing import barriers
from tests.cast import Cast


def opened(browser: Browser, served: str, cast: Cast, path: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "tafel", "value": cast.tokens["inge.bakels"], "url": served}])
    page = context.new_page()
    page.goto(served + path)
    return page


@pytest.mark.parametrize("width", [1280, 360])
def test_beside_a_passage_it_follows_what_is_chosen(cast: Cast, browser: Browser, served: str, width: int) -> None:
    here = f"/casussen/{cast.cases['Zwaluw']}/inbreng/nieuw"
    page = opened(browser, served, cast, here, width)
    told, corporation = page.locator("#lezers"), page.locator("#lezers li", has_text="Woningstichting")
    expect(corporation).to_contain_text("Mag niet")
    page.locator("summary", has_text="andere partners van de regio").press("Enter")
    corporation.locator("summary").press("Enter")
    page.get_by_label("Soort gegevens").select_option("D0")
    page.get_by_label("Wanneer was dit?").fill("")
    expect(corporation.locator(".state")).to_have_text("Mag")
    expect(corporation.locator("details")).to_have_attribute("open", "")
    expect(told.locator("details.others")).to_have_attribute("open", "")
    expect(told.get_by_role("status")).to_contain_text("4 mogen")
    page.get_by_label("Als u het deelt voor").select_option("P7")
    expect(told.get_by_role("status")).to_be_visible()
    assert barriers(page) == []
    page.context.close()


def test_at_an_item_it_comes_with_the_answer(cast: Cast, browser: Browser, served: str) -> None:
    table = tables.set_up(cast)
    page = opened(browser, served, cast, f"/overleggen/{table.meeting}/inbreng", 360)
    item = page.locator(".answer", has_text="Zwaluw")
    item.get_by_text("Nieuw", exact=True).click()
    expect(item.locator(".readers li").first).to_contain_text("Openbaar Ministerie")
    expect(item.locator(".readers li").first).to_contain_text("Mag als")
    item.get_by_text("Ik geef niet meer dan voor dit doel nodig is.", exact=True).click()
    expect(item.locator(".readers li .state").first).to_have_text("Mag")
    expect(item.get_by_role("checkbox", name="Ik geef niet meer")).to_be_checked()
    assert barriers(page) == []
    page.context.close()
