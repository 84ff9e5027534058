"""What identifies, on screen; and that the asker gets the same bytes whether anybody holds the same or not."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from models.identifier_terms import IdentifierKind
from models.tables.identifiers import Asked
from tafel import clock, db, ledger, seal
from tafel.normal import normal
from tests.cast import Cast
from tests.client import Client
from tests.tafel.identifying import ADDRESS, agreed, round_passes, says, signal
from web.app import create
from web.filled import Filled

FILLED = {"kind": "address", "value": "1234ab 12A", "declared": "c-DECL(min)"}


def sent(client: Client, path: str, **form: Any) -> Any:
    return client.post(path, data={"once": str(uuid4()), **form})


def test_it_is_written_changed_and_taken_back_on_one_page(cast: Cast) -> None:
    case, inge = signal(cast, "inge.bakels"), cast.client("inge.bakels")
    here = f"/signalen/{case}/gegevens"
    assert sent(inge, here, **FILLED).headers["location"] == f"{here}?gedaan=uitgezet"
    shown = inge.get(f"{here}?gedaan=uitgezet").text
    assert "1234 AB 12 A" in shown
    assert "Bewaard en uitgezet." in shown
    assert f'href="{here}"' in inge.get(f"/signalen/{case}").text
    (statement,) = set(re.findall(rf"{here}\?wijzig=([0-9a-f-]{{36}})", shown))
    assert 'value="1234 AB 12 A"' in inge.get(f"{here}?wijzig={statement}").text
    assert sent(inge, here, **FILLED | {"value": "9876 ZX 1", "statement_id": statement}).status_code == 303
    assert sent(inge, f"{here}/{statement}/weg").headers["location"] == f"{here}?gedaan=weg"
    assert "9876 ZX 1" not in inge.get(here).text


def test_the_database_alone_says_nothing_of_what_was_written(cast: Cast) -> None:
    """In no row of it, nor as what whoever holds it can work out for every house and compare."""
    once, case = str(uuid4()), signal(cast, "inge.bakels")
    typed = {"once": once, **FILLED}
    assert cast.client("inge.bakels").post(f"/signalen/{case}/gegevens", data=typed).status_code == 303
    found = normal(IdentifierKind.ADDRESS, FILLED["value"], None, clock.today())
    with db.reading(cast.seats["inge.bakels"]) as reading:
        rows = [row for table in SQLModel.metadata.sorted_tables for row in reading.rows(table.select())]
        nonces = reading.values(select(col(Asked.nonce)))
    held = {value if isinstance(value, bytes) else str(value) for row in rows for value in row}
    body = Filled(typed={name: [value] for name, value in typed.items()}).body
    guesses = {sha256(one.encode()).digest() for one in (body, found.exact, found.loose, found.shown)}
    guesses |= {seal.fingerprint(nonce, "address", found.exact) for nonce in nonces}
    assert not held & guesses
    assert not [one for one in held if isinstance(one, str) and (found.shown in one or FILLED["value"] in one)]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"value": "0123 AB 1"}, "Deze postcode kan niet bestaan."),
        ({"declared": ""}, "Uw verklaring: "),
        ({"kind": "person", "value": "Elena Petrova"}, "Vul ook de geboortedatum in"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(cast: Cast, form: dict[str, str], told: str) -> None:
    case, inge = signal(cast, "inge.bakels"), cast.client("inge.bakels")
    answer = sent(inge, f"/signalen/{case}/gegevens", **FILLED | form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told in answer.text
    assert f'value="{form.get("value", FILLED["value"])}"' in answer.text


def test_the_earlier_holder_hears_it_at_home_without_a_name_and_chooses(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    held, asked = signal(cast, "sven.mulder"), signal(cast, "inge.bakels")
    says(cast, "sven.mulder", held)
    says(cast, "inge.bakels", asked)
    round_passes(cast)
    sven, inge = cast.client("sven.mulder"), cast.client("inge.bakels")
    (hit,) = set(re.findall(r'"(/treffers/[0-9a-f-]{36})"', sven.get("/").text))
    page = sven.get(hit).text
    assert "Maak mij bekend" in page
    assert "Politie" not in page.split("<main")[1]
    assert "/treffers/" not in inge.get("/").text
    assert inge.get(hit).status_code == HTTPStatus.NOT_FOUND
    assert sent(sven, hit, answer="known").headers["location"] == hit
    round_passes(cast)
    assert "Gemeente Lindehaven, toezicht heeft ook" in inge.get(hit).text
    assert "Dit heeft ook: Gemeente Lindehaven, toezicht." in inge.get(f"/signalen/{asked}/gegevens").text


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "samir.el.khatib", "ben.vink", "nadia.oosterhuis"])
def test_to_others_there_is_no_such_page(cast: Cast, login: str) -> None:
    here = f"/signalen/{signal(cast, 'inge.bakels')}/gegevens"
    client = cast.client(login)
    assert client.get(here).status_code == HTTPStatus.NOT_FOUND
    assert sent(client, here, **FILLED).status_code == HTTPStatus.NOT_FOUND
    assert sent(client, f"/treffers/{uuid4()}", answer="known").status_code == HTTPStatus.NOT_FOUND


def test_the_asker_gets_the_same_bytes_whether_anybody_holds_it(
    anew: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the answer, of pages before and after the round, and of the register: as many entries, in the same round."""
    monkeypatch.setattr("web.answer.uuid4", lambda: UUID(int=4))
    monkeypatch.setattr("tafel.ids.code_word", lambda: "Berk")
    worlds, began = [], clock.now()
    for held in (ADDRESS, "9876 ZX 1"):
        drawn = random.Random(4)
        for made in ("tafel.ids.new", "tests.tafel.identifying.uuid4"):
            monkeypatch.setattr(made, lambda drawn=drawn: UUID(int=drawn.getrandbits(128), version=4))
        monkeypatch.setattr("tafel.ids.reference", lambda _, drawn=drawn: f"DW-{drawn.randrange(2222, 9999)}")
        with clock.at(began + timedelta(minutes=20)):
            worlds.append(_everything(anew(), held))
    hit, none = worlds
    assert (hit.pop("told"), none.pop("told")) == (True, False)
    assert hit.keys() == none.keys()
    differ = {asked: _where(hit[asked], none[asked]) for asked in hit if hit[asked] != none[asked]}
    assert differ == {}


def _where(one: Any, other: Any) -> tuple[str, str]:
    """What stands around the first place where two answers differ."""
    this, that = str(one[-1]), str(other[-1])
    at = next((at for at, pair in enumerate(zip(this, that, strict=False)) if len(set(pair)) > 1), 0)
    return this[max(at - 80, 0) : at + 80], that[max(at - 80, 0) : at + 80]


def _everything(cast: Cast, held: str) -> dict[str, Any]:
    """All that the asker gets where somebody else held this before."""
    with clock.at(clock.now() - timedelta(minutes=10)):
        agreed(cast, "sven.mulder", "POL", "inge.bakels")
        says(cast, "sven.mulder", signal(cast, "sven.mulder"), held)
    ours = signal(cast, "inge.bakels")
    inge, here = cast.client("inge.bakels"), f"/signalen/{ours}/gegevens"
    got: dict[str, Any] = {"asked": _told(sent(inge, here, **FILLED))}
    pages = [here, f"/signalen/{ours}", "/signalen", "/", f"/casussen/{ours}", "/register", f"/treffers/{UUID(int=4)}"]
    for stage, asked in (("before", pages[:2]), ("after", pages)):
        got |= {f"{stage} {path}": _told(inge.get(path)) for path in asked}
        round_passes(cast)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        got["entries"] = (ledger.head_of(reading).size,)
    machine = Client(create(), headers={"Authorization": f"Bearer {cast.keys['inge.bakels']}"})
    got["by machine"] = _told(machine.get("/api/v1/ledger-entries"))
    return got | {"told": "/treffers/" in cast.client("sven.mulder").get("/").text}


def _told(answer: Any) -> Any:
    text = re.sub(r'"id":"[0-9a-f-]{36}","at"', '"at"', answer.text)
    return answer.status_code, sorted(answer.headers.items()), text
