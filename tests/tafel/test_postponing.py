"""What a meeting did not reach when it closes: it waits at the next of its series, and nothing of it is lost."""

from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.room import RoundOff, StartItem
from models.meeting_terms import ItemState, MeetingState
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, db, meetings, postponing, room
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import agenda as seen
from tafel.sight import minutes
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.test_agenda import _series

CHAIR, SECRETARY = "marijke.terpstra", "samir.el.khatib"


def _begun(cast: Cast, meeting: UUID) -> Table:
    """A meeting of a series in session, with Zwaluw on its agenda and a free item that was never accepted."""
    table = Table(meeting, {})
    table.items["Zwaluw"] = act(
        cast, "inge.bakels", lambda work: agenda.propose(work, meeting, tables.item_of(cast, "OM", "ZC"))
    )
    free = tables.item_of(cast, "OM", case_id=None, title="Rooster", brief="")
    table.items["Rooster"] = act(cast, "inge.bakels", lambda work: agenda.propose(work, meeting, free))
    act(cast, SECRETARY, lambda work: agenda.accept(work, table.items["Zwaluw"]))
    act(cast, SECRETARY, lambda work: meetings.invite(work, meeting))
    act(cast, CHAIR, lambda work: meetings.begin(work, meeting, early=True))
    return table


def _item(cast: Cast, item: UUID) -> AgendaItem:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return reading.session.get_one(AgendaItem, (reading.seat.region, item))


def _not_handled(cast: Cast, meeting: UUID, login: str) -> list[tuple[str, bool]]:
    """What the general part of the minutes names as not handled, for somebody."""
    with db.reading(cast.seats[login]) as reading:
        (general, *_) = minutes.parts_of(reading, meeting)
        return [(one.word, one.carried) for one in minutes.sheet(reading, general.id).left]


def _state(cast: Cast, meeting: UUID) -> MeetingState:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return reading.session.get_one(Meeting, (reading.seat.region, meeting)).state


def test_closing_names_what_was_not_reached_and_nothing_happens(cast: Cast) -> None:
    one, _ = _series(cast)
    table = _begun(cast, one)
    with pytest.raises(Invalid) as wrong:
        act(cast, CHAIR, lambda work: meetings.close(work, one))
    assert "Nog niet behandeld: Zwaluw." in wrong.value.errors["unreached"]
    assert _state(cast, one) is MeetingState.IN_SESSION
    assert _item(cast, table.items["Zwaluw"]).meeting_id == one


def test_meant_it_goes_on_to_the_next_and_its_proposer_sees_where(cast: Cast) -> None:
    one, other = _series(cast)
    table = _begun(cast, one)
    act(cast, CHAIR, lambda work: meetings.close(work, one, unreached=True))
    assert _state(cast, one) is MeetingState.CLOSED
    for word in ("Zwaluw", "Rooster"):
        item = _item(cast, table.items[word])
        assert (item.meeting_id, item.state, item.starts_at) == (other, ItemState.POSTPONED, None)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert {line.word for line in seen.page(reading, other).proposals} == {"Zwaluw", "Rooster"}
    for login in ("wouter.lansink", "petra.dekker"):
        with db.reading(cast.seats[login]) as reading:
            assert not {"Zwaluw", "Rooster"} & {line.word for line in seen.page(reading, other).items}
    assert _not_handled(cast, one, "inge.bakels") == [("Zwaluw", True)]
    assert _not_handled(cast, one, SECRETARY) == [("Zwaluw", True)]
    assert _not_handled(cast, one, "petra.dekker") == []  # invited, and not in its circle
    moved = ledger(cast, Act.ITEM_POSTPONED)
    assert {each["item"] for each in moved} == {str(table.items[word]) for word in table.items}
    act(cast, SECRETARY, lambda work: agenda.accept(work, table.items["Zwaluw"]))


def test_without_a_next_meeting_it_stays_where_it_was(cast: Cast) -> None:
    _, last = _series(cast)
    table = _begun(cast, last)
    act(cast, CHAIR, lambda work: meetings.close(work, last, unreached=True))
    zwaluw = _item(cast, table.items["Zwaluw"])
    assert (zwaluw.meeting_id, zwaluw.state) == (last, ItemState.ACCEPTED)
    assert _not_handled(cast, last, "inge.bakels") == [("Zwaluw", False)]
    assert ledger(cast, Act.ITEM_POSTPONED) == []


def test_what_was_handled_stays_and_nothing_is_asked(cast: Cast) -> None:
    one, _ = _series(cast)
    table = _begun(cast, one)
    start = StartItem(once=uuid4(), item_id=table.items["Zwaluw"], overrule=True, reason="Er is haast bij.")
    act(cast, CHAIR, lambda work: room.start(work, one, start))
    with pytest.raises(Refused):
        act(cast, CHAIR, lambda work: meetings.close(work, one, unreached=True))
    done = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, CHAIR, lambda work: room.round_off(work, one, done))
    act(cast, CHAIR, lambda work: meetings.close(work, one))
    assert _item(cast, table.items["Zwaluw"]).meeting_id == one


def test_in_session_one_item_moves_and_the_others_go_on(cast: Cast) -> None:
    one, other = _series(cast)
    table = _begun(cast, one)
    zwaluw = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    assert "Schuif een punt door" in cast.client(CHAIR).get(f"/overleggen/{one}/nu").text
    for login in ("inge.bakels", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises((Refused, NotFound)):
            act(cast, login, lambda work: postponing.postpone_now(work, one, zwaluw))
    act(cast, CHAIR, lambda work: postponing.postpone_now(work, one, zwaluw))
    item = _item(cast, table.items["Zwaluw"])
    assert (item.meeting_id, item.state) == (other, ItemState.POSTPONED)
    with pytest.raises(NotFound):
        act(cast, CHAIR, lambda work: postponing.postpone_now(work, one, zwaluw))
    act(cast, CHAIR, lambda work: meetings.close(work, one))


def test_what_has_begun_does_not_move(cast: Cast) -> None:
    one, _ = _series(cast)
    table = _begun(cast, one)
    start = StartItem(once=uuid4(), item_id=table.items["Zwaluw"], overrule=True, reason="Er is haast bij.")
    act(cast, CHAIR, lambda work: room.start(work, one, start))
    with pytest.raises(Refused, match="nog niet is begonnen"):
        act(
            cast, CHAIR,
            lambda work: postponing.postpone_now(work, one, RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])),
        )  # fmt: skip


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_nobody_else_closes(cast: Cast, login: str) -> None:
    table = _begun(cast, _series(cast)[0])
    with pytest.raises((Refused, NotFound)):
        act(cast, login, lambda work: meetings.close(work, table.meeting, unreached=True))
    assert _state(cast, table.meeting) is MeetingState.IN_SESSION
