"""Questions to partners for machines: the same acts, with the same refusals."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tafel import clock
from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.questioning import WORDS, anonymous, form

OUTSIDE = ("ruud.eggink", "petra.dekker", "rik.zandstra", "ben.vink", "nadia.oosterhuis")


def test_a_question_is_judged_asked_answered_and_withdrawn(cast: Cast) -> None:
    police, prosecutor = _machine(cast, "inge.bakels"), _machine(cast, "wouter.lansink")
    case = cast.cases["Zwaluw"]
    wanted = form(cast, "OM").model_dump(mode="json")
    choice = {name: value for name, value in wanted.items() if name not in ("once", "seat")}
    verdicts = police.post(f"/cases/{case}/question-verdicts", json=choice).json()
    may = [one["partner"]["id"] for one in verdicts["receivers"] if one["outcome"] == "permitted"]
    assert may == [str(cast.partners["OM"])]
    made = [police.post(f"/cases/{case}/questions", json=wanted) for _ in range(2)]
    assert [one.status_code for one in made] == [HTTPStatus.CREATED] * 2
    question = made[0].json()["id"]
    (line,) = prosecutor.get("/questions").json()["to_us"]
    assert (line["id"], line["text"]) == (question, WORDS)
    later = clock.today() + timedelta(days=2)
    reply = {"once": str(uuid4()), "answer": "later", "later_on": later.isoformat(), "seen": line["mine"]["seen"]}
    assert prosecutor.post(f"/questions/{question}/replies", json=reply).json() == {"id": question}
    stale = prosecutor.post(f"/questions/{question}/replies", json=reply | {"once": str(uuid4())})
    assert stale.status_code == HTTPStatus.CONFLICT
    seen = police.get(f"/questions/{question}").json()["line"]
    assert (seen["partners"][0]["readiness"], seen["mine"]) == ("open", None)
    no = police.post(f"/questions/{question}/withdrawals", json={"once": str(uuid4())})
    assert (no.status_code, "met een reden" in no.json()["detail"]) == (HTTPStatus.FORBIDDEN, True)
    words, to = police.get(f"/questions/{question}").json()["recall_id"], [str(cast.partners["OM"])]
    recall = {"once": str(uuid4()), "receivers": to, "drawn": to, "reason": "out-of-date"}
    assert police.post(f"/passages/{words}/recalls", json=recall).status_code == HTTPStatus.CREATED
    assert prosecutor.get(f"/questions/{question}").json()["line"]["text"] is None


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_is_none(cast: Cast, login: str) -> None:
    question, machine = anonymous(cast, "OM"), _machine(cast, login)
    assert machine.get(f"/questions/{question}").status_code == HTTPStatus.NOT_FOUND
    once = {"once": str(uuid4())}
    for path, sent in (("withdrawals", once), ("replies", once | {"answer": "none"})):
        assert machine.post(f"/questions/{question}/{path}", json=sent).status_code == HTTPStatus.NOT_FOUND


def test_what_cannot_be_asked_is_told_per_field(cast: Cast) -> None:
    wanted = form(cast, "OM").model_dump(mode="json") | {"due_on": "2020-01-01", "purpose": "P9"}
    wrong = _machine(cast, "inge.bakels").post(f"/cases/{cast.cases['Zwaluw']}/questions", json=wanted)
    assert (wrong.status_code, set(wrong.json()["errors"])) == (HTTPStatus.UNPROCESSABLE_ENTITY, {"due_on", "purpose"})
