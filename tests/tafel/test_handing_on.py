"""A signal goes on to another handler: with a reason, its terms kept, and whoever brought it sees who takes it up."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import TakePart
from models.forms.signals import HandOn
from models.tables.ledger import OutgoingMail
from tafel import casework, db, handing_on, people, weighing
from tafel.refusals import Invalid, NotFound, Refused
from tests.cast import Cast
from tests.tafel.acting import act, ledger
from tests.tafel.test_signals import brought, page

HANDLER, BRINGER, NEXT = "soraya.pinas", "petra.dekker", "inge.bakels"


def hands_on(cast: Cast, case: UUID, to: str = NEXT, login: str = HANDLER, **more: Any) -> None:
    known = {"once": uuid4(), "member_id": cast.seats[to].membership, "reason": "Dit ligt op hun terrein."}
    act(cast, login, lambda work: handing_on.hand_on(work, case, HandOn.model_validate(known | more)))


def test_it_goes_on_with_its_terms_and_a_reason(cast: Cast) -> None:
    case = brought(cast)
    before = page(cast, HANDLER, case).line
    hands_on(cast, case)
    ours, theirs = page(cast, BRINGER, case), page(cast, NEXT, case)
    assert (ours.line.handled_by, theirs.line.mine) == ("Politie De Waarden", True)
    assert (ours.line.weigh_by, ours.line.acknowledge_by) == (before.weigh_by, before.acknowledge_by)
    assert (theirs.said, theirs.seen) == ((), ())
    assert [one.reason for one in theirs.handed] == ["Dit ligt op hun terrein."]
    assert [one.reason for one in ours.handed] == [None]
    assert ours.offered
    assert ours.offered.verdict.partner.id == cast.partners["POL"]
    assert ledger(cast, Act.SIGNAL_HANDED_ON)[-1]["receiver"] == str(cast.partners["POL"])
    with db.reading(cast.by_the_clock) as reading:
        told = set(reading.session.scalars(select(col(OutgoingMail.membership_id))))
    assert told >= {cast.seats[NEXT].membership, cast.seats[BRINGER].membership}
    act(cast, NEXT, lambda work: weighing.acknowledge(work, case))
    with pytest.raises(Refused):
        act(cast, HANDLER, lambda work: weighing.acknowledge(work, case))


def test_only_who_takes_it_up_does_and_only_to_who_may(cast: Cast) -> None:
    case = brought(cast)
    for to in ("ruud.eggink", HANDLER, "nadia.oosterhuis", "rik.zandstra"):
        with pytest.raises(Invalid):
            hands_on(cast, case, to)
    with pytest.raises(Invalid):
        hands_on(cast, case, reason="Jan Jansen weet hier meer van.")
    with pytest.raises(Refused):
        hands_on(cast, case, login=BRINGER)
    for login in ("ruud.eggink", "samir.el.khatib", "ben.vink", "nadia.oosterhuis", "rik.zandstra"):
        with pytest.raises(NotFound):
            hands_on(cast, case, login=login)
    assert page(cast, BRINGER, case).handlers == ()


def test_where_the_handlers_seat_ends_another_takes_over(cast: Cast) -> None:
    """Nobody else sits for the care coordination: the signal goes to who takes up new ones from then."""
    case = brought(cast)
    before = page(cast, HANDLER, case).line
    act(cast, "ben.vink", lambda work: people.end_membership(work, cast.seats[HANDLER].membership))
    entry = ledger(cast, Act.SIGNAL_HANDED_ON)[-1]
    login = next(name for name, seat in cast.seats.items() if str(seat.membership) == entry["member"])
    theirs, ours = page(cast, login, case), page(cast, BRINGER, case)
    assert (theirs.line.mine, theirs.line.weigh_by, theirs.said) == (True, before.weigh_by, ())
    assert ours.line.handled_by == theirs.line.handled_by != before.handled_by
    act(cast, login, lambda work: weighing.acknowledge(work, case))
    for outside in ("ruud.eggink", "nadia.oosterhuis", "rik.zandstra"):
        with pytest.raises(NotFound):
            page(cast, outside, case)


def test_who_takes_it_up_stays_until_another_does(cast: Cast) -> None:
    case = brought(cast)
    gone = TakePart(once=uuid4(), partner_id=cast.partners["ZC"])
    for login in (BRINGER, HANDLER):
        with pytest.raises(Refused, match="doorgeven"):
            act(cast, login, lambda work: casework.remove_partner(work, case, gone))
    hands_on(cast, case)
    act(cast, BRINGER, lambda work: casework.remove_partner(work, case, gone))
    with pytest.raises(NotFound):
        page(cast, HANDLER, case)
