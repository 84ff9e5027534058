"""A whole meeting with five people at once, each in a browser of its own: from the first item announced to the close.

Read it from the bottom: the test tells the story, each step above it is what somebody does and what the others see.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tafel import clock, db, meetings
from tafel.sight import agenda
from tafel.sight import lines as notes
from tests import tables
from tests.browsing import Heard, serving
from tests.cast import Cast
from tests.tafel.acting import act, opened
from web.app import create

pytestmark = pytest.mark.xdist_group("demo")

LOGINS = ("samir.el.khatib", "marijke.terpstra", "inge.bakels", "bram.kuijper", "petra.dekker")
POLICE, SHELTER, HOUSING = "Politie De Waarden", "Opvang Het Anker", "Woningstichting De Brug"
PROSECUTOR, CARE = "Openbaar Ministerie", "Zorgcoördinatie mensenhandel"
CASES = {"Wielewaal": "inge.bakels", "Kievit": "inge.bakels", "Grutto": "bram.kuijper", "Scholekster": "bram.kuijper",
         "Merel": "petra.dekker"}  # fmt: skip
ORDER = ["Opening", "Zwaluw", "Kievit", "Wielewaal", "Grutto", "Merel", "Scholekster", "Samenwerking", "Rondvraag"]
HIDDEN_FROM = {
    "inge.bakels": ("Merel", "Scholekster"),
    "bram.kuijper": ("Zwaluw", "Kievit", "Wielewaal"),
    "petra.dekker": ("Zwaluw", "Kievit", "Grutto"),
}
SAID = {
    "Zwaluw": ("Wie bezoekt de kas?", "De kas staat leeg.", "De voorman is weg.", "rijdt langs de kas", "Notitie kas."),
    "Kievit": ("Wat weten wij van de loods?", "De loods is verhuurd.", "De loods wordt bezocht."),
    "Wielewaal": ("Is de woning veilig?",),
    "Grutto": ("Is er morgen een bed?", "regelt een bed", "Getypt zonder lijn."),
    "Merel": ("Wie praat met de huurder?", "De huurder wil praten.", "De huurder wil misschien praten."),
    "Scholekster": ("Kan zij terug naar huis?", "belt de huismeester"),
}


@dataclass
class Hall:
    """The meeting, and everybody's page by first name."""

    cast: Cast
    meeting: UUID
    address: str
    heard: Heard
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Page:
        return self.pages[name]

    def go(self, name: str, path: str) -> Page:
        """Somebody opens a page of this meeting."""
        self.pages[name].goto(f"{self.address}/overleggen/{self.meeting}{path}")
        return self.pages[name]


@pytest.fixture
def hall(cast: Cast, browser: Browser) -> Iterator[Hall]:
    """Cases of several partners, a meeting that begins in ten minutes, and five people at their screens."""
    for word, login in CASES.items():
        cast.cases[word] = opened(cast, login, word)
    begins = (clock.now() + timedelta(minutes=10)).astimezone(clock.AMSTERDAM)
    keys = ("VZ", "POL", "OM", "ZC", "OPV", "WOCO")
    form = tables.form_of(
        cast, day=begins.date(), starts=begins.time().replace(second=0, microsecond=0),
        partners=[cast.partners[key] for key in keys],
    )  # fmt: skip
    meeting = act(cast, "samir.el.khatib", lambda work: meetings.make(work, form))
    heard = Heard(create())
    expect.set_options(timeout=10_000)
    with serving(heard) as address:
        hall = Hall(cast, meeting, address, heard, browser)
        for login in LOGINS:
            hall.pages[login.split(".")[0]] = _sits_down(browser, address, cast.tokens[login])
        yield hall
        for page in hall.pages.values():
            page.context.close()
    expect.set_options(timeout=5_000)


def _sits_down(browser: Browser, address: str, token: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "tafel", "value": token, "url": address}])
    return context.new_page()


# ---------- before the meeting


def partners_announce(hall: Hall) -> None:
    """Three partners announce what they want to discuss; a title that names somebody is asked about."""
    _announce(hall, "inge", "Zwaluw", (PROSECUTOR, CARE), "verslag")
    _announce(hall, "inge", "Kievit", (PROSECUTOR,), "alleen afspraken en acties")
    _announce(hall, "inge", "Wielewaal", (HOUSING,), "niets vastleggen")
    _announce(hall, "bram", "Grutto", (POLICE, CARE), "alleen afspraken en acties")
    _announce(hall, "bram", "Scholekster", (HOUSING,), "alleen afspraken en acties")
    _announce(hall, "petra", "Merel", (SHELTER,), "verslag")
    _announce(hall, "petra", "Parkeren", (POLICE,), free=True)
    petra = hall.go("petra", "/aanmelden")
    petra.get_by_label("Naam van een vrij punt").fill("Mevrouw Jansen")
    petra.get_by_role("button", name="Meld aan").click()
    expect(petra.get_by_text("Hier lijkt een naam").last).to_be_visible()
    _announce(hall, "petra", "Samenwerking", (POLICE, SHELTER), free=True)


def _announce(hall: Hall, who: str, word: str, circle: tuple[str, ...], mode: str = "", *, free: bool = False) -> None:
    page = hall.go(who, "/agenda")
    page.get_by_role("link", name="Punt aanmelden").click()
    if free:
        page.get_by_label("Naam van een vrij punt").fill(word)
    else:
        case = page.get_by_label("Casus", exact=True)
        case.select_option(label=next(one for one in case.locator("option").all_inner_texts() if word in one))
        expect(page.locator("[name=circle]:checked")).not_to_have_count(0)
    for choice in page.locator("label:has([name=circle])").all():
        choice.locator("input").set_checked(choice.inner_text().strip() in circle)
    page.get_by_label("Vraag aan de tafel").fill(SAID.get(word, ("Hoe gaat het?",))[0])
    if mode:
        page.get_by_label("Vastleggen").select_option(mode)
    page.get_by_role("button", name="Meld aan").click()
    expect(page.get_by_text("Aangemeld. Het secretariaat")).to_be_visible()
    expect(page.locator(".agenda-proposals")).to_contain_text(word)


def the_secretary_builds(hall: Hall) -> None:
    """Accepts, returns one with a reason, adds what always comes, sets the order by keyboard and by drag, and sends."""
    samir = hall.go("samir", "/agenda")
    samir.locator(".agenda-waiting summary", has_text="Parkeren").click()
    back = samir.locator(".agenda-waiting li", has_text="Parkeren")
    back.get_by_label("Reden").fill("Hoort bij het beheeroverleg.")
    back.get_by_role("button", name="Geef terug met deze reden").click()
    expect(samir.locator(".agenda-waiting")).not_to_contain_text("Parkeren")
    for word in (*CASES, "Zwaluw", "Samenwerking"):
        samir.get_by_role("button", name=f"Neem aan {word}").click()
        expect(samir.locator("ol.agenda")).to_contain_text(word)
    for title in ("Rondvraag", "Opening"):
        samir.get_by_role("link", name="Vast punt").click()
        samir.get_by_label("Naam van het punt").fill(title)
        samir.get_by_role("button", name="Zet op de agenda").click()
        expect(samir.locator("ol.agenda")).to_contain_text(title)
    expect(hall.go("petra", "/agenda").locator(".agenda-proposals")).to_contain_text("Hoort bij het beheeroverleg.")


def the_secretary_orders(hall: Hall) -> None:
    """By drag, and with the buttons from the keyboard; the police will chair its own item."""
    samir = hall.samir
    samir.set_viewport_size({"width": 1280, "height": 1600})
    for place, word in enumerate(ORDER):
        _drag(samir, word, place)
    assert _order(samir) == ORDER
    _press_key(samir, "Merel eerder")
    assert _order(samir)[4:6] == ["Merel", "Grutto"]
    _press_key(samir, "Merel later")
    assert _order(samir) == ORDER
    samir.get_by_role("link", name="Kievit", exact=True).click()
    samir.get_by_label("Voorzitter van dit punt").select_option(label="Inge Bakels, Politie De Waarden")
    samir.get_by_role("button", name="Bewaar").click()
    expect(samir.locator("ol.agenda")).to_contain_text("Inge Bakels zit voor.")
    expect(samir.locator("ol.agenda")).to_contain_text("Marijke Terpstra verlaat de ruimte.")
    expect(samir.locator(".agenda-sent")).to_contain_text("Partners zien nog geen punten")
    samir.get_by_role("button", name="Stuur agenda").click()
    expect(samir.locator(".agenda-sent")).to_contain_text("Verstuurd")


def _order(page: Page) -> list[str]:
    heads = page.locator("ol.agenda h3").evaluate_all("all => all.map(one => one.firstChild.textContent.trim())")
    return [str(head) for head in heads]


def _row(page: Page, word: str) -> Locator:
    return page.locator("ol.agenda > li", has=page.get_by_role("heading", name=re.compile(word)))


def _drag(page: Page, word: str, place: int) -> None:
    """Drag an item to where it belongs, unless it stands there."""
    if _order(page)[place] == word:
        return
    grip, target = _row(page, word).locator("[draggable]"), page.locator("ol.agenda > li").nth(place)
    with page.expect_navigation():
        grip.hover()
        page.mouse.down()
        there = target.bounding_box()
        assert there
        page.mouse.move(there["x"] + 40, there["y"] + 12, steps=4)
        page.mouse.move(there["x"] + 40, there["y"] + 6, steps=3)
        page.mouse.up()
    assert _order(page)[place] == word


def _press_key(page: Page, name: str) -> None:
    """Press a button from the keyboard; it has the focus again when the page comes back."""
    page.get_by_role("button", name=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


# ---------- answers


def partners_answer(hall: Hall) -> None:
    """Each on one page: unchanged, new after a look at who may read it, none, later; others see only that they did."""
    inge = hall.inge
    inge.goto(hall.address)
    inge.get_by_role("link", name=re.compile("Mijn inbreng voor")).click()
    inge.get_by_role("button", name="Zet wat open is op ongewijzigd").click()
    _new(inge, "Kievit", "De loods is verhuurd.", "D7", "Mag ?Openbaar Ministerie")
    _choose(inge, "Grutto", "Geen inbreng")
    _later(inge, "Wielewaal")
    _send(inge)
    wouter = _sits_down(hall.browser, hall.address, hall.cast.tokens["wouter.lansink"])
    wouter.goto(f"{hall.address}/casussen/{hall.cast.cases['Kievit']}")
    expect(wouter.locator("main")).to_contain_text("De loods is verhuurd.")
    wouter.context.close()
    bram = hall.go("bram", "/inbreng")
    _new(bram, "Grutto", "Er is een bed vanaf morgen.", "D3", "nog nodig: ?toestemming van de betrokkene")
    _choose(bram, "Grutto", "Geen inbreng")
    _later(bram, "Scholekster")
    _send(bram)


def the_silent_are_asked_again(hall: Hall) -> None:
    """The secretary sees who answered, and asks the others once more."""
    samir = hall.go("samir", "/agenda")
    expect(_row(samir, "Zwaluw").locator(".answers li").first).to_contain_text(POLICE)
    samir.get_by_role("button", name="vraag opnieuw bij Zwaluw").click()
    expect(samir.get_by_role("status")).to_contain_text("krijgt de vraag opnieuw")


def _answer(page: Page, word: str) -> Locator:
    return page.locator("fieldset.answer", has=page.get_by_role("heading", name=word))


def _choose(page: Page, word: str, answer: str) -> None:
    _answer(page, word).get_by_label(answer, exact=True).check()


def _later(page: Page, word: str) -> None:
    """Later, within half an hour."""
    _choose(page, word, "Later")
    soon = clock.now().astimezone(clock.AMSTERDAM) + timedelta(minutes=30)
    _answer(page, word).get_by_label("Ik antwoord vóór").fill(soon.strftime("%Y-%m-%dT%H:%M"))


def _new(page: Page, word: str, text: str, category: str, readers: str) -> None:
    """New words, with a look at who may read them before they go."""
    item = _answer(page, word)
    _choose(page, word, "Nieuw")
    item.get_by_label("Wat wilt u zeggen?").fill(text)
    item.get_by_label("Gaat over").select_option(category)
    known = item.get_by_label("Hoe weet u dit?")
    if known.count():
        known.select_option("own-observation")
    declared = item.get_by_role("checkbox", name="Ik geef niet meer dan voor dit doel nodig is.")
    declared.check()
    expect(item.locator(".verdicts")).to_contain_text(re.compile(readers))
    expect(declared).to_be_checked()
    expect(item.get_by_text("Bewaard om")).to_be_visible()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_role("status").first).to_contain_text("Verstuurd")


# ---------- in session


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
        assert notes.notes(reading, hall.meeting, _items(hall)["Grutto"]).text == "Getypt zonder lijn."


def partners_answer_for_their_words(hall: Hall) -> None:
    """Right, and other words."""
    samir, bram, petra = hall.samir, hall.bram, hall.petra
    _says(samir, SHELTER, "De huurder wil praten.")
    _says(samir, HOUSING, "De huur is betaald.")
    petra.get_by_role("button", name="Klopt").click()
    bram.get_by_text("Anders", exact=True).click()
    bram.get_by_label("Uw woorden").fill("De huurder wil misschien praten.")
    bram.get_by_role("button", name="Bevestig mijn woorden").click()
    for page in (bram, petra):
        expect(page.get_by_text("Klopt dit?")).to_have_count(0)
    expect(samir.get_by_text("wacht op bevestiging")).to_have_count(0)


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


def nothing_reached_anybody_else(hall: Hall) -> None:
    """In all that was sent to somebody, files, pages, parts and streams: nothing of an item that was not for him."""
    items = _items(hall)
    for login, words in HIDDEN_FROM.items():
        sent = hall.heard.by(hall.cast.tokens[login])
        assert b"event: nu" in sent
        for word in words:
            known = word == "Zwaluw" and login == "petra.dekker"  # a case of hers, though the item is not
            hidden = [str(items[word]), *SAID[word], *([] if known else [word, str(hall.cast.cases[word])])]
            assert [one for one in hidden if one.encode() in sent] == [], login


def _items(hall: Hall) -> dict[str, UUID]:
    with db.reading(hall.cast.seats["samir.el.khatib"]) as reading:
        return {line.word: line.id for line in agenda.page(reading, hall.meeting).items}


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


# ---------- the story


def test_a_whole_meeting(hall: Hall) -> None:
    partners_announce(hall)
    the_secretary_builds(hall)
    the_secretary_orders(hall)
    partners_answer(hall)
    the_silent_are_asked_again(hall)
    the_meeting_begins(hall)
    only_who_may_hears(hall)
    the_chair_leaves(hall)
    nothing_is_written_down(hall)
    the_line_drops(hall)
    partners_answer_for_their_words(hall)
    the_rest_of_the_agenda(hall)
    nothing_reached_anybody_else(hall)
