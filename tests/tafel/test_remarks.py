"""What partners say of minutes: remarks until a day, what became of each, additions after adoption."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.meeting_terms import RemarkOutcome
from tafel import (
    clock,
    confirming,
    remarks,
)
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import (
    CHAIR,
    OUTSIDE,
    addition,
    adopted,
    answer,
    held,
    minutes_of,
    part,
    remarked,
    sent,
    sheet,
    silence,
    texts,
    waiting_of,
)
from tests.tafel.minuting import TAKER, answered, waiting

pytestmark = pytest.mark.laid

READERS = ("inge.bakels", "wouter.lansink", "soraya.pinas", TAKER, CHAIR)


# ---------- remarks


def test_a_remark_is_made_between_sending_and_the_last_day(cast: Cast) -> None:
    table = held(cast)
    found = minutes_of(cast, table)
    with pytest.raises(Refused, match="nog niet verstuurd"):
        remarked(cast, found)
    sent(cast, table)
    remarked(cast, found)
    with clock.at(clock.now() + timedelta(days=2)), pytest.raises(Refused, match="laatste dag voor opmerkingen"):
        remarked(cast, found)
    made = ledger(cast, Act.REMARK_MADE)
    assert [(entry["giver"], entry["minutes"]) for entry in made] == [(str(cast.partners["POL"]), str(found))]


def test_a_remark_comes_from_who_takes_part_in_the_item(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    with pytest.raises(Refused, match="wie aan dit punt deelneemt"):
        remarked(cast, found, TAKER)


def test_on_the_general_part_a_remark_needs_no_standing_item(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    general = minutes_of(cast, table, None)
    assert "Wat klopt er niet?" in cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/verslag/{general}").text
    remarked(cast, general, text="Ik was er wel.")
    (read,) = part(cast, TAKER, table, None).remarks
    assert (read.giver, read.text) == ("Politie De Waarden", "Ik was er wel.")
    assert part(cast, "wouter.lansink", table, None).remarks == ()
    (line,) = ledger(cast, Act.REMARK_MADE)
    act(cast, TAKER, lambda work: remarks.answer(work, UUID(line["statement"]), answer()))
    assert [one.text for one in sheet(cast, "inge.bakels", general).remarks] == ["Ik was er wel."]
    assert sheet(cast, "wouter.lansink", general).remarks == ()
    assert part(cast, TAKER, table, None).agreements == ()
    with pytest.raises(Refused):
        remarked(cast, general, "ruud.eggink")
    for login in ("nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        with pytest.raises(NotFound):
            remarked(cast, general, login)


def test_the_law_asks_the_police_how_it_is_known(cast: Cast) -> None:
    found = sent(cast, held(cast))
    form = addition(reliability=None)
    with pytest.raises(Invalid, match="betrouwbaar"):
        act(cast, "inge.bakels", lambda work: remarks.remark(work, found, form))
    wrong = addition(category="D7")
    with pytest.raises(Invalid, match="kunt u niet kiezen"):
        act(cast, "wouter.lansink", lambda work: remarks.remark(work, found, wrong))


def test_a_remark_is_answered_once_and_stands_in_the_minutes_only_when_attached(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    remarked(cast, found, text="Het was woensdag.")
    remarked(cast, found, text="Er stond een auto.")
    first, second = part(cast, TAKER, table).remarks
    assert texts(cast, "wouter.lansink", found) == set()
    act(cast, TAKER, lambda work: remarks.answer(work, first.statement_id, answer()))
    declined = answer(RemarkOutcome.DECLINED)
    act(cast, CHAIR, lambda work: remarks.answer(work, second.statement_id, declined))
    assert texts(cast, "wouter.lansink", found) == {"Het was woensdag."}
    with pytest.raises(Conflict, match="al beantwoord"):
        act(cast, TAKER, lambda work: remarks.answer(work, first.statement_id, declined))
    told = {one.text: one.outcome for one in part(cast, "inge.bakels", table).remarks}
    assert told == {"Het was woensdag.": RemarkOutcome.ATTACHED, "Er stond een auto.": RemarkOutcome.DECLINED}
    assert part(cast, "wouter.lansink", table).remarks == ()
    assert [entry["outcome"] for entry in ledger(cast, Act.REMARK_ANSWERED)] == ["attached", "declined"]


@pytest.mark.parametrize("login", [*OUTSIDE, "inge.bakels", "wouter.lansink"])
def test_nobody_else_answers_a_remark(cast: Cast, login: str) -> None:
    table = held(cast)
    found = sent(cast, table)
    remarked(cast, found)
    one = part(cast, TAKER, table).remarks[0].statement_id
    with pytest.raises(NotFound if login in OUTSIDE else Refused):
        act(cast, login, lambda work: remarks.answer(work, one, answer()))


def test_there_is_nothing_to_answer_where_there_is_no_remark(cast: Cast) -> None:
    with pytest.raises(NotFound):
        act(cast, TAKER, lambda work: remarks.answer(work, uuid4(), answer()))


# ---------- additions


def test_a_correction_after_adoption_is_an_addition(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    with pytest.raises(Refused, match="nog niet vastgesteld"):
        act(cast, "inge.bakels", lambda work: remarks.add(work, found, addition()))
    silence(cast)
    act(cast, "inge.bakels", lambda work: remarks.add(work, found, addition()))
    assert [one.text for one in sheet(cast, "wouter.lansink", found).additions] == ["Het was dinsdag."]
    assert [entry["giver"] for entry in ledger(cast, Act.MINUTES_EXTENDED)] == [str(cast.partners["POL"])]


def test_an_addition_written_for_a_partner_waits_until_that_partner_confirms_it(cast: Cast) -> None:
    table = held(cast)
    found = adopted(cast, table)
    with pytest.raises(Invalid, match="Kies van wie"):
        act(cast, TAKER, lambda work: remarks.add(work, found, addition()))
    form = addition(partner_id=cast.partners["POL"])
    line = act(cast, TAKER, lambda work: remarks.add(work, found, form))
    assert line == table.meeting
    assert not any(sheet(cast, login, found).additions for login in READERS)
    answers = answered(cast, "inge.bakels", table, "right")
    waits = waiting_of(cast, "inge.bakels", table)
    act(cast, "inge.bakels", lambda work: confirming.confirm(work, waits, answers))
    assert [one.text for one in sheet(cast, "wouter.lansink", found).additions] == ["Het was dinsdag."]


def _waits(cast: Cast, login: str, table: Table) -> UUID:
    return waiting(cast, login, table)[0].statement_id
