"""Statements are built once, when their module is read; who asks, when, and of what is filled in as they run.

At the head of a module stands `_CASE = select(...).where(visible.cases(ASKER), col(Case.id) == given("case"))`,
and further down a function says `reading.row(_CASE, case=case_id)`.
"""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import bindparam

from tafel.seat import Seat

_SEAT = ("region", "person", "membership", "partner", "sitting")


def asker(**known: Any) -> Seat:
    """Whoever will ask. What depends on a role or a kind of partner is prepared once for each, and says which."""
    return cast("Seat", SimpleNamespace(**{name: bindparam(f"asker_{name}") for name in _SEAT}, **known))


ASKER = asker()
NOW = cast("datetime", bindparam("asked_at"))


def given(name: str) -> Any:
    """A value the function gives as it runs the statement."""
    return bindparam(name)


def one_of(name: str) -> Any:
    """Several values, for `in_`."""
    return bindparam(name, expanding=True)


def filled_in(seat: Seat, now: datetime, values: dict[str, Any]) -> dict[str, Any]:
    """All that a statement may ask for."""
    return {f"asker_{name}": getattr(seat, name) for name in _SEAT} | {"asked_at": now} | values
