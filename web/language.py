"""What the pages say: the Dutch sentence is the key, locale/en.po holds the English.

`python -m web.language` prints what still has no English, ready to paste into that file.
"""

import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tafel.clock import today
from tafel.refusals import Said, say
from web.escaping import Templates
from web.words import word

WEB = Path(__file__).parent
LANGUAGES = ("nl", "en")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
KEYWORDS = {"_": None, "gettext": None, "say": None, "ngettext": (1, 2)}
DAY_FORMS = {
    "long": "EEEE d MMMM y",  # maandag 23 november 2026
    "plain": "d MMMM y",  # 23 november 2026
    "month": "d MMMM",  # 23 november
    "short": "d MMM",  # 23 nov
    "whole-month": "MMMM y",  # november 2026
    "only-month": "MMM",  # nov
    "weekday": "EEE d MMM",  # ma 23 nov
    "weekday-long": "EEEE d MMMM",  # maandag 23 november
}
_WITH_YEAR = {form: f"{DAY_FORMS[form]} y" for form in ("month", "short", "weekday", "weekday-long")}  # of another year


# ---------- sentences


@cache
def catalog(language: str) -> Catalog:
    """The translations of one language as they stand in its file."""
    with (WEB / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> NullTranslations:
    """What turns a Dutch sentence into this language; for Dutch it does nothing."""
    if language == "nl":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def spoken(sentence: str, language: str) -> str:
    """A sentence in the reader's language; what was said with `say` is filled in after translation."""
    if isinstance(sentence, Said):
        filled = {
            name: spoken(what, language) if isinstance(what, Said) else what for name, what in sentence.filled.items()
        }
        return translations(language).gettext(sentence.sentence).format(**filled)
    return translations(language).gettext(sentence)


def ngettext(one: str, many: str, number: int, language: str, **filled: object) -> str:
    """The sentence for one or for many in the reader's language; `{num}` in it is the number."""
    return translations(language).ngettext(one, many, number).format(num=number, **filled)


def capital(text: str) -> str:
    """The same text with a capital at the start, and the rest left alone."""
    return text[:1].upper() + text[1:]


# ---------- days and times, always as the clock on the wall in Amsterdam


def local(moment: datetime) -> datetime:
    """A moment on the clock in Amsterdam; a time without a zone is refused, since it would be guessed."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(AMSTERDAM)


def day(value: date, form: str = "long", *, language: str) -> str:
    """A day in words, in one of DAY_FORMS: maandag 23 november 2026; a day of another year never without its year."""
    on = local(value).date() if isinstance(value, datetime) else value
    this_year = on.year == today().year
    return _in_words(on, DAY_FORMS[form] if this_year else _WITH_YEAR.get(form, DAY_FORMS[form]), language)


@lru_cache(maxsize=4_000)
def _in_words(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=LOCALES[language])


def clock_time(moment: datetime) -> str:
    """The time of day: 14:15."""
    return local(moment).strftime("%H:%M")


@lru_cache(maxsize=10_000)
def clock(moment: datetime) -> Markup:
    """The time of day as a page marks it."""
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="minutes"), clock_time(moment))


def date_of(moment: datetime) -> date:
    """The calendar day of a moment."""
    return local(moment).date()


def moment(value: datetime, *, language: str) -> str:
    """A day and a time: maandag 23 november 2026 om 16:35."""
    return spoken(say("{day} om {time}", day=day(value, language=language), time=clock_time(value)), language)


def relative_day(value: date, now: datetime, *, language: str) -> str:
    """A day as one says it today: vandaag, morgen, 26 november; a moment keeps its time: morgen 14:15."""
    if isinstance(value, datetime):
        return f"{relative_day(local(value).date(), now, language=language)} {clock_time(value)}"
    here = local(now).date()
    near = {-1: say("gisteren"), 0: say("vandaag"), 1: say("morgen")}.get((value - here) // timedelta(days=1))
    if near:
        return spoken(near, language)
    return day(value, "month", language=language)


# ---------- the templates


@cache
def speaker(language: str) -> Callable[..., Markup]:
    """What `_` does in a template: a sentence without names in it is made ready once."""

    @cache
    def ready(sentence: str) -> Markup:
        return Markup(translations(language).gettext(sentence))  # noqa: S704 our own sentences, whose names are escaped

    @cache
    def whole(sentence: str) -> Markup:
        return ready(sentence) % {}

    def speak(sentence: str, **names: object) -> Markup:
        return ready(sentence) % names if names else whole(sentence)

    return speak


@lru_cache(maxsize=None, typed=True)  # typed: members of two lists can be the same string
def worded(member: StrEnum, *, language: str) -> str:
    """The word on screen for a member of a closed list."""
    return spoken(word(member), language)


def choices(members: Iterable[StrEnum], *, language: str) -> list[tuple[str, str]]:
    """Members of a closed list as the (value, word) pairs that the macros for choosing take."""
    return [(member.value, worded(member, language=language)) for member in members]


def filters(language: str) -> dict[str, Callable[..., object]]:
    """The filters that every template may use."""
    speaking: dict[str, Callable[..., object]] = {
        "say": spoken,
        "word": worded,
        "choices": choices,
        "day": day,
        "moment": moment,
        "relative_day": relative_day,
    }
    bound = {name: partial(function, language=language) for name, function in speaking.items()}
    return {**bound, "clock": clock, "clock_time": clock_time, "date_of": date_of, "capital": capital}


@cache
def environment(language: str) -> Environment:
    """The templates, speaking one language."""
    made = Templates(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(filters(language))
    made.globals.update({"_": speaker(language)}, language=language, practising=False)
    return made


def practise(*, practising: bool) -> None:
    """Let every page say that this is an invented region, or that it is not."""
    for language in LANGUAGES:
        environment(language).globals["practising"] = practising


# ---------- completeness


def sources() -> list[Path]:
    """Every file that may hold a sentence for the reader."""
    code = [path for package in ("web", "tafel", "api") for path in (WEB.parent / package).rglob("*.py")]
    return sorted([*code, *(WEB / "templates").rglob("*.html")])


def messages() -> dict[str, str | None]:
    """Every sentence to translate, with its plural where it has one."""
    found: dict[str, str | None] = {}
    options = {"silent": "false", "trimmed": "true", "newstyle_gettext": "true", "encoding": "utf-8"}
    for path in sources():
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        for _line, message, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            one, many = message if isinstance(message, tuple) else (message, None)
            found[one] = many or found.get(one)
    return found


def extract() -> set[str]:
    """The Dutch sentence of every message in templates and code."""
    return set(messages())


def missing() -> Catalog:
    """The sentences that have no English yet."""
    stubs, known = Catalog(), catalog("en")
    for one, many in sorted(messages().items()):
        message = known.get(one)
        if not (message and message.string):
            stubs.add((one, many) if many else one)
    return stubs


if __name__ == "__main__":
    write_po(sys.stdout.buffer, missing(), omit_header=True, width=0)
