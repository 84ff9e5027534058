"""The flows between partners for a period: for the privacy officer all, for others what they did themselves."""

from datetime import timedelta

import pytest

from models.forms.ledger import AskFlows
from models.views.ledger import FlowsPage
from tafel import clock, db
from tafel.refusals import NotFound, Refused
from tafel.sight import flows
from tests.cast import Cast
from tests.tafel.amends import opens
from tests.tafel.test_sharing import give

OFFICER = "nadia.oosterhuis"


def seen(cast: Cast, login: str, **asked: object) -> FlowsPage:
    with db.reading(cast.seats[login]) as reading:
        return flows.flows(reading, AskFlows.model_validate(asked))


def counts(cast: Cast, login: str) -> list[tuple[str, str, int, int, int]]:
    return [(one.giver, one.receiver, one.shared, one.refused, one.shown) for one in seen(cast, login).flows]


def test_what_was_shared_refused_and_shown_is_counted(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["WOCO"])
    found = seen(cast, OFFICER)
    police, om = (cast.partners[key] for key in ("POL", "OM"))
    (line,) = [one for one in found.flows if (one.giver_id, one.receiver_id) == (str(police), str(om))]
    assert (line.shared, line.refused, line.shown) == (1, 0, 1)
    (refused,) = [one for one in found.flows if one.receiver_id == str(cast.partners["WOCO"])]
    assert (refused.shared, refused.refused) == (0, 1)
    assert len(found.drawn) == 1


def test_a_member_sees_what_that_seat_gave_and_was_shown(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    assert [line[2:] for line in counts(cast, "inge.bakels")] == [(1, 0, 0)]
    assert [line[2:] for line in counts(cast, "wouter.lansink")] == [(0, 0, 1)]
    for login in ("ruud.eggink", "petra.dekker", "rik.zandstra"):
        assert counts(cast, login) == []


def test_to_the_administrator_there_is_no_such_page(cast: Cast) -> None:
    with pytest.raises(NotFound):
        seen(cast, "ben.vink")


def test_a_period_begins_and_ends_with_its_days(cast: Cast) -> None:
    today = clock.today()
    assert seen(cast, OFFICER, first=today, last=today).flows
    assert not seen(cast, OFFICER, first=today - timedelta(days=9), last=today - timedelta(days=1)).flows
    assert seen(cast, OFFICER).first == today - timedelta(days=91)
