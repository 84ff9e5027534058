"""For a part of an item fewer stay: who is out reads nothing of it, then or later; nobody reads more than before."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.room import NarrowRoom, NotePresence, RoundOff, StartItem
from models.views.room import LiveItem, Wall
from tafel import clock, db, live, narrowing, room
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import lines as written
from tafel.sight import room as seen
from tafel.sight import share_page
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import minuted, minuting
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import close, confirmed, minutes_of, remarked, sent, sheet
from tests.tafel.minuting import in_session
from tests.tafel.test_room import attendance, comes

pytestmark = pytest.mark.laid

CHAIR = "marijke.terpstra"
MEMBERS = ("inge.bakels", "wouter.lansink", "soraya.pinas")


@pytest.fixture
def table(cast: Cast) -> Table:
    """Zwaluw is on the table, and all who hear it are in: the police, which shares with the prosecutor; and care."""
    made = in_session(cast)
    for login in MEMBERS:
        comes(cast, made, login)
    return made


def narrows(cast: Cast, table: Table, *keys: str, login: str = CHAIR, word: str = "Zwaluw") -> None:
    partners = [cast.partners[key] for key in keys]
    form = NarrowRoom(once=uuid4(), item_id=table.items[word], partners=partners)
    act(cast, login, lambda work: narrowing.narrow(work, table.meeting, form))


def widens(cast: Cast, table: Table, login: str = CHAIR) -> None:
    form = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, login, lambda work: narrowing.widen(work, table.meeting, form))


def item(cast: Cast, table: Table, login: str) -> LiveItem:
    with db.reading(cast.seats[login]) as reading:
        found = seen.now(reading, table.meeting).item
    assert found
    return found


def wall(cast: Cast, table: Table) -> Wall:
    with db.reading(cast.seats[CHAIR]) as reading:
        return seen.wall(reading, table.meeting)


def goes(cast: Cast, table: Table, login: str) -> None:
    form = NotePresence(once=uuid4(), attendance_id=attendance(cast, table, login))
    act(cast, CHAIR, lambda work: room.note_presence(work, table.meeting, form))


def texts(cast: Cast, table: Table, login: str) -> list[str | None]:
    return [line.text for line in minuting.of_item(cast, login, table).lines]


def test_a_line_of_that_part_is_for_who_stayed_then_and_later(cast: Cast, table: Table) -> None:
    minuting.decided(cast, table, text="Voor allen.")
    narrows(cast, table, "POL", "ZC")
    minuting.decided(cast, table, text="Voor de politie en de zorg.")
    widens(cast, table)
    minuting.decided(cast, table, text="Weer voor allen.", heard="circle")
    assert texts(cast, table, "wouter.lansink") == ["Voor allen.", "Weer voor allen."]
    assert len(texts(cast, table, "inge.bakels")) == 3
    part = minutes_of(cast, close(cast, table))
    assert "Voor de politie en de zorg." not in str(sheet(cast, "wouter.lansink", part))
    assert "Voor allen." in str(sheet(cast, "wouter.lansink", part))


def test_what_is_written_down_once_all_are_back_says_for_whom_it_is(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    widens(cast, table)
    with db.reading(cast.seats[minuting.TAKER]) as reading:
        (part,) = written.notes(reading, table.meeting).parts
    assert part.partners == ("Politie De Waarden", "Zorgcoördinatie mensenhandel")
    for form, wrong_field in (
        ({"key": "POL"}, "heard"), ({"key": "OM", "heard": part.id}, "partner_id"), ({"heard": uuid4()}, "heard"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            minuting.decided(cast, table, **form)
        assert list(wrong.value.errors) == [wrong_field]
    minuting.decided(cast, table, text="Nog van dat deel.", heard=part.id)
    assert texts(cast, table, "wouter.lansink") == []
    assert texts(cast, table, "inge.bakels") == ["Nog van dat deel."]


def test_its_giver_can_share_it_and_it_is_not_ticked_beforehand(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    line = minuting.decided(cast, table, text="Voor de politie en de zorg.")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        page = share_page.share_page(reading, cast.cases["Zwaluw"])
    (version,) = [one.version_id for one in page.passages if one.statement_id == line]
    assert version not in page.chosen


def test_a_remark_on_that_part_is_for_who_stayed(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    minuting.decided(cast, table, text="Voor de politie en de zorg.")
    widens(cast, table)
    part = sent(cast, close(cast, table))
    assert minuted.part(cast, "wouter.lansink", table).parts == ()
    (heard,) = minuted.part(cast, "inge.bakels", table).parts
    with pytest.raises(Invalid) as wrong:
        remarked(cast, part, text="Over de zorg.")
    assert "heard" in wrong.value.errors
    remarked(cast, part, text="Over de zorg.", heard=heard.id)
    remarked(cast, part, "wouter.lansink", text="Van buiten.")
    assert [one.text for one in minuted.part(cast, "wouter.lansink", table).remarks if one.text] == ["Van buiten."]
    assert "Voor wie is dit?" in cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/verslag/{part}").text


def test_also_when_it_is_confirmed_after_that_part(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    minuting.said(cast, table, text="Alleen hier gezegd.")
    widens(cast, table)
    confirmed(cast, table)
    assert texts(cast, table, "wouter.lansink") == []
    assert texts(cast, table, "inge.bakels") == ["Alleen hier gezegd."]


def test_a_narrower_part_shows_nobody_more(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "OM")
    minuting.decided(cast, table)
    assert texts(cast, table, "wouter.lansink") == ["Eerst controle."]  # as the profile of the police names it
    assert texts(cast, table, "soraya.pinas") == []


def test_who_waits_outside_learns_nothing_of_that_part(
    cast: Cast, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two worlds: something is written down in that part, or nothing is; their pages are the same to the byte."""
    for drawing in ("web.answer.uuid4", "web.contribution.uuid4"):
        monkeypatch.setattr(drawing, lambda: UUID(int=4))
    narrows(cast, table, "POL", "ZC")
    goes(cast, table, "wouter.lansink")
    heard: list[tuple[Any, frozenset[UUID]]] = []
    monkeypatch.setattr(live.hub, "deliver", lambda _meeting, parts, seats: heard.append((parts, frozenset(seats))))
    with clock.at(clock.now()):
        _pages(cast, table, "wouter.lansink")  # what is shown for the first time is noted
        before = _pages(cast, table, "wouter.lansink")
        minuting.decided(cast, table, text="Niet voor het OM.")
        minuting.action(cast, table, text="Ook niet.")
        assert heard
        assert _pages(cast, table, "wouter.lansink") == before
    assert all(cast.seats["wouter.lansink"].membership not in seats for _, seats in heard)
    waits = item(cast, table, "wouter.lansink")
    assert (waits.i_wait, waits.circle, waits.others, waits.say, waits.question) == (True, (), (), None, None)


def _pages(cast: Cast, table: Table, login: str) -> dict[str, tuple[int, bytes]]:
    """Every page that tells of what goes on, as it leaves."""
    meeting, client = f"/overleggen/{table.meeting}", cast.client(login)
    live_parts = [f"{meeting}/nu/deel/{part.value}" for part in live.Part]
    places = ("", "/nu", "/zaal", "/agenda", "/inbreng", "/verslag", f"/punten/{table.items['Zwaluw']}/regels")
    case = f"/casussen/{cast.cases['Zwaluw']}"
    paths = ("/", "/acties", case, "/verstrekkingen", "/register", *live_parts, *(f"{meeting}{one}" for one in places))
    found = {path: client.get(path) for path in paths}
    return {path: (answer.status_code, answer.content) for path, answer in found.items()}


def test_who_is_out_may_not_hear_it_until_all_come_back(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    chairs = item(cast, table, CHAIR)
    assert chairs.stay == ("Politie De Waarden", "Zorgcoördinatie mensenhandel")
    assert [(one.name, one.outside) for one in chairs.unwanted] == [("mr. Wouter Lansink", True)]
    goes(cast, table, "wouter.lansink")
    assert item(cast, table, CHAIR).unwanted == ()
    widens(cast, table)
    comes(cast, table, "wouter.lansink")
    assert not item(cast, table, "wouter.lansink").i_wait
    assert item(cast, table, CHAIR).unwanted == ()


def test_the_wall_is_covered_until_they_are_out(cast: Cast, table: Table) -> None:
    assert (wall(cast, table).word, wall(cast, table).covered) == ("Zwaluw", False)
    narrows(cast, table, "POL", "ZC")
    assert (wall(cast, table).word, wall(cast, table).covered) == (None, True)
    goes(cast, table, "wouter.lansink")
    assert (wall(cast, table).word, wall(cast, table).covered) == ("Zwaluw", False)


def test_it_ends_with_the_item_and_both_stand_in_the_ledger(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    done = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, CHAIR, lambda work: room.round_off(work, table.meeting, done))
    (began,), (ended,) = ledger(cast, Act.ROOM_NARROWED), ledger(cast, Act.ROOM_WIDENED)
    assert set(began["receivers"]) == {str(cast.partners[key]) for key in ("POL", "ZC")}
    assert (began["item"], ended["item"]) == (str(table.items["Zwaluw"]), str(table.items["Zwaluw"]))
    back = StartItem(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, CHAIR, lambda work: room.back(work, table.meeting, back))
    assert item(cast, table, CHAIR).stay == ()


@pytest.mark.parametrize("keys", [(), ("POL", "OM", "ZC"), ("POL", "WOCO"), ("OPV",)])
def test_not_to_nobody_not_beyond_the_circle_and_not_to_all_of_it(
    cast: Cast, table: Table, keys: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as wrong:
        narrows(cast, table, *keys)
    assert "partners" in wrong.value.errors
    assert ledger(cast, Act.ROOM_NARROWED) == []


def test_not_twice_and_not_at_another_item(cast: Cast, table: Table) -> None:
    with pytest.raises(Conflict):
        narrows(cast, table, "POL", word="Samenwerking")
    narrows(cast, table, "POL", "ZC")
    with pytest.raises(Refused):
        narrows(cast, table, "POL")


def test_only_a_chair_does_it(cast: Cast, table: Table) -> None:
    for login in ("samir.el.khatib", "inge.bakels"):
        with pytest.raises(Refused):
            narrows(cast, table, "POL", login=login)
    for login in ("bram.kuijper", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            narrows(cast, table, "POL", login=login)


def test_for_whom_is_out_nothing_can_be_written_down(cast: Cast, table: Table) -> None:
    narrows(cast, table, "POL", "ZC")
    with pytest.raises(Invalid) as wrong:
        minuting.decided(cast, table, "OM")
    assert "partner_id" in wrong.value.errors
