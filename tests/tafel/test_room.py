"""Running a meeting: what is begun when the room is right, and what happens when it is not."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.ledger import AskRegister
from models.forms.meetings import ChangeItem, OrderAgenda
from models.forms.room import AdmitGuest, BeHere, NameSubstitute, NotePresence, Pause, RoundOff, StartItem
from models.meeting_terms import PresenceSource
from models.views.room import Face, LiveNow, RoomCheck
from tafel import admitting, agenda, clock, db, live, meetings, room
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import agenda as agendas
from tafel.sight import casework as cases
from tafel.sight import hearing
from tafel.sight import ledger as register
from tafel.sight import room as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import minuted, minuting
from tests.tafel.acting import act, ledger

pytestmark = pytest.mark.laid

OUTSIDE = ("rik.zandstra", "ben.vink", "nadia.oosterhuis")


@pytest.fixture
def table(cast: Cast) -> Table:
    """The meeting of tomorrow has begun; Inge, Wouter and Soraya are in, Bram of the shelter too."""
    made = tables.set_up(cast)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, made.meeting, early=True))
    for login in ("inge.bakels", "wouter.lansink", "soraya.pinas"):
        comes(cast, made, login)
    return made


def comes(cast: Cast, table: Table, login: str, *, here: bool = True) -> None:
    act(cast, login, lambda work: room.be_here(work, table.meeting, BeHere(once=uuid4(), here=here)))


def begins(cast: Cast, table: Table, word: str, login: str = "marijke.terpstra", **more: Any) -> None:
    form = StartItem.model_validate({"once": uuid4(), "item_id": table.items[word], **more})
    act(cast, login, lambda work: room.start(work, table.meeting, form))


def now(cast: Cast, table: Table, login: str) -> LiveNow:
    with db.reading(cast.seats[login]) as reading:
        return seen.now(reading, table.meeting)


def attendance(cast: Cast, table: Table, login: str) -> UUID:
    with db.reading(cast.seats["marijke.terpstra"]) as reading:
        people = hearing.people(reading, table.meeting)
    return next(one.attendance for one in people if one.membership == cast.seats[login].membership)


def test_a_right_room_begins_in_silence_and_the_ledger_holds_who_was_there(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    seen_by_chair = now(cast, table, "marijke.terpstra")
    assert seen_by_chair.item
    assert seen_by_chair.item.word == "Zwaluw"
    assert [one.name for one in seen_by_chair.item.others] == ["Marijke Terpstra", "Samir el Khatib"]
    (entry,) = ledger(cast, Act.ITEM_OPENED)
    there = {attendance(cast, table, login) for login in ("inge.bakels", "wouter.lansink", "soraya.pinas")}
    assert there < set(map(UUID, entry["present"]))


def test_who_is_not_in_the_circle_reads_nothing_of_what_is_on_the_table(cast: Cast, table: Table) -> None:
    before = now(cast, table, "bram.kuijper")
    begins(cast, table, "Zwaluw")
    after = now(cast, table, "bram.kuijper")
    assert after.item is None
    assert after.called_at is not None
    assert before == after


def test_the_circle_reads_the_question_and_the_secretariat_does_not(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    mine, chairs = now(cast, table, "inge.bakels").item, now(cast, table, "marijke.terpstra").item
    assert mine
    assert chairs
    assert (mine.question, chairs.question, chairs.question_of) == ("Wie bezoekt de kas?", None, "Politie De Waarden")
    assert mine.case_id == cast.cases["Zwaluw"]


def test_somebody_who_may_not_hear_it_stops_it(cast: Cast, table: Table) -> None:
    comes(cast, table, "bram.kuijper")
    with pytest.raises(Conflict) as stopped:
        begins(cast, table, "Zwaluw")
    check = stopped.value.theirs
    assert isinstance(check, RoomCheck)
    assert [one.name for one in check.intruders] == ["Bram Kuijper"]
    assert check.instead
    assert check.instead.word == "Samenwerking"
    assert ledger(cast, Act.ITEM_OPENED) == []


def test_gone_is_noted_and_it_begins(cast: Cast, table: Table) -> None:
    comes(cast, table, "bram.kuijper")
    begins(cast, table, "Zwaluw", gone=[attendance(cast, table, "bram.kuijper")])
    assert not now(cast, table, "bram.kuijper").me.here  # type: ignore[union-attr]
    assert ledger(cast, Act.PRESENCE_NOTED)[-1]["source"] == "chair"


def test_a_stale_page_does_not_let_a_second_one_in(cast: Cast, table: Table) -> None:
    comes(cast, table, "bram.kuijper")
    drawn = [attendance(cast, table, "bram.kuijper")]
    comes(cast, table, "petra.dekker")
    with pytest.raises(Conflict) as stopped:
        begins(cast, table, "Zwaluw", gone=drawn)
    assert "Petra Dekker" in str(stopped.value.theirs)
    assert now(cast, table, "bram.kuijper").me.here  # type: ignore[union-attr]


def test_going_on_is_the_chairs_with_a_reason_in_the_ledger(cast: Cast, table: Table) -> None:
    comes(cast, table, "bram.kuijper")
    with pytest.raises(Refused):
        begins(cast, table, "Zwaluw", "samir.el.khatib", overrule=True, reason="Er is haast")
    with pytest.raises(Invalid) as wrong:
        begins(cast, table, "Zwaluw", overrule=True)
    assert "reason" in wrong.value.errors
    begins(cast, table, "Zwaluw", overrule=True, reason='Er is "haast" bij')
    (entry,) = ledger(cast, Act.ROOM_OVERRULED)
    assert entry["person"] == str(cast.seats["marijke.terpstra"].person)
    assert entry["present"] == [str(attendance(cast, table, "bram.kuijper"))]
    assert entry["reason"] == 'Er is "haast" bij'
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        (line,) = register.register(reading, AskRegister(act=Act.ROOM_OVERRULED)).days[0].lines
    assert (line.present, line.reason) == (("Bram Kuijper",), 'Er is "haast" bij')
    giver = now(cast, table, "inge.bakels").item
    assert giver
    assert "Opvang Het Anker" in giver.not_shared_with
    assert "Openbaar Ministerie" not in giver.not_shared_with


def test_the_next_one_ends_the_one_before_and_back_undoes_it(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
    assert now(cast, table, "bram.kuijper").item
    form = StartItem(once=uuid4(), item_id=table.items["Zwaluw"], before=table.items["Samenwerking"])
    act(cast, "marijke.terpstra", lambda work: room.back(work, table.meeting, form))
    assert now(cast, table, "bram.kuijper").item is None
    assert now(cast, table, "inge.bakels").item.word == "Zwaluw"  # type: ignore[union-attr]
    with db.reading(cast.seats["marijke.terpstra"]) as reading:
        assert [one.word for one in seen.coming(reading, table.meeting).coming] == ["Samenwerking"]


def test_two_who_press_at_once_begin_one(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    begins(cast, table, "Zwaluw", "samir.el.khatib")
    with pytest.raises(Conflict):
        begins(cast, table, "Samenwerking", "samir.el.khatib")
    assert len(ledger(cast, Act.ITEM_OPENED)) == 1


@pytest.mark.parametrize("login", ["inge.bakels", "soraya.pinas"])
def test_a_partner_runs_nothing(cast: Cast, table: Table, login: str) -> None:
    begins(cast, table, "Zwaluw")
    with pytest.raises(Refused):
        begins(cast, table, "Samenwerking", login, before=table.items["Zwaluw"])
    with pytest.raises(Refused):
        act(cast, login, lambda work: room.pause(work, table.meeting, Pause(once=uuid4(), paused=True)))
    with pytest.raises(NotFound):
        form = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
        act(cast, login, lambda work: room.round_off(work, table.meeting, form))
    with pytest.raises(NotFound):
        gone = NotePresence(once=uuid4(), attendance_id=attendance(cast, table, "wouter.lansink"))
        act(cast, login, lambda work: room.note_presence(work, table.meeting, gone))


@pytest.mark.parametrize("login", OUTSIDE)
def test_outsiders_find_no_meeting(cast: Cast, table: Table, login: str) -> None:
    with pytest.raises(NotFound):
        begins(cast, table, "Zwaluw", login)
    with pytest.raises(NotFound):
        comes(cast, table, login)
    for look in (seen.now, seen.coming, seen.wall):
        with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
            look(reading, table.meeting)


def test_who_runs_the_meeting_hears_of_the_room_whoever_they_are(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when both are of no secretariat, an item has its own chair, or nothing is on the table."""
    told: list[set[UUID]] = []
    monkeypatch.setattr(live.hub, "deliver", lambda _meeting, _parts, seats: told.append(set(seats)))
    runs = {login: cast.seats[login].membership for login in ("aleid.vermaas", "bram.kuijper")}
    own = tables.set_up(cast, chair_id=runs["aleid.vermaas"], note_taker_id=runs["bram.kuijper"])
    soraya = cast.seats["soraya.pinas"].membership
    circle = [cast.partners[key] for key in ("POL", "OM", "ZC")]
    form = ChangeItem(once=uuid4(), minutes=20, circle=circle, chair_id=soraya, note_taker_id=soraya)
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, own.items["Zwaluw"], form))
    act(cast, "aleid.vermaas", lambda work: meetings.begin(work, own.meeting, early=True))
    told.clear()
    comes(cast, own, "inge.bakels")
    away = [attendance(cast, own, login) for login in runs]
    begins(cast, own, "Zwaluw", "aleid.vermaas", gone=away)
    comes(cast, own, "inge.bakels", here=False)
    assert len(told) == 3
    for heard in told:
        assert set(runs.values()) <= heard
        assert cast.seats["petra.dekker"].membership not in heard


def test_what_changes_on_the_agenda_in_session_is_heard_at_once_by_whom_it_concerns(
    cast: Cast, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[set[UUID]] = []
    monkeypatch.setattr(live.hub, "deliver", lambda _meeting, _parts, seats: told.append(set(seats)))
    seats = {login: cast.seats[login].membership for login in cast.seats}
    runs = {seats["marijke.terpstra"], seats["samir.el.khatib"]}
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        edit = agendas.page(reading, table.meeting).head.order_edit
    order = OrderAgenda(once=uuid4(), items=[*table.items.values()][::-1], edit=edit)
    act(cast, "samir.el.khatib", lambda work: agenda.order(work, table.meeting, order))
    assert told == [runs]
    told.clear()
    form = ChangeItem(once=uuid4(), minutes=30, circle=[cast.partners[key] for key in ("POL", "OM")])
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], form))
    heard = {login for login, seat in seats.items() if seat in told[0]}
    assert {"inge.bakels", "wouter.lansink", "soraya.pinas"} <= heard
    assert not {"bram.kuijper", "petra.dekker", "ruud.eggink", "rik.zandstra"} & heard


def test_a_colleague_who_is_no_member_stops_it_too(cast: Cast, table: Table) -> None:
    comes(cast, table, "ruud.eggink")
    assert now(cast, table, "ruud.eggink").item is None
    with pytest.raises(Conflict) as stopped:
        begins(cast, table, "Zwaluw")
    assert "Ruud Eggink" in str(stopped.value.theirs)


def test_a_substitute_hears_and_reads_until_the_item_is_over(cast: Cast, table: Table) -> None:
    comes(cast, table, "ruud.eggink")
    form = NameSubstitute(
        once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership, item_id=table.items["Zwaluw"]
    )
    act(cast, "inge.bakels", lambda work: admitting.substitute(work, table.meeting, form))
    begins(cast, table, "Zwaluw")
    assert now(cast, table, "ruud.eggink").item
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        assert [line.code_word for line in cases.cases(reading)] == ["Zwaluw"]
    done = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, "marijke.terpstra", lambda work: room.round_off(work, table.meeting, done))
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        assert cases.cases(reading) == ()


def in_my_stead(cast: Cast, table: Table, login: str) -> set[UUID]:
    with db.reading(cast.seats[login]) as reading:
        return {one.id for one in seen.coming(reading, table.meeting).colleagues}


def test_a_colleague_is_offered_until_nothing_of_mine_is_left_to_hear(cast: Cast, table: Table) -> None:
    ruud = cast.seats["ruud.eggink"].membership
    assert in_my_stead(cast, table, "inge.bakels") == {ruud}
    assert in_my_stead(cast, table, "wouter.lansink") == set()
    one = NameSubstitute(once=uuid4(), membership_id=ruud, item_id=table.items["Zwaluw"])
    act(cast, "inge.bakels", lambda work: admitting.substitute(work, table.meeting, one))
    assert in_my_stead(cast, table, "inge.bakels") == {ruud}
    rest = NameSubstitute(once=uuid4(), membership_id=ruud)
    act(cast, "inge.bakels", lambda work: admitting.substitute(work, table.meeting, rest))
    assert in_my_stead(cast, table, "inge.bakels") == set()


def test_nobody_names_a_substitute_elsewhere(cast: Cast, table: Table) -> None:
    other = NameSubstitute(once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership)
    for login in ("wouter.lansink", "petra.dekker", "rik.zandstra"):
        with pytest.raises(NotFound):
            act(cast, login, lambda work: admitting.substitute(work, table.meeting, other))
    mine = NameSubstitute(once=uuid4(), membership_id=cast.seats["inge.bakels"].membership)
    with pytest.raises(Invalid):
        act(cast, "inge.bakels", lambda work: admitting.substitute(work, table.meeting, mine))


def test_a_guest_hears_one_item_after_signing(cast: Cast, table: Table) -> None:
    form = {"once": uuid4(), "item_id": table.items["Zwaluw"], "name": "Annemiek Verhoef"}
    with pytest.raises(Invalid):
        act(cast, "samir.el.khatib", lambda work: admitting.guest(work, table.meeting, AdmitGuest(**form)))
    with pytest.raises(NotFound):
        signed = AdmitGuest(**form, signed=True)
        act(cast, "inge.bakels", lambda work: admitting.guest(work, table.meeting, signed))
    act(cast, "samir.el.khatib", lambda work: admitting.guest(work, table.meeting, AdmitGuest(**form, signed=True)))
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        people = hearing.people(reading, table.meeting)
    guest = next(one for one in people if one.membership is None)
    inside = NotePresence(once=uuid4(), attendance_id=guest.attendance, here=True)
    act(cast, "samir.el.khatib", lambda work: room.note_presence(work, table.meeting, inside))
    begins(cast, table, "Zwaluw")
    assert "Annemiek Verhoef" in now(cast, table, "inge.bakels").item.not_shared_with  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])


def test_an_item_with_its_own_chair_sends_the_chair_out(cast: Cast, table: Table) -> None:
    soraya = cast.seats["soraya.pinas"].membership
    circle = [cast.partners[key] for key in ("POL", "OM", "ZC")]
    form = ChangeItem(once=uuid4(), minutes=20, circle=circle, chair_id=soraya, note_taker_id=soraya)
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], form))
    with pytest.raises(Conflict) as stopped:
        begins(cast, table, "Zwaluw")
    check = stopped.value.theirs
    assert isinstance(check, RoomCheck)
    assert {one.name for one in check.intruders} == {"Marijke Terpstra", "Samir el Khatib"}
    begins(cast, table, "Zwaluw", gone=[one.attendance_id for one in check.intruders])
    assert now(cast, table, "marijke.terpstra").item.say is None  # type: ignore[union-attr]
    mine = now(cast, table, "soraya.pinas")
    assert (mine.head.face, mine.item.i_chair) == (Face.PARTNER, True)  # type: ignore[union-attr]
    done = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, "soraya.pinas", lambda work: room.round_off(work, table.meeting, done))
    assert now(cast, table, "soraya.pinas").item is None
    with pytest.raises(Conflict) as stopped:
        begins(cast, table, "Samenwerking")  # whoever wrote for the meeting is still outside
    assert [one.name for one in stopped.value.theirs.leads] == ["Samir el Khatib"]  # type: ignore[union-attr]
    begins(cast, table, "Samenwerking", as_it_is=True)
    back = now(cast, table, "marijke.terpstra")
    assert (back.me.here, back.me.source) == (True, PresenceSource.OWN)  # type: ignore[union-attr]
    assert back.item.say.purpose is None  # type: ignore[union-attr]


def test_the_wall_names_an_item_only_when_all_may_hear_it(cast: Cast, table: Table) -> None:
    def word() -> str | None:
        with db.reading(cast.seats["marijke.terpstra"]) as reading:
            return seen.wall(reading, table.meeting).word

    assert word() is None
    begins(cast, table, "Zwaluw")
    assert word() == "Zwaluw"
    comes(cast, table, "petra.dekker")
    assert word() is None
    with db.reading(cast.seats["inge.bakels"]) as reading, pytest.raises(NotFound):
        seen.wall(reading, table.meeting)


def test_the_last_press_counts_also_within_one_moment(cast: Cast, table: Table) -> None:
    with clock.at(clock.now() + timedelta(hours=1)):
        for here in (False, True, False):
            comes(cast, table, "inge.bakels", here=here)
        assert not now(cast, table, "inge.bakels").me.here  # type: ignore[union-attr]


def test_behind_and_ahead(cast: Cast, table: Table) -> None:
    planned = now(cast, table, "inge.bakels").called_at
    assert planned
    with clock.at(planned + timedelta(minutes=3)):
        begins(cast, table, "Zwaluw")
        with db.reading(cast.seats["marijke.terpstra"]) as reading:
            assert seen.coming(reading, table.meeting).behind_minutes == 3


def test_not_before_it_began_and_not_after_it_closed(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused):
        begins(cast, table, "Zwaluw")
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    begins(cast, table, "Zwaluw")
    with pytest.raises(Refused):
        act(cast, "marijke.terpstra", lambda work: meetings.close(work, table.meeting))


def test_what_was_written_at_an_item_taken_back_is_not_lost(cast: Cast, table: Table) -> None:
    chair = "marijke.terpstra"
    begins(cast, table, "Samenwerking", overrule=True, reason="Het spoedt.")
    begins(cast, table, "Zwaluw", before=table.items["Samenwerking"], overrule=True, reason="Het spoedt.")
    minuting.action(cast, table)
    again = {"once": uuid4(), "item_id": table.items["Samenwerking"], "before": table.items["Zwaluw"]}
    back = StartItem.model_validate(again | {"overrule": True, "reason": "Het spoedt."})
    act(cast, chair, lambda work: room.back(work, table.meeting, back))
    done = lambda word: RoundOff(once=uuid4(), item_id=table.items[word])  # noqa: E731 on one line
    act(cast, chair, lambda work: room.round_off(work, table.meeting, done("Samenwerking")))
    with pytest.raises(Refused, match="Bij Zwaluw is al iets opgeschreven"):
        act(cast, chair, lambda work: meetings.close(work, table.meeting))
    begins(cast, table, "Zwaluw", overrule=True, reason="Het spoedt.")
    act(cast, chair, lambda work: room.round_off(work, table.meeting, done("Zwaluw")))
    act(cast, chair, lambda work: meetings.close(work, table.meeting))
    assert minuted.minutes_of(cast, table, "Zwaluw")
