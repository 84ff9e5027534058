"""Typed in the wrong place: another case, or the wrong one of one's own partners; before sharing and after."""

from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MovePassage, SayForOtherSeat, TakePart
from models.terms import DataCategory, FieldName
from models.views.casework import Passage
from tafel import casework, corrections, statements, subjects
from tafel.refusals import Invalid, NotFound, Refused
from tests.cast import Cast
from tests.tafel.acting import act, closes, edited, joins, ledger, opened, second_seat, shared, stands, written


def _move(cast: Cast, login: str, statement: UUID, case: UUID) -> UUID:
    return act(cast, login, lambda work: corrections.move(work, statement, MovePassage(once=uuid4(), case_id=case)))


@pytest.fixture
def two_seats(cast: Cast) -> Cast:
    """Sven Mulder sits for toezicht and for the mayor; both partners take part in Zwaluw, he for toezicht."""
    second_seat(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    for partner in ("COL-T", "BGM-L"):
        form = TakePart(once=uuid4(), partner_id=cast.partners[partner])
        act(cast, "inge.bakels", lambda work, form=form: casework.add_partner(work, cast.cases["Zwaluw"], form))
    return cast


def _found(cast: Cast, login: str, statement: UUID) -> Passage:
    found = stands(cast, login, statement)
    assert found is not None
    return found


def _for_other_seat(cast: Cast, login: str, statement: UUID, seat: str) -> UUID:
    form = SayForOtherSeat(once=uuid4(), membership_id=cast.seats[seat].membership)
    return act(cast, login, lambda work: corrections.say_for_other_seat(work, statement, form))


def test_a_passage_moves_to_another_case_as_a_draft_without_subjects(cast: Cast) -> None:
    other, case = opened(cast, "inge.bakels", "Kreek"), cast.cases["Zwaluw"]
    subject = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, case))
    made = written(cast, "inge.bakels", "In de verkeerde casus.", about=[{"subject_id": subject, "role": "victim"}])
    moved = _move(cast, "inge.bakels", made, other)
    found = stands(cast, "inge.bakels", moved, other)
    assert found is not None
    assert (found.text, found.about, found.is_draft) == ("In de verkeerde casus.", (), True)
    assert stands(cast, "inge.bakels", made) is None
    assert ledger(cast, Act.STATEMENT_MOVED)[-1]["to_case"] == str(other)


def test_what_was_shared_ends_when_it_moves_and_moves_back_as_a_draft(cast: Cast) -> None:
    other = opened(cast, "inge.bakels", "Kreek")
    moved = _move(cast, "inge.bakels", cast.passages["matrassen"], other)
    assert stands(cast, "wouter.lansink", cast.passages["matrassen"]) is None
    assert [line["why"] for line in ledger(cast, Act.SHARE_ENDED)] == ["moved"]
    back = _move(cast, "inge.bakels", moved, cast.cases["Zwaluw"])
    found = stands(cast, "inge.bakels", back)
    assert found is not None
    assert found.shared_with == 0


def test_a_case_of_others_and_the_same_case_are_no_place_to_move_to(cast: Cast) -> None:
    theirs = opened(cast, "bram.kuijper", "Kreek")
    with pytest.raises(NotFound):
        _move(cast, "inge.bakels", cast.passages["voorman"], theirs)
    with pytest.raises(Invalid):
        _move(cast, "inge.bakels", cast.passages["voorman"], cast.cases["Zwaluw"])


@pytest.mark.parametrize("login", ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_others_do_not_move_it(cast: Cast, login: str) -> None:
    with pytest.raises(NotFound):
        _move(cast, login, cast.passages["matrassen"], cast.cases["Zwaluw"])
    with pytest.raises(NotFound):
        _for_other_seat(cast, login, cast.passages["matrassen"], "inge.bakels")


def test_a_closed_case_is_no_place_to_move_to(cast: Cast) -> None:
    other = opened(cast, "inge.bakels", "Kreek")
    closes(cast, "inge.bakels", other)
    with pytest.raises(Refused):
        _move(cast, "inge.bakels", cast.passages["voorman"], other)


def test_a_field_stays_with_its_subject(cast: Cast) -> None:
    other, case = opened(cast, "inge.bakels", "Kreek"), cast.cases["Zwaluw"]
    subject = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, case))
    said = act(cast, "inge.bakels", lambda work: subjects.say_field(work, case, subject, FieldName.ROLE, "victim"))
    with pytest.raises(Refused):
        _move(cast, "inge.bakels", said, other)


def test_words_for_the_wrong_partner_go_over_as_a_draft_of_the_right_one(two_seats: Cast) -> None:
    joins(two_seats, "aleid.vermaas", "sven.mulder@BGM-L")
    made = written(two_seats, "sven.mulder", "Voor de burgemeester.", category="D2")
    assert _for_other_seat(two_seats, "sven.mulder", made, "sven.mulder@BGM-L") == two_seats.cases["Zwaluw"]
    line = ledger(two_seats, Act.STATEMENT_MOVED)[-1]
    now = UUID(line["to_statement"])
    assert line["to_partner"] == str(two_seats.partners["BGM-L"])
    assert stands(two_seats, "sven.mulder", made) is None
    assert stands(two_seats, "sven.mulder", now) is None
    found = stands(two_seats, "sven.mulder@BGM-L", now)
    assert found is not None
    assert (found.text, found.is_draft, found.category) == ("Voor de burgemeester.", True, DataCategory.D2)


def test_shares_of_words_for_the_wrong_partner_end(two_seats: Cast) -> None:
    joins(two_seats, "aleid.vermaas", "sven.mulder@BGM-L")
    made = written(two_seats, "sven.mulder", "Een loods met licht.", category="D0")
    shared(two_seats, "sven.mulder", made, "POL")
    _for_other_seat(two_seats, "sven.mulder", made, "sven.mulder@BGM-L")
    assert stands(two_seats, "inge.bakels", made) is None
    assert ledger(two_seats, Act.SHARE_ENDED)[-1]["why"] == "moved"


def test_a_colleagues_words_stay_with_their_partner(two_seats: Cast) -> None:
    joins(two_seats, "aleid.vermaas", "sven.mulder@BGM-L")
    made = written(two_seats, "aleid.vermaas", "Van Aleid.", category="D0")
    found = stands(two_seats, "sven.mulder@BGM-L", made)
    assert found is not None
    form = edited(found, "Van Aleid en Sven.")
    act(two_seats, "sven.mulder@BGM-L", lambda work: statements.edit(work, made, form))
    with pytest.raises(Refused):
        _for_other_seat(two_seats, "sven.mulder@BGM-L", made, "sven.mulder")


def test_words_stay_their_writers_whoever_moves_them(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made, other = written(cast, "inge.bakels", "Van Inge."), opened(cast, "ruud.eggink", "Kreek")
    before = stands(cast, "inge.bakels", made)
    moved = stands(cast, "ruud.eggink", _move(cast, "ruud.eggink", made, other), other)
    assert before is not None
    assert moved is not None
    assert (moved.writer, moved.own_words, moved.written_at) == ("Inge Bakels", False, before.written_at)


def test_a_colleagues_words_do_not_reach_another_partner_by_way_of_another_case(two_seats: Cast) -> None:
    joins(two_seats, "aleid.vermaas", "sven.mulder@BGM-L")
    seat, case = "sven.mulder@BGM-L", two_seats.cases["Zwaluw"]
    other = opened(two_seats, seat, "Kreek")
    untouched, rewritten = (written(two_seats, "aleid.vermaas", "Van Aleid.", category="D0") for _ in range(2))
    form = edited(_found(two_seats, seat, rewritten), "Van Aleid en Sven.")
    act(two_seats, seat, lambda work: statements.edit(work, rewritten, form))
    for made in (untouched, rewritten):
        back = _move(two_seats, seat, _move(two_seats, seat, made, other), case)
        with pytest.raises(Refused):
            _for_other_seat(two_seats, seat, back, "sven.mulder")


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink"])
def test_what_was_moved_away_is_not_put_back(cast: Cast, login: str) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = cast.passages["voorman"]
    _move(cast, "inge.bakels", made, opened(cast, "inge.bakels", "Kreek"))
    with pytest.raises(NotFound):
        act(cast, login, lambda work: statements.restore(work, made))


def test_what_went_over_to_another_partner_is_not_put_back(two_seats: Cast) -> None:
    joins(two_seats, "aleid.vermaas", "sven.mulder@BGM-L")
    made = written(two_seats, "sven.mulder", "Voor de burgemeester.", category="D2")
    _for_other_seat(two_seats, "sven.mulder", made, "sven.mulder@BGM-L")
    with pytest.raises(NotFound):
        act(two_seats, "sven.mulder", lambda work: statements.restore(work, made))


def test_only_ones_own_other_seat_in_this_very_case(two_seats: Cast) -> None:
    made = written(two_seats, "sven.mulder", "Voor wie?", category="D0")
    for seat in ("inge.bakels", "aleid.vermaas", "sven.mulder", "rik.zandstra"):
        with pytest.raises(NotFound):
            _for_other_seat(two_seats, "sven.mulder", made, seat)
    with pytest.raises(NotFound):  # the other seat is no member of the case
        _for_other_seat(two_seats, "sven.mulder", made, "sven.mulder@BGM-L")
