"""The same doors for machines: a token opens one seat, and sees and does what that seat does on screen."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from models.forms.people import MakeToken
from models.terms import FieldName
from tafel import clock, db, tokens
from tests import truth
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import joins
from web.app import create


def _machine(cast: Cast, login: str) -> Client:
    with db.writing(cast.seats[login]) as work:
        token = tokens.make(work, MakeToken(once=uuid4(), name="Koppeling"))
    return Client(create(), base_url="http://testserver/api/v1", headers={"Authorization": f"Bearer {token}"})


def _giving(cast: Cast, receiver: str) -> dict[str, object]:
    return {
        "once": str(uuid4()), "versions": [str(cast.version("voorman"))], "receivers": [str(cast.partners[receiver])],
        "purpose": "P4", "ends_on": str(clock.today() + timedelta(days=30)), "declared": ["c-DECL(min)"],
    }  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}])
def test_without_a_token_nobody_comes_in(cast: Cast, headers: dict[str, str]) -> None:
    answer = Client(create(), headers=headers, cookies={"tafel": cast.tokens["inge.bakels"]}).get("/api/v1/cases")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_cases_and_what_is_shared(cast: Cast) -> None:
    machine = _machine(cast, "wouter.lansink")
    case = machine.get("/cases").json()[0]
    assert case["code_word"] == "Zwaluw"
    said = machine.get(f"/cases/{case['id']}").json()
    assert [p["text"] for c in said["contributions"] for p in c["passages"]] == ["Boven de kas liggen negen matrassen."]
    assert truth.was_noted(cast.seats["wouter.lansink"], cast.version("matrassen"))


@pytest.mark.parametrize("login", ["ruud.eggink", "rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis"])
def test_to_others_there_is_no_such_case(cast: Cast, login: str) -> None:
    machine = _machine(cast, login)
    hidden = machine.get(f"/cases/{cast.cases['Zwaluw']}")
    absent = machine.get(f"/cases/{uuid4()}")
    nonsense = machine.get("/cases/zwaluw")
    assert hidden.status_code == HTTPStatus.NOT_FOUND
    assert hidden.text == absent.text == nonsense.text


def test_the_verdict_comes_before_the_act_and_says_the_same(cast: Cast) -> None:
    machine, case = _machine(cast, "inge.bakels"), cast.cases["Zwaluw"]
    choice = {k: v for k, v in _giving(cast, "OM").items() if k != "once"}
    said = {
        r["partner"]["id"]: r["outcome"]
        for r in machine.post(f"/cases/{case}/verdicts", json=choice).json()["receivers"]
    }
    assert said[str(cast.partners["OM"])] == "permitted"
    assert said[str(cast.partners["WOCO"])] == "refused"
    assert machine.post(f"/cases/{case}/shares", json=_giving(cast, "OM")).json() == {"count": 1}
    refused = machine.post(f"/cases/{case}/shares", json=_giving(cast, "WOCO"))
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_the_same_act_sent_twice_acts_once(cast: Cast) -> None:
    machine, address = _machine(cast, "inge.bakels"), f"/cases/{cast.cases['Zwaluw']}/passages"
    form = {"once": str(uuid4()), "text": "Er staat een busje.", "category": "D7", "reliability": "heard"}
    first, again = machine.post(address, json=form), machine.post(address, json=form)
    assert first.status_code == again.status_code == HTTPStatus.CREATED
    assert first.json() == again.json()
    other = machine.post(address, json=form | {"text": "Iets anders."})
    assert other.status_code == HTTPStatus.CONFLICT


def test_what_is_wrong_is_told_per_field(cast: Cast) -> None:
    machine = _machine(cast, "inge.bakels")
    answer = machine.post(
        f"/cases/{cast.cases['Zwaluw']}/shares", json=_giving(cast, "OM") | {"purpose": "P99", "extra": 1}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert set(answer.json()["errors"]) == {"purpose", "extra"}


def test_it_describes_itself(cast: Cast) -> None:
    assert cast
    answer = Client(create()).get("/api/v1/openapi.json")
    assert answer.headers["api-version"]
    paths = answer.json()["paths"]
    assert all(path == path.lower() and "_" not in path.split("{")[0] for path in paths)
    assert "/v1/cases/{case_id}/verdicts" in paths


def test_the_register_is_the_privacy_officers_and_ones_own_acts_are_ones_own(cast: Cast) -> None:
    def lines(login: str) -> list[dict[str, object]]:
        answer = Client(create(), headers={"Authorization": f"Bearer {cast.keys[login]}"}).get("/api/v1/ledger-entries")
        assert answer.status_code == HTTPStatus.OK
        return [line for day in answer.json()["days"] for line in day["lines"]]

    assert {"share.given", "case.opened"} <= {line["act"] for line in lines("nadia.oosterhuis")}
    assert {line["person"] for line in lines("petra.dekker")} == {"Petra Dekker"}
    administrator = Client(create(), headers={"Authorization": f"Bearer {cast.keys['ben.vink']}"})
    assert administrator.get("/api/v1/ledger-entries").status_code == HTTPStatus.NOT_FOUND


def test_a_period_the_wrong_way_round_is_told(cast: Cast) -> None:
    machine = Client(create(), headers={"Authorization": f"Bearer {cast.keys['nadia.oosterhuis']}"})
    answer = machine.get("/api/v1/ledger-entries?firstDay=2026-11-20&lastDay=2026-11-01")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_where_somebody_hides_is_not_told_to_a_machine(cast: Cast) -> None:
    from tafel import subjects

    soraya, case = cast.seats["soraya.pinas"], cast.cases["Zwaluw"]
    with db.writing(soraya) as work:
        subject = subjects.add_subject(work, case)
        hidden = subjects.say_field(work, case, subject, FieldName.SECRET_ADDRESS, "Duinweg 12")
    machine = Client(create(), headers={"Authorization": f"Bearer {cast.keys['soraya.pinas']}"})
    answers = [machine.get(f"/api/v1/cases/{case}"), machine.get(f"/api/v1/cases/{case}/passages/{hidden}"),
               machine.post(f"/api/v1/cases/{case}/verdicts", json={})]  # fmt: skip
    assert {answer.status_code for answer in answers} == {HTTPStatus.OK}
    assert not any("Duinweg" in answer.text for answer in answers)


def test_shares_of_a_year_unless_another_period_is_asked(cast: Cast) -> None:
    machine = Client(create(), headers={"Authorization": f"Bearer {cast.keys['inge.bakels']}"})
    assert len(machine.get("/api/v1/shares").json()["given"]) == 1
    wrong = machine.get("/api/v1/shares?firstDay=2027-01-01&lastDay=2026-01-01")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_words_saved_after_a_colleague_was_shown_a_draft_are_not_shared_under_its_version(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    writer, case = _machine(cast, "inge.bakels"), cast.cases["Zwaluw"]
    words = {"once": str(uuid4()), "text": "Onschuldig.", "category": "D7", "reliability": "heard"}
    made = writer.post(f"/cases/{case}/passages", json=words).json()["id"]
    colleague = _machine(cast, "ruud.eggink")
    read = colleague.get(f"/cases/{case}/passages/{made}").json()
    base = f"{read['version_id']}.{read['edit']}"
    later = words | {"once": str(uuid4()), "text": "Nooit door Ruud gelezen.", "base": base}
    assert writer.put(f"/passages/{made}", json=later).status_code == HTTPStatus.OK
    given = colleague.post(f"/cases/{case}/shares", json=_giving(cast, "OM") | {"versions": [read["version_id"]]})
    assert given.status_code == HTTPStatus.CONFLICT
    assert "Nooit" not in _machine(cast, "wouter.lansink").get(f"/cases/{case}").text
