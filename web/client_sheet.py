"""The words of the page a subject is given, in seven languages; each language is a file in web/sheets."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from babel.dates import format_date
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict

from models.terms import DataCategory, Purpose
from tafel.refusals import NotFound
from web.language import LOCALES, WEB

CODES = ("nl", "en", "pl", "ro", "bg", "es", "ar")
_RIGHT_TO_LEFT = frozenset({"ar"})


class Sheet(BaseModel):
    """All the sentences of one language; a language that misses one does not open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    called: str
    title: str
    intro: str
    who: str
    to: str
    only: str
    what: str
    why: str
    until: str
    stop: str
    how: tuple[str, ...]
    rights: str
    know: tuple[str, ...]
    contact: str
    name: str
    phone: str
    printed: str
    categories: dict[DataCategory, str]
    purposes: dict[Purpose, str]

    @property
    def direction(self) -> str:
        """Which way it is read."""
        return "rtl" if self.code in _RIGHT_TO_LEFT else "ltr"

    def filled(self, sentence: str, **names: Any) -> Markup:
        """A sentence with names in it, each apart so that it reads its own way."""
        parts = {name: Markup('<bdi lang="nl">{}</bdi>').format(value) for name, value in names.items()}
        return Markup(escape(sentence).format_map(parts))  # noqa: S704 our own sentence, and its names are escaped

    def day(self, value: date) -> str:
        """A day as one writes it in this language, in figures everybody here knows."""
        return format_date(value, "long", locale=LOCALES.get(self.code, self.code))

    def listed(self, kind: str, members: Iterable[Any]) -> list[str]:
        """Kinds of data or purposes in plain words."""
        words = getattr(self, kind)
        return [words[member] for member in members]


@cache
def _sheet(code: str) -> Sheet:
    found = tomllib.loads((WEB / "sheets" / f"{code}.toml").read_text("utf-8"))
    return Sheet(code=code, **found)


LANGUAGES = tuple(_sheet(code) for code in CODES)


def in_language(code: str) -> Sheet:
    """The words of one language, Dutch where none was asked."""
    if (code or "nl") not in CODES:
        raise NotFound
    return _sheet(code or "nl")
