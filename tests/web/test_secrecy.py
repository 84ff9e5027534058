"""The page of the statement of secrecy: read, sign, and for the secretariat another text."""

from http import HTTPStatus
from uuid import uuid4

import pytest

from tests.cast import Cast

PAGE = "/geheimhouding"


def form(**more: str) -> dict[str, str]:
    return {"once": str(uuid4()), **more}


def test_the_text_stands_there_with_until_when_it_counts(cast: Cast) -> None:
    page = cast.client("inge.bakels").get(PAGE).text
    assert "Ik houd geheim wat ik hier lees en hoor." in page
    assert "Dit telt tot" in page
    assert "Ik teken" not in page
    assert "Wijzig de tekst" not in page


def test_another_text_is_set_and_signed(cast: Cast) -> None:
    samir, inge = cast.client("samir.el.khatib"), cast.client("inge.bakels")
    text = form(text="Ik zwijg {echt} & altijd.", spoken="Wij zwijgen {nu}.", before="0")
    assert samir.post(f"{PAGE}/tekst", data=text).headers["location"] == f"{PAGE}?gedaan=tekst"
    assert "Teken de geheimhouding" in inge.get("/").text
    page = inge.get(PAGE).text
    assert "Ik zwijg {echt} &amp; altijd." in page
    stale = inge.post(PAGE, data=form(number="0"))
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "De tekst is intussen veranderd." in stale.text
    assert inge.post(PAGE, data=form(number="1")).headers["location"] == f"{PAGE}?gedaan=getekend"
    twice = inge.post(PAGE, data=form(number="1"))
    assert twice.status_code == HTTPStatus.FORBIDDEN
    assert "U hebt dit al getekend." in twice.text
    assert "Teken de geheimhouding" not in inge.get("/").text


def test_what_was_typed_stays_when_something_is_wrong(cast: Cast) -> None:
    samir = cast.client("samir.el.khatib")
    answer = samir.post(f"{PAGE}/tekst", data=form(text="Wij zwijgen.", spoken="", before="0"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Wij zwijgen." in answer.text
    late = samir.post(f"{PAGE}/tekst", data=form(text="Ik zwijg.", spoken="Stil.", before="7"))
    assert late.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("login", ["nadia.oosterhuis", "ben.vink"])
def test_without_a_partner_there_is_no_such_page(cast: Cast, login: str) -> None:
    client = cast.client(login)
    assert client.get(PAGE).content == client.get("/bestaat-niet").content
    assert client.post(PAGE, data=form(number="0")).status_code == HTTPStatus.NOT_FOUND


def test_a_partner_sets_no_text(cast: Cast) -> None:
    answer = cast.client("inge.bakels").post(f"{PAGE}/tekst", data=form(text="x", spoken="y", before="0"))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_sign_no_database_keeps_stops_nothing(cast: Cast) -> None:
    sent = form(text="Ik zwijg\0 hierover.", spoken="Sst\0.", before="0")
    client = cast.client("samir.el.khatib")
    assert client.post(f"{PAGE}/tekst", data=sent).status_code == HTTPStatus.SEE_OTHER
    assert "Ik zwijg hierover." in client.get(PAGE).text
