"""The meeting itself: who may hears, what is said is written down and confirmed, and the chair closes."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tafel import clock, db
from tafel.sight import lines as notes
from tests.whole.hall import HOUSING, POLICE, SHELTER, Hall


def the_meeting_begins(hall: Hall) -> None:
    """Everybody comes in; the chair begins, and the first item with one key: there is nothing to solve."""
    for name in ("samir", "marijke", "inge", "bram", "petra"):
        hall.go(name, "/nu")
        expect(hall.pages[name].locator(".follow[data-state=on]")).to_be_visible()
    for name in ("inge", "bram", "petra"):
        _comes(hall.pages[name])
    hall.pages["wall"] = hall.marijke.context.new_page()
    hall.go("wall", "/zaal")
    hall.marijke.get_by_role("button", name="Begin het overleg").click()
    expect(hall.bram.locator("#nu")).to_contain_text("U wordt geroepen om")
    _next(hall, "Opening", "samir", "inge", "bram", "petra")


def only_who_may_hears(hall: Hall) -> None:
    """One leaves by himself, one is sent out: the check stops the item until then. What is said waits for its giver."""
    marijke, samir, inge = hall.marijke, hall.samir, hall.inge
    _leaves(hall.bram)
    marijke.keyboard.press("F8")
    expect(marijke.locator(".conflict")).to_contain_text("Petra Dekker mag dit punt niet horen")
    expect(hall.wall.locator(".wall-word")).to_have_text("Opening")
    marijke.get_by_role("button", name="Petra Dekker is weg, begin Zwaluw").click()
    _all_see(hall, "Zwaluw", "samir", "inge")
    expect(hall.petra.get_by_role("button", name="Ik ben in de zaal")).to_be_visible()
    samir.get_by_label("Werknotities bij Zwaluw").fill("Notitie kas.")
    expect(samir.get_by_text("Bewaard om")).to_be_visible()
    _says(samir, POLICE, "De kas staat leeg.")
    _says(samir, POLICE, "De voorman is weg.")
    _acts(samir, "Zwaluw", "@Politie De Waarden vóór morgen: rijdt langs de kas")
    _decides(samir, POLICE, "gekozen route", "Eerst kijken.")
    line = inge.locator("#deel-mijn-regels li", has_text="De kas staat leeg.")
    line.get_by_label("eigen waarneming").check()
    line.get_by_role("button", name="Klopt").click()
    expect(inge.locator("#deel-regels")).to_contain_text("De kas staat leeg.")
    inge.locator("#deel-mijn-regels li", has_text="De voorman is weg.").get_by_role(
        "button", name="Niet vastleggen"
    ).click()
    expect(samir.locator("#deel-regels")).not_to_contain_text("De voorman is weg.")
    expect(samir.locator("#deel-regels")).to_contain_text("De kas staat leeg.")


def the_chair_leaves(hall: Hall) -> None:
    """The police chairs its own item, rounds it off, and the chair comes back."""
    marijke, inge = hall.marijke, hall.inge
    marijke.keyboard.press("F8")
    expect(marijke.locator(".conflict")).to_contain_text("U mag dit punt niet horen")
    marijke.get_by_role("button", name="Ik ga weg, begin Kievit").click()
    _all_see(hall, "Kievit", "samir", "inge")
    _decides(hall.samir, POLICE, "andere afspraak", "De loods wordt bezocht.")
    expect(inge.locator("#deel-regels")).to_contain_text("De loods wordt bezocht.")
    expect(marijke.locator("#deel-regels")).not_to_contain_text("De loods wordt bezocht.")
    inge.get_by_role("button", name="Rond Kievit af").click()
    expect(marijke.locator("#nu")).to_have_text("Wielewaal")
    _opened(marijke, "wie-is-er")
    marijke.get_by_role("button", name="Binnen Marijke Terpstra").click()
    expect(marijke.locator(".follow[data-state=on]")).to_be_visible()
    _opened(marijke, "wie-is-er")
    expect(marijke.get_by_role("button", name="Buiten Marijke Terpstra")).to_be_visible()


def nothing_is_written_down(hall: Hall) -> None:
    """An item of which only stays that it was discussed."""
    _comes(hall.petra)
    _next(hall, "Wielewaal", "samir", "inge", "petra")
    expect(hall.samir.locator("#deel-regels")).to_contain_text("Bij dit punt wordt niets vastgelegd")
    expect(hall.samir.get_by_label("Werknotities bij Wielewaal")).to_have_count(0)


def the_line_drops(hall: Hall) -> None:
    """Without a line the secretary types on, and the next item begins: back, the page is right and nothing is lost."""
    samir = hall.samir
    _leaves(hall.petra)
    _comes(hall.bram)
    _next(hall, "Grutto", "samir", "inge", "bram")
    _acts(samir, "Grutto", "@Opvang Het Anker vóór morgen: regelt een bed")
    samir.context.set_offline(True)
    samir.get_by_label("Werknotities bij Grutto").fill("Getypt zonder lijn.")
    expect(samir.get_by_text("Bewaren lukt nu niet.")).to_be_visible()
    _leaves(hall.inge)
    _comes(hall.petra)
    _next(hall, "Merel", "bram", "petra")
    expect(samir.locator("#nu")).to_have_text("Grutto")
    samir.context.set_offline(False)
    expect(samir.locator("#nu")).to_have_text("Merel", timeout=2000)
    expect(samir.get_by_label("Werknotities bij Merel")).to_have_value("")
    with db.reading(hall.cast.seats["samir.el.khatib"]) as reading:
        assert notes.notes(reading, hall.meeting, hall.items()["Grutto"]).text == "Getypt zonder lijn."


def partners_answer_for_their_words(hall: Hall) -> None:
    """One gives other words; what another said waits for her until after the meeting."""
    samir, bram = hall.samir, hall.bram
    _says(samir, SHELTER, "De huurder wil praten.")
    _says(samir, HOUSING, "De huur is betaald.")
    bram.get_by_text("Anders", exact=True).click()
    bram.get_by_label("Uw woorden").fill("De huurder wil misschien praten.")
    bram.get_by_role("button", name="Bevestig mijn woorden").click()
    expect(bram.get_by_text("Klopt dit?")).to_have_count(0)
    expect(hall.petra.locator("#deel-mijn-regels")).to_contain_text("De huur is betaald.")
    expect(samir.get_by_text("wacht op bevestiging")).to_have_count(1)


def the_rest_of_the_agenda(hall: Hall) -> None:
    """An item with the same circle, one for more, and the last one; then the chair closes."""
    samir = hall.samir
    expect(hall.marijke.locator("#deel-hierna")).to_contain_text("Zelfde kring.")
    _next(hall, "Scholekster", "samir", "bram", "petra")
    samir.get_by_text("Actie met alle velden").click()
    samir.get_by_label("Wie doet het?").select_option(HOUSING)
    samir.get_by_label("Vóór welke dag?").fill((clock.today() + timedelta(days=3)).isoformat())
    samir.get_by_label("Wat gaat er gebeuren?").fill("belt de huismeester")
    samir.get_by_role("button", name="Leg actie vast").click()
    expect(hall.petra.locator("#deel-regels")).to_contain_text("belt de huismeester")
    _comes(hall.inge)
    _next(hall, "Samenwerking", "samir", "inge", "bram", "petra")
    _next(hall, "Rondvraag", "samir", "inge", "bram", "petra")
    hall.marijke.keyboard.press("F8")
    hall.marijke.get_by_role("button", name="Sluit het overleg").click()
    for name in ("samir", "marijke", "inge", "bram", "petra"):
        expect(hall.pages[name].locator("#nu")).to_have_text("Dit overleg is gesloten")
    hall.petra.goto(f"{hall.address}/acties")
    expect(hall.petra.locator("main")).to_contain_text("belt de huismeester")


def _next(hall: Hall, word: str, *who: str) -> None:
    """The chair begins the next item with one key; these people see it."""
    expect(hall.marijke.get_by_role("button", name=f"Begin {word}")).to_be_visible()
    hall.marijke.keyboard.press("F8")
    _all_see(hall, word, *who)


def _all_see(hall: Hall, word: str, *who: str) -> None:
    for name in ("marijke", *who):
        expect(hall.pages[name].locator("#nu")).to_have_text(word)
    expect(hall.wall.locator(".wall-word")).to_have_text(word)


def _comes(page: Page) -> None:
    page.get_by_role("button", name="Ik ben in de zaal").click()
    expect(page.locator(".me-here")).to_contain_text("U bent binnen")


def _leaves(page: Page) -> None:
    page.get_by_role("button", name="Ik ga weg").click()
    expect(page.locator(".me-here")).to_contain_text("U bent nog niet binnen")


def _says(page: Page, partner: str, text: str) -> None:
    """The secretary writes down what a partner said."""
    _opened(page, "gezegd")
    form = page.locator("details[id^=gezegd]")
    form.get_by_label("Wie zei dit?").select_option(partner)
    form.get_by_label("Wat is er gezegd?").fill(text)
    form.get_by_role("button", name="Leg vast").click()
    expect(page.locator("#deel-regels")).to_contain_text(text)


def _decides(page: Page, partner: str, route: str, text: str) -> None:
    _opened(page, "afspraak")
    form = page.locator("details[id^=afspraak]")
    form.get_by_label("Wat voor afspraak?").select_option(route)
    form.get_by_label("Wie neemt hem op zich?").select_option(partner)
    form.get_by_label("Afspraak", exact=True).fill(text)
    form.get_by_role("button", name="Leg afspraak vast").click()
    expect(page.locator("#deel-regels")).to_contain_text(text)


def _acts(page: Page, word: str, line: str) -> None:
    page.get_by_label(f"Nieuwe actie bij {word}").fill(line)
    page.keyboard.press("Enter")
    expect(page.locator("#deel-regels")).to_contain_text(line.partition(": ")[2])


def _opened(page: Page, which: str) -> None:
    """Open one of the forms, unless it is open."""
    form = page.locator(f"details[id^={which}]")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
