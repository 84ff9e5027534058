"""What identifies for machines: the same acts with the same answers, whatever others hold."""

from http import HTTPStatus
from uuid import UUID, uuid4

from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.identifying import agreed, round_passes, says, signal

SAYS = {"kind": "address", "value": "1234ab 12A", "declared": "c-DECL(min)"}


def test_it_is_written_changed_taken_back_and_answered_by_machine(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    says(cast, "sven.mulder", signal(cast, "sven.mulder"), "1234 AB 12 a")
    case, inge, sven = signal(cast, "inge.bakels"), _machine(cast, "inge.bakels"), _machine(cast, "sven.mulder")
    here = f"/signals/{case}/identifiers"
    wrong = inge.post(here, json=SAYS | {"once": str(uuid4()), "value": "0123 AB 1"})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (HTTPStatus.UNPROCESSABLE_ENTITY, {"value"})
    sent = SAYS | {"once": str(uuid4())}
    made, again = (inge.post(here, json=sent) for _ in range(2))
    assert (made.status_code, made.json()) == (HTTPStatus.CREATED, again.json())
    round_passes(cast)
    (line,) = inge.get(here).json()["lines"]
    assert (line["text"], line["compared"], line["holders"]) == ("1234 AB 12 A", True, [])
    assert inge.get("/hits").json() == []
    (hit,) = sven.get("/hits").json()
    assert sven.get(f"/hits/{hit['id']}").json()["other"] is None
    for login in ("inge.bakels", "ruud.eggink", "rik.zandstra", "nadia.oosterhuis", "ben.vink"):
        machine = _machine(cast, login)
        known = {"once": str(uuid4()), "answer": "known"}
        assert machine.post(f"/hits/{hit['id']}/answers", json=known).status_code == HTTPStatus.NOT_FOUND
        if login != "inge.bakels":
            assert machine.get(here).status_code == HTTPStatus.NOT_FOUND
            assert machine.post(here, json=SAYS | {"once": str(uuid4())}).status_code == HTTPStatus.NOT_FOUND
    known = {"once": str(uuid4()), "answer": "known"}
    assert sven.post(f"/hits/{hit['id']}/answers", json=known).json() == {"id": hit["id"]}
    round_passes(cast)
    assert inge.get(here).json()["lines"][0]["holders"] == ["Gemeente Lindehaven, toezicht"]
    changed = SAYS | {"once": str(uuid4()), "value": "9876 ZX 1", "statement_id": line["statement_id"]}
    assert UUID(inge.post(here, json=changed).json()["id"]) == UUID(line["statement_id"])
    gone = inge.post(f"{here}/{line['statement_id']}/removals", json={"once": str(uuid4())})
    assert (gone.status_code, inge.get(here).json()["lines"]) == (HTTPStatus.OK, [])
