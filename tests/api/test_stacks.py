"""Stacks for machines: the same acts, with the same refusals."""

from http import HTTPStatus
from uuid import uuid4

from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.identifying import signal


def test_signals_are_stacked_weighed_and_made_a_case_by_machine(cast: Cast) -> None:
    case, petra, soraya = signal(cast, "petra.dekker"), _machine(cast, "petra.dekker"), _machine(cast, "soraya.pinas")
    made = petra.post("/stacks", json={"once": str(uuid4()), "cases": [str(case)], "code_word": "Zwaluw"})
    assert made.status_code == HTTPStatus.CREATED
    (line,) = soraya.get("/stacks").json()["stacks"]
    there = f"/stacks/{line['id']}"
    assert [one["case_id"] for one in soraya.get(there).json()["parts"]] == [str(case)]
    told = {"once": str(uuid4()), "outcome": "consulted", "reason": "Zij praten.", "feedback": "Het is opgepakt."}
    for login in ("rik.zandstra", "ruud.eggink", "nadia.oosterhuis"):
        outsider = _machine(cast, login)
        assert outsider.get(there).status_code == HTTPStatus.NOT_FOUND
        assert outsider.post(f"{there}/weighings", json=told).status_code == HTTPStatus.NOT_FOUND
    assert soraya.post(f"{there}/weighings", json=told).status_code == HTTPStatus.OK
    made = soraya.post(f"{there}/cases", json={"once": str(uuid4()), "purposes": ["P3"]})
    assert soraya.get(f"/cases/{made.json()['id']}").status_code == HTTPStatus.OK
    gone = petra.post(f"{there}/removals", json={"once": str(uuid4()), "case_id": str(case)})
    assert (gone.status_code, petra.get("/stacks").json()["stacks"]) == (HTTPStatus.OK, [])
