"""Searching: in every word one may read and in no other, noted as a hand-out, and in no address."""

from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import event

from models.acts import Act
from tafel import db, statements
from tafel.sight import searching
from tests.cast import Cast
from tests.tafel.acting import act, ledger, opened, passage, written

SOUGHT = "/casussen/zoeken"


def seek(cast: Cast, login: str, words: str) -> Response:
    return cast.client(login).post(SOUGHT, data={"words": words})


@pytest.mark.parametrize(
    ("login", "words", "told"),
    [
        ("inge.bakels", "matrassen", "Boven de kas liggen negen matrassen."),
        ("inge.bakels", "NEGEN kas", "Boven de kas liggen negen matrassen."),
        ("wouter.lansink", "matras", "Boven de kas liggen negen matrassen."),
        ("petra.dekker", "één naam", "Het huurcontract staat op één naam."),
    ],
)
def test_what_one_may_read_is_found(cast: Cast, login: str, words: str, told: str) -> None:
    answer = seek(cast, login, words)
    assert answer.status_code == HTTPStatus.OK
    assert told in answer.text
    assert f"/casussen/{cast.cases['Zwaluw']}" in answer.text
    assert "1 passage gevonden" in answer.text


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("wouter.lansink", "paspoorten"), ("petra.dekker", "matrassen"), ("inge.bakels", "huurcontract"),
        ("ruud.eggink", "matrassen"), ("rik.zandstra", "matrassen"), ("soraya.pinas", "matrassen"),
        ("inge.bakels", "matrassen voorman"), ("inge.bakels", "..."), ("inge.bakels", "%_%"),
    ],
)  # fmt: skip
def test_what_one_may_not_read_is_as_what_does_not_exist(cast: Cast, login: str, words: str) -> None:
    """The same page as for words that nobody wrote, and nothing in the register."""
    before = len(ledger(cast, Act.STATEMENT_HANDED_OUT))
    told = seek(cast, login, words).text
    assert "Niets gevonden" in told
    assert without(told, words) == without(seek(cast, login, "bestaat nergens").text, "bestaat nergens")
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == before


def without(page: str, words: str) -> str:
    return page.replace(f'value="{words}"', "")


@pytest.mark.parametrize("login", ["ben.vink", "nadia.oosterhuis"])
def test_who_reads_no_content_has_no_such_page(cast: Cast, login: str) -> None:
    assert seek(cast, login, "matrassen").status_code == HTTPStatus.NOT_FOUND
    assert cast.client(login).get(SOUGHT).status_code == HTTPStatus.NOT_FOUND


def test_what_is_found_of_another_is_a_hand_out_and_what_was_looked_for_stands_nowhere(cast: Cast) -> None:
    seek(cast, "wouter.lansink", "negen matrassen")
    (entry,) = ledger(cast, Act.STATEMENT_HANDED_OUT)
    assert str(cast.version("matrassen")) in str(entry)
    assert str(cast.version("voorman")) not in str(entry)
    assert "matrassen" not in str(entry)


@pytest.mark.parametrize(("words", "status"), [("ka", 422), ("  ", 422), ("x" * 61, 422), ("kas", 200)])
def test_too_few_letters_are_told_beside_the_field_and_kept(cast: Cast, words: str, status: int) -> None:
    answer = seek(cast, "inge.bakels", words)
    assert answer.status_code == status
    assert ('aria-invalid="true"' in answer.text) == (status == 422)
    assert f'value="{words}"' in answer.text


def test_one_begins_at_the_list_or_on_a_page_of_its_own(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    for path in ("/casussen", SOUGHT):
        told = client.get(path).text
        assert f'action="{SOUGHT}"' in told
        assert 'method="post"' in told
    assert f'action="{SOUGHT}"' not in cast.client("sven.mulder").get("/casussen").text, "there is nothing to search"
    client.post("/taal", data={"language": "en"})
    assert "1 passage found" in client.post(SOUGHT, data={"words": "matrassen"}).text


def test_what_is_found_is_bounded_and_the_newest_comes_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_FOUND", 2)
    for number in range(3):
        written(cast, "inge.bakels", f"Waarneming {number} bij de kas.")
    told = seek(cast, "inge.bakels", "waarneming").text
    assert "2 passages gevonden" in told
    assert "Er is meer" in told
    assert "Waarneming 0" not in told
    assert told.index("Waarneming 2") < told.index("Waarneming 1")
    monkeypatch.setattr(searching, "MOST_CASES", 1)
    opened(cast, "inge.bakels", "Wulp")
    assert "Gezocht in uw 1 nieuwste casussen." in seek(cast, "inge.bakels", "waarneming").text


def test_many_cases_are_searched_with_as_many_questions_as_one(cast: Cast) -> None:
    def asked() -> int:
        counted: list[Any] = []
        listen = lambda *args: counted.append(args[2])  # noqa: E731 named, to take it off again
        with db.reading(cast.seats["inge.bakels"]) as reading:
            event.listen(db.engine(), "before_cursor_execute", listen)
            searching.search(reading, "waarneming")
            event.remove(db.engine(), "before_cursor_execute", listen)
        return len(counted)

    first = asked()
    for word in ("Wulp", "Meeuw", "Grutto"):
        case = opened(cast, "inge.bakels", word)
        act(cast, "inge.bakels", partial(statements.write, case_id=case, form=passage(f"Een waarneming van {word}.")))
    assert asked() == first <= 5
