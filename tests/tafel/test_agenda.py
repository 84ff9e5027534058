"""The agenda: who may announce what, and who then knows of it."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.meeting_terms import ItemState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, db
from tafel.refusals import Invalid, NotFound
from tafel.sight import at_table
from tests import tables
from tests.cast import Cast


def _known(cast: Cast, login: str) -> set[str]:
    """The items a person may know of, by the code word of their file."""
    seat = cast.seats[login]
    with db.reading(seat) as reading:
        rows = reading.session.scalars(
            select(col(Case.code_word))
            .join(AgendaItem, col(AgendaItem.case_id) == col(Case.id))
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
            .where(at_table.items(seat))
        )
        return set(rows)


def test_an_item_is_known_to_its_circle_alone(cast: Cast) -> None:
    tables.set_up(cast)
    both = {"Zwaluw", "Samenwerking"}
    assert _known(cast, "inge.bakels") == _known(cast, "wouter.lansink") == _known(cast, "samir.el.khatib") == both
    assert _known(cast, "bram.kuijper") == {"Samenwerking"}
    for login in ("petra.dekker", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "rik.zandstra"):
        assert _known(cast, login) == set()


def test_until_the_agenda_is_sent_only_its_proposer_knows(cast: Cast) -> None:
    tables.set_up(cast, sent=False)
    assert _known(cast, "inge.bakels") == {"Zwaluw"}
    assert _known(cast, "wouter.lansink") == set()


def test_a_free_title_names_nobody(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    with db.writing(cast.seats["inge.bakels"]) as work, pytest.raises(Invalid) as wrong:
        agenda.propose(work, table.meeting, tables.item_of(cast, "OM", case_id=None, title="Bel 06-12345678"))
    assert "title" in wrong.value.errors


def test_the_outsider_cannot_announce(cast: Cast) -> None:
    table = tables.set_up(cast)
    with db.writing(cast.seats["rik.zandstra"]) as work, pytest.raises(NotFound):
        agenda.propose(work, table.meeting, tables.item_of(cast, "OM"))


def test_an_accepted_item_is_on_the_agenda(cast: Cast) -> None:
    table = tables.set_up(cast)
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        item, _ = at_table.require_item(reading, table.items["Zwaluw"])
        assert item.state is ItemState.ACCEPTED
        assert item.starts_at is not None
        assert item.question_id is not None
