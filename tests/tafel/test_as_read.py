"""As partner X reads it: the whole layout, and of the words only what the viewer may read."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from models.forms.minutes import MakeRemark
from models.tables.meetings import ItemPartner
from models.tables.minutes import Remark
from models.terms import DataCategory
from models.views.minutes import AsRead
from tafel import confirming, db, remarks
from tafel.refusals import NotFound
from tafel.sight import as_read, minutes
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, joins, second_seat
from tests.tafel.minuted import (
    CHAIR,
    OUTSIDE,
    answer,
    close,
    held,
    minutes_of,
    sent,
    waiting_of,
    writes_up,
)
from tests.tafel.minuting import TAKER, action, answered, in_session, said

pytestmark = pytest.mark.laid


def _compared(cast: Cast, login: str, table: Table, *partners: str) -> tuple[AsRead, ...]:
    with db.reading(cast.seats[login]) as reading:
        left, right = (cast.partners[key] for key in partners)
        return as_read.compared(reading, table.meeting, minutes_of(cast, table), left, right).sheets


def test_as_a_partner_reads_it_the_layout_is_whole_and_the_words_are_the_viewers(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    act(cast, "inge.bakels", lambda work: _in_other_words(cast, work, table))
    action(cast, table)
    close(cast, table)
    police, care = _compared(cast, TAKER, table, "POL", "ZC")
    assert (police.sheet.recipient, police.sheet.person) == ("Politie De Waarden, AVIM", "Inge Bakels")
    assert [(line.giver, line.text) for line in police.sheet.said] == [("Politie De Waarden", None)]
    assert [one.text for one in police.sheet.actions] == ["Rijdt langs."]  # he wrote it himself
    assert (care.sheet.said, care.sheet.actions, care.withheld) == ((), (), ())


def _in_other_words(cast: Cast, work: Any, table: Table) -> None:
    form = answered(cast, "inge.bakels", table, "other", text="De kas is leeg sinds juni.")
    confirming.confirm(work, waiting_of(cast, "inge.bakels", table), form)


def test_an_action_that_is_not_for_the_viewer_is_a_block_without_its_day(cast: Cast) -> None:
    table = in_session(cast)
    action(cast, table)
    close(cast, table)
    police, _ = _compared(cast, CHAIR, table, "POL", "OM")
    assert police.sheet.actions == ()
    assert police.not_for_me("actions") == ("Politie De Waarden",)


def test_what_was_shared_with_the_viewer_is_shown_and_handed_out(cast: Cast) -> None:
    table = in_session(cast)
    writes_up(cast, table, "wouter.lansink")
    said(cast, table, login="wouter.lansink")
    act(cast, "inge.bakels", lambda work: _in_other_words(cast, work, table))
    close(cast, table)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        police = as_read.compared(reading, table.meeting, None, cast.partners["POL"], None).sheets[0]
        assert [line.text for line in police.sheet.said] == ["De kas is leeg sinds juni."]
        assert [bool(one.share) for one in reading.shown] == [True]


@pytest.mark.parametrize("login", ["inge.bakels", "wouter.lansink", *OUTSIDE])
def test_only_who_writes_them_up_compares(cast: Cast, login: str) -> None:
    table = held(cast)
    with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
        as_read.compared(reading, table.meeting, None, None, None)


def test_words_written_from_another_seat_are_not_shown(cast: Cast) -> None:
    second_seat(cast, TAKER, "WOCO", "petra.dekker")
    woco = f"{TAKER}@WOCO"
    joins(cast, "petra.dekker", woco)
    table = in_session(cast)
    with db.writing(cast.seats[TAKER]) as work:
        here = (col(ItemPartner.region_id) == work.seat.region, col(ItemPartner.item_id) == table.items["Zwaluw"])
        one = work.session.scalars(select(ItemPartner).where(*here)).first()
        assert one
        work.session.add(ItemPartner(**{**one.model_dump(), "partner_id": cast.partners["WOCO"]}))
    close(cast, table)
    found = sent(cast, table)
    form = MakeRemark(once=uuid4(), text="Alleen voor de corporatie.", category=DataCategory.D15)
    act(cast, woco, lambda work: remarks.remark(work, found, form))
    with db.reading(cast.seats[TAKER]) as reading:
        remark = reading.session.scalars(select(Remark)).one().statement_id
    act(cast, TAKER, lambda work: remarks.answer(work, remark, answer()))
    with db.reading(cast.seats[TAKER]) as reading:
        theirs = as_read.compared(reading, table.meeting, found, cast.partners["WOCO"], None).sheets[0].sheet
        assert [line.text for line in theirs.remarks] == [None]
    with db.reading(cast.seats[woco]) as reading:
        assert [line.text for line in minutes.sheet(reading, found).remarks] == ["Alleen voor de corporatie."]
