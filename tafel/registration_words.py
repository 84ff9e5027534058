"""What a registration with CoMensha says: each answer with its word, and the kind of data it is for the rules."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from babel import Locale

from models.forms.registrations import RegisterVictim
from models.registration_terms import Crossing, Registering, Residence, Sector, Sex, YesNo
from models.terms import AgeBranch, DataCategory, ExploitationForm, FieldName
from tafel import fields, indicators
from tafel.refusals import Said, say

REGISTERINGS = {Registering.FIELDS: say("met gegevens"), Registering.COUNT: say("alleen het aantal")}
SEXES = {Sex.FEMALE: say("vrouw"), Sex.MALE: say("man"), Sex.OTHER: say("anders")}
RESIDENCES = {
    Residence.DUTCH: say("Nederlander"),
    Residence.EUROPEAN: say("burger van de Europese Unie"),
    Residence.PERMIT: say("verblijfsvergunning"),
    Residence.ASYLUM: say("asiel aangevraagd"),
    Residence.NONE: say("geen geldig verblijf"),
}
SECTORS = {
    Sector.SEX_WORK: say("sekswerk"),
    Sector.AGRICULTURE: say("land- en tuinbouw"),
    Sector.HOSPITALITY: say("horeca"),
    Sector.HOUSEHOLD: say("huishouden"),
    Sector.CONSTRUCTION: say("bouw"),
    Sector.CLEANING: say("schoonmaak"),
    Sector.AGENCY: say("uitzendwerk"),
    Sector.TRANSPORT: say("vervoer en bezorging"),
    Sector.OTHER: say("een andere sector"),
}
CROSSINGS = {Crossing.INTERNAL: say("alleen in Nederland"), Crossing.ABROAD: say("ook in het buitenland")}
YES_NO = {YesNo.YES: say("ja"), YesNo.NO: say("nee")}
AGES = {
    AgeBranch.UNDER_12: say("jonger dan 12 jaar"),
    AgeBranch.FROM_12_TO_15: say("12 tot en met 15 jaar"),
    AgeBranch.FROM_16_TO_17: say("16 of 17 jaar"),
    AgeBranch.MAYBE_MINOR: say("misschien minderjarig"),
    AgeBranch.ADULT: say("18 jaar of ouder"),
}
_WORDS: tuple[Mapping[Any, Said], ...] = (AGES, SEXES, RESIDENCES, SECTORS, CROSSINGS, YES_NO)

LABELS = {
    "sex": say("Geslacht"),
    "age": say("Leeftijd"),
    "nationality": say("Nationaliteit"),
    "residence": say("Verblijf"),
    "form": say("Vorm van uitbuiting"),
    "sector": say("Sector"),
    "since": say("Sinds"),
    "until": say("Tot en met"),
    "crossing": say("In Nederland of over de grens"),
    "declaration": say("Aangifte gedaan"),
    "reflection": say("Bedenktijd of B8"),
    "shelter": say("Opvang nodig"),
    "consent": say("Schriftelijke toestemming"),
}
OF_RESIDENCE = frozenset({"nationality", "residence", "reflection"})
CATEGORIES = (DataCategory.D2, DataCategory.D3, DataCategory.D5, DataCategory.D10)  # all that a field can be


def category_of(name: str, form: ExploitationForm | None) -> DataCategory:
    """What kind of data a field is: how somebody may stay, what help is needed, else what was seen."""
    if name == "form":
        return fields.category_of(FieldName.FORM, form or "")
    if name in OF_RESIDENCE:
        return DataCategory.D10
    return DataCategory.D3 if name == "shelter" else DataCategory.D2


def answers(form: RegisterVictim, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that is known with its answer in Dutch words, in the order in which it is read."""
    known = {name: said.get(name, getattr(form, name, None)) for name in LABELS}
    return ((name, _worded(name, value)) for name, value in known.items() if value is not None)


def countries() -> list[tuple[str, str]]:
    """Every country with its code, in Dutch order."""
    names = Locale("nl").territories
    known = ((code, name) for code, name in names.items() if _COUNTRY.fullmatch(code) and code not in _NONE)
    return sorted(known, key=lambda one: one[1])


def _worded(name: str, value: Any) -> str:
    if name == "nationality":
        return str(Locale("nl").territories[value])
    if isinstance(value, ExploitationForm):
        return indicators.forms()[value].nl
    if isinstance(value, StrEnum):
        return next(str(words[value]) for words in _WORDS if isinstance(next(iter(words)), type(value)))
    return f"{value:%m-%Y}"


_COUNTRY = re.compile("[A-Z]{2}")
_NONE = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})  # no countries
