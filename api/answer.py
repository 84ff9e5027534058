"""The two answers of the API: `read` shows, `do` acts. Both close their transaction before the answer leaves."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from models.forms.base import ActForm
from tafel import db, once
from tafel.db import Reading, Writing
from tafel.refusals import Unavailable
from tafel.seat import Seat
from tafel.sight import handed_out

V = TypeVar("V", bound=BaseModel | tuple[Any, ...])
F = TypeVar("F", bound=ActForm)


def read(seat: Seat, see: Callable[[Reading], V]) -> V:
    """A view for this seat; other people's words in it are handed out in the ledger before it leaves."""
    for _ in range(2):
        with handed_out.drawing(seat) as reading:
            view = see(reading)
        try:
            handed_out.record(reading, channel="api")
        except handed_out.Stale:
            continue
        return view
    raise Unavailable("what was asked changed twice while it was read")


def do(seat: Seat, route: str, form: F, act: Callable[[Writing, F], Any]) -> str:
    """Act once for a form's `once` key; returns the result, the same again when it is sent again."""
    with db.writing(seat) as work:
        done = once.first(work, form.once, route, form.model_dump_json())
        if done is not None:
            return done
        result = str(act(work, form))
        handed_out.write(work, work.shown, channel="api")
        once.keep(work, form.once, result)
    return result
