"""Made-up readers and forms, and the pages and macros drawn for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import product
from types import SimpleNamespace
from typing import Any

from models.terms import Outcome, Role
from tafel.refusals import say
from web.language import LANGUAGES, environment

NOW = datetime(2026, 11, 23, 15, 35, tzinfo=UTC)
VOID = {"meta", "link", "input", "br", "img", "hr"}
NAV = (("/", "Vandaag", True), ("/casussen", "Casussen", False))


@dataclass(frozen=True)
class Around:
    """Everything the frame asks of `frame`."""

    region: str = "De Waarden"
    path: str = "/casussen"
    person: str = "Inge Bakels"
    partner: str = "Politie De Waarden, AVIM"
    role: str = ""
    several_seats: bool = True
    nav: tuple[tuple[str, str, bool], ...] = NAV
    shown_line: str = "Getoond aan Inge Bakels."
    private: bool = False
    demo: bool = True


@dataclass
class Typed:
    """What a form knows of itself."""

    typed: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> list[str]:
        return self.typed.get(name, [])

    def error(self, name: str) -> str | None:
        return self.errors.get(name)


class Page(HTMLParser):
    """A drawn page as a flat list of elements, with what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.inside: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.inside[self.open[-1]] = self.inside.get(self.open[-1], "") + data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


NOBODY = Around(person="", partner="", role="", several_seats=False, nav=(), shown_line="")
FORM = Typed(
    {
        "who": ["b"],
        "what": ['<b>"x"</b>'],
        "text": ["een\ntwee"],
        "circle": ["pol", "zc"],
        "answer": ["new"],
        "yes": ["yes"],
    },
    {"who": "Vul dit in.", "circle": "Kies er ten minste één.", "form": "Dit kan niet. Kijk het na."},
)
SIGN_IN = Typed({"login": ["inge"]}, {"password": "Vul dit in.", "form": "Dit kan niet. Kijk het na."})
VIEWS: dict[str, Any] = {
    "errors/403.html": {"sentence": say("Iemand anders moet dit bevestigen."), "back": "/casussen"},
    "errors/404.html": None,
    "errors/409.html": {"sentence": None, "kept": "<b>mijn tekst</b>", "back": "/"},
    "errors/422.html": {"sentence": None, "back": None},
    "errors/429.html": None,
    "errors/500.html": None,
    "errors/503.html": None,
    "sign-in/page.html": None,
    "sign-in/demo.html": {
        "people": [SimpleNamespace(key="inge", name="Inge Bakels", partner="Politie", job="", role=Role.MEMBER)]
    },
    "sign-in/seats.html": {
        "seats": [
            SimpleNamespace(
                membership="1", partner_name="", job="functionaris", role=Role.MEMBER, region_name="De Waarden"
            )
        ]
    },
    "promises.html": None,
    "accessibility.html": None,
}
FIELDS = """
{% extends "base.html" %}
{% from "parts/fields.html" import text, date, textarea, select, checkbox, radios, checkboxes, errors, hidden_key %}
{% from "parts/saving.html" import autosaved, versions %}
{% from "parts/marks.html" import state, verdict, banner, withheld, empty, when, day, trail %}
{% block title %}Velden{% endblock %}
{% block trail %}{{ trail([("/casussen", "Casussen"), (none, "DW-4M9T")]) }}{% endblock %}
{% block head %}<h1>Velden</h1>{% endblock %}
{% block main %}
{{ errors(filled.errors, {"who": "Wie doet dit?"}) }}
<form method="post">
{{ hidden_key("k1") }}
{{ select("who", "Wie doet dit?", filled, [("a", "Het Anker"), ("b", "De Brug")], help="Eén partner.") }}
{{ text("what", "Wat", filled, optional=true, size="medium") }}
{{ date("on", "Vóór", filled) }}
{{ textarea("text", "Wat wilt u zeggen?", filled) }}
{{ textarea("text", "Nog een keer", filled, id="text-2", quiet=true) }}
{{ radios("answer", "Antwoord", filled, [("same", "Ongewijzigd"), ("new", "Nieuw", "met uitleg")], row=true) }}
{{ checkboxes("circle", "Deelnemers", filled, [("bgm", "Orde"), ("pol", "Politie"), ("zc", "Zorg")], help="Wie?") }}
{{ checkbox("yes", "Ik geef niet meer dan nodig is.", filled, help="Voor dit doel.") }}
{{ autosaved("note", "Notitie", filled, "/bewaar", base="3.1", at=now) }}
{{ versions("note", "Soraya Pinas", now, "De tekst van een ander", "4.0") }}
</form>
{% for outcome in outcomes %}{{ verdict(outcome) }}{% endfor %}
{{ state("late", "te laat") }}{{ withheld("Niet voor u.") }}{{ empty("Niets", "Nog niet.", ("/nieuw", "Schrijf")) }}
{% call banner("may", "Gedeeld", role="status") %}<p>Met negen.</p>{% endcall %}
{{ when(now) }}{{ when(now, now) }}{{ day(now, form="short") }}{{ now | clock }}
{% endblock %}
"""


def drawn(name: str, around: Around, language: str = "nl") -> str:
    template = environment(language).get_template(name)
    return template.render(frame=around, view=VIEWS[name], filled=SIGN_IN, now=NOW)


def fields(language: str = "nl", around: Around | None = None) -> str:
    template = environment(language).from_string(FIELDS)
    return template.render(frame=around or Around(), view=None, filled=FORM, now=NOW, outcomes=list(Outcome))


def everything() -> Iterator[tuple[str, str]]:
    """Every page, with and without a reader, in both languages, and all the macros on one: (what it is, the page)."""
    for name, language in product(VIEWS, LANGUAGES):
        for who, around in (("reader", Around()), ("nobody", NOBODY)):
            yield f"{name} {language} {who}", drawn(name, around, language)
    yield "macros nl", fields("nl")
    yield "macros en", fields("en")
    yield "macros private", fields(around=replace(Around(), private=True, role="voorzitter"))
