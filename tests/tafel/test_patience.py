"""A server that does not answer is let go, and the next question goes to one that does."""

import pytest
from sqlalchemy import text

from tafel import db, engines
from tafel.refusals import Unavailable
from tests.cast import Cast


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_who_hears_nothing_asks_on_another_line(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    seat = cast.seats["inge.bakels"]
    with pytest.raises(Unavailable), db.reading(seat) as reading:
        reading.session.execute(text("SELECT pg_sleep(3)"))
    with db.reading(seat) as reading:
        assert reading.session.scalar(text("SELECT 1")) == 1
