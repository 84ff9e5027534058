"""What is typed to be more than words stays words; all of it, and in a real browser: bench/storms/payloads.py."""

from collections.abc import Callable
from itertools import cycle

import pytest

from tafel import misses
from tests import payloads
from tests.canary_weighing import WeighingTable
from tests.cast import Cast
from tests.matrix import Matrix
from tests.payloads import fitting, text_fields
from tests.test_promises import one_tick
from web import live

SEATS = ("inge.bakels", "samir.el.khatib", "ben.vink")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_markup_typed_in_any_field_is_words_wherever_it_comes_back(
    anew: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "too_many", lambda *_: False)
    monkeypatch.setattr(live, "ticks", one_tick)
    matrix, some = Matrix(WeighingTable(anew()), SEATS), cycle(payloads.every())
    told = set[str]()
    for door in payloads.doors(matrix.app):
        said = {name: fitting(some, most) for name, most in text_fields(door).items()}
        pages = (payloads.send(matrix, door, login, said).text for login in SEATS)
        page = next((one for one in pages if payloads.WORD in one), "")
        assert payloads.on_page(page) == [], door
        told |= {door.path} if page else set()
    assert len(told) > 20, "they come back, and stay words; from how many depends on what each comes with"


@pytest.mark.parametrize(
    "typed",
    ["<script>kwaad()</script>", "<img src=x onerror=kwaad()>", "<kwaad-x>", "<b hx-get=/kwaad>",
     "<b hx-on:click=kwaad()>", "<a href=javascript:kwaad()>x</a>", "<iframe srcdoc=kwaad>", "<b sse-connect=/kwaad>",
     "<b style=kwaad:1>"],
)  # fmt: skip
def test_what_is_not_escaped_is_seen(typed: str) -> None:
    assert payloads.on_page(f"<!doctype html><p>{typed}</p>")
    assert payloads.in_file(b"een;=HYPERLINK(1)", "csv")
