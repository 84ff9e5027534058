"""One form for all the ways in which people write the same address, phone, plate, advert, company or person.

What can be found again by being nearly the same has a second, looser form: a name by its sound, an address by its
house.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

import jellyfish
import phonenumbers
from anyascii import anyascii
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode
from w3lib.url import canonicalize_url, url_query_cleaner

from models.identifier_terms import IdentifierKind
from tafel.mistakes import IN_MARKUP, has_markup
from tafel.refusals import Invalid, Said, say

_OLDEST = 120
_LONGEST_ADDITION = 6
_FEWEST_LETTERS = 2
_HERE = "NL"
_TRACKING = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "fbclid", "gclid", "msclkid")
_ADDRESS = re.compile(r"(\d{4}\s?[A-Z]{2})[\s,]*(\d{1,5})(?!\d)(.*)", re.IGNORECASE | re.DOTALL)
_COMPANY = re.compile(r"(?:kvk)?((?!0{8})\d{8})", re.IGNORECASE)
_ADVERT_NUMBER = re.compile(r"(?=.*\d)[a-z0-9_-]{4,40}")
_PLATE = re.compile(r"(?=.*\d)[A-Z0-9]{4,10}")
_WRITTEN_PLATE = re.compile(r"[\w\s.·•-]+")
_NOT_IN_A_NAME = re.compile(r"[<>{}@/\\\d]")
_SITE = re.compile(r"[\w-]+(\.[\w-]+)+")
_SAME_SHAPE = str.maketrans("АВЕКМНОРСТУХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIABEZHIKMNOPTYX")


class Normal(NamedTuple):
    """What identifies: as it is shown to who brought it, its one form, and the looser form it is looked up by."""

    shown: str
    exact: str
    loose: str


def normal(kind: IdentifierKind, value: str, born: date | None, today: date) -> Normal:
    """The one form of what somebody wrote. Raises Invalid when it cannot be such a thing."""
    if has_markup(value):
        raise _no(IN_MARKUP)
    if kind is IdentifierKind.PERSON:
        return _person(value, _birth_date(born, today))
    if born is not None:
        raise Invalid(born=say("Een geboortedatum hoort alleen bij een naam. Haal hem weg, of kies naam."))
    return _FORMS[kind](value.strip())


def _address(value: str) -> Normal:
    found = _ADDRESS.fullmatch(value)
    if found is None:
        raise _no(say("Schrijf de postcode en het huisnummer, zoals 1234 AB 12 a."))
    try:
        place = postcode.validate(found[1])
    except ValidationError:
        raise _no(say("Deze postcode kan niet bestaan.")) from None
    number, addition = int(found[2]), _plain(found[3]).upper()
    if number == 0:
        raise _no(say("Dit huisnummer kan niet bestaan."))
    if len(addition) > _LONGEST_ADDITION:
        raise _no(say("Schrijf na het huisnummer alleen de toevoeging, geen straat of plaats."))
    house = f"{place} {number}"
    return Normal(f"{house} {addition}".strip(), f"{house}|{addition}", house)


def _phone(value: str) -> Normal:
    try:
        number = phonenumbers.parse(value, _HERE)
    except phonenumbers.NumberParseException:
        raise _no(_NO_PHONE) from None
    if not phonenumbers.is_valid_number(number):
        raise _no(_NO_PHONE)
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Normal(shown, form, form)


def _plate(value: str) -> Normal:
    """Letters of other scripts count by their shape, as they do on the plate."""
    form = _plain(value.upper().translate(_SAME_SHAPE)).upper()
    if not (_PLATE.fullmatch(form) and _WRITTEN_PLATE.fullmatch(value)):
        raise _no(say("Een kenteken heeft 4 tot 10 letters en cijfers, met ten minste één cijfer."))
    return Normal(value.upper(), form, form)


def _advert(value: str) -> Normal:
    """A web address without what tells where its visitor came from; or the number of an advert."""
    number = value.lstrip("#").casefold()
    if _ADVERT_NUMBER.fullmatch(number):
        return Normal(value, number, number)
    address = value if "://" in value else f"https://{value}"
    try:
        parts = urlsplit(canonicalize_url(url_query_cleaner(address, _TRACKING, remove=True)))
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        raise _no(_NO_ADVERT) from None
    if parts.scheme not in {"http", "https"} or not _SITE.fullmatch(host) or re.search(r"\s", value):
        raise _no(_NO_ADVERT)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        raise _no(say("Dit is een hele site. Plak het adres van de advertentie zelf."))
    form = f"{host}{path}" + (f"?{parts.query}" if parts.query else "")
    return Normal(value, form, form)


def _company(value: str) -> Normal:
    plain = re.sub(r"[\s.-]", "", value)
    if found := _COMPANY.fullmatch(plain):
        return Normal(f"KvK {found[1]}", f"KVK{found[1]}", f"KVK{found[1]}")
    try:
        form = str(vat.validate(plain))
    except ValidationError:
        raise _no(
            say("Een KvK-nummer heeft 8 cijfers. Van een bedrijf elders in de EU kan het btw-nummer met land.")
        ) from None
    return Normal(form, form, form)


def _person(value: str, born: date) -> Normal:
    """In any order of the names; the looser form is how it sounds, from whatever script."""
    as_written = sorted(word for word in words(value) if word.isalpha())
    if sum(map(len, as_written)) < _FEWEST_LETTERS or _NOT_IN_A_NAME.search(value):
        raise _no(say("Schrijf de naam in letters."))
    latin = [re.sub(r"[^a-z]", "", anyascii(word).casefold()) for word in as_written]
    sounds = sorted(jellyfish.metaphone(word) or word for word in latin)
    shown = f"{' '.join(value.split())}, {born:%d-%m-%Y}"
    return Normal(shown, f"{' '.join(as_written)}|{born}", f"{' '.join(sounds)}|{born}")


def _birth_date(born: date | None, today: date) -> date:
    if born is None:
        raise Invalid(born=say("Vul ook de geboortedatum in: een naam alleen is van te veel mensen."))
    if born > today:
        raise Invalid(born=say("Deze datum ligt in de toekomst."))
    if today.year - born.year > _OLDEST:
        raise Invalid(born=say("Zo oud wordt niemand. Kijk het jaar na."))
    return born


def words(text: str) -> list[str]:
    """The words of a text without capitals, accents and marks, in its own script."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)).split()


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", anyascii(text))


def _no(why: Said) -> Invalid:
    return Invalid(value=why)


_NO_PHONE = say("Dit telefoonnummer kan niet bestaan. Zet bij een buitenlands nummer het landnummer ervoor, met +.")
_NO_ADVERT = say("Dit is geen webadres en geen nummer van een advertentie.")
_FORMS: Mapping[IdentifierKind, Callable[[str], Normal]] = {
    IdentifierKind.ADDRESS: _address,
    IdentifierKind.PHONE: _phone,
    IdentifierKind.PLATE: _plate,
    IdentifierKind.ADVERT: _advert,
    IdentifierKind.COMPANY: _company,
}
