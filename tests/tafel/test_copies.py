"""Copies of minutes: for whom, made how often, fetched by whom, and void once something was withdrawn."""

import hashlib
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import col, select

from models.acts import Act
from models.forms.sharing import WithdrawShares
from models.meeting_terms import CopyFormat
from models.tables.casework import HandOut
from models.tables.ledger import OutgoingMail
from models.tables.minutes import CopyOrder, MinutesCopy
from models.tables.sharing import Share
from tafel import clock, copies, db, making, sharing
from tafel.papers import pool
from tafel.refusals import NotFound, Refused
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act, ledger
from tests.tafel.copying import fetch, file_of, make, own, page, rows, told
from tests.tafel.minuted import CHAIR, OUTSIDE, TAKER, close, held, sent
from tests.tafel.minuting import in_session
from web.copies import voice_of

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
    assert file.name == f"verslag-{clock.day_of(clock.now()).isoformat()}.docx"
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
    assert all(one.notified_at for one in page(cast, TAKER, table).recipients)


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


def test_who_left_the_case_fetches_nothing_more(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    copy_id = file_of(own(cast, "inge.bakels", table), CopyFormat.PDF)
    from models.tables.casework import CaseMember

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


def test_a_process_that_dies_loses_the_papers_at_hand_and_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = told(cast)
    monkeypatch.undo()
    monkeypatch.setattr(pool, "_ORDER", (sys.executable, "-c", "import sys; sys.stdin.buffer.read(9)"))
    with pytest.raises((EOFError, BrokenPipeError)):
        make(cast, table)
    assert not rows(cast)
    monkeypatch.undo()
    with clock.at(clock.now() + 2 * making.LEASE):
        assert making.once(voice_of) == 1
    assert page(cast, TAKER, table).finished


def test_who_prints_is_told_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("TAFEL_DATABASE", "postgresql://somebody:secret@somewhere/tafel")
    with pool._process() as one:  # noqa: SLF001
        assert b"secret" not in Path(f"/proc/{one.pid}/environ").read_bytes()
