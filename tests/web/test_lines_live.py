"""Writing down in browsers: the giver's page follows by itself, and nothing is lost when the line drops."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from models.tables.meetings import AgendaItem
from tafel import db, live
from tests.browsing import barriers
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.minuting import TAKER, in_session, of_item
from tests.web.test_live import enter, here

pytestmark = pytest.mark.laid


@pytest.fixture
def table(cast: Cast) -> Table:
    return in_session(cast)


@pytest.fixture
def samir(cast: Cast, table: Table, browser: Browser, served: str) -> Iterator[Page]:
    page = enter(browser, served, cast, TAKER, here(table))
    yield page
    page.context.close()


@pytest.fixture
def inge(cast: Cast, table: Table, browser: Browser, served: str) -> Iterator[Page]:
    page = enter(browser, served, cast, "inge.bakels", here(table), 360)
    yield page
    page.context.close()


def test_what_is_written_down_reaches_the_giver_and_comes_back(samir: Page, inge: Page) -> None:
    line = samir.get_by_label("Nieuwe actie bij Zwaluw")
    line.fill("@pol")
    assert "@Politie De Waarden vóór " in samir.locator("datalist option").evaluate_all("all => all.map(o => o.value)")
    line.fill("@Politie De Waarden vóór ")
    days = samir.locator("datalist option").evaluate_all("all => all.map(o => o.value)")
    assert all(day.startswith("@Politie De Waarden vóór ") for day in days)
    line.fill(f"{days[0]}rijdt langs de kas")
    line.press("Enter")
    expect(samir.locator("#deel-regels")).to_contain_text("rijdt langs de kas")
    expect(line).to_have_value("")
    expect(line).to_be_focused()
    expect(inge.locator("#deel-regels")).to_contain_text("rijdt langs de kas")
    samir.get_by_text("Wat is er gezegd", exact=True).click()
    samir.get_by_label("Wie zei dit?").select_option("Politie De Waarden")
    samir.get_by_label("Wat is er gezegd?").fill("De kas is leeg.")
    samir.get_by_role("button", name="Leg vast").click()
    expect(inge.locator("#deel-mijn-regels")).to_contain_text("De kas is leeg.")
    expect(samir.locator("#deel-regels")).to_contain_text("wacht op bevestiging")
    for page in (samir, inge):
        assert barriers(page) == []
    inge.get_by_role("button", name="Klopt").click()
    expect(inge.locator("#deel-mijn-regels")).to_contain_text("Kies hoe betrouwbaar dit is")
    inge.get_by_label("van een ander gehoord").check()
    inge.get_by_role("button", name="Klopt").click()
    expect(samir.locator("#deel-regels")).not_to_contain_text("wacht op bevestiging")
    expect(inge.locator("#deel-regels")).to_contain_text("De kas is leeg.")
    for page in (inge, samir):
        page.goto(page.url.split("/overleggen")[0] + "/acties")
        for summary in page.locator("main summary").all():
            summary.click()
        assert barriers(page) == []


def test_a_mistake_in_one_line_keeps_the_line_and_other_forms(samir: Page) -> None:
    samir.get_by_text("Afspraak", exact=True).first.click()
    samir.get_by_label("Afspraak", exact=True).fill("Nog niet af")
    line = samir.get_by_label("Nieuwe actie bij Zwaluw")
    line.fill("@Het Ankr vóór morgen: bellen")
    line.press("Enter")
    expect(samir.locator(".line-form .error").first).to_contain_text("doet niet mee aan dit punt")
    expect(line).to_have_value("@Het Ankr vóór morgen: bellen")
    expect(samir.get_by_label("Afspraak", exact=True)).to_have_value("Nog niet af")
    assert barriers(samir) == []


def test_nothing_is_lost_when_the_line_drops(samir: Page, cast: Cast, table: Table) -> None:
    samir.context.set_offline(True)
    notes, line = samir.get_by_label("Werknotities bij Zwaluw"), samir.get_by_label("Nieuwe actie bij Zwaluw")
    notes.fill("Getypt zonder lijn.")
    expect(samir.get_by_text("Bewaren lukt nu niet.")).to_be_visible()
    line.fill("@politie vóór morgen: belt terug")
    line.press("Enter")
    expect(samir.locator("#notice")).to_contain_text("Geen verbinding")
    expect(line).to_have_value("@politie vóór morgen: belt terug")
    samir.context.set_offline(False)
    expect(samir.get_by_text("Bewaard om")).to_be_visible()
    line.press("Enter")
    expect(samir.locator("#deel-regels")).to_contain_text("belt terug")
    assert len(of_item(cast, TAKER, table).lines) == 1
    samir.reload()
    expect(notes).to_have_value("Getypt zonder lijn.")


def test_what_is_done_elsewhere_on_the_page_waits_until_the_notes_are_saved(samir: Page) -> None:
    notes = samir.get_by_label("Werknotities bij Zwaluw")
    notes.fill("Net getypt.")
    samir.get_by_role("button", name="Pauze").click()
    expect(samir.get_by_role("button", name="Ga verder")).to_be_visible()
    expect(notes).to_have_value("Net getypt.")
    notes.fill("Net getypt, en meer.")
    samir.get_by_label("Nieuwe actie bij Zwaluw").fill("@politie vóór morgen: belt terug")
    samir.get_by_label("Nieuwe actie bij Zwaluw").press("Enter")
    expect(samir.locator("#deel-regels")).to_contain_text("belt terug")
    samir.get_by_role("button", name="Ga verder").click()
    expect(samir.get_by_role("button", name="Pauze")).to_be_visible()
    expect(notes).to_have_value("Net getypt, en meer.")


def test_notes_that_cannot_be_saved_are_not_left_without_a_warning(samir: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    samir.on("dialog", stay)
    samir.context.set_offline(True)
    notes = samir.get_by_label("Werknotities bij Zwaluw")
    notes.fill("Getypt zonder lijn.")
    samir.get_by_role("button", name="Pauze").click()
    expect(samir.get_by_text("Bewaren lukt nu niet.")).to_be_visible()
    expect(notes).to_have_value("Getypt zonder lijn.")
    assert asked == ["beforeunload"]
    samir.context.set_offline(False)
    expect(samir.get_by_text("Bewaard om")).to_be_visible()


def test_an_answer_that_got_lost_is_sent_again_without_harm(samir: Page, cast: Cast, table: Table) -> None:
    line = samir.get_by_label("Nieuwe actie bij Zwaluw")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    samir.route("**/regel", lose, times=1)
    line.fill("@politie vóór morgen: belt terug")
    line.press("Enter")
    expect(samir.locator("#notice")).to_contain_text("Geen verbinding")
    line.press("Enter")
    expect(line).to_have_value("")
    assert len(of_item(cast, TAKER, table).lines) == 1


def test_two_windows_show_both_texts(samir: Page, cast: Cast, table: Table, browser: Browser, served: str) -> None:
    other = enter(browser, served, cast, TAKER, here(table))
    label = "Werknotities bij Zwaluw"
    samir.get_by_label(label).fill("Uit het ene venster.")
    expect(samir.get_by_text("Bewaard om")).to_be_visible()
    other.get_by_label(label).fill("Uit het andere venster.")
    expect(other.locator(".version-text")).to_have_text("Uit het ene venster.")
    expect(other.get_by_label(label)).to_have_value("Uit het andere venster.")
    assert barriers(other) == []
    other.get_by_role("button", name="Bewaar mijn tekst hieronder").click()
    expect(other.get_by_text("Bewaard om")).to_be_visible()
    other.context.close()
    samir.reload()
    expect(samir.get_by_label(label)).to_have_value("Uit het andere venster.")


def test_the_next_item_has_notes_of_its_own(samir: Page, cast: Cast, table: Table) -> None:
    samir.get_by_label("Werknotities bij Zwaluw").fill("Bij het eerste punt.")
    expect(samir.get_by_text("Bewaard om")).to_be_visible()
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        for word in ("Zwaluw", "Samenwerking"):
            item = work.session.get_one(AgendaItem, (work.seat.region, table.items[word]))
            item.opened_at, item.closed_at = work.now, work.now if word == "Zwaluw" else None
            work.session.flush()
    live.hub.deliver(table.meeting, (live.Part.LINES, live.Part.NOTES), (cast.seats[TAKER].membership,))
    expect(samir.get_by_label("Werknotities bij Samenwerking")).to_have_value("")
    samir.get_by_label("Werknotities bij Samenwerking").fill("Bij het tweede.")
    expect(samir.get_by_text("Bewaard om")).to_be_visible()
    samir.goto(samir.url.replace("/nu", f"/punten/{table.items['Zwaluw']}/regels"))
    expect(samir.get_by_label("Werknotities bij Zwaluw")).to_have_value("Bij het eerste punt.")
    assert barriers(samir) == []
