"""Seats: proposed by the administrator, in force only after somebody else confirmed them."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from models.acts import Act
from models.forms.people import AddPartner, ProposeMember
from models.tables.people import Membership
from models.terms import PartnerKind, Role
from tafel import db, people, sign_in
from tafel.refusals import Invalid, NotFound, Refused
from tafel.seat import of_chores
from tafel.sight import people as seen
from tests.cast import Cast
from tests.tafel.acting import ledger


def _propose(cast: Cast, login: str, key: str | None, role: Role = Role.MEMBER) -> UUID:
    with db.writing(cast.administrator) as work:
        form = ProposeMember(once=uuid4(), login=login, partner_id=cast.partners[key] if key else None, role=role)
        return people.propose(work, form)


def _end(cast: Cast, login: str, by: str = "ben.vink") -> None:
    with db.writing(cast.seats[by]) as work:
        people.end_membership(work, cast.seats[login].membership)


def _newcomer(login: str = "eva.kortekaas") -> UUID:
    return people.add_person("mr. Eva Kortekaas", login)


def test_a_proposed_seat_opens_nothing_until_a_colleague_confirms_it(cast: Cast) -> None:
    person = _newcomer()
    proposed = _propose(cast, "eva.kortekaas", "POL")
    assert sign_in.seats_of(person) == []
    with db.writing(cast.seats["inge.bakels"]) as work:
        people.confirm(work, proposed)
    assert [seat.partner_name for seat in sign_in.seats_of(person)] == ["Politie De Waarden, AVIM"]


@pytest.mark.parametrize("login", ["petra.dekker", "samir.el.khatib", "ben.vink", "nadia.oosterhuis"])
def test_nobody_else_can_confirm_it(cast: Cast, login: str) -> None:
    _newcomer()
    proposed = _propose(cast, "eva.kortekaas", "POL")
    with pytest.raises(Refused), db.writing(cast.seats[login]) as work:
        people.confirm(work, proposed)


def test_the_secretariat_confirms_the_first_of_a_partner(cast: Cast) -> None:
    _newcomer()
    with db.writing(cast.administrator) as work:
        form = AddPartner(once=uuid4(), name="GGD De Waarden", short_name="GGD", kind=PartnerKind.GGD)
        cast.partners["GGD"] = people.add_partner(work, form)
    proposed = _propose(cast, "eva.kortekaas", "GGD")
    with pytest.raises(Refused), db.writing(cast.seats["inge.bakels"]) as work:
        people.confirm(work, proposed)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        people.confirm(work, proposed)


def test_the_first_to_follow_everybody_is_confirmed_by_the_secretariat(cast: Cast) -> None:
    _newcomer()
    _end(cast, "petra.dekker")
    proposed = _propose(cast, "eva.kortekaas", "WOCO")
    with pytest.raises(Refused), db.writing(cast.administrator) as work:
        people.confirm(work, proposed)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        people.confirm(work, proposed)


@pytest.mark.parametrize("by", ["ben.vink", "samir.el.khatib"])
def test_the_secretariat_keeps_its_last_seat(cast: Cast, by: str) -> None:
    _newcomer()
    proposed = _propose(cast, "eva.kortekaas", "VZ", Role.SECRETARY)
    _end(cast, "marijke.terpstra")
    with pytest.raises(Refused):
        _end(cast, "samir.el.khatib", by)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        people.confirm(work, proposed)
    _end(cast, "samir.el.khatib", by)


def test_the_administrator_confirms_nobody_where_a_secretariat_ever_sat(cast: Cast) -> None:
    _newcomer()
    with db.writing(cast.administrator) as work:
        form = AddPartner(once=uuid4(), name="Tweede secretariaat", short_name="Tweede", kind=PartnerKind.VZ)
        cast.partners["VZ-2"] = people.add_partner(work, form)
        rows = work.session.scalars(select(Membership).where(col(Membership.partner_id) == cast.partners["VZ"]))
        for seat in rows:
            seat.ended_at = work.now  # as no act can
    for key in ("VZ", "VZ-2"):
        proposed = _propose(cast, "eva.kortekaas", key, Role.SECRETARY)
        with pytest.raises(Refused), db.writing(cast.administrator) as work:
            people.confirm(work, proposed)
        with db.reading(cast.administrator) as reading:
            assert not any(line.may_confirm for line in seen.people_page(reading).seats)


def test_nobody_confirms_what_one_proposed(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    proposed = Membership(
        region_id=inge.region, person_id=_newcomer(), partner_id=inge.partner, role=Role.MEMBER,
        proposed_by=inge.person,
    )  # fmt: skip
    for login, may in (("inge.bakels", False), ("ruud.eggink", True)):
        with db.reading(cast.seats[login]) as reading:
            assert people.may_confirm(reading, proposed, someone_sits=True) is may


def test_only_the_administrator_proposes(cast: Cast) -> None:
    with pytest.raises(Refused), db.writing(cast.seats["inge.bakels"]) as work:
        people.propose(work, ProposeMember(once=uuid4(), login="ruud.eggink", role=Role.ADMINISTRATOR))


def test_the_administrator_sits_for_no_partner(cast: Cast) -> None:
    with pytest.raises(Invalid), db.writing(cast.administrator) as work:
        form = ProposeMember(
            once=uuid4(), login="ruud.eggink", partner_id=cast.partners["POL"], role=Role.ADMINISTRATOR
        )
        people.propose(work, form)


def test_a_second_partner_of_one_name_is_told_beside_its_field(cast: Cast) -> None:
    form = AddPartner(once=uuid4(), name="Politie De Waarden, AVIM", short_name="Politie", kind=PartnerKind.KMAR)
    with pytest.raises(Invalid) as wrong, db.writing(cast.administrator) as work:
        people.add_partner(work, form)
    assert set(wrong.value.errors) == {"name"}


def test_an_unknown_login_is_told_beside_its_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        _propose(cast, "niemand", "POL")
    assert set(wrong.value.errors) == {"login"}


@pytest.mark.parametrize(
    ("login", "key"),
    [("inge.bakels", "WOCO"), ("bram.kuijper", "POL"), ("fleur.van.aalst", "COL-T"), ("nadia.oosterhuis", "POL")],
    ids=["police and another", "care and police", "Wmo and supervision", "officer and a partner"],
)
def test_the_database_refuses_seats_that_do_not_go_together(cast: Cast, login: str, key: str) -> None:
    with pytest.raises(DBAPIError):
        _propose(cast, login, key)


def test_a_seat_that_ends_ends_its_part_in_every_case(cast: Cast) -> None:
    petra = cast.seats["petra.dekker"]
    _end(cast, "petra.dekker")
    assert sign_in.seats_of(petra.person) == []
    here = sign_in.present(cast.tokens["petra.dekker"])
    assert here
    assert here.seat is None


def test_an_outsider_finds_no_seat_to_end(cast: Cast) -> None:
    with pytest.raises(NotFound), db.writing(cast.seats["rik.zandstra"]) as work:
        people.end_membership(work, cast.seats["petra.dekker"].membership)


def test_the_server_confirms_who_was_proposed_for_the_secretariat_and_that_is_on_record(cast: Cast) -> None:
    server = replace(of_chores(cast.administrator.region), origin="cli")
    _newcomer()
    with pytest.raises(Refused), db.writing(server) as work:
        people.confirm_from_server(work, "eva.kortekaas")
    _propose(cast, "eva.kortekaas", "WOCO")
    with pytest.raises(Refused), db.writing(server) as work:
        people.confirm_from_server(work, "eva.kortekaas")
    proposed = _propose(cast, "eva.kortekaas", "VZ", Role.SECRETARY)
    for login in ("ben.vink", "inge.bakels", "rik.zandstra"):
        with pytest.raises(Refused), db.writing(cast.seats[login]) as work:
            people.confirm_from_server(work, "eva.kortekaas")
    with db.writing(server) as work:
        people.confirm_from_server(work, "eva.kortekaas")
    line = ledger(cast, Act.MEMBERSHIP_CONFIRMED)[-1]
    assert (line["member"], line["origin"], line["recovered"]) == (str(proposed), "cli", True)
