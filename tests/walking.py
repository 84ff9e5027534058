"""Walk every door: each GET route of the live application, as somebody, with every id there is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Table, select
from sqlmodel import SQLModel
from starlette.routing import Mount

from tafel import clock, db
from tafel.seat import Seat, of_chores
from tests.cast import Cast
from tests.client import Client

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
_CALLED = {"category_doubts": "doubt", "rule_books": "book", "access_tokens": "token", "agenda_items": "item",
           "minutes": "minutes", "series": "series"}  # fmt: skip
OTHERS = {"login": ["inge.bakels"], "token": ["x"], "number": ["6"], "path": [], "kind": ["labour"],
            "giver": ["POL"], "receiver": ["OM"],
           "fragment": ["nu", "hierna", "zaal", "regels", "notities", "mijn-regels"]}  # fmt: skip
_ASKED = {"/bewijs/nieuw": ["convenant"], "/casussen/{case_id}/bewijs/nieuw": ["toestemming", "conflict-van-plichten"]}
ABSENT = "00000000-0000-4000-8000-000000000000"
_WHOLES = {"case_id", "meeting_id"}
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MANY = 6
Ids = dict[str, list[str]]


@dataclass(frozen=True)
class Door:
    """A GET route and the parameters in its path."""

    path: str
    names: tuple[str, ...]


def doors(app: FastAPI) -> list[Door]:
    """Every GET route of the live route table, those of mounted applications too; static files are nobody's words."""
    return sorted(set(_doors(app, "")), key=lambda door: door.path)


def _doors(app: object, prefix: str) -> Iterator[Door]:
    for route in iter_route_contexts(getattr(app, "routes", ())):
        original, path = route.original_route, route.path or getattr(route.original_route, "path", "")
        if isinstance(original, Mount) and path != "/static":
            yield from _doors(original.app, prefix + path)
        elif "GET" in (route.methods or ()) and not path.endswith("/stroom"):  # endless: tests/tafel/test_live.py
            yield Door(prefix + path, tuple(re.findall(r"{(\w+)", path)))


def addresses(app: FastAPI, ids: Ids, of_whole: dict[tuple[str, str], str] | None = None) -> list[str]:
    """Every address the doors have, with every id there is, and one that there is not.

    With `of_whole`, what hangs on a case or a meeting is sought there, and one of it elsewhere, not everywhere.
    """
    return [
        address
        for door in doors(app)
        for values in product(*(ids[name] for name in door.names))
        if of_whole is None or _belongs(dict(zip(door.names, values, strict=True)), ids, of_whole)
        for address in _filled_in(door, values)
    ]


def _filled_in(door: Door, values: tuple[str, ...]) -> list[str]:
    """The address, and the same with each question it answers."""
    path = door.path
    for name, value in zip(door.names, values, strict=True):
        path = re.sub(rf"{{{name}(:\w+)?}}", value, path)
    return [path, *(f"{path}?soort={kind}" for kind in _ASKED.get(door.path, ()))]


def _belongs(given: dict[str, str], ids: Ids, of_whole: dict[tuple[str, str], str]) -> bool:
    for whole in _WHOLES & given.keys():
        first = ids[whole][0]
        for name, one in given.items():
            elsewhere = given[whole] == first and one in (ids[name][0], ABSENT)
            if name not in _WHOLES and not elsewhere and given[whole] != of_whole.get((whole, one), first):
                return False
    return True


def belonging(*seats: Seat) -> dict[tuple[str, str], str]:
    """In which case, and at which meeting, each thing of one stands."""
    found: dict[tuple[str, str], str] = {}
    for seat in seats:
        with db.reading(of_chores(seat.region)) as reading:
            for whole in _WHOLES:
                for table in _tables(whole):
                    for one, its in reading.session.execute(select(table.c.id, table.c[whole])):
                        found |= {(whole, str(one)): str(its)} if its else {}
    return found


@cache
def _tables(*more: str) -> list[Table]:
    """The tables whose rows have an id in a region."""
    wanted = {"region_id", "id", *more}
    return [table for table in SQLModel.metadata.sorted_tables if wanted <= set(table.columns.keys())]


def every_id(*seats: Seat) -> Ids:
    """All ids of the regions of these seats, by the name a route gives them, and one that there is not."""
    found: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        with db.reading(of_chores(seat.region)) as reading:
            for name, table in named_tables():
                found[name] |= {str(one) for one in reading.session.scalars(select(table.c.id))}
    return {name: [*sorted(found[name]), ABSENT] for name in found} | OTHERS


def named_tables() -> list[tuple[str, Table]]:
    """The tables whose rows have an id in a region, each by the name a route gives such an id."""
    return [(f"{_CALLED.get(table.name, table.name.removesuffix('s'))}_id", table) for table in _tables()]


def previews(ids: Ids) -> list[tuple[str, str, dict[str, Any]]]:
    """What the rules say of new words, and of sharing everything there is with everybody; as page, part, by machine."""
    choice = {
        "versions": ids["version_id"], "drawn": [f"{one}.1" for one in ids["version_id"]], "purpose": "P4",
        "receivers": ids["partner_id"], "declared": ["c-DECL(min)"], "ends_on": str(clock.today() + timedelta(days=30)),
        "necessary": "Nodig.", "proportionate": "Past.", "no_lighter_way": "Geen andere weg.",
    }  # fmt: skip
    typed = {"text": "Er ligt een kasboek.", "category": "D2", "reliability": "heard", "purpose": "P4"}
    pages = [f"/casussen/{one}/inbreng/nieuw" for one in ids["case_id"]]
    pages += [f"/inbreng/{one}" for one in ids["statement_id"]]
    how = {"data": typed, "headers": {"HX-Request": "true"}}
    asked: list[tuple[str, str, dict[str, Any]]] = [("POST", f"{where}/lezers", how) for where in pages]
    asked.append(("POST", "/casussen/zoeken", {"data": {"words": "woorden"}}))
    for case in ids["case_id"]:
        page, machine = f"/casussen/{case}/delen/controle", f"/api/v1/cases/{case}/verdicts"
        asked += [("POST", page, {"data": choice}), ("POST", page, {"data": choice, "headers": {"HX-Request": "true"}})]
        asked += [("POST", machine, {"json": choice}), ("POST", f"{machine}?", {"json": {}})]
        question = choice | {"text": "Wie kent hem?", "about": ids["subject_id"], "category": "D2"}
        page, machine = f"/casussen/{case}/uitvraag/controle", f"/api/v1/cases/{case}/question-verdicts"
        asked += [("POST", page, {"data": question}), ("POST", machine, {"json": question})]
    return asked


def as_somebody(app: FastAPI, cast: Cast, login: str) -> Client:
    """A browser with somebody's sitting, which is also a machine with that person's key."""
    headers = SAME_SITE | {"Authorization": f"Bearer {cast.keys[login]}"}
    return Client(app, cookies={"tafel": cast.tokens[login]}, headers=headers)


def walk(client: Client, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Fetch each address as this client: address, status and body."""
    for path in paths:
        answer = client.get(path, follow_redirects=False)
        yield path, answer.status_code, answer.text


def walk_in_turn(client: Client, paths: Iterable[str], *, turn: int, every: int) -> Iterator[tuple[str, int, str]]:
    """The same by readers who come one after another: of many things alike each asks for one in so many.

    Together they ask for all. Whatever a reader was shown the id of is asked for, as of a page that is there once.
    """
    alike = defaultdict(list)
    for path in sorted(paths):
        alike[ID.sub("", path)].append(path)
    first = {path for some in alike.values() for path in (some[turn % every :: every] if len(some) > _MANY else some)}
    shown: set[str] = set()
    for path, status, body in walk(client, sorted(first)):
        shown.update(ID.findall(body))
        yield path, status, body
    linked = {path for some in alike.values() for path in some if shown.issuperset(ID.findall(path))}
    yield from walk(client, sorted(linked - first))
