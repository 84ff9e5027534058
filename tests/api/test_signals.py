"""Signals for machines: the same acts, with the same refusals."""

from http import HTTPStatus
from uuid import uuid4

from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.test_signals import form


def test_a_signal_is_brought_listed_and_weighed_by_machine(cast: Cast) -> None:
    petra, soraya = _machine(cast, "petra.dekker"), _machine(cast, "soraya.pinas")
    told = form(phone="06 12345678", declared="c-DECL(min)").model_dump(mode="json")
    wrong = petra.post("/signals", json=told | {"phone": "bel mij"})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (HTTPStatus.UNPROCESSABLE_ENTITY, {"phone"})
    made = petra.post("/signals", json=told)
    assert made.status_code == HTTPStatus.CREATED
    (line,) = soraya.get("/signals").json()["signals"]
    assert (line["id"], line["form"], line["mine"]) == (made.json()["id"], None, True)
    assert len(petra.get(f"/signals/{line['id']}/identifiers").json()["lines"]) == 1
    outcome = {"once": str(uuid4()), "outcome": "consulted", "reason": "Zij praten.", "feedback": "Het is opgepakt."}
    there = f"/signals/{line['id']}/weighings"
    assert petra.post(there, json=outcome | {"once": str(uuid4())}).status_code == HTTPStatus.FORBIDDEN
    for login in ("rik.zandstra", "ruud.eggink", "nadia.oosterhuis"):
        assert _machine(cast, login).post(there, json=outcome).status_code == HTTPStatus.NOT_FOUND
    assert soraya.post(there, json=outcome).status_code == HTTPStatus.OK
    assert petra.get("/signals").json()["signals"][0]["outcome"] == "consulted"
