"""How a database is opened: what was compiled for it is found again, by what a statement is and by what it says."""

from typing import Any

from tafel.engines import Compiled


def _key(made_of: Any, *names: str) -> Any:
    return "sqlite", made_of, names, False, False


def test_a_statement_is_found_again_by_what_it_is_and_by_what_it_says() -> None:
    known, once_built = Compiled(), ("select", 1)
    known[_key(once_built)] = compiled = object()
    assert known.get(_key(once_built)) is compiled
    assert known.get(_key(once_built)) is compiled
    assert known.get(_key((*once_built,))) is compiled
    assert known.get(_key(once_built, "name")) is None
    assert known.get(_key(("select", 2))) is None


def test_one_in_its_place_is_another_statement() -> None:
    known: Compiled = Compiled(most=2)
    for number in range(100):
        made_of = ("select", number)
        assert known.get(_key(made_of)) is None
        known[_key(made_of)] = number
        assert known.get(_key(made_of)) == number
