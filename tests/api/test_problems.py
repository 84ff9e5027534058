"""What goes wrong is told to a machine as a problem: in plain Dutch, or English when that is asked for, per field."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from fastapi.responses import JSONResponse

from api.problems import TITLES
from tafel import db, misses
from tests.cast import Cast
from tests.client import Client
from web.app import create
from web.language import spoken

ENGLISH = {"Accept-Language": "en"}


def machine(cast: Cast, login: str = "inge.bakels", **headers: str) -> Client:
    known = {"Authorization": f"Bearer {cast.keys[login]}"}
    return Client(create(), base_url="http://testserver/api/v1", headers=known | headers, raises=False)


def passages(cast: Cast) -> str:
    return f"/cases/{cast.cases['Zwaluw']}/passages"


def is_problem(answer: JSONResponse, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1.0.0"
    assert answer.json()["title"] == TITLES[status]  # type: ignore[attr-defined]


def test_the_wrong_method_is_told_with_the_right_one(cast: Cast) -> None:
    answer = machine(cast).delete("/cases")
    is_problem(answer, 405)
    assert answer.headers["allow"]


def test_what_is_far_too_large_is_told(cast: Cast) -> None:
    is_problem(machine(cast).post(passages(cast), json={"text": "x" * 2_000_000}), 413)


@pytest.mark.parametrize("body", [b'{"once": ', b"\xff\xfe", b"{'once': 1}"])
def test_what_is_no_json_is_told_with_the_place(cast: Cast, body: bytes) -> None:
    answer = machine(cast).post(passages(cast), content=body, headers={"Content-Type": "application/json"})
    is_problem(answer, 400)
    assert answer.json()["detail"].startswith("Dit is geen leesbare JSON.")


@pytest.mark.parametrize("path", ["/cases/", "/niets", "/Cases"])
def test_an_address_has_one_way_to_be_written(cast: Cast, path: str) -> None:
    is_problem(machine(cast).get(path), 404)


@pytest.mark.parametrize("login", ["ben.vink", "nadia.oosterhuis", "rik.zandstra", "ruud.eggink"])
def test_to_whom_it_is_not_there_a_wrong_body_says_nothing_more(cast: Cast, login: str) -> None:
    form = {"once": str(uuid4()), "text": "Er staat een busje.", "category": "D7"}
    is_problem(machine(cast, login).post(passages(cast), json=form), 404)


WRONG = {
    "once": "geen",
    "text": "",
    "category": "D99",
    "observed_on": "2026-02-30",
    "names_person": "soms",
    "about": [{"subject_id": "x"}],
    "extra": 1,
}


def test_each_wrong_field_is_named_by_its_path_in_dutch(cast: Cast) -> None:
    answer = machine(cast).post(passages(cast), json=WRONG)
    is_problem(answer, 422)
    assert answer.headers["content-language"] == "nl"
    assert answer.json()["errors"] == {
        "once": "Kies een van de mogelijkheden.",
        "text": "Vul dit in.",
        "category": "Kies een van de mogelijkheden.",
        "observed_on": "Dit is geen datum. Schrijf dag, maand en jaar.",
        "names_person": "Antwoord met ja of nee.",
        "about.0.subject_id": "Kies een van de mogelijkheden.",
        "about.0.role": "Vul dit in.",
        "extra": "Dit hoort niet op dit formulier.",
    }


@pytest.mark.parametrize("body", [[], 3, "tekst", {"about": 1}, {"about": [[]]}, {"roles": None}, {"roles": [1]}])
def test_whatever_is_sent_it_is_a_problem_and_never_an_error_of_ours(cast: Cast, body: object) -> None:
    is_problem(machine(cast).post(passages(cast), json=body), 422)


@pytest.mark.parametrize("path", ["cases", "share-withdrawals"])
def test_an_empty_body_is_told(cast: Cast, path: str) -> None:
    is_problem(machine(cast).post(f"/{path}"), 422)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.5", "en"),
        ("nl,en;q=0.9", "nl"),
        ("fr", "nl"),
        ("*", "nl"),
        ("en;q=x", "nl"),
    ],
)
def test_in_english_when_that_is_asked_for(cast: Cast, wanted: str, language: str) -> None:
    answer = machine(cast, **{"Accept-Language": wanted}).get("/shares?firstDay=2027-01-01&lastDay=2026-01-01")
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.json()["title"] == spoken(TITLES[422], language)
    assert set(answer.json()["errors"]) == {"lastDay"}


def test_an_error_of_ours_is_a_problem_too_and_tells_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(db, "reading", fail)
    answer = machine(cast).get("/cases")
    is_problem(answer, 500)
    assert "geheim" not in answer.text


def test_who_keeps_asking_for_what_is_not_there_is_held_back_and_still_gets_what_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "MOST", 3)
    asking = machine(cast, "rik.zandstra")
    hidden, absent = f"/cases/{cast.cases['Zwaluw']}", f"/cases/{uuid4()}"
    for path in (hidden, absent, "/niets"):
        is_problem(asking.get(path), 404)
    assert asking.get(hidden).text == asking.get(absent).text == asking.get("/niets").text
    is_problem(asking.get(hidden), 429)
    assert asking.get("/cases").status_code == HTTPStatus.OK
    is_problem(machine(cast, "petra.dekker").get(absent), 404)
