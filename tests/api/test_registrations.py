"""Registrations with CoMensha for machines: the same act, with the same refusals."""

from http import HTTPStatus
from uuid import UUID, uuid4

from tests.api.test_api import _machine
from tests.cast import Cast
from tests.tafel.test_registrations import case, says

__all__ = ["case"]
FIELDS = {"what": "fields", "sex": "female", "nationality": "RO", "least": True}


def test_a_victim_is_registered_by_machine_as_on_screen(cast: Cast, case: UUID) -> None:
    inge, soraya = _machine(cast, "inge.bakels"), _machine(cast, "soraya.pinas")
    here = f"/cases/{case}/subjects/{cast.passages['A']}/registrations"
    sent = FIELDS | {"once": str(uuid4())}
    assert inge.post(here, json=sent).status_code == HTTPStatus.FORBIDDEN, "nobody said yet that this is a victim"
    says(cast, case, "inge.bakels", role="victim", age_branch="adult", form="sexual")
    says(cast, case, "soraya.pinas", role="victim")
    wrong = inge.post(here, json=sent | {"least": False, "nationality": "XX"})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        {"least", "nationality"},
    )
    made, again = (inge.post(here, json=sent) for _ in range(2))
    assert (made.status_code, made.json()) == (HTTPStatus.CREATED, again.json())
    (line,) = inge.get(here).json()["made"]
    assert (line["id"], line["fields"]) == (made.json()["id"], True)
    assert "D2" in inge.get(here).json()["permitted"]
    assert soraya.post(here, json=FIELDS | {"once": str(uuid4())}).status_code == HTTPStatus.FORBIDDEN
    assert soraya.get(here).json()["made"] == []
    for login in ("rik.zandstra", "ruud.eggink", "nadia.oosterhuis", "ben.vink"):
        machine = _machine(cast, login)
        assert machine.get(here).status_code == HTTPStatus.NOT_FOUND
        assert machine.post(here, json=FIELDS | {"once": str(uuid4())}).status_code == HTTPStatus.NOT_FOUND
