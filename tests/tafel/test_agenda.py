"""The agenda: who may announce what, and who then knows of it."""

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import (
    AddItem,
    ChangeItem,
    GiveReason,
    MakeMeetings,
    MoveItem,
    OrderAgenda,
    ProposeItem,
    SetSeries,
)
from models.meeting_terms import ItemState, MeetingState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, clock, db, meetings, naming, postponing, series
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import agenda as seen
from tafel.sight import at_table, script, upcoming
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act, ledger

pytestmark = pytest.mark.laid


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


@pytest.mark.laid(False)
def test_until_the_agenda_is_sent_only_its_proposer_knows(cast: Cast) -> None:
    tables.set_up(cast, sent=False)
    assert _known(cast, "inge.bakels") == {"Zwaluw"}
    assert _known(cast, "wouter.lansink") == set()


@pytest.mark.laid(False)
def test_what_stood_in_a_meeting_that_was_called_off_is_known_to_its_proposer_alone(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        stands = at_table.require_meeting(work, table.meeting)
        stands.state, stands.closed_at = MeetingState.CLOSED, work.now
    assert _known(cast, "inge.bakels") == {"Zwaluw"}
    for login in ("wouter.lansink", "soraya.pinas", "bram.kuijper", *OUTSIDERS):
        assert _known(cast, login) == set()


@pytest.mark.laid(False)
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


# acts, each with its refusal and its outsider

OUTSIDERS = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "petra.dekker")


def _propose(cast: Cast, table: tables.Table, login: str = "inge.bakels", *circle: str, **more: Any) -> UUID:
    form = tables.item_of(cast, *(circle or ("OM",)), **more)
    return act(cast, login, lambda work: agenda.propose(work, table.meeting, form))


def _item(cast: Cast, item: UUID) -> AgendaItem:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        return at_table.require_item(reading, item)[0]


def _changing(cast: Cast, *circle: str, **more: Any) -> ChangeItem:
    known = {"once": uuid4(), "minutes": 15, "circle": [cast.partners[key] for key in circle]}
    return ChangeItem.model_validate(known | more)


def _edit(cast: Cast, table: tables.Table) -> int:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        return at_table.require_meeting(reading, table.meeting).order_edit


DESK: list[tuple[str, Callable[[Writing, UUID], object]]] = [
    ("accept", agenda.accept),
    ("give back", lambda work, item: agenda.give_back(work, item, GiveReason(once=uuid4(), reason="Te vroeg."))),
    ("postpone", postponing.postpone),
    ("change", lambda work, item: agenda.change(work, item, ChangeItem(once=uuid4(), minutes=5, circle=[item]))),
]
OWN: list[tuple[str, Callable[[Writing, UUID], object]]] = [
    ("revise", lambda work, item: agenda.revise(work, item, ProposeItem(once=uuid4(), circle=[item]))),
    ("withdraw", agenda.withdraw),
]


@pytest.mark.parametrize(("_what", "do"), [*DESK, *OWN])
@pytest.mark.parametrize("login", OUTSIDERS)
def test_to_whom_an_item_is_not_known_there_is_none(
    cast: Cast, _what: str, do: Callable[[Writing, UUID], object], login: str
) -> None:
    table = tables.set_up(cast)
    with pytest.raises(NotFound):
        act(cast, login, lambda work: do(work, table.items["Zwaluw"]))


@pytest.mark.parametrize(("_what", "do"), DESK)
def test_only_the_secretariat_builds_the_agenda(cast: Cast, _what: str, do: Callable[[Writing, UUID], object]) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused, match="secretariaat"):
        act(cast, "inge.bakels", lambda work: do(work, table.items["Zwaluw"]))


@pytest.mark.parametrize(("_what", "do"), OWN)
def test_only_who_announced_an_item_changes_it_and_only_before_it_stands(
    cast: Cast, _what: str, do: Callable[[Writing, UUID], object]
) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused, match="aanmeldde"):
        act(cast, "wouter.lansink", lambda work: do(work, table.items["Zwaluw"]))
    with pytest.raises(Refused, match="staat al op de agenda"):
        act(cast, "inge.bakels", lambda work: do(work, table.items["Zwaluw"]))


@pytest.mark.parametrize(
    "order", [
        lambda work, table, items: agenda.order(work, table, OrderAgenda(once=uuid4(), items=items, edit=1)),
        lambda work, table, items: agenda.move(work, table, MoveItem(once=uuid4(), item_id=items[0], edit=1)),
        lambda work, table, items: items and agenda.add(work, table, AddItem(once=uuid4(), title="Slot")),
    ],
    ids=["order", "move", "add"],
)  # fmt: skip
def test_a_partner_neither_orders_nor_adds(cast: Cast, order: Callable[..., object]) -> None:
    table = tables.set_up(cast)
    for login, no in (("inge.bakels", Refused), ("rik.zandstra", NotFound), ("ben.vink", NotFound)):
        with pytest.raises(no):
            act(cast, login, partial(order, table=table.meeting, items=list(table.items.values())))


def test_a_closed_meeting_takes_nothing_more(cast: Cast) -> None:
    table = tables.set_up(cast)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    act(cast, "marijke.terpstra", lambda work: meetings.close(work, table.meeting, unreached=True))
    with pytest.raises(Refused, match="gesloten"):
        _propose(cast, table)
    with pytest.raises(Refused, match="gesloten"):
        act(cast, "samir.el.khatib", lambda work: agenda.add(work, table.meeting, AddItem(once=uuid4(), title="X")))


def test_an_empty_circle_is_no_circle(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as wrong:
        act(cast, "inge.bakels", lambda work: agenda.propose(work, table.meeting, tables.item_of(cast)))
    assert "circle" in wrong.value.errors
    with pytest.raises(Invalid) as wrong:
        act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], _changing(cast)))
    assert "circle" in wrong.value.errors


@pytest.mark.parametrize("question", ["Wie rijdt naar de Tuindersweg 12?", "Waar is mevrouw Jansen nu?"])
def test_a_question_that_points_at_somebody_is_asked_about_once(cast: Cast, question: str) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as wrong:
        _propose(cast, table, brief=question)
    assert wrong.value.errors == {"brief": naming.NAMES_SOMEBODY}
    assert _item(cast, _propose(cast, table, brief=question, nameless=True)).question_id


@pytest.mark.parametrize("title", ["Bel 06-12345678", "Overlast Tuindersweg 12", "Mevrouw Jansen", "Jan de Vries"])
def test_a_title_that_points_at_somebody_is_asked_about_once(cast: Cast, title: str) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as wrong:
        _propose(cast, table, case_id=None, title=title, brief="")
    assert wrong.value.errors == {"title": naming.NAMES_SOMEBODY}
    assert _item(cast, _propose(cast, table, case_id=None, title=title, brief="", nameless=True)).title == title


@pytest.mark.laid(False)
def test_after_the_deadline_an_item_is_late(cast: Cast) -> None:
    samir = cast.seats["samir.el.khatib"]
    with db.writing(samir) as work:
        table = tables.Table(meetings.make(work, tables.form_of(cast)), {})
        at_table.require_meeting(work, table.meeting).announce_by = clock.now() - timedelta(hours=1)
    assert _item(cast, _propose(cast, table)).late


def test_returned_it_can_be_announced_again_and_withdrawn_it_is_gone(cast: Cast) -> None:
    table = tables.set_up(cast)
    item = _propose(cast, table)
    reason = GiveReason(once=uuid4(), reason="Te vroeg.")
    act(cast, "samir.el.khatib", lambda work: agenda.give_back(work, item, reason))
    assert (_item(cast, item).state, _item(cast, item).reason) == (ItemState.RETURNED, "Te vroeg.")
    form = tables.item_of(cast, "OM", brief="Nu wel?", minutes=25)
    act(cast, "inge.bakels", lambda work: agenda.revise(work, item, form))
    again = _item(cast, item)
    assert (again.state, again.minutes, again.reason) == (ItemState.PROPOSED, 25, "")
    act(cast, "inge.bakels", lambda work: agenda.withdraw(work, item))
    assert ledger(cast, Act.ITEM_RETURNED)[-1]["withdrawn"] is True
    with pytest.raises(Refused):
        act(cast, "samir.el.khatib", lambda work: agenda.accept(work, item))


def test_a_case_is_announced_once_for_the_same_partners(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid, match="al aangemeld voor dit overleg"):
        _propose(cast, table, "inge.bakels", "OM", "ZC")
    other = _propose(cast, table, "inge.bakels", "OM")  # a part of it for fewer
    accept = lambda work: agenda.accept(work, other)  # noqa: E731 twice below
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, other, _changing(cast, "POL", "OM", "ZC")))
    with pytest.raises(Refused, match="staat al op de agenda, voor dezelfde deelnemers"):
        act(cast, "samir.el.khatib", accept)
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, other, _changing(cast, "POL", "OM")))
    act(cast, "samir.el.khatib", accept)


def test_without_a_series_nothing_can_be_postponed(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused, match="volgend overleg"):
        act(cast, "samir.el.khatib", lambda work: postponing.postpone(work, table.items["Zwaluw"]))


def test_a_stale_order_changes_nothing(cast: Cast) -> None:
    table = tables.set_up(cast)
    edit, items = _edit(cast, table), list(table.items.values())
    turned = OrderAgenda(once=uuid4(), items=items[::-1], edit=edit)
    act(cast, "samir.el.khatib", lambda work: agenda.order(work, table.meeting, turned))
    with pytest.raises(Conflict):
        act(cast, "marijke.terpstra", lambda work: agenda.order(work, table.meeting, turned))
    with pytest.raises(Conflict):
        half = OrderAgenda(once=uuid4(), items=items[:1], edit=edit + 1)
        act(cast, "samir.el.khatib", lambda work: agenda.order(work, table.meeting, half))
    assert [_item(cast, one).position for one in items] == [1, 0]
    at_the_edge = MoveItem(once=uuid4(), item_id=items[1], edit=edit + 1)
    act(cast, "samir.el.khatib", lambda work: agenda.move(work, table.meeting, at_the_edge))
    assert [_item(cast, one).position for one in items] == [1, 0]


def test_who_joins_the_circle_is_asked_invited_and_reads_nothing_of_before(cast: Cast) -> None:
    table = tables.set_up(cast)
    assert _known(cast, "fleur.van.aalst") == set()
    given = len(ledger(cast, Act.SHARE_GIVEN))
    form = _changing(cast, "OM", "ZC", "COL-W")
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], form))
    assert _known(cast, "fleur.van.aalst") == {"Zwaluw"}
    assert len(ledger(cast, Act.SHARE_GIVEN)) == given
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], _changing(cast, "OM")))
    assert _known(cast, "fleur.van.aalst") == set()
    assert _known(cast, "inge.bakels") == {"Zwaluw", "Samenwerking"}


def test_a_standing_item_is_for_all_who_are_invited(cast: Cast) -> None:
    table = tables.set_up(cast)
    form = AddItem(once=uuid4(), title="Rondvraag", minutes=5)
    act(cast, "samir.el.khatib", lambda work: agenda.add(work, table.meeting, form))
    for login in ("petra.dekker", "inge.bakels", "bram.kuijper"):
        assert "Rondvraag" in _known(cast, login)
    assert _known(cast, "fleur.van.aalst") == set()


def _series(cast: Cast) -> tuple[UUID, UUID]:
    """Two meetings of a series, a week apart."""
    known = tables.form_of(cast).model_dump(include={"kind", "name", "framework", "starts", "minutes", "partners"})
    runs = tables.form_of(cast).model_dump(include={"chair_id", "note_taker_id"})
    days = {"every_weeks": 1, "weekday": (clock.today() + timedelta(days=2)).weekday(), "announce_days": 0}
    more = {"agenda_time": time(12), "agenda_days": 0, "contribute_days": 0, "after": "5 Rondvraag", "open_actions": 5}
    form = SetSeries.model_validate({"once": uuid4(), **known, **runs, **days, **more})
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        made = series.make(work, form)
        first = MakeMeetings(once=uuid4(), first=clock.today() + timedelta(days=1), count=2)
        one, other = series.make_meetings(work, made, first).meetings
    return one, other


def test_postponed_it_waits_at_the_next_meeting_and_its_proposer_sees_where(cast: Cast) -> None:
    one, other = _series(cast)
    item = _propose(cast, tables.Table(one, {}))
    assert act(cast, "samir.el.khatib", lambda work: postponing.postpone(work, item)) == other
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [line.word for line in seen.page(reading, one).put_off] == ["Zwaluw"]
        assert [line.state for line in seen.page(reading, other).proposals] == [ItemState.POSTPONED]
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert not seen.page(reading, one).put_off
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        assert [line.meeting_id for line in upcoming.proposals(reading)] == [other]
    act(cast, "samir.el.khatib", lambda work: agenda.accept(work, item))
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        page = seen.page(reading, other)
    assert [line.word for line in page.items] == ["Openstaande acties", "Zwaluw", "Rondvraag"]
    assert page.actions


def test_times_follow_the_order_until_they_are_sent(cast: Cast) -> None:
    table = tables.set_up(cast)
    items = list(table.items.values())
    turned = OrderAgenda(once=uuid4(), items=items[::-1], edit=_edit(cast, table))
    act(cast, "samir.el.khatib", lambda work: agenda.order(work, table.meeting, turned))
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        page = seen.page(reading, table.meeting)
    assert page.unsent
    assert [line.word for line in page.items] == ["Samenwerking", "Zwaluw"]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [line.word for line in seen.page(reading, table.meeting).items] == ["Zwaluw", "Samenwerking"]
    act(cast, "samir.el.khatib", lambda work: meetings.invite(work, table.meeting))
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [line.word for line in seen.page(reading, table.meeting).items] == ["Samenwerking", "Zwaluw"]


def test_who_is_not_in_all_of_it_is_called(cast: Cast) -> None:
    table = tables.set_up(cast)
    starts = _item(cast, table.items["Zwaluw"]).starts_at
    assert starts
    for login, called in (
        ("inge.bakels", ()),
        ("bram.kuijper", (starts + timedelta(minutes=20),)),
        ("petra.dekker", ()),
    ):
        with db.reading(cast.seats[login]) as reading:
            assert seen.page(reading, table.meeting).called == called


def test_the_script_tells_who_comes_and_goes_to_the_secretariat_alone(cast: Cast) -> None:
    table = tables.set_up(cast)
    chaired = _changing(cast, "OM", "ZC", chair_id=cast.seats["soraya.pinas"].membership, remark="Rustig beginnen.")
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], chaired))
    with db.reading(cast.seats["marijke.terpstra"]) as reading:
        whole = script.script(reading, table.meeting)
    zwaluw, other = whole.items
    assert (zwaluw.chair, other.chair) == ("Soraya Pinas", "Marijke Terpstra")
    assert "Marijke Terpstra" in zwaluw.leaves
    assert zwaluw.line.remark == "Rustig beginnen."
    assert set(other.enters) == {"Bram Kuijper", "Marijke Terpstra"}
    with db.reading(cast.seats["soraya.pinas"]) as reading:
        mine = script.script(reading, table.meeting)
    assert [one.line.word for one in mine.items] == ["Zwaluw"]
    assert not mine.items[0].leaves
    for login in ("inge.bakels", *OUTSIDERS):
        with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
            script.script(reading, table.meeting)
