"""Who comes: expected by invitation, said by one's own partner, noted by who keeps the list."""

from uuid import uuid4

import pytest

from models.forms.meetings import AddGuest, NoteAttendance, SayWhoComes
from models.meeting_terms import AttendanceState, Coming, How
from models.views.meetings import Attendee, Colleague
from tafel import attendance, db, meetings
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import meetings as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act

pytestmark = pytest.mark.laid

OUTSIDERS = ("rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")


def _list(cast: Cast, table: Table) -> dict[str, Attendee]:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        return {one.name: one for one in seen.meeting(reading, table.meeting).attendance}


def _says(cast: Cast, login: str, table: Table, coming: Coming, about: str = "", instead: str = "") -> None:
    form = SayWhoComes(
        once=uuid4(), membership_id=cast.seats[about or login].membership, coming=coming,
        substitute_id=cast.seats[instead].membership if instead else None,
    )  # fmt: skip
    act(cast, login, lambda work: attendance.say_who_comes(work, table.meeting, form))


def test_contact_persons_and_who_runs_it_are_expected_once(cast: Cast) -> None:
    table = tables.set_up(cast)
    act(cast, "samir.el.khatib", lambda work: meetings.invite(work, table.meeting))
    assert set(_list(cast, table)) == {
        "Samir el Khatib", "Marijke Terpstra", "Inge Bakels", "mr. Wouter Lansink", "Soraya Pinas", "Bram Kuijper",
        "Petra Dekker",
    }  # fmt: skip
    assert {one.state for one in _list(cast, table).values()} == {AttendanceState.EXPECTED}


def test_a_partner_says_who_comes(cast: Cast) -> None:
    table = tables.set_up(cast)
    _says(cast, "inge.bakels", table, Coming.ONLINE)
    assert _list(cast, table)["Inge Bakels"].how is How.ONLINE
    _says(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead="ruud.eggink")
    now = _list(cast, table)
    assert (now["Inge Bakels"].state, now["Ruud Eggink"].state) == (AttendanceState.ABSENT, AttendanceState.EXPECTED)
    _says(cast, "inge.bakels", table, Coming.ROOM)
    assert _list(cast, table)["Inge Bakels"].state is AttendanceState.EXPECTED


def test_silence_is_not_yes_and_a_substitute_is_named_to_all_who_ask(cast: Cast) -> None:
    table = tables.set_up(cast)
    assert not _list(cast, table)["Inge Bakels"].answered
    assert _mine(cast, table).coming is None
    _says(cast, "inge.bakels", table, Coming.ROOM)
    assert (_list(cast, table)["Inge Bakels"].answered, _mine(cast, table).coming) == (True, "room")
    _says(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead="ruud.eggink")
    now = _list(cast, table)
    assert (now["Inge Bakels"].instead, now["Ruud Eggink"].replaces) == ("Ruud Eggink", "Inge Bakels")
    mine = _mine(cast, table)
    assert (mine.coming, mine.instead_id) == ("substitute", cast.seats["ruud.eggink"].membership)


def test_who_comes_after_all_takes_the_substitute_off(cast: Cast) -> None:
    table = tables.set_up(cast)
    for coming in (Coming.ROOM, Coming.NOT):
        _says(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead="ruud.eggink")
        _says(cast, "inge.bakels", table, coming)
        now = _list(cast, table)
        assert (now["Inge Bakels"].instead, now["Ruud Eggink"].replaces) == (None, None)
        assert now["Ruud Eggink"].state is AttendanceState.ABSENT
    _says(cast, "ruud.eggink", table, Coming.ROOM)
    with pytest.raises(Invalid) as invalid:
        _says(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead="ruud.eggink")
    assert set(invalid.value.errors) == {"substitute_id"}


def _mine(cast: Cast, table: Table) -> Colleague:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        found = seen.meeting(reading, table.meeting)
    assert found.attendance == ()
    return next(one for one in found.listed if one.name == "Inge Bakels")


def test_only_for_ones_own_people(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as invalid:
        _says(cast, "inge.bakels", table, Coming.NOT, about="bram.kuijper")
    assert set(invalid.value.errors) == {"membership_id"}
    for instead in ("", "bram.kuijper"):
        with pytest.raises(Invalid) as invalid:
            _says(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead=instead)
        assert set(invalid.value.errors) == {"substitute_id"}
    for login in OUTSIDERS:
        with pytest.raises(NotFound):
            _says(cast, login, table, Coming.NOT)


def test_once_it_began_the_secretariat_is_told(cast: Cast) -> None:
    table = tables.set_up(cast)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    with pytest.raises(Refused, match="al bezig"):
        _says(cast, "inge.bakels", table, Coming.NOT)


def test_who_keeps_the_list_notes_who_is_there_and_guests(cast: Cast) -> None:
    table = tables.set_up(cast)
    bram = _list(cast, table)["Bram Kuijper"]
    note = NoteAttendance(once=uuid4(), attendance_id=bram.id, state=AttendanceState.PRESENT)
    act(cast, "samir.el.khatib", lambda work: attendance.note(work, table.meeting, note))
    guest = AddGuest(once=uuid4(), name="Tolk Roemeens", secrecy_signed=True)
    act(cast, "marijke.terpstra", lambda work: attendance.add_guest(work, table.meeting, guest))
    now = _list(cast, table)
    assert now["Bram Kuijper"].state is AttendanceState.PRESENT
    assert (now["Tolk Roemeens"].partner, now["Tolk Roemeens"].secrecy_signed) == (None, True)
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: attendance.note(work, table.meeting, note))
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: attendance.add_guest(work, table.meeting, guest))
    for login in OUTSIDERS:
        with pytest.raises(NotFound):
            act(cast, login, lambda work: attendance.note(work, table.meeting, note))


def test_nothing_is_noted_after_it_closed(cast: Cast) -> None:
    table = tables.set_up(cast)
    bram = _list(cast, table)["Bram Kuijper"]
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    act(cast, "marijke.terpstra", lambda work: meetings.close(work, table.meeting, unreached=True))
    note = NoteAttendance(once=uuid4(), attendance_id=bram.id, state=AttendanceState.ABSENT)
    with pytest.raises(Refused) as refused:
        act(cast, "samir.el.khatib", lambda work: attendance.note(work, table.meeting, note))
    assert "gesloten" in refused.value.why
