"""A machine's key: it works for one seat, until it is revoked or its maker, seat or time ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.forms.people import ChangePassword, MakeToken
from tafel import clock, db, people, sign_in, tokens
from tafel.refusals import NotFound, Refused
from tafel.sight import people as seen
from tests.cast import Cast

OLD, NEW = "een lange zin om te onthouden", "nog een lange zin om te onthouden"


def line(cast: Cast, login: str = "inge.bakels") -> seen.TokenLine:
    with db.reading(cast.seats[login]) as reading:
        return seen.own_page(reading).tokens[0]


def test_a_key_opens_the_seat_it_was_made_for(cast: Cast) -> None:
    opened = tokens.seat_of(cast.keys["inge.bakels"])
    assert opened
    assert (opened.membership, opened.origin) == (cast.seats["inge.bakels"].membership, "api")


@pytest.mark.parametrize("key", ["", "tafel", "tafel_x_y", "tafel_" + "0" * 32 + "_y", "tafel_" + "0" * 32 + "_"])
def test_what_is_no_key_opens_nothing(cast: Cast, key: str) -> None:
    assert cast
    assert tokens.seat_of(key) is None


def test_another_password_stops_ones_keys(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    sign_in.set_password(inge.person, OLD)
    assert tokens.seat_of(cast.keys["inge.bakels"]) is None
    with db.writing(inge) as work:
        key = tokens.make(work, MakeToken(once=uuid4(), name="Nieuw"))
    assert tokens.seat_of(key)
    with db.writing(inge) as work:
        sign_in.change_password(work, ChangePassword(once=uuid4(), current=OLD, new=NEW, again=NEW))
    assert tokens.seat_of(key) is None
    assert line(cast).stopped_at
    assert not line(cast).works


def test_signing_out_elsewhere_stops_ones_keys_and_nobody_elses(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        sign_in.end_others(work)
    assert tokens.seat_of(cast.keys["inge.bakels"]) is None
    assert tokens.seat_of(cast.keys["ruud.eggink"])
    assert sign_in.present(cast.tokens["inge.bakels"])


def test_a_seat_that_ends_stops_its_keys(cast: Cast) -> None:
    with db.writing(cast.administrator) as work:
        people.end_membership(work, cast.seats["petra.dekker"].membership)
    assert tokens.seat_of(cast.keys["petra.dekker"]) is None


def test_a_key_ends_on_its_day(cast: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=91)):
        assert tokens.seat_of(cast.keys["inge.bakels"]) is None
        assert not line(cast).works


def test_a_key_is_revoked_by_its_maker_alone(cast: Cast) -> None:
    made = line(cast).id
    for login in ("ruud.eggink", "ben.vink", "nadia.oosterhuis", "rik.zandstra"):
        with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
            tokens.revoke(work, made)
    assert tokens.seat_of(cast.keys["inge.bakels"])
    with db.writing(cast.seats["inge.bakels"]) as work:
        tokens.revoke(work, made)
    assert tokens.seat_of(cast.keys["inge.bakels"]) is None


def test_a_key_makes_no_key(cast: Cast) -> None:
    machine = tokens.seat_of(cast.keys["inge.bakels"])
    assert machine
    with pytest.raises(Refused), db.writing(machine) as work:
        tokens.make(work, MakeToken(once=uuid4(), name="Nog een"))


def test_one_sees_when_a_key_was_last_used(cast: Cast) -> None:
    assert line(cast).used_at is None
    now = clock.now() + timedelta(seconds=5)
    for later in (timedelta(0), timedelta(seconds=30), timedelta(hours=3)):
        with clock.at(now + later):
            tokens.seat_of(cast.keys["inge.bakels"])
        noted = now if later < timedelta(minutes=1) else now + later
        assert line(cast).used_at == noted


def test_a_key_is_no_place_where_one_is_signed_in(cast: Cast) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [sitting.here for sitting in seen.own_page(reading).sittings] == [True]
    assert sign_in.present(str(line(cast).id)) is None
    assert sign_in.present(cast.keys["inge.bakels"]) is None


def test_the_clock_leaves_a_key_that_rests_alone(cast: Cast) -> None:
    from tafel import chores

    with clock.at(clock.now() + timedelta(days=2)):
        chores.once()
        assert tokens.seat_of(cast.keys["inge.bakels"])
