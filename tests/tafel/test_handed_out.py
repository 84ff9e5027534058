"""What leaves on a page is checked once more as it leaves: everything on it, shown before or not."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MovePassage
from models.terms import ShareEnd
from tafel import clock, corrections, db, sharing, statements
from tafel.db import Reading
from tafel.sight import casework as seen
from tafel.sight import handed_out, my_shares
from tests.cast import Cast
from tests.tafel.acting import act, edited, joins, ledger, opened, shared, stands, written


def _page(cast: Cast, login: str) -> Reading:
    """The page of Zwaluw, drawn and not yet sent."""
    with handed_out.drawing(cast.seats[login]) as reading:
        seen.case_page(reading, cast.cases["Zwaluw"])
    return reading


def _withdrawn(cast: Cast) -> None:
    made = cast.passages["matrassen"]
    act(cast, "inge.bakels", lambda work: sharing.end_of_statement(work, made, ShareEnd.WITHDRAWN))


@pytest.mark.parametrize("known", [False, True])
def test_what_was_withdrawn_meanwhile_does_not_leave(cast: Cast, known: bool) -> None:  # noqa: FBT001
    if known:
        handed_out.record(_page(cast, "wouter.lansink"))
    drawn = _page(cast, "wouter.lansink")
    _withdrawn(cast)
    with pytest.raises(handed_out.Stale):
        handed_out.record(drawn)
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == known


def test_what_is_known_is_checked_beside_what_is_new(cast: Cast) -> None:
    handed_out.record(_page(cast, "wouter.lansink"))
    made = written(cast, "inge.bakels", "Er staat een busje.")
    shared(cast, "inge.bakels", made, "OM")
    drawn = _page(cast, "wouter.lansink")
    _withdrawn(cast)
    with pytest.raises(handed_out.Stale):
        handed_out.record(drawn)
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == 1


@pytest.mark.parametrize("known", [False, True])
def test_what_a_colleague_gave_stays_on_the_account_when_it_moves(cast: Cast, known: bool) -> None:  # noqa: FBT001
    joins(cast, "inge.bakels", "ruud.eggink")
    if known:
        handed_out.record(_page(cast, "ruud.eggink"))
    form = MovePassage(once=uuid4(), case_id=opened(cast, "inge.bakels", "Kreek"))
    act(cast, "inge.bakels", lambda work: corrections.move(work, cast.passages["matrassen"], form))
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        assert my_shares.my_shares(reading, clock.today(), clock.today()).given
    handed_out.record(reading)


def test_a_draft_saved_meanwhile_does_not_leave_in_its_old_words(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = written(cast, "inge.bakels", "Eén.")
    drawn, stood = _page(cast, "ruud.eggink"), stands(cast, "inge.bakels", made)
    assert stood is not None
    act(cast, "inge.bakels", lambda work: statements.edit(work, made, edited(stood, "Twee.")))
    with pytest.raises(handed_out.Stale):
        handed_out.record(drawn)
    handed_out.record(_page(cast, "ruud.eggink"))
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == 1


def test_what_nobody_changed_is_not_looked_at_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_out.record(_page(cast, "wouter.lansink"))
    looked: list[Reading] = []
    standing = handed_out._standing  # noqa: SLF001

    def looks(now: Reading, read: Reading) -> dict[UUID, bool]:
        looked.append(now)
        return standing(now, read)

    monkeypatch.setattr(handed_out, "_standing", looks)
    drawn = _page(cast, "wouter.lansink")
    handed_out.record(drawn)
    assert len(looked) == (db.engine().dialect.name == "postgresql")
    with clock.at(clock.now() + timedelta(seconds=2)):
        handed_out.record(drawn)
    assert len(looked) == 1 + (db.engine().dialect.name == "postgresql")


def test_of_the_same_page_only_the_first_is_new(cast: Cast) -> None:
    first, second = _page(cast, "wouter.lansink"), _page(cast, "wouter.lansink")
    handed_out.record(first)
    handed_out.record(second)
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == 1
