"""Before the meeting: partners announce, the secretary makes an agenda of it, partners answer."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tafel import clock
from tests.whole.hall import CARE, CASES, HOUSING, ORDER, POLICE, PROSECUTOR, SHELTER, Hall
from tests.whole.words import SAID


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
    page = hall.pages[who]
    if not page.url.endswith("/agenda"):
        hall.go(who, "/agenda")
    page.get_by_role("link", name="Punt aanmelden").click()
    if free:
        page.get_by_label("Naam van een vrij punt").fill(word)
    else:
        case = page.get_by_label("Casus", exact=True)
        case.select_option(label=next(one for one in case.locator("option").all_inner_texts() if word in one))
        expect(page.locator("[name=circle]:checked")).not_to_have_count(0)
    for choice in page.locator("label:has([name=circle])").all():
        choice.locator("input").set_checked(choice.inner_text().strip() in circle)
    page.get_by_label("Vraag aan de tafel").fill(SAID.get(word, ("Waar kan dat?",))[0])
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


def partners_answer(hall: Hall) -> None:
    """Each on one page: unchanged, new after a look at who may read it, none, later; others see only that they did."""
    inge = hall.inge
    inge.goto(hall.address)
    inge.get_by_role("link", name=re.compile("Mijn inbreng voor")).click()
    inge.get_by_role("button", name="Zet wat open is op ongewijzigd").click()
    _new(inge, "Kievit", "De loods is verhuurd.", "D7", r"Mag\s*Openbaar Ministerie")
    _choose(inge, "Grutto", "Geen inbreng")
    _later(inge, "Wielewaal")
    _send(inge)
    wouter = hall.sits_down("wouter.lansink")
    wouter.goto(f"{hall.address}/casussen/{hall.cast.cases['Kievit']}")
    expect(wouter.locator("main")).to_contain_text("De loods is verhuurd.")
    bram = hall.go("bram", "/inbreng")
    _new(bram, "Grutto", "Er is een bed vanaf morgen.", "D3", "Nog nodig: ?toestemming van de betrokkene")
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
    expect(item.locator(".verdicts").first).to_contain_text(re.compile(readers))
    expect(declared).to_be_checked()
    expect(item.get_by_text("Bewaard om")).to_be_visible()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_role("status").first).to_contain_text("Verstuurd")
