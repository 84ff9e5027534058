"""Secrecy is signed for a year, to the second; anew when the text changes; and for an item by who came by a link."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.forms.casework import NameMember
from models.forms.secrecy import SetSecrecyText, SignSecrecy
from models.tables.people import Membership, SecrecySignature
from tafel import casework, clock, db, people, secrecy
from tafel.refusals import Conflict, NotFound, Refused
from tafel.sight import home
from tafel.sight import secrecy as seen
from tests.cast import Cast
from tests.tafel.acting import act, ledger, second_seat

SECRETARY, RUUD = "samir.el.khatib", "ruud.eggink"


def signs(cast: Cast, login: str = RUUD, number: int = 0) -> None:
    act(cast, login, lambda work: secrecy.sign(work, SignSecrecy(once=uuid4(), number=number)))


def sets(cast: Cast, login: str = SECRETARY, before: int = 0, text: str = "Ik zwijg.") -> None:
    form = SetSecrecyText(once=uuid4(), text=text, spoken="Wij zwijgen.", before=before)
    act(cast, login, lambda work: secrecy.set_text(work, form))


def until(cast: Cast, login: str = RUUD) -> datetime:
    with db.reading(cast.seats[login]) as reading:
        found = reading.session.get_one(Membership, (reading.seat.region, reading.seat.membership)).secrecy_until
    assert found
    return found


def due(cast: Cast, login: str = RUUD) -> bool:
    with db.reading(cast.seats[login]) as reading:
        return home.home(reading).secrecy is not None


@pytest.mark.parametrize(
    ("signed", "ends"),
    [
        ((2026, 11, 22, 9, 15, 7), (2027, 11, 22, 9, 15, 7)),
        ((2028, 2, 29, 12, 0, 0), (2029, 2, 28, 12, 0, 0)),
        ((2026, 3, 29, 12, 0, 0), (2027, 3, 29, 12, 0, 0)),  # summer time began that day, and the day before a year on
    ],
)
def test_a_year_is_a_year_on_the_clock_of_amsterdam(signed: tuple[int, ...], ends: tuple[int, ...]) -> None:
    began, ended = (datetime(*each, tzinfo=clock.AMSTERDAM) for each in (signed, ends))  # type: ignore[misc,arg-type]
    assert clock.months_after(began.astimezone(UTC), 12) == ended


def test_it_counts_until_the_second(cast: Cast) -> None:
    ends = until(cast)
    form = NameMember(once=uuid4(), membership_id=cast.seats[RUUD].membership)
    with clock.at(ends), pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: casework.add_member(work, cast.cases["Zwaluw"], form))
    with clock.at(ends - timedelta(seconds=1)):
        act(cast, "inge.bakels", lambda work: casework.add_member(work, cast.cases["Zwaluw"], form))


def test_one_is_told_thirty_days_before_and_signs_again(cast: Cast) -> None:
    ends = until(cast)
    with clock.at(ends - timedelta(days=30, seconds=1)):
        assert not due(cast)
        with pytest.raises(Refused, match="al getekend"):
            signs(cast)
    with clock.at(ends - timedelta(days=30)):
        assert due(cast)
        signs(cast)
        assert not due(cast)
        assert until(cast) == clock.months_after(clock.now(), 12)
    line = ledger(cast, Act.SECRECY_SIGNED)[-1]
    assert (line["member"], line["number"]) == (str(cast.seats[RUUD].membership), 0)


def test_signed_in_one_seat_it_counts_in_all_of_that_person(cast: Cast) -> None:
    sven, other = "sven.mulder", "sven.mulder@BGM-L"
    second_seat(cast, sven, "BGM-L", "aleid.vermaas")
    ends, of_ruud = until(cast, sven), until(cast)
    assert until(cast, other) == ends  # the seat that came later took it over
    with clock.at(ends - timedelta(days=30)):
        assert due(cast, sven)
        signs(cast, other)
        assert not due(cast, sven)
        assert not due(cast, other)
        assert until(cast, sven) == until(cast, other) == clock.months_after(clock.now(), 12)
        with pytest.raises(Refused, match="al getekend"):
            signs(cast, sven)
        with db.reading(cast.seats[sven]) as reading:
            assert len(seen.page(reading).signed) == 2
    assert until(cast) == of_ruud
    lines = {(line["member"], line["receiver"]) for line in ledger(cast, Act.SECRECY_SIGNED)[-2:]}
    seats = {sven: "COL-T", other: "BGM-L"}
    assert lines == {(str(cast.seats[who].membership), str(cast.partners[key])) for who, key in seats.items()}


def test_a_seat_that_is_over_is_signed_for_nowhere(cast: Cast) -> None:
    second_seat(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    other = cast.seats["sven.mulder@BGM-L"].membership
    before = until(cast, "sven.mulder")
    act(cast, "aleid.vermaas", lambda work: people.end_membership(work, other))
    with clock.at(before - timedelta(days=1)):
        signs(cast, "sven.mulder")
    assert [line["member"] for line in ledger(cast, Act.SECRECY_SIGNED)].count(str(other)) == 0


def test_another_text_is_signed_anew_within_a_month_and_each_is_kept(cast: Cast) -> None:
    sets(cast)
    assert until(cast) <= clock.now() + timedelta(days=30)
    assert due(cast)
    with pytest.raises(Conflict):
        signs(cast)
    signs(cast, number=1)
    with pytest.raises(Refused):
        signs(cast, number=1)
    with db.reading(cast.seats[RUUD]) as reading:
        page = seen.page(reading)
    assert (page.text.text, page.counts, page.may_sign) == ("Ik zwijg.", True, False)
    assert [one.text_number for one in page.signed] == [1, 0]


def test_two_texts_at_once_are_not_both_set(cast: Cast) -> None:
    sets(cast)
    with pytest.raises(Conflict):
        sets(cast, text="Ik zwijg ook.")
    assert [line["number"] for line in ledger(cast, Act.SECRECY_CHANGED)] == [1]


@pytest.mark.parametrize("login", ["inge.bakels", "soraya.pinas"])
def test_the_secretariat_alone_sets_it(cast: Cast, login: str) -> None:
    with pytest.raises(Refused):
        sets(cast, login)


def test_who_sits_for_no_partner_has_no_such_page(cast: Cast) -> None:
    for login in ("nadia.oosterhuis", "ben.vink"):
        with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
            seen.page(reading)
        with pytest.raises(NotFound):
            signs(cast, login)


def test_the_region_next_door_has_its_own(cast: Cast) -> None:
    before = until(cast, "rik.zandstra")
    sets(cast)
    assert until(cast, "rik.zandstra") == before
    with db.reading(cast.seats["rik.zandstra"]) as reading:
        page = seen.page(reading)
        assert page.text.number == 0
        kept = reading.session.scalars(select(SecrecySignature.membership_id)).all()
    assert [one for one in kept if one == cast.seats["rik.zandstra"].membership]
