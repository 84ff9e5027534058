"""Who may do what with which thing, by every route there is; all of it at once: bench/storms/matrix.py."""

from collections.abc import Callable

import pytest

from tafel import misses
from tests.canary_weighing import WeighingTable
from tests.cast import Cast
from tests.matrix import OF_ALL, Matrix
from tests.test_promises import one_tick
from web import live


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_every_route_answers_for_what_is_hidden_as_for_what_is_not_there(
    anew: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by somebody to whom things are hidden in one of the ways there are; a route without a row fails it."""
    monkeypatch.setattr(misses, "too_many", lambda *_: False)
    monkeypatch.setattr(live, "ticks", one_tick)
    matrix = Matrix(WeighingTable(anew()))
    assert matrix.without_a_row() == []
    untried = list[str]()
    for turn, cells in enumerate(matrix.one_each()):
        told = next(filter(None, (matrix.told(cell, turn) for cell in cells)), [])
        assert not any(told), told
        door = cells[0].door
        untried += [door.path] if set(door.names) - OF_ALL and not told else []
    assert untried == []
