"""Sharing as before, on screen: two clicks, with what goes to whom in between; and once for a weighing table."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tafel import clock
from tests.cast import Cast
from tests.tafel.test_profiles import OUTSIDERS, on_agenda, weighing
from tests.tafel.test_sharing import reads, shares


def where(cast: Cast) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}/delen/als-vorige-keer"


def as_drawn(html: str) -> dict[str, Any]:
    """What the browser would send of the form with the one primary button."""
    form = next(one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if "button-primary" in one)
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return fields


def test_two_clicks_from_the_case(cast: Cast) -> None:
    client, case = cast.client("inge.bakels"), f"/casussen/{cast.cases['Zwaluw']}"
    assert f'href="{case}/delen/als-vorige-keer"' in client.get(case).text
    page = client.get(where(cast)).text
    assert "De paspoorten liggen bij de voorman." in page
    assert "Ik geef niet meer dan voor dit doel nodig is." in page
    assert page.count("button-primary") == 1
    assert page.count("<h1") == 1
    answer = client.post(where(cast), data=as_drawn(page))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{case}/delen/gedeeld")
    assert reads(cast, "wouter.lansink", "paspoorten")
    assert "Gedeeld met één partner" in client.get(f"{case}/delen/gedeeld").text
    assert "Er is niets nieuws om te delen." in client.get(where(cast)).text


def test_pressed_twice_it_is_shared_once(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    sent = as_drawn(client.get(where(cast)).text)
    places = {client.post(where(cast), data=sent).headers["location"] for _ in range(2)}
    assert len(places) == 1
    assert len(shares(cast)) == 2


def test_who_never_shared_is_told_where_to_begin(cast: Cast) -> None:
    client = cast.client("wouter.lansink")
    assert "als-vorige-keer" not in client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    page = client.get(where(cast))
    assert page.status_code == 200
    assert "U deelde bij deze casus nog niet" in page.text


def test_it_says_why_it_must_be_confirmed_again(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    with clock.at(clock.now() + timedelta(minutes=1)):
        sent = as_drawn(client.get(where(cast)).text)
        wrong = client.post(where(cast), data=sent | {"fresh": "no"})
    assert wrong.status_code == 409
    assert "Het deelprofiel is intussen veranderd." in wrong.text
    assert not reads(cast, "wouter.lansink", "paspoorten")
    told = client.post(f"/casussen/{cast.cases['Zwaluw']}/delen/profiel", data={"once": str(uuid4())})
    assert told.headers["location"] == f"{where(cast)}?gedaan=bevestigd"
    assert "Bevestigd. U kunt weer delen" in client.get(told.headers["location"]).text


@pytest.mark.parametrize("login", OUTSIDERS)
def test_to_others_the_page_does_not_exist(cast: Cast, login: str) -> None:
    client = cast.client(login)
    assert client.get(where(cast)).status_code == 404
    sent = {"once": str(uuid4()), "profile": str(uuid4()), "fresh": "yes", "versions": [str(cast.version("voorman"))]}
    assert client.post(where(cast), data=sent).status_code == 404
    case = f"/casussen/{cast.cases['Zwaluw']}"
    assert client.post(f"{case}/delen/profiel", data={"once": str(uuid4())}).status_code == 404
    assert len(shares(cast)) == 1


@pytest.mark.parametrize("wrong", [{"versions": []}, {"profile": "x"}, {"declared": ["c-X"]}, {"drawn": ["x"]}])
def test_what_cannot_be_read_shares_nothing(cast: Cast, wrong: dict[str, Any]) -> None:
    client = cast.client("inge.bakels")
    sent = as_drawn(client.get(where(cast)).text)
    assert client.post(where(cast), data=sent | wrong).status_code == 422
    assert len(shares(cast)) == 1


def test_a_record_cannot_be_ticked_here_either(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    sent = as_drawn(client.get(where(cast)).text)
    assert client.post(where(cast), data=sent | {"declared": ["c-W20"]}).status_code == 422


def test_once_for_a_weighing_table(cast: Cast) -> None:
    made = weighing(cast)
    client, here = cast.client("wouter.lansink"), f"/reeksen/{made}/deelprofiel"
    assert here in client.get(f"/reeksen/{made}").text
    page = client.get(here).text
    assert page.count("button-primary") == 1
    sent = {"once": str(uuid4()), "purpose": "P4", "ends_on": (clock.today() + timedelta(days=90)).isoformat()}
    chosen = sent | {"receivers": [str(cast.partners["POL"]), str(cast.partners["ZC"])]}
    late = client.post(here, data=chosen | {"ends_on": "2020-01-01"})
    assert late.status_code == 422
    assert "Deze datum is al voorbij." in late.text
    assert client.post(here, data=chosen | {"receivers": []}).status_code == 422
    answer = client.post(here, data=chosen | {"once": str(uuid4())})
    assert answer.headers["location"] == f"{here}?gedaan=bevestigd"
    on_agenda(cast, made)
    assert "alle signalen van Weegtafel" in client.get(where(cast)).text
    share = cast.client("inge.bakels").get(f"/casussen/{cast.cases['Zwaluw']}/delen").text
    assert "Onthoud dit voor alle signalen van Weegtafel" in share


@pytest.mark.parametrize("login", ["sven.mulder", "ben.vink", "nadia.oosterhuis", "rik.zandstra"])
def test_who_takes_no_part_finds_none(cast: Cast, login: str) -> None:
    made = weighing(cast)
    assert cast.client(login).get(f"/reeksen/{made}/deelprofiel").status_code == 404
    sent = {"once": str(uuid4()), "purpose": "P4", "ends_on": clock.today().isoformat(), "receivers": [str(uuid4())]}
    assert cast.client(login).post(f"/reeksen/{made}/deelprofiel", data=sent).status_code == 404
