"""One line for an action: `@Het Anker vóór 1 dec: opvangplek regelen` becomes who, before when, and what."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from uuid import UUID

from models.forms.base import OUR_TIME
from models.views.casework import PartnerName
from tafel import clock
from tafel.refusals import Invalid, Said, say

_EXAMPLE = "@Het Anker vóór 1 dec: opvangplek regelen"
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_NAMES = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
                "november", "december")  # fmt: skip
_MONTH = {name: number for names in (_MONTHS, _MONTH_NAMES) for number, name in enumerate(names, 1)} | {"sept": 9}
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DAY = {name: number for number, name in enumerate(_DAYS)} | {name[:2]: number for number, name in enumerate(_DAYS)}
_NEAR = {"vandaag": 0, "morgen": 1, "overmorgen": 2, "volgende week": 7}
_COUNT = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8}
_UNIT = {"dag": 1, "dagen": 1, "week": 7, "weken": 7}
_PREFIXES = r"(?:(?:voor|before|uiterlijk|tot|op|aanstaande|komende|as\.?)\s+)*"
_FORMS = (
    r"vandaag|morgen|overmorgen|volgende week",
    rf"(?:{'|'.join(sorted(_DAY, key=len, reverse=True))})",
    rf"over\s+(?:\d{{1,2}}|{'|'.join(_COUNT)})\s+(?:dagen|dag|weken|week|maanden|maand)",
    rf"\d{{1,2}}\s+(?:{'|'.join(sorted(_MONTH, key=len, reverse=True))})\.?(?:\s+\d{{4}})?",
    r"\d{4}-\d{2}-\d{2}",
    r"\d{1,2}[-/]\d{1,2}(?:[-/](?:\d{4}|\d{2}))?",
)
_AT_END = re.compile(rf"(?:^|[\s,]+){_PREFIXES}({'|'.join(_FORMS)})$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG_PAST = timedelta(days=183)
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Who does what, before when."""

    partner: UUID
    due_on: date
    text: str


def read(line: str, partners: Sequence[PartnerName], today: date) -> ActionLine:
    """The action a line says. Raises Invalid with one plain sentence about what is missing or not understood."""
    line = unicodedata.normalize("NFC", line).strip()
    if not line.startswith("@"):
        raise _wrong(say("Begin met @ en wie het doet. Bijvoorbeeld: {example}", example=_EXAMPLE))
    head, colon, text = (part.strip() for part in line[1:].partition(":"))
    if not colon or not text:
        raise _wrong(say("Zet achter een dubbele punt wat er moet gebeuren. Bijvoorbeeld: {example}", example=_EXAMPLE))
    who, when = _apart(head)
    if when is None:
        text_without, when = _apart(text)
        text = text_without if when else text
    if not who:
        raise _wrong(say("Zeg wie het doet, meteen achter @."))
    partner = partner_of(who, partners)
    if when is None:
        raise _wrong(say("Zeg vóór wanneer. Bijvoorbeeld: vóór 1 dec, dinsdag, over twee weken."))
    return ActionLine(partner, _day(when, today), text.rstrip(" ,"))


def partner_of(who: str, partners: Sequence[PartnerName]) -> UUID:
    """The one partner that is called so, whole or by how a name or a word in it begins."""
    wanted = _plain(who)
    called = [(one, {_plain(one.name), _plain(one.short_name)}) for one in partners]
    found = [one for one, names in called if wanted in names]
    found = found or [one for one, names in called if any(_begins(name, wanted) for name in names)]
    if len(found) == 1:
        return found[0].id
    if found:
        names = ", ".join(one.short_name for one in found)
        raise _wrong(say("Er zijn er meer die zo heten: {names}. Schrijf iets meer van de naam.", names=names))
    raise _wrong(_unknown(who, partners))


def day_of(words: str, today: date) -> date | None:
    """The day that words say, seen from today; None when they say no day."""
    when = _AT_END.fullmatch(_plain(words))
    return _day(when[1], today) if when else None


def as_typed(day: date) -> str:
    """A day as one types it here: 1 dec."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def as_dated(day: date) -> str:
    """The same with its year: 1 dec 2026."""
    return f"{as_typed(day)} {day.year}"


def in_full(day: date) -> str:
    """A day as one writes it in a sentence: 1 december 2026."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def dated(words: str) -> date | None:
    """The day that was written so."""
    try:
        number, month, year = words.split(" ")
        return date(int(year), _MONTHS.index(month) + 1, int(number))
    except ValueError:
        return None


def _apart(words: str) -> tuple[str, str | None]:
    """What stands before a day at the end, and that day in plain words."""
    found = _AT_END.search(_plain(words))
    return (words[: found.start()].strip(" ,"), found[1]) if found else (words, None)


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or f" {wanted}" in name


def _unknown(who: str, partners: Sequence[PartnerName]) -> Said:
    parts = {word: one.short_name for one in partners for word in _words_of(one)}
    near = dict.fromkeys(parts[word] for word in get_close_matches(_plain(who), parts, n=3, cutoff=0.6))
    if near:
        return say("‘{who}’ doet niet mee aan dit punt. Bedoelt u {names}?", who=who, names=", ".join(near))
    names = ", ".join(one.short_name for one in partners)
    return say("‘{who}’ doet niet mee aan dit punt. Kies uit: {names}.", who=who, names=names)


def _words_of(one: PartnerName) -> set[str]:
    """Each stretch of a partner's names that reaches its end, so that a slip in any of them is near to something."""
    split = [_plain(name).split() for name in (one.name, one.short_name)]
    return {" ".join(words[start:]) for words in split for start in range(len(words))}


def _day(when: str, today: date) -> date:
    day = _said(when, today)
    if day is None:
        raise _wrong(say("‘{when}’ is geen dag die bestaat.", when=when))
    if day < today:
        raise _wrong(say("‘{when}’ is al voorbij. Kies een dag vanaf vandaag.", when=when))
    return day


def _said(when: str, today: date) -> date | None:
    if when in _NEAR:
        return today + timedelta(days=_NEAR[when])
    if when in _DAY:
        return today + timedelta(days=(_DAY[when] - today.weekday() - 1) % 7 + 1)
    if when.startswith("over "):
        return _later(when, today)
    if _ISO.fullmatch(when):
        year, month, number = when.split("-")
        return _of_calendar(int(number), int(month), year, today)
    number, month, year = (*re.split(r"[-/\s]+", when.replace(".", "")), "")[:3]
    return _of_calendar(int(number), _MONTH.get(month) or int(month), year, today)


def _later(when: str, today: date) -> date:
    _, count, unit = when.split()
    many = _COUNT.get(count) or int(count)
    if unit.startswith("maand"):
        return clock.months_on(today, many)
    return today + timedelta(days=many * _UNIT[unit])


def _of_calendar(day: int, month: int, year: str, today: date) -> date | None:
    """Without a year: this year's, unless that is so long ago that next year's must be meant."""
    named = int(year) + (_CENTURY if len(year) == len("26") else 0) if year else today.year
    if named not in OUR_TIME:
        return None
    try:
        said = date(named, month, day)
        return said if year or today - said < _LONG_PAST else date(named + 1, month, day)
    except ValueError:
        return None


def _plain(words: str) -> str:
    """The same words without capitals and accents, as long as they were."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in words).lower()


def _wrong(sentence: Said) -> Invalid:
    return Invalid(line=sentence)
