"""Signing in: passwords, sittings that end, throttling, seats, tokens."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.forms.people import ChangePassword, ChooseSeat, MakeToken, SignIn
from models.tables.people import Password
from tafel import clock, db, sign_in, tokens
from tafel.refusals import Invalid, NotFound, Refused
from tests.cast import Cast

SECRET = "een lange zin om te onthouden"


def _attempt(password: str, login: str = "inge.bakels") -> str:
    return sign_in.with_password(SignIn(login=login, password=password), "127.0.0.1")


def test_name_and_password_begin_a_sitting(cast: Cast) -> None:
    sign_in.set_password(cast.seats["inge.bakels"].person, SECRET)
    here = sign_in.present(_attempt(SECRET))
    assert here
    assert here.seat
    assert here.seat.partner == cast.partners["POL"]


@pytest.mark.parametrize(
    ("login", "password"), [("inge.bakels", "fout"), ("wie.dan.ook", SECRET), ("petra.dekker", SECRET)]
)
def test_wrong_name_and_wrong_password_sound_the_same(cast: Cast, login: str, password: str) -> None:
    sign_in.set_password(cast.seats["inge.bakels"].person, SECRET)
    with pytest.raises(Invalid) as wrong:
        _attempt(password, login)
    assert wrong.value.errors == {"password": "Deze naam en dit wachtwoord horen niet bij elkaar."}


@pytest.mark.usefixtures("passwords_kept")
def test_a_name_that_nobody_bears_costs_as_much_as_a_wrong_password(cast: Cast) -> None:
    sign_in.set_password(cast.seats["inge.bakels"].person, "een heel lang wachtwoord")
    with db.installation() as session:
        kept = session.get_one(Password, cast.seats["inge.bakels"].person).hash
    assert _costs(sign_in.NOBODYS) == _costs(kept)


def _costs(kept: str) -> tuple[list[str], list[int]]:
    *parameters, salt, digest = kept.split("$")
    return parameters, [len(salt), len(digest)]


def test_ten_wrong_attempts_close_the_door_for_a_quarter(cast: Cast) -> None:
    sign_in.set_password(cast.seats["inge.bakels"].person, SECRET)
    for _ in range(10):
        with pytest.raises(Invalid):
            _attempt("fout")
    with pytest.raises(Refused):
        _attempt(SECRET)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert _attempt(SECRET)


def test_a_sitting_ends_when_it_sleeps_and_when_it_is_old(cast: Cast) -> None:
    token, start = sign_in.begin(cast.seats["inge.bakels"].person), clock.now()
    with clock.at(start + timedelta(minutes=31)):
        assert sign_in.present(token) is None
    for quarter in range(1, 48):
        with clock.at(start + timedelta(minutes=15 * quarter)):
            assert (sign_in.present(token) is None) == (quarter >= 48)
    with clock.at(start + timedelta(hours=12, minutes=1)):
        assert sign_in.present(token) is None


def test_signing_out_ends_it_on_the_server(cast: Cast) -> None:
    sign_in.sign_out(cast.seats["inge.bakels"])
    assert sign_in.present(cast.tokens["inge.bakels"]) is None


def test_another_password_ends_the_other_sittings(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    sign_in.set_password(inge.person, SECRET)
    elsewhere, here = _attempt(SECRET), sign_in.present(_attempt(SECRET))
    assert here
    assert here.seat
    with db.writing(here.seat) as work:
        form = ChangePassword(once=uuid4(), current=SECRET, new=SECRET + "!", again=SECRET + "!")
        sign_in.change_password(work, form)
    assert sign_in.present(elsewhere) is None
    assert _attempt(SECRET + "!")


def test_the_old_password_is_asked_and_the_new_one_twice(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    sign_in.set_password(inge.person, SECRET)
    for current, again, field in (("fout", SECRET, "current"), (SECRET, "iets anders!", "again")):
        with pytest.raises(Invalid) as wrong, db.writing(inge) as work:
            sign_in.change_password(work, ChangePassword(once=uuid4(), current=current, new=SECRET, again=again))
        assert set(wrong.value.errors) == {field}


def test_nobody_takes_anothers_seat(cast: Cast) -> None:
    with pytest.raises(NotFound):
        sign_in.take_seat(cast.tokens["ruud.eggink"], ChooseSeat(membership_id=cast.seats["petra.dekker"].membership))


def test_a_token_opens_its_seat_until_it_is_revoked(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    with db.writing(inge) as work:
        token = tokens.make(work, MakeToken(once=uuid4(), name="Koppeling", days=1))
    seat = tokens.seat_of(token)
    assert seat
    assert (seat.membership, seat.origin) == (inge.membership, "api")
    with clock.at(clock.now() + timedelta(days=2)):
        assert tokens.seat_of(token) is None
    with db.reading(inge) as reading:
        from tafel.sight import people as seen

        made = seen.own_page(reading).tokens[0]
    with pytest.raises(NotFound), db.writing(cast.seats["ruud.eggink"]) as work:
        tokens.revoke(work, made.id)
    with db.writing(inge) as work:
        tokens.revoke(work, made.id)
    assert tokens.seat_of(token) is None


@pytest.mark.parametrize("token", ["", "x", "tafel_x_y", "tafel_00000000000040008000000000000000_z"])
def test_what_is_no_token_opens_nothing(cast: Cast, token: str) -> None:
    assert cast
    assert tokens.seat_of(token) is None
