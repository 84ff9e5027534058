"""An address is compared with the pages of its own shape; which page it is stays the same."""

from uuid import uuid4

import pytest
from fastapi import APIRouter
from starlette.routing import Match

from tafel.demo.telling import Telling
from tests import walking
from web.app import create
from web.routing import Router

ONE = str(uuid4())


def _asked(path: str) -> dict[str, object]:
    return {"type": "http", "method": "GET", "path": path, "headers": [], "root_path": ""}


@pytest.mark.parametrize("end", ["", "/nog-iets"])
def test_every_page_is_found_and_nothing_beside_it(end: str, demo: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo
    names = {name for door in walking.doors(create()) for name in door.names}
    ids = {name: [ONE] for name in names} | {"number": ["6"]}
    paths = [f"{one}{end}" for one in walking.addresses(create(), ids) if "?" not in one]
    found = {path: [one.matches(_asked(path))[0] for one in create().router.routes] for path in paths}
    monkeypatch.delattr(Router, "matches")
    assert Router.matches is APIRouter.matches
    assert {path: [one.matches(_asked(path))[0] for one in create().router.routes] for path in paths} == found
    assert end or all(Match.FULL in some for some in found.values())
