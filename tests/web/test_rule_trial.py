"""Trying a question on the rules, and the matrix as a picture: what they say is what the act says."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from models.forms.rulebook import AskMatrix, TryRule
from models.rule_terms import Answered, Fact
from models.terms import Condition, DataCategory, Outcome, PartnerKind, Purpose
from tafel import clock, db
from tafel.rules import Ask, verdict
from tafel.sight import rule_page, rule_trial, rulebook
from tests.cast import Cast

CODES = re.compile(r"\b(?:P[1-9]|D1?[0-9]i?|c-[A-Z]\w+|OPS|GOV|WMO|COL-[WT]|NLA-[OT]|k6|k12|kS|kA)\b")
EVERYBODY = ["inge.bakels", "ruud.eggink", "petra.dekker", "samir.el.khatib", "nadia.oosterhuis", "ben.vink"]
QUESTION = {"giver": "POL", "receiver": "COL-T", "category": "D7", "purpose": "P5", "facts": ["linked", "named"]}


def said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("login", EVERYBODY)
def test_everybody_at_the_table_may_try_a_rule(cast: Cast, login: str) -> None:
    page = cast.client(login).get("/regels/proberen", params=QUESTION)
    assert page.status_code == 200
    for told in ("Dit mag alleen als er nog iets is", "Mag in dit ene geval als het bevoegd gezag instemt."):
        assert told in page.text


def test_what_is_supposed_to_be_there_counts(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    lacking = said(client.get("/regels/proberen", params=QUESTION).text)
    complete = client.get("/regels/proberen", params=QUESTION | {"met": ["c-W20", "c-NPS", "c-FLAG"]}).text
    assert "Nog nodig:" in lacking
    assert "Dit mag" in said(complete)
    assert "Nog nodig:" not in said(complete)
    assert "/regel/6" in complete


def test_a_refusal_says_what_refuses_and_how_it_could_be_lifted(cast: Cast) -> None:
    question = {"giver": "COL-W", "receiver": "POL", "category": "D3", "purpose": "P4", "facts": ["linked"]}
    page = said(cast.client("fleur.van.aalst").get("/regels/proberen", params=question).text)
    assert "Dit mag niet" in page
    assert "Wat u voor de Wmo weet, mag hier niet heen." in page
    assert "Kan wel, als:" in page


def test_it_begins_with_ones_own_kind_and_asks_the_rest(cast: Cast) -> None:
    page = cast.client("petra.dekker").get("/regels/proberen").text
    assert '<option value="WOCO" selected>' in page
    assert "Waarom" not in page


@pytest.mark.parametrize("path", ["/regels/proberen", "/regels/matrix"])
def test_no_code_stands_on_it(cast: Cast, path: str) -> None:
    assert not CODES.findall(said(cast.client("inge.bakels").get(path, params=QUESTION if "prob" in path else {}).text))


@pytest.mark.parametrize("path", ["/regels/proberen", "/regels/matrix"])
def test_what_cannot_be_read_is_told(cast: Cast, path: str) -> None:
    assert cast.client("inge.bakels").get(path, params={"giver": "FBI"}).status_code == 422


@pytest.mark.parametrize("path", ["/regels/proberen", "/regels/matrix"])
def test_the_neighbour_without_rules_is_told_so(cast: Cast, path: str) -> None:
    page = cast.client("rik.zandstra").get(path)
    assert page.status_code == 200
    assert "Deze regio heeft nog geen regels vastgesteld" in page.text


@pytest.mark.parametrize("path", ["/regels/proberen", "/regels/matrix"])
def test_a_book_that_is_not_ours_does_not_exist(cast: Cast, path: str) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        found = rulebook.in_force(reading)
        assert found
    assert cast.client("inge.bakels").get(f"{path}?book={found.id}").status_code == 200
    assert cast.client("rik.zandstra").get(f"{path}?book={found.id}").status_code == 404
    assert cast.client("inge.bakels").get(f"{path}?book={uuid4()}").status_code == 404


def test_a_purpose_outside_the_frame_is_explained(cast: Cast) -> None:
    page = said(cast.client("inge.bakels").get("/regels/proberen", params=QUESTION | {"framework": "D"}).text)
    assert "In dit kader kan dit doel niet." in page


def test_the_matrix_is_a_table_with_words(cast: Cast) -> None:
    page = cast.client("inge.bakels").get("/regels/matrix?category=D7&purpose=P5").text
    assert page.count('<th scope="row">') == 9
    assert page.count('<th scope="col">') == 9
    assert 'class="hidden-text">mag als</span>' in page
    assert 'class="hidden-text">mag niet</span>' in page


def test_one_giver_is_a_list_with_sentences(cast: Cast) -> None:
    page = said(cast.client("inge.bakels").get("/regels/matrix?category=D7&purpose=P5&giver=POL").text)
    assert "Mag in dit ene geval als het bevoegd gezag instemt." in page


def test_all_kinds_can_be_asked_for(cast: Cast) -> None:
    page = cast.client("nadia.oosterhuis").get("/regels/matrix?everybody=yes").text
    assert page.count('<th scope="col">') == len(PartnerKind)
    assert page.count('<th scope="row">') == len(rule_page.GIVERS)


@pytest.mark.parametrize("category", [DataCategory.D0, DataCategory.D2, DataCategory.D7, DataCategory.D18])
@pytest.mark.parametrize("purpose", [Purpose.P1, Purpose.P4, Purpose.P8])
def test_picture_and_trial_say_what_the_act_says(cast: Cast, category: DataCategory, purpose: Purpose) -> None:
    told = [Fact.LINKED, Fact.MINOR]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        found = rulebook.in_force(reading)
        assert found
        asked = AskMatrix(category=category, purpose=purpose, facts=told, everybody=True)
        for row in rule_trial.matrix(reading, asked).rows:
            for place in row.places[:: 1 if row.giver is PartnerKind.POL else 5]:
                here = {"giver": row.giver, "receiver": place.receiver}
                question = TryRule(category=category, purpose=purpose, facts=told, **here)
                tried = rule_trial.try_rule(reading, question).tried
                act = verdict(found.book, _ask(row.giver, place.receiver, asked, clock.day_of(reading.now)))
                assert tried
                assert tried.outcome is act.outcome
                assert {one.condition for one in tried.missing} == act.missing
                assert place.answer is rule_trial.answered(act)
                assert (place.answer in (Answered.NEVER, Answered.UNLESS)) == (act.outcome is Outcome.REFUSED)


def _ask(giver: PartnerKind, receiver: PartnerKind, asked: AskMatrix, today: date) -> Ask:
    common = frozenset({Condition.ROLE, Condition.TTL, Condition.LOG, Condition.DECL_MIN})
    return Ask(
        giver=giver, receiver=receiver, chosen=asked.category, purpose=asked.purpose, framework=asked.framework,
        facts=rule_trial.facts_of(asked.facts), met=common, on=today,
    )  # fmt: skip
