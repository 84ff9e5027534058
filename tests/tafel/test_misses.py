"""Answers that there is no such thing: counted by whom and when, hidden and absent alike, and never of what."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from models.forms.ledger import AskRegister
from models.tables.people import Attempt
from tafel import clock, db, misses
from tafel.refusals import NotFound, Unavailable
from tafel.sight import ledger as register
from tests.cast import Cast
from tests.tafel.test_ledger import size


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST", 3)


def noted() -> int:
    with db.installation() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_hidden_and_absent_count_as_one_and_are_held_back_as_one(cast: Cast) -> None:
    rik = cast.client("rik.zandstra")
    paths = [f"/casussen/{cast.cases['Zwaluw']}", f"/casussen/{uuid4()}", "/niets"]
    assert {rik.get(path).status_code for path in paths} == {HTTPStatus.NOT_FOUND}
    later = [rik.get(path) for path in paths]
    assert {answer.status_code for answer in later} == {HTTPStatus.TOO_MANY_REQUESTS}
    assert len({(answer.text, tuple(sorted(answer.headers.items()))) for answer in later}) == 1


def test_who_is_held_back_still_gets_what_is_there(cast: Cast) -> None:
    inge = cast.client("inge.bakels")
    for _ in range(5):
        inge.get("/niets")
    assert inge.get(f"/casussen/{cast.cases['Zwaluw']}").status_code == HTTPStatus.OK
    assert inge.get("/casussen").status_code == HTTPStatus.OK


def test_each_seat_counts_for_itself_and_an_address_for_who_has_none(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    for _ in range(3):
        assert not misses.too_many(inge, "127.0.0.1")
    assert misses.too_many(inge, "10.0.0.9")
    assert not misses.too_many(cast.seats["ruud.eggink"], "127.0.0.1")
    assert [misses.too_many(None, "127.0.0.1") for _ in range(4)] == [False, False, False, True]
    assert not misses.too_many(None, "10.0.0.9")


def test_it_passes_and_no_more_is_written_meanwhile(cast: Cast) -> None:
    inge, now = cast.seats["inge.bakels"], clock.now()
    for _ in range(6):
        misses.too_many(inge, "")
    assert noted() == misses.MOST
    with clock.at(now + misses.WINDOW + timedelta(seconds=1)):
        assert not misses.too_many(inge, "")


def test_nothing_of_it_stands_in_the_ledger(cast: Cast) -> None:
    before = size(cast)
    cast.client("rik.zandstra").get(f"/casussen/{cast.cases['Zwaluw']}")
    assert (noted(), size(cast)) == (1, before)


def test_when_it_cannot_be_counted_the_answer_is_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Unavailable("read only")

    monkeypatch.setattr(db, "installation", fail)
    assert not misses.too_many(cast.seats["inge.bakels"], "")


def test_the_privacy_officer_sees_how_often_per_day(cast: Cast) -> None:
    now = clock.now()
    for back, times in ((20, 1), (13, 3), (1, 1), (0, 2)):
        with clock.at(now - timedelta(days=back)):
            for _ in range(times):
                misses.too_many(cast.seats["inge.bakels"], "")
    with clock.at(now):
        misses.too_many(cast.seats["rik.zandstra"], "")
        misses.too_many(None, "10.0.0.9")
        with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
            seen = register.register(reading, AskRegister()).misses
    assert [each.count for each in seen] == [2, 1, 3]
    assert seen[0].on == clock.day_of(now)
    page = cast.client("nadia.oosterhuis").get("/register").text
    assert "Gevraagd naar wat er niet is" in page


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "rik.zandstra"])
def test_nobody_else_sees_it(cast: Cast, login: str) -> None:
    misses.too_many(cast.seats["inge.bakels"], "")
    with db.reading(cast.seats[login]) as reading:
        assert register.register(reading, AskRegister()).misses == ()
    assert "Gevraagd naar wat er niet is" not in cast.client(login).get("/register").text


def test_the_administrator_has_no_register(cast: Cast) -> None:
    with pytest.raises(NotFound), db.reading(cast.seats["ben.vink"]) as reading:
        register.register(reading, AskRegister())
