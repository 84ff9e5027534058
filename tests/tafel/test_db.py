"""Transactions on both databases: all of an act with its entries, or nothing; only a refusal survives its rollback."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from models.acts import Act, Result
from models.tables.ledger import Entry
from models.tables.people import Partner
from models.terms import PartnerKind
from tafel import clock, db, ledger, people
from tafel.db import Writing
from tafel.refusals import Refused, Unavailable, say
from tafel.seat import Seat
from tests.databases import Database


@pytest.fixture
def seat(database: Database) -> Seat:
    """The administrator of a region that was just opened."""
    assert database.url
    return people.open_region("De Waarden", "DW", people.add_person("Ben Vink", "ben.vink"))


def _partner(work: Writing, name: str) -> None:
    names: dict[str, Any] = {"kind": PartnerKind.VZ, "name": name, "short_name": name}
    work.session.add(Partner(region_id=work.seat.region, **names, position=len(name), created_at=work.now))


def _names(seat: Seat) -> list[str]:
    with db.reading(seat) as reading:
        return list(reading.session.scalars(select(col(Partner.name)).order_by(col(Partner.name))))


def _acts(seat: Seat) -> list[str | None]:
    with db.reading(seat) as reading:
        return list(reading.session.scalars(select(col(Entry.act)).order_by(col(Entry.position))))


def test_an_act_stands_with_its_entry(seat: Seat) -> None:
    with db.writing(seat) as work:
        _partner(work, "VZ")
        work.record(Act.PARTNER_ADDED)
    assert _names(seat) == ["VZ"]
    assert _acts(seat) == ["region.opened", "partner.added"]


@pytest.mark.parametrize("wrong", [RuntimeError("kapot"), Refused(say("Dit mag niet."))])
def test_what_goes_wrong_leaves_nothing(seat: Seat, wrong: Exception) -> None:
    with pytest.raises(type(wrong)), db.writing(seat) as work:
        _partner(work, "VZ")
        work.record(Act.PARTNER_ADDED)
        work.session.flush()
        raise wrong
    assert (_names(seat), _acts(seat)) == ([], ["region.opened"])


def test_only_the_refusal_survives_its_rollback(seat: Seat) -> None:
    with pytest.raises(Refused), db.writing(seat) as work:
        _partner(work, "VZ")
        work.record(Act.PARTNER_ADDED)
        work.session.flush()
        work.record(Act.SHARE_REFUSED, result=Result.REFUSED)
        raise Refused(say("Dit mag niet."))
    assert (_names(seat), _acts(seat)) == ([], ["region.opened", "share.refused"])
    with db.writing(seat) as work:
        _partner(work, "VZ")
        work.record(Act.PARTNER_ADDED)
    assert _acts(seat) == ["region.opened", "share.refused", "partner.added"]


def test_a_row_the_database_refuses_leaves_nothing(seat: Seat) -> None:
    with pytest.raises(IntegrityError), db.writing(seat) as work:
        _partner(work, "VZ")
        work.session.flush()
        _partner(work, "VZ")
        work.record(Act.PARTNER_ADDED)
    assert (_names(seat), _acts(seat)) == ([], ["region.opened"])


def test_without_the_ledger_nothing_happens(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_work: Writing) -> None:
        raise OSError("de schijf is vol")

    monkeypatch.setattr(ledger, "append", fails)
    with pytest.raises(OSError, match="vol"), db.writing(seat) as work:
        _partner(work, "VZ")
    assert _names(seat) == []


def test_a_reading_sees_one_moment(seat: Seat) -> None:
    with db.reading(seat) as reading:
        assert reading.session.scalars(select(col(Partner.name))).all() == []
        with db.writing(seat) as work:
            _partner(work, "VZ")
        assert reading.session.scalars(select(col(Partner.name))).all() == []
    assert _names(seat) == ["VZ"]


def test_a_reading_cannot_write(seat: Seat) -> None:
    with pytest.raises(Unavailable), db.reading(seat) as reading:
        reading.session.execute(text("UPDATE regions SET name = ''"))


def test_acts_at_once_stand_one_after_another(seat: Seat) -> None:
    def act(number: int) -> None:
        with db.writing(seat) as work:
            _partner(work, "x" * number)
            work.record(Act.PARTNER_ADDED)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(1, 13)))
    with db.reading(seat) as reading:
        stored = [entry.position for entry in ledger.stored(reading)]
    assert stored == list(range(13))


def test_now_is_never_before_the_last_entry(seat: Seat) -> None:
    with db.reading(seat) as reading:
        last = reading.now
    with clock.at(last - timedelta(days=1)), db.writing(seat) as work:
        assert work.now >= last - timedelta(seconds=5)


def test_who_asks_is_told_and_forgotten(seat: Seat, database: Database) -> None:
    """The next one on the same connection does not come in on somebody else's word."""
    names = ("region", "partner", "person", "now")
    asked = text("SELECT " + ", ".join(f"coalesce(current_setting('tafel.{name}', true), '')" for name in names))
    if database.dialect == "postgresql":
        with db.writing(seat) as work:
            told = work.session.execute(asked).one()
        with db.installation() as session:
            after = session.execute(asked).one()
        assert tuple(told)[:3] == (str(seat.region), "", str(seat.person))
        assert tuple(after) == ("",) * 4


def test_another_region_is_out_of_reach(seat: Seat, database: Database) -> None:
    elsewhere = uuid4()
    with (
        pytest.raises(Exception, match=r"row-level security|FOREIGN KEY") as refused,
        db.writing(seat) as work,
    ):
        _of(work, elsewhere)
        work.session.flush()
    assert ("row-level" in str(refused.value)) == (database.dialect == "postgresql")


def _of(work: Writing, region: UUID) -> None:
    work.session.add(
        Partner(region_id=region, kind=PartnerKind.VZ, name="x", short_name="x", position=1, created_at=work.now)
    )


def test_pages_are_drawn_in_turn_where_the_database_is_here_and_acts_wait_for_none(
    seat: Seat, database: Database
) -> None:
    drawn: list[str] = []

    def draws(name: str) -> None:
        with db.in_turn():
            drawn.append(name)

    with ThreadPoolExecutor() as others:
        with db.in_turn():
            if database.dialect == "postgresql":
                others.submit(draws, "beside").result()
            others.submit(_act, seat).result()
            later = others.submit(draws, "after")
            drawn.append("first")
            assert not later.done() or database.dialect == "postgresql"
        later.result()
    assert _names(seat) == ["Beside"]
    assert drawn[0] == ("beside" if database.dialect == "postgresql" else "first")


def _act(seat: Seat) -> None:
    with db.writing(seat) as work:
        _partner(work, "Beside")
