"""The making of copies: whose order it is, what cannot be made, and that nobody learns whose sheet that was."""

import subprocess
import sys
from threading import Event

import pytest
from sqlmodel import select

from models.meeting_terms import CopyFormat
from models.tables.minutes import CopyFailure
from models.views.copies import CopiesPage
from models.views.minutes import Sheet
from tafel import clock, copies, db, making
from tafel.agenda_export import Voice
from tafel.papers import pool, worded
from tafel.papers.paper import Paper
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act
from tests.tafel.copying import make, page, rows, told
from tests.tafel.minuted import TAKER, close, sent, writes_up
from tests.tafel.minuting import in_session
from web.copies import voice_of

pytestmark = pytest.mark.laid

_DIES_OF = """
import subprocess
import sys
from threading import Event
from tafel.papers import docx, printing
whole = docx.write
def write(paper, style):
    if "Soraya Pinas" in paper.person:
        sys.exit("killed")
    return whole(paper, style)
docx.write = write
printing.main()
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)


def test_an_order_of_one_item_does_not_swallow_that_of_the_whole(cast: Cast) -> None:
    table = in_session(cast)
    writes_up(cast, table, "soraya.pinas")
    close(cast, table)
    sent(cast, table)
    for login in ("soraya.pinas", TAKER):
        act(cast, login, lambda work: copies.ask(work, table.meeting))
    region = cast.seats[TAKER].region
    assert making._claim(region)  # noqa: SLF001
    assert making._claim(region) is None  # noqa: SLF001 of one meeting one order is made at a time
    with clock.at(clock.now() + 2 * making.LEASE):
        assert making.once(voice_of) == 2
    assert page(cast, TAKER, table).finished


def test_what_cannot_be_printed_is_told_after_three_tries_and_holds_up_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = told(cast)
    monkeypatch.undo()
    monkeypatch.setattr(pool, "_ORDER", (sys.executable, "-c", _DIES_OF))
    assert make(cast, table) == 1
    _is_told_of_nobody(cast, table)
    assert len(rows(cast)) == len(CopyFormat) * (sum(one.parts for one in page(cast, TAKER, table).recipients) - 2)
    monkeypatch.undo()
    copying.print_here(monkeypatch)
    assert make(cast, table) == 1
    assert page(cast, TAKER, table).finished
    assert {one.word for one in page(cast, "soraya.pinas", table).mine} == {"", "Zwaluw"}
    assert {one.edition for one in rows(cast)} == {1}


def _is_told_of_nobody(cast: Cast, table: Table) -> CopiesPage:
    """That not all was made, and not of whom; the recipient least of all."""
    view = page(cast, TAKER, table)
    assert (view.making, view.finished, view.incomplete, view.ready) == (None, False, True, 0)
    assert {(one.made, one.notified) for one in view.recipients} == {(None, False)}
    path = f"/overleggen/{table.meeting}/verslag/exemplaren"
    here = cast.client(TAKER).get(path).text
    assert here.count("Probeer opnieuw") == here.count("Niet alles is gelukt") == 1
    assert "gemaakt voor" not in here
    assert "gelukt" not in cast.client("inge.bakels").get(path).text
    assert not page(cast, "soraya.pinas", table).mine
    return view


def test_what_cannot_be_drawn_is_told_likewise_and_holds_up_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = told(cast)
    _undrawn(monkeypatch)
    assert make(cast, table) == 1
    assert making.once(voice_of) == 0  # it is not tried for ever
    _is_told_of_nobody(cast, table)


def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = worded.of_sheet

    def of_sheet(sheet: Sheet, voice: Voice) -> Paper:
        if sheet.person == "Soraya Pinas":
            raise ValueError("geen woorden")
        return whole(sheet, voice)

    monkeypatch.setattr(worded, "of_sheet", of_sheet)


def test_once_nothing_is_left_to_make_nothing_failed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    table = told(cast)
    make(cast, table)
    _undrawn(monkeypatch)
    make(cast, table)
    assert page(cast, TAKER, table).incomplete
    monkeypatch.undo()
    copying.print_here(monkeypatch)
    before = len(rows(cast))
    make(cast, table)
    assert page(cast, TAKER, table).finished
    assert len(rows(cast)) == before
    with db.reading(cast.seats[TAKER]) as reading:
        assert {one.failed_at for one in reading.session.scalars(select(CopyFailure))} == {None}


def _a_maker_that(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    monkeypatch.setattr(making, "_MAKER", (sys.executable, "-c", does))


def test_a_maker_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _a_maker_that(monkeypatch, "raise SystemExit(3)")
    with pytest.raises(subprocess.CalledProcessError):
        making.apart(Event())


def test_a_maker_ends_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    _a_maker_that(monkeypatch, "import threading; threading.Event().wait()")
    stop = Event()
    stop.set()
    making.apart(stop)


def test_makers_wait_while_nothing_is_asked_for(cast: Cast) -> None:
    assert not making._is_asked(cast.seats[TAKER].region)  # noqa: SLF001
    table = told(cast)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    assert making._is_asked(cast.seats[TAKER].region)  # noqa: SLF001
