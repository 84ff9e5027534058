"""The page a subject is given: every language is whole, reads its own way, and says the same."""

from datetime import date

import pytest

from models.terms import DataCategory, Purpose
from tafel.refusals import NotFound
from tests.cast import Cast
from tests.tafel.test_evidence_client import consent
from web import client_sheet
from web.client_sheet import Sheet

EACH = pytest.mark.parametrize("words", client_sheet.LANGUAGES, ids=lambda words: words.code)


@EACH
def test_a_language_has_a_word_for_every_kind_of_data_and_purpose(words: Sheet) -> None:
    assert set(words.categories) == set(DataCategory)
    assert set(words.purposes) == set(Purpose)
    assert all([*words.categories.values(), *words.purposes.values(), *words.how, *words.know])


@EACH
def test_it_names_the_giver_wherever_the_dutch_does(words: Sheet) -> None:
    dutch = client_sheet.in_language("nl")
    for here, there in zip((words.intro, *words.how), (dutch.intro, *dutch.how), strict=True):
        assert ("{giver}" in here) is ("{giver}" in there)
    assert "{day}" in words.printed


def test_arabic_is_read_from_right_to_left_and_the_others_from_left() -> None:
    assert [one.code for one in client_sheet.LANGUAGES if one.direction == "rtl"] == ["ar"]


def test_a_day_is_written_in_figures_everybody_here_knows() -> None:
    told = {one.code: one.day(date(2026, 12, 5)) for one in client_sheet.LANGUAGES}
    assert told["en"] == "5 December 2026"
    assert all("5" in one and "2026" in one for one in told.values())


def test_a_name_stays_a_name() -> None:
    words = client_sheet.in_language("ar")
    assert '<bdi lang="nl">&lt;b&gt;</bdi>' in words.filled(words.intro, giver="<b>")


def test_another_language_is_not_there() -> None:
    with pytest.raises(NotFound):
        client_sheet.in_language("fr")


@EACH
def test_each_page_says_its_language_and_its_direction(cast: Cast, words: Sheet) -> None:
    answer = cast.client("soraya.pinas").get(f"/bewijs/{consent(cast)}/voor-client?taal={words.code}")
    assert f'lang="{words.code}" dir="{words.direction}"' in answer.text
    assert words.title in answer.text
    assert "Openbaar Ministerie" in answer.text
    assert words.categories[DataCategory.D7] in answer.text
    assert "Kanarie" not in answer.text
    assert "Zwaluw" not in answer.text
    assert answer.text.count("<h1") == 1


def test_to_others_it_is_not_there(cast: Cast) -> None:
    made = consent(cast)
    assert cast.client("soraya.pinas").get(f"/bewijs/{made}/voor-client?taal=fr").status_code == 404
    for login in ("inge.bakels", "ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        assert cast.client(login).get(f"/bewijs/{made}/voor-client").status_code == 404
