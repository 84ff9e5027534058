"""When its term is over, what identifies is gone: words, fingerprints, questions, hits; the register stays."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from models.acts import Act
from models.forms.casework import ReopenCase, TakePart
from models.forms.signals import WeighSignal
from models.tables.casework import CardIndex, Version
from models.tables.identifiers import Asked, Hit, HitTelling, Identifier
from tafel import clock, closing, db, erasing, keys, sharing, statements, weighing
from tafel.casework import add_partner
from tafel.refusals import NotFound
from tafel.seat import of_chores
from tafel.sight import identifiers as seen
from tafel.sight import passages
from tests.cast import Cast, giving
from tests.tafel.acting import act, ledger, stands
from tests.tafel.identifying import round_passes, says, signal
from tests.tafel.test_signals import brought


def chore(cast: Cast, days: int) -> bool:
    """The chore comes by so many days from now; whether there was anything to do."""
    seat = of_chores(cast.administrator.region)
    with clock.at(clock.now() + timedelta(days=days)):
        with db.reading(seat) as reading:
            due = erasing.any_due(reading)
        with db.writing(seat) as work:
            erasing.erase(work)
    return due


def left(cast: Cast) -> list[int]:
    """How many fingerprints, questions, hits and tellings there are."""
    with db.reading(cast.seats["inge.bakels"]) as reading:
        counts = [select(func.count()).select_from(each) for each in (CardIndex, Asked, Hit, HitTelling)]
        return [reading.session.scalar(count) or 0 for count in counts]


def words(cast: Cast, case: UUID, statement: UUID) -> set[str]:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        rows = reading.session.scalars(select(Version).where(Version.statement_id == statement))  # type: ignore[arg-type]
        return {passages.unsealed(keys.case_key(reading, case), row.id, row.text_sealed) for row in rows}


def rejected(cast: Cast) -> tuple[UUID, UUID]:
    """An address of the police in a signal that was found to be no trafficking: kept for six months."""
    case = signal(cast, "inge.bakels")
    address = says(cast, "inge.bakels", case)
    weighs(cast, case, "no-trafficking")
    return case, address


def weighs(cast: Cast, case: UUID, outcome: str) -> None:
    said = {"once": uuid4(), "outcome": outcome, "reason": "Niets gezien.", "feedback": "Er is gekeken."}
    act(cast, "soraya.pinas", lambda work: weighing.weigh(work, case, WeighSignal.model_validate(said)))


def test_with_a_rejected_signal_it_goes_after_its_short_term(cast: Cast) -> None:
    case, address = rejected(cast)
    round_passes(cast)
    commitment = ledger(cast, Act.IDENTIFIER_ASKED)[0]["commitment"]
    assert not chore(cast, 180)
    assert left(cast) == [1, 1, 0, 0]
    assert chore(cast, 190)
    assert left(cast) == [0, 0, 0, 0]
    assert words(cast, case, address) == {""}
    (gone,) = ledger(cast, Act.IDENTIFIERS_ERASED)
    assert (gone["case"], gone["statements"]) == (str(case), [str(address)])
    assert ledger(cast, Act.IDENTIFIER_ASKED)[0]["commitment"] == commitment
    assert not chore(cast, 191)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert seen.lines(reading, case) == ()


@pytest.mark.parametrize("kept", [{}, {"later": True}], ids=["brought", "draft"])
def test_with_a_signal_that_nobody_took_up_it_goes_after_three_months(cast: Cast, kept: dict[str, bool]) -> None:
    brought(cast, "inge.bakels", address="1234 AB 12", declared="c-DECL(min)", **kept)
    assert not chore(cast, 85)
    assert chore(cast, 103)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (row,) = reading.session.scalars(select(Identifier))
        assert isinstance(row.erased_at, datetime)


def test_with_a_weighed_signal_of_which_nobody_made_a_case_it_goes_after_a_year(cast: Cast) -> None:
    case = signal(cast, "inge.bakels")
    address = says(cast, "inge.bakels", case)
    weighs(cast, case, "consulted")
    assert not chore(cast, 360)
    assert chore(cast, 370)
    assert words(cast, case, address) == {""}


def test_what_is_shared_waits_for_the_end_of_that(cast: Cast) -> None:
    case = signal(cast, "inge.bakels")
    company = says(cast, "inge.bakels", case, "12345678", "company")
    act(
        cast,
        "inge.bakels",
        lambda work: add_partner(work, case, TakePart(once=uuid4(), partner_id=cast.partners["OM"])),
    )
    said = stands(cast, "inge.bakels", company, case)
    assert said
    until = clock.today() + timedelta(days=150)
    give = giving([said.version_id], [cast.partners["OM"]], purpose="P1", ends_on=until)
    act(cast, "inge.bakels", lambda work: sharing.give(work, case, give))
    assert not chore(cast, 140)
    assert chore(cast, 152)
    assert words(cast, case, company) == {"KvK 12345678"}, "sealed, and read by nobody"


def test_what_was_taken_back_can_be_put_back_for_a_month(cast: Cast) -> None:
    case = signal(cast, "inge.bakels")
    address = says(cast, "inge.bakels", case)
    act(cast, "inge.bakels", lambda work: statements.remove(work, address))
    assert not chore(cast, 20)
    act(cast, "inge.bakels", lambda work: statements.restore(work, address))
    assert not chore(cast, 40)
    act(cast, "inge.bakels", lambda work: statements.remove(work, address))
    assert chore(cast, 40)
    assert words(cast, case, address) == {""}
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: statements.restore(work, address))


def test_a_hit_goes_with_either_side_and_after_six_months(cast: Cast) -> None:
    held, asked, again = signal(cast, "wouter.lansink"), signal(cast, "inge.bakels"), signal(cast, "inge.bakels")
    for case in (held, asked, again):
        weighs(cast, case, "consulted")
    says(cast, "wouter.lansink", held, "06 12345678", "phone")
    one = says(cast, "inge.bakels", asked, "06 12345678", "phone")
    round_passes(cast)
    assert left(cast) == [2, 2, 1, 1]
    act(cast, "inge.bakels", lambda work: statements.remove(work, one))
    assert chore(cast, 32)
    assert left(cast) == [1, 1, 0, 0]
    says(cast, "inge.bakels", again, "06 12345678", "phone")
    round_passes(cast)
    assert not chore(cast, 32 + 175)
    assert chore(cast, 32 + 190)
    assert left(cast) == [2, 2, 0, 0]
    assert len(ledger(cast, Act.HITS_ERASED)) == 1


def test_a_case_that_was_opened_again_keeps_it(cast: Cast) -> None:
    case, _ = rejected(cast)
    act(cast, "inge.bakels", lambda work: closing.reopen(work, case, ReopenCase(once=uuid4(), why="Nieuw bericht.")))
    assert not chore(cast, 190)
