"""Actions and closing for machines: the same acts, with the same refusals."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from tafel import clock
from tests import truth
from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.acting import ledger
from tests.tafel.minuting import action, in_session
from tests.tafel.test_actions import takes_on

OWNER, OUTSIDE = "inge.bakels", ("ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis")


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_an_action_is_taken_on_put_off_done_and_read_by_who_has_it(cast: Cast) -> None:
    machine, other = _machine(cast, OWNER), _machine(cast, "wouter.lansink")
    form = {"once": str(uuid4()), "case_id": str(cast.cases["Zwaluw"]), "text": "Belt.", "due_on": _day(3)}
    made = [machine.post("/actions", json=form) for _ in range(2)]
    assert [one.status_code for one in made] == [HTTPStatus.CREATED] * 2
    line = made[0].json()["id"]
    assert [one["text"] for one in other.get("/actions?whose=others").json()["others"]] == ["Belt."]
    base = machine.get("/actions").json()["ours"][0]["base"]
    late = {"once": str(uuid4()), "due_on": _day(1), "reason": "Druk.", "base": base}
    wrong = machine.post(f"/actions/{line}/delays", json=late)
    assert (wrong.status_code, set(wrong.json()["errors"])) == (HTTPStatus.UNPROCESSABLE_ENTITY, {"due_on"})
    late |= {"once": str(uuid4()), "due_on": _day(9)}
    assert machine.post(f"/actions/{line}/delays", json=late).json() == {"id": line}
    stale = machine.post(f"/actions/{line}/reports", json={"once": str(uuid4()), "state": "done", "base": base})
    assert stale.status_code == HTTPStatus.CONFLICT
    base = machine.get("/actions").json()["ours"][0]["base"]
    done = machine.post(f"/actions/{line}/reports", json={"once": str(uuid4()), "state": "done", "base": base})
    assert done.status_code == HTTPStatus.OK
    seen = other.get("/actions").json()["others"][0]
    assert (seen["state"], seen["put_off"], seen["text"]) == ("done", 1, "Belt.\n\nReden: Druk.")
    assert len(ledger(cast, Act.ACTION_ADDED)) == 1
    assert truth.was_noted(cast.seats["wouter.lansink"], UUID(base.split(".")[0]))


def test_a_case_is_closed_and_opened_again(cast: Cast) -> None:
    machine, case = _machine(cast, OWNER), cast.cases["Zwaluw"]
    line = str(action(cast, in_session(cast)))
    form = {"once": str(uuid4()), "reason": "safe"}
    wrong = machine.post(f"/cases/{case}/closings", json=form)
    assert (wrong.status_code, set(wrong.json()["errors"])) == (HTTPStatus.UNPROCESSABLE_ENTITY, {f"answer.{line}"})
    form |= {"once": str(uuid4()), "actions": [{"statement_id": line, "answer": "stays"}]}
    assert machine.post(f"/cases/{case}/closings", json=form).json() == {"id": str(case)}
    assert machine.get(f"/cases/{case}").json()["closed"]["reason"] == "safe"
    again = machine.post(f"/cases/{case}/reopenings", json={"once": str(uuid4()), "why": "Er is nieuws."})
    assert again.status_code == HTTPStatus.OK
    assert machine.get(f"/cases/{case}").json()["closed"] is None


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_is_no_such_thing(cast: Cast, login: str) -> None:
    line, case, machine = takes_on(cast, OWNER), cast.cases["Zwaluw"], _machine(cast, login)
    for path, form in (
        (f"/actions/{line}/reports", {"state": "done", "base": "0"}),
        (f"/actions/{line}/delays", {"due_on": _day(9), "reason": "x", "base": "0"}),
        (f"/actions/{line}/handovers", {}),
        (f"/cases/{case}/closings", {"reason": "safe"}),
        (f"/cases/{case}/reopenings", {"why": "Nieuws."}),
    ):
        answer = machine.post(path, json={"once": str(uuid4()), **form})
        assert answer.status_code == HTTPStatus.NOT_FOUND, path
    listed = machine.get("/actions")
    assert listed.status_code == HTTPStatus.NOT_FOUND or "Belt de gemeente." not in listed.text
