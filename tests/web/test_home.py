"""Home: what waits for me, and the meeting that comes first."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.forms.meetings import AskAgain, GiveReason
from tafel import agenda, answers, clock, db
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act

pytestmark = pytest.mark.laid


def _home(cast: Cast, login: str) -> str:
    return cast.client(login).get("/").text


def test_it_tells_when_i_am_called(cast: Cast) -> None:
    tables.set_up(cast)
    inge, bram = _home(cast, "inge.bakels"), _home(cast, "bram.kuijper")
    assert "13:00" in inge
    assert "13:20" in inge
    assert "13:20" in bram
    assert "13:00</time>, " not in bram


def test_it_names_the_items_that_wait_for_an_answer(cast: Cast) -> None:
    tables.set_up(cast)
    assert "Open: Zwaluw, Samenwerking." in _home(cast, "inge.bakels")
    assert "Open: Samenwerking." in _home(cast, "bram.kuijper")


def test_it_says_when_the_secretary_asked_again(cast: Cast) -> None:
    table = tables.set_up(cast)
    with clock.at(clock.now() + timedelta(minutes=5)), db.writing(cast.seats["samir.el.khatib"]) as work:
        assert answers.ask_again(work, table.items["Zwaluw"], AskAgain(once=uuid4())) == 3
    assert "Het secretariaat vraagt het opnieuw." in _home(cast, "wouter.lansink")
    assert "Het secretariaat vraagt het opnieuw." not in _home(cast, "bram.kuijper")


def test_it_names_the_meeting_from_which_an_item_came_back(cast: Cast) -> None:
    table, reason = tables.set_up(cast), GiveReason(once=uuid4(), reason="Te vroeg.")
    form = tables.item_of(cast, "OM")
    item = act(cast, "inge.bakels", lambda work: agenda.propose(work, table.meeting, form))
    act(cast, "samir.el.khatib", lambda work: agenda.give_back(work, item, reason))
    inge = _home(cast, "inge.bakels")
    assert "Een punt van u kwam terug: Casusoverleg De Waarden" in inge
    assert f'href="/overleggen/{table.meeting}/agenda"' in inge
    for login in ("wouter.lansink", "ruud.eggink", "samir.el.khatib", "rik.zandstra", "ben.vink"):
        assert "kwam terug" not in _home(cast, login)
    act(cast, "inge.bakels", lambda work: agenda.revise(work, item, form))
    assert "kwam terug" not in _home(cast, "inge.bakels")


@pytest.mark.parametrize("login", ["petra.dekker", "rik.zandstra"])
def test_who_is_in_no_item_reads_of_none(cast: Cast, login: str) -> None:
    tables.set_up(cast)
    assert "Zwaluw, Samenwerking" not in _home(cast, login)
    assert "Mijn inbreng voor" not in _home(cast, login)


def test_the_secretary_reads_that_items_were_announced(cast: Cast) -> None:
    table = tables.set_up(cast)
    assert "Aangemelde punten" not in _home(cast, "samir.el.khatib")
    with db.writing(cast.seats["inge.bakels"]) as work:
        agenda.propose(work, table.meeting, tables.item_of(cast, "OM", minutes=5))
    assert "Aangemelde punten" in _home(cast, "samir.el.khatib")
    assert "Aangemelde punten" not in _home(cast, "inge.bakels")
