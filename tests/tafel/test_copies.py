"""Copies of minutes: for whom, made how often, fetched by whom, and void once something was withdrawn."""

import hashlib
import sys
from concurrent.futures import Future
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from sqlmodel import col, select

from models.acts import Act
from models.forms.sharing import WithdrawShares
from models.meeting_terms import CopyFormat
from models.tables.casework import CaseMember, HandOut
from models.tables.ledger import OutgoingMail
from models.tables.minutes import CopyOrder, MinutesCopy
from models.tables.people import Membership, SecrecySignature
from models.tables.room import StoodAside
from models.tables.sharing import Share
from tafel import amending, clock, copies, db, making, sharing
from tafel.papers import pool
from tafel.papers.paper import Style
from tafel.refusals import NotFound, Refused
from tafel.sight import copies as seen
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act, edited, ledger, shared, stands
from tests.tafel.copying import fetch, file_of, make, own, page, rows, told
from tests.tafel.minuted import CHAIR, OUTSIDE, TAKER, close, confirmed, held, sent, writes_up
from tests.tafel.minuting import in_session, said
from tests.tafel.papers import writing
from web.copies import voice_of

pytestmark = pytest.mark.laid

READERS = ("inge.bakels", "wouter.lansink", "soraya.pinas")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)


def test_each_recipient_of_each_part_gets_every_format_once(cast: Cast) -> None:
    table = told(cast)
    before = page(cast, TAKER, table)
    assert (before.ready, {one.made for one in before.recipients}) == (0, {0})
    assert make(cast, table) == 1
    after = page(cast, TAKER, table)
    assert after.ready == len(after.recipients)
    assert (before.finished, after.finished) == (False, True)
    assert after.making is None
    made = rows(cast)
    assert len(made) == len(CopyFormat) * sum(one.parts for one in after.recipients)
    assert len({(one.minutes_id, one.membership_id, one.format) for one in made}) == len(made)
    assert {one.edition for one in made} == {1}


def test_an_item_goes_to_the_members_of_its_circle_and_the_general_part_to_all_who_were_invited(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    for login in READERS:
        assert _words(cast, login, table) >= {"Zwaluw"}
    for login in (TAKER, CHAIR, "bram.kuijper", "petra.dekker", "ruud.eggink"):
        assert "Zwaluw" not in _words(cast, login, table)
    assert _words(cast, "bram.kuijper", table) == {""}
    assert _words(cast, "petra.dekker", table) == {""}


def test_who_signed_for_the_item_alone_gets_it_and_who_stood_aside_does_not(cast: Cast) -> None:
    table = in_session(cast)
    with db.writing(cast.seats[CHAIR]) as work:
        region, item = work.seat.region, table.items["Zwaluw"]
        for login in ("soraya.pinas", "bram.kuijper", "wouter.lansink"):
            seat = work.session.get_one(Membership, (region, cast.seats[login].membership))
            seat.secrecy_signed_at = seat.secrecy_until = None
        same: dict[str, Any] = {"region_id": region, "membership_id": cast.seats["soraya.pinas"].membership}
        work.session.add(SecrecySignature(item_id=item, text_number=0, signed_at=work.now, **same))
        same["membership_id"] = cast.seats["inge.bakels"].membership
        work.session.add(StoodAside(item_id=item, since=work.now, **same))
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    words = {login: _words(cast, login, table) for login in (*READERS, "bram.kuijper")}
    assert words == {
        "soraya.pinas": {"", "Zwaluw"}, "inge.bakels": {""}, "wouter.lansink": set(), "bram.kuijper": set(),
    }  # fmt: skip


def _words(cast: Cast, login: str, table: Table) -> set[str]:
    return {one.word for one in page(cast, login, table).mine}


def test_asked_twice_it_is_made_once(cast: Cast) -> None:
    table = told(cast)
    for _ in range(2):
        act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    with db.reading(cast.seats[TAKER]) as reading:
        orders = reading.session.scalars(select(CopyOrder)).all()
        assert len(orders) == 1
    making.once(voice_of)
    first = {one.id for one in rows(cast)}
    assert make(cast, table) == 1
    assert {one.id for one in rows(cast)} == first


def test_killed_in_between_only_what_is_missing_is_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    table = told(cast)
    monkeypatch.setattr(making, "AT_ONCE", 2)
    copying.print_here(monkeypatch, stops_at=3)
    with pytest.raises(RuntimeError):
        make(cast, table)
    half = {one.id for one in rows(cast)}
    assert half
    busy = page(cast, TAKER, table).making
    assert busy
    assert 0 < busy.done < busy.of_all
    assert making.once(voice_of) == 0  # whoever had it may still be at it
    copying.print_here(monkeypatch)
    with clock.at(clock.now() + 2 * making.LEASE):
        assert making.once(voice_of) == 1
    whole = rows(cast)
    assert half < {one.id for one in whole}
    assert {one.edition for one in whole} == {1}
    assert page(cast, TAKER, table).ready == len(page(cast, TAKER, table).recipients)


def test_who_lost_the_order_to_another_writes_nothing_more(cast: Cast) -> None:
    table = told(cast)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    order = making._claim(cast.seats[TAKER].region)  # noqa: SLF001
    assert order
    order.holder = uuid4()
    with pytest.raises(making.Lost):
        making._make(order, voice_of, making.Event())
    assert not rows(cast)


def test_the_ledger_commits_to_each_file_when_made_and_when_fetched(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    made = ledger(cast, Act.COPY_MADE)
    assert {one["sha256"] for one in made} == {one.sha256.hex() for one in rows(cast)}
    file = fetch(cast, "wouter.lansink", table)
    (entry,) = ledger(cast, Act.COPY_FETCHED)
    assert entry["sha256"] == hashlib.sha256(file.body).hexdigest()
    assert entry["member"] == str(cast.seats["wouter.lansink"].membership)
    assert entry["versions"]
    assert not any(copying.SAID in str(one) for one in (*made, entry))


def test_fetching_hands_out_what_stands_in_it_and_its_name_says_nothing(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    file = fetch(cast, "wouter.lansink", table, CopyFormat.DOCX)
    assert file.name == f"verslag-{clock.day_of(clock.now()).isoformat()}-2.docx"
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        shown = reading.session.scalars(
            select(HandOut.version_id).where(col(HandOut.person_id) == cast.seats["wouter.lansink"].person)
        ).all()
    (entry,) = ledger(cast, Act.COPY_FETCHED)
    assert set(entry["versions"]) <= {str(one) for one in shown}
    assert own(cast, "wouter.lansink", table).fetched


def test_a_file_lies_sealed(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    file = fetch(cast, "inge.bakels", table, CopyFormat.ODT)
    assert all(file.body[:4] != one.file_sealed[:4] for one in rows(cast))
    assert all(b"content.xml" not in one.file_sealed for one in rows(cast))


def test_only_the_named_person_fetches_it(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    copy_id = file_of(own(cast, "wouter.lansink", table), CopyFormat.PDF)
    for login in (*OUTSIDE, TAKER, CHAIR, "inge.bakels", "soraya.pinas"):
        with pytest.raises(NotFound):
            act(cast, login, lambda work: copies.fetch(work, table.meeting, copy_id))


def test_outsiders_have_no_page_and_recipients_see_only_their_own(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    for login in ("nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        with pytest.raises(NotFound):
            page(cast, login, table)
    view = page(cast, "inge.bakels", table)
    assert not view.manages
    assert not view.recipients
    assert not view.drafts
    assert not page(cast, "ruud.eggink", table).mine


def test_who_does_not_write_the_minutes_up_cannot_ask(cast: Cast) -> None:
    table = told(cast)
    with pytest.raises(Refused, match="de voorzitter of de notulist"):
        act(cast, "inge.bakels", lambda work: copies.ask(work, table.meeting))
    for login in ("nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        with pytest.raises(NotFound):
            act(cast, login, lambda work: copies.ask(work, table.meeting))


def test_a_draft_has_no_copies(cast: Cast) -> None:
    table = held(cast)
    assert set(page(cast, TAKER, table).drafts) == {"", "Zwaluw"}
    with pytest.raises(Refused, match="eerst voor opmerkingen"):
        act(cast, TAKER, lambda work: copies.ask(work, table.meeting))


def test_every_recipient_is_told_once_without_content(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    make(cast, table)
    with db.reading(cast.seats[TAKER]) as reading:
        mails = [one for one in reading.session.scalars(select(OutgoingMail)) if "exemplaren" in one.body]
    told_of = [one.membership_id for one in mails]
    assert len(told_of) == len(set(told_of)) == len(page(cast, TAKER, table).recipients)
    assert not any(word in one.body for one in mails for word in ("Zwaluw", "Casusoverleg", copying.SAID))
    assert all(one.notified for one in page(cast, TAKER, table).recipients)


def _withdraw(cast: Cast, receiver: str) -> None:
    """The police takes back what it shared with a partner of what was said."""
    with db.writing(cast.seats["inge.bakels"]) as work:
        mine = (col(Share.giver_id) == work.seat.partner, col(Share.receiver_id) == cast.partners[receiver])
        shares = list(work.session.scalars(select(Share.id).where(*mine, col(Share.ended_at).is_(None))))
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=shares))


def test_once_something_is_withdrawn_the_copy_is_void_and_a_new_edition_leaves_it_out(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    before = own(cast, "wouter.lansink", table)
    _withdraw(cast, "OM")
    assert own(cast, "wouter.lansink", table).void
    assert not own(cast, "inge.bakels", table).void
    with pytest.raises(Refused, match="is vervallen"):
        fetch(cast, "wouter.lansink", table)
    assert not ledger(cast, Act.COPY_FETCHED)
    make(cast, table)
    after = own(cast, "wouter.lansink", table)
    assert (after.edition, after.void) == (before.edition + 1, False)
    assert own(cast, "inge.bakels", table).edition == 1
    assert copying.DECIDED not in str(fetch(cast, "wouter.lansink", table, CopyFormat.ODT).body)


def test_a_copy_with_words_that_were_corrected_since_is_void(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table, text=copying.SAID)
    confirmed(cast, table)
    shared(cast, "inge.bakels", line, "OM")
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    fetch(cast, "wouter.lansink", table)
    stood = stands(cast, "inge.bakels", line)
    assert stood is not None
    form = edited(stood, "De kas is vol.", wrong="Het was een andere kas.")
    act(cast, "inge.bakels", lambda work: amending.edit(work, line, form))
    shared(cast, "inge.bakels", line, "OM")
    assert own(cast, "wouter.lansink", table).void
    make(cast, table)
    assert not own(cast, "wouter.lansink", table).void
    assert fetch(cast, "wouter.lansink", table, CopyFormat.ODT)


def test_who_left_the_case_fetches_nothing_more(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    copy_id = file_of(own(cast, "inge.bakels", table), CopyFormat.PDF)
    with db.writing(cast.seats[TAKER]) as work:
        mine = col(CaseMember.membership_id) == cast.seats["inge.bakels"].membership
        for one in work.session.scalars(select(CaseMember).where(mine)):
            one.until = work.now
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: copies.fetch(work, table.meeting, copy_id))
    assert _words(cast, "inge.bakels", table) == {""}


def test_the_same_bytes_whether_or_not_something_is_withheld(cast: Cast) -> None:
    """What the care coordinator gets does not change by what others said among themselves."""
    table = in_session(cast)
    close(cast, table)
    sent(cast, table)
    make(cast, table)
    bare = {one.sha256 for one in rows(cast) if one.membership_id == cast.seats["soraya.pinas"].membership}
    assert bare
    _say_something_else(cast, table)
    making_again = make(cast, table)
    assert making_again == 1
    again = {one.sha256 for one in rows(cast) if one.membership_id == cast.seats["soraya.pinas"].membership}
    assert again == bare


def _say_something_else(cast: Cast, table: Table) -> None:
    """A line of the police that is shared with nobody."""
    from models.meeting_terms import LineKind
    from models.tables.room import Line
    from tests.tafel.acting import written

    statement = written(cast, "inge.bakels", "Alleen voor de politie.")
    with db.writing(cast.seats["inge.bakels"]) as work:
        work.session.add(
            Line(
                region_id=work.seat.region, statement_id=statement, item_id=table.items["Zwaluw"], kind=LineKind.SAID,
                confirmed_at=work.now, confirmed_by=work.seat.person,
            )
        )  # fmt: skip


def test_a_real_pool_of_processes_makes_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    table = told(cast)
    make(cast, table)
    here = {one.sha256 for one in rows(cast)}
    monkeypatch.undo()
    with db.writing(cast.seats[TAKER]) as work:
        for one in work.session.scalars(select(MinutesCopy)):
            one.source_sha256 = b"x" * 32
    make(cast, table)
    assert {one.sha256 for one in rows(cast) if one.edition == 2} == here


def test_a_process_that_dies_or_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    paper = writing.paper()
    with pool.printers(Style()) as printers:
        first = printers._free.get()  # noqa: SLF001
        first.kill()
        printers._free.put(first)  # noqa: SLF001
        for _ in range(3):
            (made,) = printers.send([paper]).result()
            assert made
            assert made.keys() == set(CopyFormat)
    monkeypatch.setattr(pool, "_PATIENCE", 0.2)
    monkeypatch.setattr(pool, "_ORDER", (sys.executable, "-c", "import sys; sys.stdin.buffer.read()"))
    with pool.printers(Style()) as printers:
        assert printers.send([paper, paper]).result() == [None, None]


def test_an_order_stays_ours_while_a_paper_takes_its_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    table = told(cast)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    order = making._claim(cast.seats[TAKER].region)  # noqa: SLF001
    assert order
    monkeypatch.setattr(making, "LEASE", making.LEASE / 1000)
    printed: Future[list[pool.Made | None]] = Future()
    held: list[None] = []

    def hold(*_: object) -> None:
        held.append(None)
        if held[2:]:
            printed.set_result([])

    monkeypatch.setattr(making, "_hold", hold)
    assert making._printed(order, cast.seats[TAKER], printed) == []  # noqa: SLF001
    assert len(held) == 3


def test_who_prints_is_told_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("TAFEL_DATABASE", "postgresql://somebody:secret@somewhere/tafel")
    with pool._process() as one:  # noqa: SLF001
        assert b"secret" not in Path(f"/proc/{one.pid}/environ").read_bytes()


def test_one_file_holds_all_ones_own_of_a_format_and_each_stands_in_the_ledger(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    day = clock.day_of(clock.now()).isoformat()
    file = act(cast, "wouter.lansink", lambda work: copies.fetch_all(work, table.meeting, CopyFormat.PDF))
    assert file.name == f"verslag-{day}-pdf.zip"
    with ZipFile(BytesIO(file.body)) as packed:
        assert packed.namelist() == [f"verslag-{day}-1.pdf", f"verslag-{day}-2.pdf"]
        hashes = [hashlib.sha256(packed.read(one)).hexdigest() for one in packed.namelist()]
    entries = ledger(cast, Act.COPY_FETCHED)
    assert [one["sha256"] for one in entries] == hashes
    assert [bool(one["versions"]) for one in entries] == [False, True]
    assert all(one.fetched for one in page(cast, "wouter.lansink", table).mine)


def test_what_is_void_is_not_in_it_and_without_copies_there_is_none(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    _withdraw(cast, "OM")
    file = act(cast, "wouter.lansink", lambda work: copies.fetch_all(work, table.meeting, CopyFormat.ODT))
    with ZipFile(BytesIO(file.body)) as packed:
        assert len(packed.namelist()) == 1
    for login in ("ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra"):
        with pytest.raises(NotFound):
            act(cast, login, lambda work: copies.fetch_all(work, table.meeting, CopyFormat.ODT))


def test_a_copy_does_not_wait_after_a_newer_edition_or_once_it_is_void(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    _withdraw(cast, "OM")
    act(cast, "wouter.lansink", lambda work: copies.fetch(work, table.meeting, _general(cast, table)))
    assert not _waits(cast, "wouter.lansink")  # what is left is void
    make(cast, table)
    assert _waits(cast, "wouter.lansink")
    fetch(cast, "wouter.lansink", table)
    assert not _waits(cast, "wouter.lansink")  # the edition before was never fetched
    assert _waits(cast, "inge.bakels")


def _general(cast: Cast, table: Table) -> UUID:
    return file_of(own(cast, "wouter.lansink", table, ""), CopyFormat.PDF)


def test_a_copy_of_a_case_one_left_does_not_wait(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    fetch(cast, "inge.bakels", table, word="")
    assert _waits(cast, "inge.bakels")
    with db.writing(cast.seats[TAKER]) as work:
        mine = col(CaseMember.membership_id) == cast.seats["inge.bakels"].membership
        for one in work.session.scalars(select(CaseMember).where(mine)):
            one.until = work.now
    assert not _waits(cast, "inge.bakels")


def _waits(cast: Cast, login: str) -> bool:
    with db.reading(cast.seats[login]) as reading:
        return bool(seen.waiting(reading))


def test_two_who_ask_at_once_are_both_heard(cast: Cast) -> None:
    table, wrong, gate = told(cast), [], Barrier(2)

    def ask() -> None:
        try:
            with db.writing(cast.seats[TAKER]) as work:
                with suppress(BrokenBarrierError):
                    gate.wait(0.3)
                copies.ask(work, table.meeting)
        except Exception as error:  # noqa: BLE001
            wrong.append(error)

    both = [Thread(target=ask) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not wrong
    with db.reading(cast.seats[TAKER]) as reading:
        assert len(reading.session.scalars(select(CopyOrder)).all()) == 1


def test_who_writes_up_one_item_does_not_learn_how_much_there_is_of_others(cast: Cast) -> None:
    table = in_session(cast)
    writes_up(cast, table, "soraya.pinas")
    close(cast, table)
    sent(cast, table)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    theirs, ours = page(cast, "soraya.pinas", table), page(cast, TAKER, table)
    assert theirs.making is None
    assert not theirs.tells_each
    assert ours.making
    assert ours.making.of_all == sum(one.parts for one in ours.recipients) > sum(one.parts for one in theirs.recipients)
