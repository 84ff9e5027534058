"""An action in one line, as a note-taker types it."""

from datetime import date
from uuid import uuid4

import pytest

from models.terms import PartnerKind
from models.views.casework import PartnerName
from tafel import line_input
from tafel.refusals import Invalid

MONDAY = date(2026, 11, 23)


def _partner(name: str, short: str = "") -> PartnerName:
    return PartnerName(id=uuid4(), name=name, short_name=short or name, kind=PartnerKind.OPV)


ANCHOR, BRIDGE, POLICE = (
    _partner("Opvang Het Anker"),
    _partner("Woningstichting De Brug"),
    _partner("Politie De Waarden, AVIM", "Politie"),
)
WMO, CHECKS = _partner("Gemeente Oosterwaard, Wmo en jeugd"), _partner("Gemeente Oosterwaard, toezicht")
PARTNERS = (ANCHOR, BRIDGE, POLICE, WMO, CHECKS)


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        ("Opvang Het Anker", ANCHOR),
        ("het anker", ANCHOR),
        ("Anker", ANCHOR),
        ("opv", ANCHOR),
        ("De Brug", BRIDGE),
        ("politie", POLICE),
        ("Gemeente Oosterwaard, toezicht", CHECKS),
        ("toezicht", CHECKS),
        ("wmo", WMO),
    ],
)
def test_a_partner_by_how_its_name_begins(typed: str, whose: PartnerName) -> None:
    assert line_input.partner_of(typed, PARTNERS) == whose.id


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("vandaag", date(2026, 11, 23)),
        ("morgen", date(2026, 11, 24)),
        ("overmorgen", date(2026, 11, 25)),
        ("dinsdag", date(2026, 11, 24)),
        ("maandag", date(2026, 11, 30)),
        ("vr", date(2026, 11, 27)),
        ("vóór aanstaande vrijdag", date(2026, 11, 27)),
        ("volgende week", date(2026, 11, 30)),
        ("over een dag", date(2026, 11, 24)),
        ("over twee weken", date(2026, 12, 7)),
        ("over 10 dagen", date(2026, 12, 3)),
        ("over drie maanden", date(2027, 2, 23)),
        ("1 dec", date(2026, 12, 1)),
        ("vóór 1 december", date(2026, 12, 1)),
        ("uiterlijk 1 dec.", date(2026, 12, 1)),
        ("1 mrt", date(2027, 3, 1)),
        ("1 maart 2028", date(2028, 3, 1)),
        ("1-12", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("1/12/2026", date(2026, 12, 1)),
        ("01-12-26", date(2026, 12, 1)),
    ],
)
def test_a_day_as_one_says_it(said: str, meant: date) -> None:
    assert line_input.day_of(said, MONDAY) == meant
    assert line_input.read(f"@Het Anker {said}: iets doen", PARTNERS, MONDAY).due_on == meant


def test_a_day_offered_is_understood() -> None:
    assert line_input.day_of(line_input.as_typed(date(2026, 12, 1)), MONDAY) == date(2026, 12, 1)


@pytest.mark.parametrize("said", ["", "ooit", "dec", "1 foo", "gauw"])
def test_what_is_no_day(said: str) -> None:
    assert line_input.day_of(said, MONDAY) is None


@pytest.mark.parametrize(
    ("line", "whose", "day", "text"),
    [
        ("@Het Anker vóór 1 dec: opvangplek regelen", ANCHOR, date(2026, 12, 1), "opvangplek regelen"),
        ("@Het Anker voor dinsdag : bel om 14:00 terug", ANCHOR, date(2026, 11, 24), "bel om 14:00 terug"),
        ("@politie, uiterlijk 27 nov: langsgaan", POLICE, date(2026, 11, 27), "langsgaan"),
        ("@De Brug: sleutels tellen vóór 4 dec", BRIDGE, date(2026, 12, 4), "sleutels tellen"),
        ("@Brug over twee weken: opzegging, als dat kan", BRIDGE, date(2026, 12, 7), "opzegging, als dat kan"),
    ],
)
def test_a_line_says_who_when_and_what(line: str, whose: PartnerName, day: date, text: str) -> None:
    assert line_input.read(line, PARTNERS, MONDAY) == line_input.ActionLine(whose.id, day, text)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Het Anker vóór 1 dec: regelen", "Begin met @"),
        ("@Het Anker vóór 1 dec", "achter een dubbele punt"),
        ("@Het Anker vóór 1 dec:  ", "achter een dubbele punt"),
        ("@vóór 1 dec: regelen", "Zeg wie het doet"),
        (": regelen", "Begin met @"),
        ("@Het Anker: regelen", "Zeg vóór wanneer"),
        ("@Het Anker vóór 31 feb: regelen", "geen dag die bestaat"),
        ("@Het Anker vóór 1-13: regelen", "geen dag die bestaat"),
        ("@Het Anker vóór 1-1-9999: regelen", "geen dag die bestaat"),
        ("@Het Anker vóór 20 nov: regelen", "al voorbij"),
        ("@Het Anker vóór 1 dec 2025: regelen", "al voorbij"),
        ("@Het Ankr vóór 1 dec: regelen", "Bedoelt u Opvang Het Anker?"),
        ("@Pollitie vóór 1 dec: regelen", "Bedoelt u Politie?"),
        ("@Gemeente vóór 1 dec: regelen", "Gemeente Oosterwaard, Wmo en jeugd, Gemeente Oosterwaard, toezicht"),
        ("@Zorgkantoor vóór 1 dec: regelen", "Kies uit: Opvang Het Anker"),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(Invalid) as wrong:
        line_input.read(line, PARTNERS, MONDAY)
    assert sentence in wrong.value.errors["line"]


def test_no_partner_of_another_item_is_named() -> None:
    with pytest.raises(Invalid) as wrong:
        line_input.read("@Politie vóór 1 dec: langsgaan", (ANCHOR,), MONDAY)
    assert "Kies uit: Opvang Het Anker" in wrong.value.errors["line"]
