"""What cannot be in a signal, told at its field: nothing that was seen, a month to come, a street for a place."""

import re
from datetime import date

from models.forms.signals import BringSignal
from tafel import clock, identifying, indicators, naming
from tafel.db import Writing
from tafel.mistakes import IN_MARKUP, MONTHS_WRONG_WAY_ROUND, has_markup
from tafel.refusals import Invalid, Said, say
from tafel.sight import signal_form

_FEW, _MOST_NAMES, _MOST_IN_CAPITALS = 2, 6, 3  # words
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_LITTLE = re.compile("van|von|de|den|der|des|ten|ter|het|'t|el|al|la|le|bin|ben|en|and", re.IGNORECASE)


def check(work: Writing, form: BringSignal, *, shows_back: bool) -> None:
    """Raises Invalid with a sentence for each field that cannot be."""
    wrong: dict[str, Said | None] = {
        "text": _wrong_text(work, form, shows_back=shows_back),
        "impression": _wrong_impression(form),
        "municipality": _wrong_place(form.municipality or ""),
        "since": _wrong_month(work, form.since),
        "until": MONTHS_WRONG_WAY_ROUND if form.since and form.until and form.until < form.since else None,
    }
    wrong["until"] = wrong["until"] or _wrong_month(work, form.until)
    if not (wrong["text"] or wrong["impression"]) and _seems_to_name(form):
        wrong["nameless"] = naming.NAMES_SOMEBODY
    found = {field: why for field, why in wrong.items() if why} | identifying.mistakes(work, form)
    if found:
        raise Invalid(**found)


def _wrong_text(work: Writing, form: BringSignal, *, shows_back: bool) -> Said | None:
    if has_markup(form.text):
        return IN_MARKUP
    if form.later:
        return None
    if not form.text and not indicators.known(form.indicators):
        return say("Schrijf op wat u zag, of vink iets aan in de lijst.")
    if form.text and (_is_only_a_name(form.text) or len(_words(form.text)) <= _FEW):
        return say("Dit is alleen een naam, een nummer of een paar woorden. Schrijf in een zin wat u zag.")
    if not (form.text and shows_back):
        return None
    before = signal_form.same_before(work, form.text, form.municipality, form.draft)
    return say("Dit signaal bracht u al. Het heet {word}.", word=before) if before else None


def _wrong_impression(form: BringSignal) -> Said | None:
    if has_markup(form.impression):
        return IN_MARKUP
    if form.impression and _is_only_a_name(form.impression) and not form.later:
        return say("Dit is alleen een naam of een nummer. Schrijf in een zin wat u denkt.")
    return None


def _seems_to_name(form: BringSignal) -> bool:
    """Whether a first and a last name seem to stand there, and the writer did not say that they are none.

    What surely names somebody, as a phone does, is no mistake: it makes the words more than anonymous.
    """
    said = (text for text in (form.text, form.impression) if not naming.question_names_somebody(text))
    return not (form.later or form.nameless) and any(naming.seems_to_name_somebody(text) for text in said)


def _is_only_a_name(text: str) -> bool:
    """Whether there is nothing but names and numbers: of somebody, of several, with or without what they are called."""
    words = _words(text)
    most = _MOST_IN_CAPITALS if text.isupper() else _MOST_NAMES
    return all(word[0].isupper() for word in words) and len(words) <= most


def _words(text: str) -> list[str]:
    """The words of a text but for little ones, titles, phones, plates and the like."""
    return [word for word in _WORD.findall(naming.without_shapes(text)) if not _LITTLE.fullmatch(word)]


def _wrong_place(place: str) -> Said | None:
    """It is told without a rule, so it holds no words but the name of a municipality."""
    if has_markup(place):
        return IN_MARKUP
    said = say("Vul hier alleen de gemeente in, geen straat of naam.")
    return None if naming.is_only_a_place(place) else said


def _wrong_month(work: Writing, month: date | None) -> Said | None:
    return say("Deze maand moet nog komen.") if month and month > clock.day_of(work.now) else None
