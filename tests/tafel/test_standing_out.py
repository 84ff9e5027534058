"""What the privacy officer asks about is counted, and nobody else reads it."""

import pytest

from models.views.standing_out import StandsOut
from tafel import db
from tafel.refusals import NotFound, Refused
from tafel.sight import standing_out
from tests.cast import Cast
from tests.tafel.test_sharing import NECESSITY, give
from tests.tafel.test_sharing_ends import convenant, decision


def seen(cast: Cast, login: str = "nadia.oosterhuis") -> StandsOut:
    with db.reading(cast.seats[login]) as reading:
        return standing_out.stands_out(reading)


def test_nothing_stands_out_of_ordinary_sharing(cast: Cast) -> None:
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert (seen(cast).counts, seen(cast).changed, seen(cast).same) == ((), (), ())


def test_what_the_secretariat_gets_is_for_the_minutes_and_no_change_of_purpose(cast: Cast) -> None:
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["VZ"])
    decision(cast, ["ZC", "VZ"])
    convenant(cast)
    assert give(cast, "inge.bakels", ["voorman"], ["ZC", "VZ"], **NECESSITY) == 2
    assert seen(cast).changed == ()


def test_another_kind_after_a_refusal_is_counted_with_its_line(cast: Cast) -> None:
    with pytest.raises(Refused):
        give(cast, "petra.dekker", ["huurcontract"], ["OM"], purpose="P4")
    more = {"purpose": "P2", "declared": ["c-DECL(min)", "c-DECL(tenant)"], **NECESSITY}
    assert give(cast, "petra.dekker", ["huurcontract"], ["OM"], **more) == 1
    found = seen(cast)
    (line,) = found.changed
    assert (line.giver, line.receiver) == ("Woningstichting De Brug", "Openbaar Ministerie")
    assert (line.refused_for, line.given_for) == ("P4", "P2")
    assert cast.client("nadia.oosterhuis").get("/register/regel", params={"line": line.key}).status_code == 200
    assert found.counts[0].changed == 1


def test_the_same_reasons_word_for_word_are_counted_and_not_shown(cast: Cast) -> None:
    decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], **NECESSITY | {"necessary": " nodig. "})
    (same,) = seen(cast).same
    assert (same.giver, same.times, same.cases) == ("Politie De Waarden", 2, 1)
    page = cast.client("nadia.oosterhuis").get("/register/opvallend").text
    assert "2 keer" in page
    assert "Geen andere weg" not in page


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "samir.el.khatib", "ben.vink", "rik.zandstra"])
def test_it_is_for_the_privacy_officer_alone(cast: Cast, login: str) -> None:
    assert cast.client(login).get("/register/opvallend").status_code == 404
    with pytest.raises(NotFound):
        seen(cast, login)


def test_behind_each_flow_stand_its_lines(cast: Cast) -> None:
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["matrassen"], ["ZC"], **NECESSITY)
    client = cast.client("nadia.oosterhuis")
    page = client.get("/register").text
    police, prosecutor = cast.partners["POL"], cast.partners["OM"]
    link = f"/register?act=share.given&amp;giver={police}&amp;receiver={prosecutor}"
    assert link in page
    lines = client.get(
        "/register", params={"act": "share.given", "giver": str(police), "receiver": str(prosecutor)}
    ).text
    assert "Alleen wat van Politie De Waarden, AVIM naar Openbaar Ministerie ging." in lines
    assert "Zorgcoördinatie" not in lines.split('class="ledger-days"')[1].split('class="flows"')[0]
