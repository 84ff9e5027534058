"""After the meeting: minutes are there as a draft, are put right, go out for remarks, and are adopted by silence."""

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tafel import clock, db
from tafel.sight import lines as notes
from tests.whole.hall import CARE, POLICE, PROSECUTOR, Hall
from tests.whole.post import by_the_clock, the_day_after
from tests.whole.words import SAID, found_in


def the_draft_is_there(hall: Hall) -> None:
    """At once, and without the line that its giver did not confirm."""
    samir = hall.samir
    samir.get_by_role("link", name="Naar het verslag").click()
    merel = _part(samir, "Merel")
    expect(merel).to_contain_text("1 regel wacht op bevestiging van Woningstichting De Brug")
    expect(merel).to_contain_text("concept")
    expect(_part(samir, "Zwaluw")).not_to_contain_text("wacht op bevestiging")


def what_waited_is_confirmed(hall: Hall) -> None:
    """From the first page: a line is right; a decision goes to who may have it, which nobody could read yet."""
    petra, inge = hall.petra, hall.inge
    petra.goto(hall.address)
    petra.get_by_role("link", name="Eén zin van u in het verslag bij Merel").click()
    petra.get_by_role("button", name="Klopt").click()
    expect(petra.get_by_text("Klopt dit?")).to_have_count(0)
    inge.goto(hall.address)
    inge.get_by_role("link", name="Deel een afspraak van u bij Kievit").click()
    expect(inge.get_by_role("checkbox", name="De loods wordt bezocht.")).to_be_checked()
    inge.get_by_role("checkbox", name=PROSECUTOR).check()
    inge.get_by_role("checkbox", name="Ik geef niet meer dan voor dit doel nodig is.").check()
    inge.get_by_role("button", name="Deel met wie mag (1 van 1)").click()
    expect(inge.get_by_role("heading", name="Gedeeld met één partner")).to_be_visible()


def who_tells_is_settled(hall: Hall) -> None:
    """One line for the presumed victim: the care coordinator tells her, tomorrow."""
    samir = hall.go("samir", "/verslag")
    expect(_part(samir, "Merel")).not_to_contain_text("wacht op bevestiging")
    _part(samir, "Zwaluw").get_by_role("link").click()
    samir.get_by_text("Leg vast wie het vertelt").click()
    samir.get_by_role("combobox", name="Wie vertelt het?").select_option(CARE)
    samir.get_by_label("Op welke dag").fill(_day(1))
    samir.get_by_label("Toelichting").fill("Bij haar thuis.")
    samir.get_by_role("button", name="Leg vast", exact=True).click()
    expect(samir.get_by_role("status").first).to_contain_text("Vastgelegd wie het vertelt.")


def as_others_read_it(hall: Hall) -> None:
    """Side by side as the police and the care coordinator read it; to the chair, who may read none of it, in blocks."""
    marijke = hall.marijke
    marijke.get_by_role("link", name="Naar het verslag").click()
    marijke.get_by_role("link", name="zoals twee partners").click()
    marijke.get_by_label("Rechts").select_option(CARE)
    marijke.get_by_role("button", name="Toon").click()
    left, right = (marijke.locator("article.sheet").nth(side) for side in (0, 1))
    expect(right).to_contain_text(f"Van {CARE}. Niet voor het secretariaat.")
    expect(left.get_by_text(f"Van {POLICE}. Niet voor het secretariaat.")).to_have_count(3)
    assert found_in(marijke.locator("main").inner_text()) <= SAID.keys()


def sent_for_remarks(hall: Hall) -> None:
    """Everything goes out until the end of today."""
    samir = hall.go("samir", "/verslag")
    samir.get_by_label("Opmerkingen tot en met").fill(_day(0))
    samir.get_by_role("button", name="Verstuur voor opmerkingen").click()
    expect(samir.get_by_role("status").first).to_contain_text("Verstuurd voor opmerkingen.")
    assert by_the_clock(hall, "send-mail")


def a_remark_is_answered(hall: Hall) -> None:
    """The police remarks, the secretary attaches it to the minutes."""
    inge = hall.inge
    inge.goto(hall.address)
    inge.get_by_role("link", name="Lees het verslag van").click()
    _part(inge, "Zwaluw").get_by_role("link").click()
    inge.get_by_label("Wat klopt er niet?").fill("Er zat een slot op.")
    inge.get_by_label("eigen waarneming").check()
    inge.get_by_role("button", name="Maak deze opmerking").click()
    expect(inge.locator(".minutes-do")).to_contain_text("wacht op antwoord")
    samir = hall.go("samir", "/verslag")
    expect(_part(samir, "Zwaluw")).to_contain_text("1 opmerking wacht op uw antwoord")
    _part(samir, "Zwaluw").get_by_role("link").click()
    samir.get_by_role("button", name="als opmerking bij het verslag").click()
    expect(samir.get_by_role("status").first).to_contain_text("De opmerking is beantwoord.")


def silence_adopts(hall: Hall) -> None:
    """The day after, by the clock; what was noted to work with is gone."""
    assert by_the_clock(hall, "adopt-minutes", "remind", "send-mail", at=the_day_after())
    samir = hall.go("samir", "/verslag")
    expect(samir.locator(".minutes-list > li")).to_have_count(8)
    expect(samir.locator(".minutes-list .when", has_text="vastgesteld op")).to_have_count(8)
    with db.reading(hall.cast.seats["samir.el.khatib"]) as reading:
        for word in ("Zwaluw", "Grutto"):
            assert notes.notes(reading, hall.meeting, hall.items()[word]).text == ""


def _part(page: Page, word: str) -> Locator:
    return page.locator(".minutes-list > li", has_text=word)


def _day(later: int) -> str:
    return (clock.today() + timedelta(days=later)).isoformat()
