"""Statements built once: they answer each asker for itself, a page looks up once, and an act looks again."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from sqlmodel import col

from models.tables.people import Membership
from models.terms import Role
from tafel import clock, db, stock
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, asker, filled_in, given, one_of, some_of
from tafel.sight import visible
from tests.cast import Cast

_HOUSE = Path(db.__file__).parents[1]
_MINE = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region, col(Membership.person_id) == ASKER.person
)
_THESE = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region, one_of(col(Membership.id), "seats")
)
_IN_ROLES = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region, col(Membership.role).in_(some_of("roles"))
)
_BY_ROLE = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region, col(Membership.role) == given("r")
)


def test_one_statement_answers_each_asker_for_itself(cast: Cast) -> None:
    for login in ("inge.bakels", "petra.dekker"):
        with db.reading(cast.seats[login]) as reading:
            assert list(reading.values(_MINE)) == [cast.seats[login].membership]


def test_what_is_asked_about_is_given_as_it_runs(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    with db.reading(inge) as reading:
        assert list(reading.values(_THESE, seats=[inge.membership])) == [inge.membership]
        assert reading.row(_THESE, seats=[]) is None
        both = {inge.membership, cast.seats["ruud.eggink"].membership}
        assert set(reading.values(_THESE, seats=[*both, cast.seats["rik.zandstra"].membership])) == both
        assert len(reading.rows(_IN_ROLES, roles=[Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])) == 2
        assert len(reading.rows(_BY_ROLE, r=Role.ADMINISTRATOR)) == 1


def test_lists_of_ids_come_in_few_lengths(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    lengths = [len(filled_in(inge, clock.now(), {"seats": [inge.membership] * many})["seats"]) for many in range(10)]
    assert lengths == [0, 1, 2, 4, 4, 8, 8, 8, 8, 16]


def test_one_of_several_is_sought_by_its_index() -> None:
    words = str(_THESE.compile(dialect=sqlite.dialect()))
    assert words.endswith("memberships.id IN (SELECT value FROM json_each(?))")  # and no "= 1", which hides the column


def test_what_depends_on_a_role_says_which() -> None:
    assert "false" not in str(visible.evidence(asker(role=Role.MEMBER)))
    assert str(visible.evidence(asker(role=Role.PRIVACY_OFFICER))) == "evidence.region_id = :asker_region"


def test_a_page_looks_up_once_and_an_act_looks_again(cast: Cast) -> None:
    looked: list[int] = []

    @asked_once
    def look(reading: Reading, number: int) -> int:
        looked.append(number)
        return number + len(reading.seat.person_name)

    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert look(reading, 1) == look(reading, 1) != look(reading, 2)
    assert looked == [1, 2]
    with db.writing(cast.seats["inge.bakels"]) as work:
        assert look(work, 1) == look(work, 1)
    assert looked == [1, 2, 1, 1]


def test_taking_stock_changes_no_answer(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        before = work.values(_MINE)
        stock.take_stock(work)
        assert work.values(_MINE) == before


def test_a_region_is_known_to_be_as_large_as_it_is(cast: Cast) -> None:
    """The sample of SQLite takes a region for no larger than the sample; its plans then read all of a region."""
    with db.writing(cast.seats["inge.bakels"]) as work:
        if work.session.get_bind().dialect.name != "sqlite":
            return
        stock.take_stock(work)
        asked = work.session.connection().exec_driver_sql
        shrunk = "UPDATE sqlite_stat1 SET stat = '9000000 1001 7' WHERE idx = 'shares_by_version'"
        for said in (shrunk, stock.WHOLE_REGIONS):
            asked(said)
        assert asked("SELECT stat FROM sqlite_stat1 WHERE idx = 'shares_by_version'").scalar() == "9000000 4500000 7"


def test_no_list_is_paged_by_counting_off() -> None:
    files = [file for each in ("tafel", "web", "api") for file in (_HOUSE / each).rglob("*.py")]
    assert not [file for file in files if ".offset(" in file.read_text()]
