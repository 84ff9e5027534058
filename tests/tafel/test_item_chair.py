"""Who chairs an item of its own runs that one item, and nothing else."""

from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.meetings import ChangeItem
from models.forms.room import NotePresence, Pause, RoundOff, StartItem
from models.views.room import ItemName, LiveNow
from tafel import agenda, db, meetings, room
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import room as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.test_room import attendance, begins, comes, now

pytestmark = pytest.mark.laid

CHAIR, TAKER, OWN = "marijke.terpstra", "samir.el.khatib", "soraya.pinas"


@pytest.fixture
def table(cast: Cast) -> Table:
    """The meeting of tomorrow has begun; Soraya chairs Zwaluw, and is in with Inge and Wouter."""
    made = tables.set_up(cast)
    circle = [cast.partners[key] for key in ("POL", "OM", "ZC")]
    form = ChangeItem(once=uuid4(), minutes=20, circle=circle, chair_id=cast.seats[OWN].membership)
    act(cast, TAKER, lambda work: agenda.change(work, made.items["Zwaluw"], form))
    act(cast, CHAIR, lambda work: meetings.begin(work, made.meeting, early=True))
    comes(cast, made, "inge.bakels")
    comes(cast, made, "wouter.lansink")
    return made


def goes(cast: Cast, table: Table, login: str, by: str = CHAIR) -> None:
    form = NotePresence(once=uuid4(), attendance_id=attendance(cast, table, login))
    act(cast, by, lambda work: room.note_presence(work, table.meeting, form))


def pauses(cast: Cast, table: Table, login: str, *, paused: bool) -> None:
    act(cast, login, lambda work: room.pause(work, table.meeting, Pause(once=uuid4(), paused=paused)))


def rounds_off(cast: Cast, table: Table, word: str, login: str) -> None:
    form = RoundOff(once=uuid4(), item_id=table.items[word])
    act(cast, login, lambda work: room.round_off(work, table.meeting, form))


def as_drawn(cast: Cast, table: Table) -> LiveNow:
    return now(cast, table, OWN)


def test_once_in_the_item_is_begun_paused_and_rounded_off(cast: Cast, table: Table) -> None:
    assert as_drawn(cast, table).begins is None
    with pytest.raises(Refused, match="binnen"):
        begins(cast, table, "Zwaluw", OWN)
    comes(cast, table, OWN)
    goes(cast, table, CHAIR)
    assert as_drawn(cast, table).begins == ItemName(id=table.items["Zwaluw"], word="Zwaluw")
    begins(cast, table, "Zwaluw", OWN)
    assert ledger(cast, Act.ITEM_OPENED)[-1]["person"] == str(cast.seats[OWN].person)
    pauses(cast, table, OWN, paused=True)
    assert as_drawn(cast, table).head.paused_at
    pauses(cast, table, OWN, paused=False)
    rounds_off(cast, table, "Zwaluw", OWN)
    assert as_drawn(cast, table).item is None
    with pytest.raises(Refused):
        pauses(cast, table, OWN, paused=True)


def test_the_room_is_checked_alike_and_going_on_is_theirs(cast: Cast, table: Table) -> None:
    comes(cast, table, OWN)
    comes(cast, table, "petra.dekker")
    with pytest.raises(Conflict):
        begins(cast, table, "Zwaluw", OWN)
    with db.reading(cast.seats[OWN]) as reading:
        check = seen.stopped(reading, table.meeting, str(table.items["Zwaluw"]))
    assert check
    assert [one.name for one in check.intruders] == ["Marijke Terpstra", "Petra Dekker"]
    assert (check.instead, check.may_overrule, check.may_begin) == (None, True, True)
    with pytest.raises(Invalid):
        begins(cast, table, "Zwaluw", OWN, overrule=True)
    begins(cast, table, "Zwaluw", OWN, gone=[attendance(cast, table, "petra.dekker")], overrule=True, reason="Haast")
    shown = as_drawn(cast, table).item
    assert shown
    assert shown.went_on
    assert shown.went_on.by_me
    assert [one.name for one in shown.went_on.people] == ["Marijke Terpstra"]
    assert ledger(cast, Act.ROOM_OVERRULED)[-1]["person"] == str(cast.seats[OWN].person)


def test_no_other_item_is_begun_ended_or_taken_back(cast: Cast, table: Table) -> None:
    comes(cast, table, OWN)
    with pytest.raises(Refused, match="Alleen de voorzitter"):
        begins(cast, table, "Samenwerking", OWN)
    begins(cast, table, "Samenwerking")
    with pytest.raises(Refused, match="ander punt"):
        begins(cast, table, "Zwaluw", OWN, before=table.items["Samenwerking"])
    assert as_drawn(cast, table).begins is None
    with pytest.raises(NotFound):
        rounds_off(cast, table, "Samenwerking", OWN)
    with pytest.raises(Refused):
        pauses(cast, table, OWN, paused=True)
    begins(cast, table, "Zwaluw", before=table.items["Samenwerking"], gone=[attendance(cast, table, CHAIR)])
    form = StartItem(once=uuid4(), item_id=table.items["Samenwerking"], before=table.items["Zwaluw"])
    with pytest.raises(Refused):
        act(cast, OWN, lambda work: room.back(work, table.meeting, form))
    with pytest.raises(Refused):
        begins(cast, table, "Samenwerking", OWN, before=table.items["Zwaluw"])


def test_nobody_else_begins_it(cast: Cast, table: Table) -> None:
    comes(cast, table, OWN)
    for login in ("inge.bakels", "wouter.lansink"):
        with pytest.raises(Refused):
            begins(cast, table, "Zwaluw", login)
        with db.reading(cast.seats[login]) as reading:
            assert seen.stopped(reading, table.meeting, str(table.items["Zwaluw"])) is None
            assert seen.now(reading, table.meeting).begins is None
    for login in ("rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            begins(cast, table, "Zwaluw", login)


def test_an_item_that_is_not_there_and_one_of_others_are_refused_alike(cast: Cast, table: Table) -> None:
    comes(cast, table, "bram.kuijper")
    said = set()
    for item in (table.items["Zwaluw"], UUID(int=7)):
        form = StartItem(once=uuid4(), item_id=item)
        with pytest.raises(Refused) as refused:
            act(cast, "bram.kuijper", lambda work, form=form: room.start(work, table.meeting, form))  # type: ignore[misc]
        said.add(str(refused.value.why))
    assert len(said) == 1


def test_by_form_the_page_shows_who_may_not_hear_it_only_while_the_table_is_free(cast: Cast, table: Table) -> None:
    comes(cast, table, OWN)
    client, address = cast.client(OWN), f"/overleggen/{table.meeting}/nu"
    page = client.get(address).text
    assert "Begin Zwaluw" in page
    assert "Marijke Terpstra mag dit punt niet horen" not in page
    form = {"item_id": str(table.items["Zwaluw"]), "before": ""}
    answer = client.post(f"{address}/begin", data=form | {"once": str(uuid4())})
    assert answer.status_code == 409
    assert "Marijke Terpstra mag dit punt niet horen" in answer.text
    begins(cast, table, "Samenwerking")
    answer = client.post(f"{address}/begin", data=form | {"once": str(uuid4())})
    assert answer.status_code == 403
    assert "mag dit punt niet horen" not in answer.text
