"""Partners that agree: once all of a circle do, the minutes need not wait for the last day."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.acts import Act
from models.meeting_terms import MinutesState, RemarkOutcome
from tafel import clock, confirming, minutes, remarks
from tafel.refusals import NotFound, Refused
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import (
    OUTSIDE,
    answer,
    close,
    held,
    minutes_of,
    part,
    remarked,
    sent,
    silence,
    waiting_of,
)
from tests.tafel.minuting import TAKER, answered, decided, in_session, said

pytestmark = pytest.mark.laid

CIRCLE = ("inge.bakels", "wouter.lansink", "soraya.pinas")


def _agrees(cast: Cast, table: Table, *logins: str) -> None:
    found = minutes_of(cast, table)
    for login in logins:
        act(cast, login, lambda work: remarks.agree(work, found))


def _adopts(cast: Cast, table: Table) -> None:
    act(cast, TAKER, lambda work: minutes.adopt(work, minutes_of(cast, table)))


def _stand(cast: Cast, table: Table) -> dict[str, bool | None]:
    """Of each partner whether it agrees with what stands, as who writes it up sees; None: it said nothing."""
    return {one.partner: one.stands if one.agreed_at else None for one in part(cast, TAKER, table).agreements}


def test_once_every_partner_agrees_it_is_adopted_before_the_last_day(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    _agrees(cast, table, *CIRCLE[:2])
    assert sorted(map(str, _stand(cast, table).values())) == ["None", "True", "True"]
    with pytest.raises(Refused, match="zodra iedereen akkoord is"):
        _adopts(cast, table)
    assert part(cast, TAKER, table).why_not_adopted
    _agrees(cast, table, CIRCLE[2])
    assert part(cast, TAKER, table).why_not_adopted is None
    _adopts(cast, table)
    assert part(cast, TAKER, table).part.state is MinutesState.ADOPTED
    assert {one["giver"] for one in ledger(cast, Act.MINUTES_AGREED)} == {
        str(cast.seats[login].partner) for login in CIRCLE
    }


def test_a_remark_waits_for_its_answer_also_where_all_agree(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    _agrees(cast, table, *CIRCLE)
    remarked(cast, found)
    with pytest.raises(Refused, match="zonder antwoord"):
        _adopts(cast, table)
    one = part(cast, TAKER, table).remarks[0].statement_id
    act(cast, TAKER, lambda work: remarks.answer(work, one, answer(RemarkOutcome.DECLINED)))
    _adopts(cast, table)


def test_who_agreed_before_something_changed_has_to_agree_again(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    close(cast, table)
    found = sent(cast, table)
    _agrees(cast, table, *CIRCLE)
    with pytest.raises(Refused, match="iedereen akkoord"):  # words of the police wait for its confirmation
        _adopts(cast, table)
    with clock.at(clock.now() + timedelta(minutes=1)):
        statement, form = waiting_of(cast, "inge.bakels", table), answered(cast, "inge.bakels", table, "right")
        act(cast, "inge.bakels", lambda work: confirming.confirm(work, statement, form))
    assert set(_stand(cast, table).values()) == {False}
    with pytest.raises(Refused, match="iedereen akkoord"):
        _adopts(cast, table)
    with clock.at(clock.now() + timedelta(minutes=2)):
        _agrees(cast, table, *CIRCLE)
        assert set(_stand(cast, table).values()) == {True}
    with clock.at(clock.now() + timedelta(minutes=3)):
        decided(cast, table)
        remarked(cast, found)
        assert set(_stand(cast, table).values()) == {False}
        _agrees(cast, table, *CIRCLE)
    with clock.at(clock.now() + timedelta(minutes=4)):
        one = part(cast, TAKER, table).remarks[0].statement_id
        act(cast, TAKER, lambda work: remarks.answer(work, one, answer(RemarkOutcome.ATTACHED)))
        assert set(_stand(cast, table).values()) == {False}


def test_only_a_partner_of_the_circle_agrees_and_only_with_what_was_sent(cast: Cast) -> None:
    table = held(cast)
    found = minutes_of(cast, table)
    with pytest.raises(Refused, match="nog niet verstuurd"):
        _agrees(cast, table, "inge.bakels")
    sent(cast, table)
    with pytest.raises(Refused, match="wie aan dit punt deelneemt"):
        _agrees(cast, table, TAKER)
    for login in OUTSIDE:
        with pytest.raises(NotFound):
            act(cast, login, lambda work: remarks.agree(work, found))
    assert ledger(cast, Act.MINUTES_AGREED) == []
    silence(cast)
    with pytest.raises(Refused, match="vastgesteld"):
        _agrees(cast, table, "inge.bakels")


def test_each_sees_its_own_agreement_and_who_writes_it_up_sees_all(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    _agrees(cast, table, "inge.bakels")
    mine, other = part(cast, "inge.bakels", table), part(cast, "wouter.lansink", table)
    assert (mine.agreed_at is None, other.agreed_at) == (False, None)
    assert mine.agreements == other.agreements == ()
    assert len(part(cast, TAKER, table).agreements) == len(CIRCLE)


def test_silence_adopts_whoever_agreed(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    _agrees(cast, table, *CIRCLE)
    assert silence(cast, days=1) == 0
    assert silence(cast) == 2


def test_the_general_part_without_standing_items_has_nobody_to_agree(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    found = minutes_of(cast, table, None)
    with pytest.raises(Refused, match="iedereen akkoord"):
        act(cast, TAKER, lambda work: minutes.adopt(work, found))


def test_the_button_stands_on_the_own_page(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    here = f"/overleggen/{table.meeting}/verslag/{found}"
    inge = cast.client("inge.bakels")
    assert "Akkoord met wat hier staat" in inge.get(here).text
    done = inge.post(f"{here}/akkoord", data={"once": str(uuid4())})
    after = inge.get(done.headers["location"]).text
    assert "U bent akkoord namens uw partner." in after
    assert "uw partner is akkoord" in after
    assert "Akkoord met wat hier staat" not in cast.client(TAKER).get(here).text
    assert "nog niets gezegd" in cast.client(TAKER).get(here).text
