"""The file of an item without a case: known to whom its item is known, and called as its item is."""

from http import HTTPStatus
from uuid import UUID

import pytest

from models.forms.ledger import AskRegister
from models.tables.casework import Case
from models.tables.meetings import AgendaItem
from tafel import agenda, db, meetings
from tafel.sight import ledger
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act

pytestmark = pytest.mark.laid


def _file(cast: Cast, item: UUID) -> Case:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        case_id = reading.session.get_one(AgendaItem, (reading.seat.region, item)).case_id
        return reading.session.get_one(Case, (reading.seat.region, case_id))


@pytest.mark.laid(False)
def test_a_file_waits_with_its_item_until_the_agenda_is_sent(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    free = tables.item_of(cast, "OM", "OPV", case_id=None, title="Samenspel", brief="Wie belt?")
    item = act(cast, "inge.bakels", lambda work: agenda.propose(work, table.meeting, free))
    act(cast, "samir.el.khatib", lambda work: agenda.accept(work, item))
    page = f"/casussen/{_file(cast, item).id}"
    assert cast.client("inge.bakels").get(page).status_code == HTTPStatus.OK
    for login in ("wouter.lansink", "bram.kuijper", "petra.dekker", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        assert cast.client(login).get(page).status_code == HTTPStatus.NOT_FOUND, login
    act(cast, "samir.el.khatib", lambda work: meetings.invite(work, table.meeting))
    assert cast.client("wouter.lansink").get(page).status_code == HTTPStatus.OK


def test_no_list_of_cases_holds_a_file(cast: Cast) -> None:
    tables.set_up(cast)
    for login in ("inge.bakels", "samir.el.khatib", "nadia.oosterhuis"):
        with db.reading(cast.seats[login]) as reading:
            register = ledger.register(reading, AskRegister())
        assert "Samenwerking" not in {one.code_word for one in register.cases}, login


def test_a_free_item_under_another_name_renames_its_file(cast: Cast) -> None:
    table = tables.set_up(cast)
    free = tables.item_of(cast, "OM", case_id=None, title="Samenspel", brief="Wie belt?")
    item = act(cast, "inge.bakels", lambda work: agenda.propose(work, table.meeting, free))
    other = free.model_copy(update={"title": "Afspraken"})
    act(cast, "inge.bakels", lambda work: agenda.revise(work, item, other))
    assert _file(cast, item).code_word == "Afspraken"
