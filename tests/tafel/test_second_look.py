"""A clock that is put forward or back ends nothing for good, lets nothing live for ever, and stops nothing for long."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select

from models.tables.sharing import Share
from tafel import chores, clock, db, leaps, sign_in
from tafel.refusals import Unavailable
from tests.cast import Cast
from tests.tafel.test_chores import COUNTED, EVERY_HOUR

YEAR = timedelta(days=400)
EXPIRE = next(one for one in chores.CHORES if one.name == "expire-shares")


def goes_on(cast: Cast, since: datetime) -> None:
    """An hour passes as hours do, while the chores look at the clock."""
    for minutes in range(0, 61, 10):
        with clock.at(since + timedelta(minutes=minutes)):
            chores.is_steady(cast.administrator.region)


def ended(cast: Cast) -> bool:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        here = select(Share).where(Share.region_id == reading.seat.region)  # type: ignore[arg-type]
        return reading.session.scalars(here).one().ended_at is not None


@pytest.mark.parametrize("leap", [YEAR, timedelta(days=101, hours=1)])
def test_a_share_is_not_ended_at_the_first_look_after_a_leap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, leap: timedelta
) -> None:
    monkeypatch.setattr(chores, "CHORES", (EXPIRE,))
    runner, now = chores.Runner(), clock.now()
    goes_on(cast, now)
    with clock.at(now + leap):
        assert list(runner.round()) == []
        assert not ended(cast)
    goes_on(cast, now + leap)
    with clock.at(now + leap + timedelta(hours=1)):
        assert list(runner.round()) == ["expire-shares"]
    assert ended(cast)


def test_a_clock_that_is_put_back_is_looked_at_twice_too(cast: Cast) -> None:
    region, now = cast.administrator.region, clock.now()
    goes_on(cast, now)
    with clock.at(now + timedelta(hours=1)):
        assert chores.is_steady(region)
    with clock.at(now + YEAR):
        assert not chores.is_steady(region)
    with clock.at(now + timedelta(hours=1)):
        assert not chores.is_steady(region)


def test_chores_go_on_after_the_clock_was_put_back(cast: Cast) -> None:
    region, now = cast.administrator.region, clock.now()
    COUNTED.clear()
    for moment in (now + YEAR, now):
        with clock.at(moment):
            assert chores.do(region, EVERY_HOUR, cast.administrator.person)
    with clock.at(now):
        assert not chores.do(region, EVERY_HOUR, cast.administrator.person)
    assert len(COUNTED) == 2


def test_a_sitting_of_a_clock_that_was_far_ahead_lets_nobody_in(cast: Cast) -> None:
    now, person = clock.now(), cast.seats["inge.bakels"].person
    with clock.at(now + YEAR):
        token = sign_in.begin(person)
        assert sign_in.present(token)
    assert sign_in.present(token) is None


def test_nothing_is_written_while_the_clock_is_far_ahead(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the register would stand still until then. What is read is not shown either: it cannot be recorded."""
    ahead, client = leaps._ahead(), cast.client("inge.bakels")  # noqa: SLF001
    assert client.get("/healthz").status_code == HTTPStatus.OK
    with monkeypatch.context() as leapt:
        leapt.setattr(leaps, "_ahead", lambda: ahead + YEAR.total_seconds())
        assert client.get("/healthz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
        with pytest.raises(Unavailable):
            sign_in.begin(cast.seats["inge.bakels"].person)
    assert client.get("/healthz").status_code == HTTPStatus.OK


def test_a_new_time_that_lasts_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    watch, ahead, passed = leaps.Watch(), leaps._ahead(), leaps._passed()  # noqa: SLF001
    monkeypatch.setattr(leaps, "_ahead", lambda: ahead + YEAR.total_seconds())
    assert watch.leapt()
    assert watch.leapt()
    monkeypatch.setattr(leaps, "_passed", lambda: passed + 3700)
    assert not watch.leapt()
    monkeypatch.setattr(leaps, "_ahead", lambda: ahead)
    assert not watch.leapt()
