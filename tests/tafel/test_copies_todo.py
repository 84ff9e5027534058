"""What is left to do about copies: a meeting is finished until something changes, and the first page asks for them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from models.forms.lines import EditLine, ReportAction
from models.forms.minutes import SendMinutes
from models.forms.sharing import AnswerDoubt, DoubtCategory, WithdrawShares
from models.meeting_terms import LineKind
from models.tables.room import Line
from models.tables.sharing import CategoryDoubt, Share
from tafel import actions, clock, copies, db, doubts, lines, minutes, remarks, sharing
from tafel.sight import actions as actions_seen
from tafel.sight import copies_todo
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act
from tests.tafel.acting import shared as shares
from tests.tafel.copying import make, page, told
from tests.tafel.minuted import CHAIR, OUTSIDE, TAKER, addition, close, confirmed, minutes_of, sent, silence, writes_up
from tests.tafel.minuting import action, in_session, one, said

pytestmark = pytest.mark.laid


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)


def _finished(cast: Cast, table: Table) -> bool:
    view = page(cast, TAKER, table)
    text = cast.client(TAKER).get(f"/overleggen/{table.meeting}/verslag/exemplaren").text
    assert ("Dit overleg is afgerond" in text) is view.finished is not view.changed
    assert ("Er is iets veranderd" in text) is view.changed
    for path in ("/overleggen", f"/overleggen/{table.meeting}"):
        assert ("afgerond" in cast.client(TAKER).get(path).text) is view.finished
        assert "afgerond" not in cast.client("inge.bakels").get(path).text
    return view.finished


def test_a_line_that_is_confirmed_later_is_a_change(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    assert _finished(cast, table)
    confirmed(cast, table)
    assert not _finished(cast, table)
    make(cast, table)
    assert _finished(cast, table)


def test_what_is_taken_back_adopted_or_added_is_a_change(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    with db.writing(cast.seats["inge.bakels"]) as work:
        mine = (col(Share.giver_id) == work.seat.partner, col(Share.receiver_id) == cast.partners["OM"])
        shares = list(work.session.scalars(select(Share.id).where(*mine, col(Share.ended_at).is_(None))))
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=shares))
    assert not _finished(cast, table)
    make(cast, table)
    assert silence(cast)
    assert not _finished(cast, table)


def test_who_comes_to_have_a_line_after_adoption_is_a_change(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    confirmed(cast, table)
    _withdrawn(cast, line)
    close(cast, table)
    sent(cast, table)
    silence(cast)
    with clock.at(clock.now() + timedelta(days=3)):
        make(cast, table)
    with clock.at(clock.now() + timedelta(days=4)):
        assert page(cast, TAKER, table).finished
        shares(cast, "inge.bakels", line, "OM")
        assert page(cast, TAKER, table).changed
    with clock.at(clock.now() + timedelta(days=5)):
        make(cast, table)
        assert page(cast, TAKER, table).finished
        assert copying.own(cast, "wouter.lansink", table).edition > 1


def test_what_is_doubted_is_a_change_and_so_is_that_it_stays(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        mine = (col(Share.receiver_id) == reading.seat.partner, col(Line.kind) == LineKind.SAID)
        share = reading.session.scalars(
            select(Share).join(Line, col(Line.statement_id) == col(Share.statement_id)).where(*mine)
        ).one()
        category = share.category
    act(cast, "wouter.lansink", lambda work: doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=share.id)))
    assert page(cast, TAKER, table).changed
    make(cast, table)
    assert page(cast, TAKER, table).finished
    with db.reading(cast.seats["inge.bakels"]) as reading:
        doubt = reading.session.scalars(select(CategoryDoubt.id)).one()
    form = AnswerDoubt(once=uuid4(), category=category)
    act(cast, "inge.bakels", lambda work: doubts.answer(work, doubt, form))
    assert page(cast, TAKER, table).changed


def test_an_addition_is_a_change(cast: Cast) -> None:
    table = told(cast)
    with db.writing(cast.seats[TAKER]) as work:
        from models.tables.minutes import Minutes

        for one in work.session.scalars(select(Minutes)):
            minutes._adopt(work, one)  # noqa: SLF001
    make(cast, table)
    assert _finished(cast, table)
    act(cast, "inge.bakels", lambda work: remarks.add(work, minutes_of(cast, table), addition()))
    assert not _finished(cast, table)


def test_how_an_action_goes_stands_on_no_sheet(cast: Cast) -> None:
    table = in_session(cast)
    action(cast, table)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (mine,) = actions_seen.of_case(reading, cast.cases["Zwaluw"])
    form = ReportAction(once=uuid4(), state="could-not", reason="Er was geen tolk.", base=mine.base)
    act(cast, "inge.bakels", lambda work: actions.report(work, mine.statement_id, form))
    assert _finished(cast, table)
    assert not copying.own(cast, "wouter.lansink", table).void
    assert copying.fetch(cast, "wouter.lansink", table)


def test_where_the_same_words_come_back_a_void_copy_is_made_again(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    for text in ("Rijdt twee keer langs.", "Rijdt langs."):
        stands = one(cast, TAKER, table, line)
        assert stands is not None
        form = EditLine.model_validate({"once": uuid4(), "text": text, "base": stands.base})
        act(cast, TAKER, lambda work, form=form: lines.edit(work, line, form))  # type: ignore[misc]
    assert copying.own(cast, "wouter.lansink", table).void
    make(cast, table)
    assert not copying.own(cast, "wouter.lansink", table).void
    assert _finished(cast, table)


def test_a_later_last_day_for_remarks_is_a_change_and_stands_on_the_copies(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    form = SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=9))
    act(cast, TAKER, lambda work: minutes.send(work, minutes_of(cast, table), form))
    assert not _finished(cast, table)
    assert _to_make(cast, TAKER)
    make(cast, table)
    assert _finished(cast, table)
    assert not _to_make(cast, TAKER)
    act(cast, TAKER, lambda work: minutes.send(work, minutes_of(cast, table), form))
    assert _finished(cast, table)


@pytest.mark.parametrize("changed", [{"text": "Rijdt twee keer langs."}, {"due_on": clock.today() + timedelta(days=9)}])
def test_other_words_or_another_day_of_an_action_are_a_change_and_told(cast: Cast, changed: dict[str, Any]) -> None:
    table = in_session(cast)
    line = action(cast, table)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    assert _finished(cast, table)
    before = len(_notified(cast, "inge.bakels"))
    stands = one(cast, TAKER, table, line)
    assert stands is not None
    form = EditLine.model_validate({"once": uuid4(), "text": "Rijdt langs.", "base": stands.base} | changed)
    act(cast, TAKER, lambda work: lines.edit(work, line, form))
    assert not _finished(cast, table)
    make(cast, table)
    assert _finished(cast, table)
    assert len(_notified(cast, "inge.bakels")) == before + 1


def _notified(cast: Cast, login: str) -> set[object]:
    """When somebody was told of copies."""
    return {row.notified_at for row in copying.rows(cast) if row.membership_id == cast.seats[login].membership}


def test_who_comes_to_have_an_action_at_all_is_a_change_and_so_is_who_loses_it(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    _withdrawn(cast, line)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    assert _finished(cast, table)
    shares(cast, "inge.bakels", line, "OM")
    assert not _finished(cast, table)
    make(cast, table)
    assert _finished(cast, table)
    _withdrawn(cast, line)
    assert not _finished(cast, table)


def _withdrawn(cast: Cast, line: UUID) -> None:
    """The police takes an action back from everybody."""
    with db.writing(cast.seats["inge.bakels"]) as work:
        ones = work.session.scalars(select(Share.id).where(Share.statement_id == line, col(Share.ended_at).is_(None)))
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=list(ones)))


def test_the_first_page_asks_the_note_taker_for_copies_until_they_were_asked_for(cast: Cast) -> None:
    table = in_session(cast)
    writes_up(cast, table, "wouter.lansink")
    close(cast, table)
    assert not _to_make(cast, TAKER)
    sent(cast, table)
    assert _to_make(cast, TAKER)
    assert _to_make(cast, "wouter.lansink")
    assert f"/overleggen/{table.meeting}/verslag/exemplaren" in cast.client(TAKER).get("/").text
    for login in (CHAIR, "inge.bakels", *OUTSIDE):
        assert not _to_make(cast, login)
    act(cast, "wouter.lansink", lambda work: copies.ask(work, table.meeting))
    assert not _to_make(cast, "wouter.lansink")
    assert _to_make(cast, TAKER)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    assert not _to_make(cast, TAKER)


def _to_make(cast: Cast, login: str) -> bool:
    with db.reading(cast.seats[login]) as reading:
        return bool(copies_todo.to_make(reading))
