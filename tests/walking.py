"""Walk every door: each GET route of the live application, as somebody, with every id there is."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from starlette.routing import Mount
from starlette.testclient import TestClient

from models.tables.casework import Case, Statement, Subject, Version
from models.tables.people import AccessToken, Membership, Partner
from models.tables.sharing import CategoryDoubt, Evidence, RuleBookRow, Share
from tafel import db
from tafel.seat import Seat
from tests.cast import Cast

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
_IDS = {
    "case_id": Case,
    "statement_id": Statement,
    "subject_id": Subject,
    "version_id": Version,
    "evidence_id": Evidence,
    "share_id": Share,
    "doubt_id": CategoryDoubt,
    "membership_id": Membership,
    "partner_id": Partner,
    "book_id": RuleBookRow,
    "token_id": AccessToken,
}
_OTHERS = {"login": ["inge.bakels"], "number": ["6"], "path": [], "giver": ["POL"], "receiver": ["OM"]}


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
        elif "GET" in (route.methods or ()):
            yield Door(prefix + path, tuple(re.findall(r"{(\w+)", path)))


def addresses(app: FastAPI, ids: dict[str, list[str]]) -> list[str]:
    """Every address the doors have, with every id there is, and one that there is not."""
    found = []
    for door in doors(app):
        for values in product(*(ids[name] for name in door.names)):
            path = door.path
            for name, value in zip(door.names, values, strict=True):
                path = re.sub(rf"{{{name}(:\w+)?}}", value, path)
            found.append(path)
    return found


def every_id(*seats: Seat) -> dict[str, list[str]]:
    """All ids of the regions of these seats, by the name a route gives them, and one that there is not."""
    found: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        with db.reading(seat) as reading:
            for name, table in _IDS.items():
                found[name] |= {str(one) for one in reading.session.scalars(select(table.id))}  # type: ignore[attr-defined]
    absent = "00000000-0000-4000-8000-000000000000"
    return {name: [*sorted(found[name]), absent] for name in _IDS} | _OTHERS


def as_somebody(app: FastAPI, cast: Cast, login: str) -> TestClient:
    """A browser with somebody's sitting, which is also a machine with that person's key."""
    headers = SAME_SITE | {"Authorization": f"Bearer {cast.keys[login]}"}
    return TestClient(app, cookies={"tafel": cast.tokens[login]}, headers=headers)


def walk(client: TestClient, paths: list[str]) -> Iterator[tuple[str, int, str]]:
    """Fetch each address as this client: address, status and body."""
    for path in paths:
        answer = client.get(path, follow_redirects=False)
        yield path, answer.status_code, answer.text
