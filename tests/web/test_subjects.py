"""Subjects on screen: fields by letter, identity on a page of its own, and never on paper."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest

from models.acts import Act
from models.terms import FieldName
from tafel import db, subjects
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import joins, ledger, shared


def _place(cast: Cast, client: Client) -> str:
    case = f"/casussen/{cast.cases['Zwaluw']}"
    return client.post(f"{case}/betrokkenen", data={"once": str(uuid4())}).headers["location"]


def _say(client: Client, place: str, field: str, value: str, **more: str) -> int:
    return client.post(place, data={"once": str(uuid4()), "field": field, "value": value, **more}).status_code


def test_fields_are_said_one_by_one_and_stand_on_the_case(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    place = _place(cast, client)
    for field, value in (
        ("role", "victim"),
        ("age-branch", "16-17"),
        ("form", "labour"),
        ("safe-contact", "Via de mentor."),
    ):
        assert _say(client, place, field, value) == HTTPStatus.SEE_OTHER
    assert _say(client, place, "told", "postponed", on="2027-01-05") == HTTPStatus.SEE_OTHER
    page = client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    for words in ("Vermoedelijk slachtoffer, 16 of 17 jaar", "Arbeidsuitbuiting", "5 januari 2027"):
        assert words in page
    assert "Via de mentor." not in page
    assert "Via de mentor." in client.get(place).text
    assert "Vermoedelijk slachtoffer" not in cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("role", "boss", "Kies een van de mogelijkheden."),
        ("told", "told", "Vul de datum in"),
        ("safe-contact", "x" * 400, "ten hoogste 300 tekens"),
        ("shoe-size", "43", "Kies een van de mogelijkheden."),
    ],
)
def test_a_wrong_value_is_told_at_its_field(cast: Cast, field: str, value: str, sentence: str) -> None:
    client = cast.client("inge.bakels")
    answer = client.post(_place(cast, client), data={"once": str(uuid4()), "field": field, "value": value})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text


def test_identity_is_a_page_of_its_own_whose_opening_is_noted(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    place = _place(cast, client)
    assert _say(client, f"{place}/identiteit", "name", "Ana Ivanova") == HTTPStatus.SEE_OTHER
    joins(cast, "inge.bakels", "ruud.eggink")
    ruud = cast.client("ruud.eggink")
    case = ruud.get(f"/casussen/{cast.cases['Zwaluw']}").text
    assert "Toon identiteit" in case
    assert "Ivanova" not in case
    before = len(ledger(cast, Act.STATEMENT_HANDED_OUT))
    page = ruud.get(f"{place}/identiteit").text
    assert "Ana Ivanova" in page
    assert "screen-only" in page
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == before + 1


def test_a_likely_double_is_told_to_who_may_know_it(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    first, second = _place(cast, client), _place(cast, client)
    for place in (first, second):
        _say(client, f"{place}/identiteit", "address", "Havenkade 12")
    page = client.get(f"{second}/identiteit").text
    assert "Misschien is dit dezelfde persoon" in page
    assert "hetzelfde adres" in page
    assert len(ledger(cast, Act.CARD_DUPLICATE_SHOWN)) == 1


def test_two_letters_become_one_and_come_apart(cast: Cast) -> None:
    client, case = cast.client("inge.bakels"), f"/casussen/{cast.cases['Zwaluw']}"
    first, second = _place(cast, client), _place(cast, client)
    gone, stays = second.rsplit("/", 1)[1], first.rsplit("/", 1)[1]
    answer = client.post(f"{case}/betrokkenen/samen/voegen", data={"once": str(uuid4()), "gone": gone, "stays": stays})
    assert answer.headers["location"] == first
    assert re.search(r"Ook genoemd als C\.", client.get(first).text)
    answer = client.post(f"{case}/betrokkenen/{gone}/los", data={"once": str(uuid4())})
    assert answer.headers["location"] == first
    assert "Ook genoemd als" not in client.get(first).text
    answer = client.post(f"{case}/betrokkenen/{gone}/los", data={"once": str(uuid4())})
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"])
def test_for_others_there_is_nothing_here(cast: Cast, login: str) -> None:
    place, client = _place(cast, cast.client("inge.bakels")), cast.client(login)
    assert _say(client, place, "role", "victim") == HTTPStatus.NOT_FOUND
    for path in (place, f"{place}/identiteit"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_receiver_says_a_field_stands_wrong_and_the_giver_takes_it_back(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    with db.writing(cast.seats["inge.bakels"]) as work:
        one = subjects.add_subject(work, case)
        subjects.say_field(work, case, one, FieldName.AGE_BRANCH, "adult")
        said = subjects.say_field(work, case, one, FieldName.FORM, "labour")
    shared(cast, "inge.bakels", said, "OM")
    wouter, inge = cast.client("wouter.lansink"), cast.client("inge.bakels")
    place = f"/casussen/{case}/betrokkenen/{one}"
    assert "Arbeidsuitbuiting" in wouter.get(f"/casussen/{case}").text
    share = re.search(r'name="share_id" value="([^"]+)"', wouter.get(place).text)
    assert share
    form = {"once": str(uuid4()), "share_id": share[1], "suggested": ""}
    assert cast.client("petra.dekker").post(f"/casussen/{case}/twijfel", data=form).status_code == 404
    assert wouter.post(f"/casussen/{case}/twijfel", data=form).status_code == 303
    assert "Arbeidsuitbuiting" not in wouter.get(f"/casussen/{case}").text
    page = inge.get("/verstrekkingen").text
    assert "Trek in en haal weg" in page
    doubt = re.search(r'action="(/verstrekkingen/twijfel/[^"]+)"', page)
    assert doubt
    assert inge.post(doubt[1], data={"once": str(uuid4()), "category": ""}).status_code == 303
    assert "Arbeidsuitbuiting" not in inge.get(f"/casussen/{case}").text
