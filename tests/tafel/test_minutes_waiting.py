"""Minutes that wait on somebody's first page: to be read until the last day for remarks, or to be written up."""

from datetime import timedelta

import pytest

from models.views.minutes import MinutesWaiting
from tafel import clock, db, remarks
from tafel.sight import minutes_waiting
from tests.cast import Cast
from tests.tafel.acting import act
from tests.tafel.minuted import CHAIR, OUTSIDE, answer, held, part, remarked, sent, silence
from tests.tafel.minuting import TAKER

pytestmark = pytest.mark.laid


def _waits(cast: Cast, login: str) -> tuple[MinutesWaiting, ...]:
    with db.reading(cast.seats[login]) as reading:
        return minutes_waiting.waiting(reading)


def test_a_draft_waits_for_its_note_taker_alone(cast: Cast) -> None:
    table = held(cast)
    assert [(one.meeting_id, one.manages) for one in _waits(cast, TAKER)] == [(table.meeting, True)]
    assert not any(_waits(cast, login) for login in (CHAIR, "inge.bakels", *OUTSIDE))


def test_sent_they_wait_for_who_can_make_a_remark_until_the_last_day(cast: Cast) -> None:
    table = held(cast)
    sent(cast, table)
    tomorrow = clock.today() + timedelta(days=1)
    for login in ("inge.bakels", "wouter.lansink", "soraya.pinas"):
        assert [(one.remarks_by, one.manages) for one in _waits(cast, login)] == [(tomorrow, False)]
    assert not any(_waits(cast, login) for login in (TAKER, CHAIR, *OUTSIDE))
    with clock.at(clock.now() + timedelta(days=2)):
        assert not _waits(cast, "inge.bakels")


def test_a_remark_waits_for_the_note_taker_until_it_is_answered(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    remarked(cast, found)
    assert [one.manages for one in _waits(cast, TAKER)] == [True]
    one = part(cast, TAKER, table).remarks[0].statement_id
    act(cast, TAKER, lambda work: remarks.answer(work, one, answer()))
    assert not _waits(cast, TAKER)


@pytest.mark.parametrize("login", ["inge.bakels", TAKER])
def test_adopted_minutes_wait_for_nobody(cast: Cast, login: str) -> None:
    sent(cast, held(cast))
    silence(cast)
    assert not _waits(cast, login)
