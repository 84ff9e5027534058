"""Dutch is complete because it is the key; English is complete because of this file."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import nodes
from markupsafe import Markup

from models.terms import Purpose
from tafel import clock
from tafel.refusals import say
from web import language
from web.language import capital, catalog, day, environment, extract, messages, moment, ngettext, relative_day, spoken

NOW = datetime(2026, 11, 23, 15, 35, tzinfo=UTC)  # a Monday, 16:35 in Amsterdam
PLACEHOLDERS = re.compile(r"%\(\w+\)s|\{\w+\}")
TRANSLATED = {message.id: message.string or "" for message in catalog("en") if message.id}
PAGES = sorted((language.WEB / "templates").rglob("*.html"))


def forms(sentence: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)


def test_every_sentence_has_english() -> None:
    english = {forms(sentence)[0] for sentence, string in TRANSLATED.items() if all(forms(string))}
    assert sorted(extract() - english) == []  # `python -m web.language` prints them as stubs


def test_no_english_is_left_over() -> None:
    assert sorted({forms(sentence)[0] for sentence in TRANSLATED} - extract()) == []


def test_placeholders_agree() -> None:
    wrong = [
        sentence
        for sentence, string in TRANSLATED.items()
        for said in forms(string)
        if set(PLACEHOLDERS.findall(said)) not in [set(PLACEHOLDERS.findall(form)) for form in forms(sentence)]
    ]
    assert wrong == []


def test_plurals_are_translated_as_plurals() -> None:
    known = {forms(sentence)[0]: sentence for sentence in TRANSLATED}
    assert [one for one, many in messages().items() if many and forms(known.get(one, one)) != (one, many)] == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_only_fixed_sentences_go_through_gettext(path: Path) -> None:
    """A variable in `_()` would count as safe HTML and be filled in with `%`; for those there is the filter `say`."""
    calls = environment("nl").parse(path.read_text(encoding="utf-8")).find_all(nodes.Call)
    said = [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext"}]
    assert all(isinstance(call.args[0], nodes.Const) for call in said)


def test_a_said_sentence_is_translated_before_it_is_filled() -> None:
    assert spoken(say("Dit is te lang: ten hoogste {most} tekens.", most=9), "en").endswith("9 characters at most.")
    assert spoken(say("Gedeeld"), "nl") == "Gedeeld"
    assert ngettext("{num} punt", "{num} punten", 2, "nl") == "2 punten"


@pytest.mark.parametrize(
    ("tongue", "said"),
    [("nl", "maandag 23 november 2026 om 16:35"), ("en", "Monday 23 November 2026 at 16:35")],
)
def test_a_moment_is_told_in_amsterdam(tongue: str, said: str) -> None:
    assert moment(NOW, language=tongue) == said


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (NOW.date(), "vandaag", "today"),
        (NOW + timedelta(hours=21, minutes=40), "morgen 14:15", "tomorrow 14:15"),
        (NOW.replace(hour=23, minute=30), "morgen 00:30", "tomorrow 00:30"),
        (NOW - timedelta(days=1), "gisteren 16:35", "yesterday 16:35"),
        (date(2026, 11, 26), "26 november", "26 November"),
        (date(2027, 3, 1), "1 maart 2027", "1 March 2027"),
    ],
)
def test_a_day_is_told_as_one_says_it(value: date, dutch: str, english: str) -> None:
    with clock.at(NOW):
        assert (relative_day(value, NOW, language="nl"), relative_day(value, NOW, language="en")) == (dutch, english)


def test_summer_time_and_the_forms_of_a_day() -> None:
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert language.clock_time(summer) == "00:30"
    with clock.at(NOW):
        assert day(summer, "weekday", language="nl") == "do 2 jul"
        said = [day(NOW, form, language="nl") for form in ("plain", "month", "short")]
    assert said == ["23 november 2026", "23 november", "23 nov"]


def test_a_day_of_another_year_says_so() -> None:
    with clock.at(NOW):
        said = [day(date(2027, 1, 5), form, language="nl") for form in ("month", "short", "weekday", "weekday-long")]
    assert said == ["5 januari 2027", "5 jan 2027", "di 5 jan 2027", "dinsdag 5 januari 2027"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        language.clock_time(datetime(2026, 11, 23, 16, 35))  # noqa: DTZ001


def test_filters_speak_the_language_of_the_page() -> None:
    page = "{{ purpose | word | capital }}, {{ [purpose] | choices }}, {{ wrong | say }}"
    drawn = environment("en").from_string(page).render(purpose=Purpose.P2, wrong=say("<b>"))
    assert drawn == "Immediate safety, [(&#39;P2&#39;, &#39;immediate safety&#39;)], &lt;b&gt;"


def test_capital_leaves_the_rest_and_the_markup_alone() -> None:
    assert capital("wpg 20 van Linde") == "Wpg 20 van Linde"
    assert isinstance(capital(Markup("<b>")), Markup)
