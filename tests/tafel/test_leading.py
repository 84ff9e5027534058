"""Before an item its chair and its note-taker are tested first; somebody of the circle who is there takes over."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.meetings import ChangeItem
from models.forms.room import ReplaceLead, StandAside
from models.meeting_terms import Lead
from models.tables.people import Membership
from models.views.room import RoomCheck
from tafel import agenda, db, leading, meetings
from tafel.refusals import Conflict, Invalid, NotFound
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.test_room import begins, comes, now

pytestmark = pytest.mark.laid

CHAIR, SECRETARY = "marijke.terpstra", "samir.el.khatib"


@pytest.fixture
def table(cast: Cast) -> Table:
    """Wouter chairs Zwaluw; the meeting has begun, and Inge and Soraya are in."""
    made = tables.set_up(cast)
    circle = [cast.partners[key] for key in ("POL", "OM", "ZC")]
    wouter = cast.seats["wouter.lansink"].membership
    form = ChangeItem(once=uuid4(), minutes=20, circle=circle, chair_id=wouter)
    act(cast, SECRETARY, lambda work: agenda.change(work, made.items["Zwaluw"], form))
    act(cast, CHAIR, lambda work: meetings.begin(work, made.meeting, early=True))
    for login in ("inge.bakels", "soraya.pinas"):
        comes(cast, made, login)
    return made


def stopped(cast: Cast, table: Table, login: str = CHAIR) -> RoomCheck:
    with pytest.raises(Conflict) as found:
        begins(cast, table, "Zwaluw", login)
    assert isinstance(found.value.theirs, RoomCheck)
    return found.value.theirs


def lapses(cast: Cast, login: str) -> None:
    seat = cast.seats[login]
    with db.writing(seat) as work:
        member = work.session.get_one(Membership, (seat.region, seat.membership))
        member.secrecy_until = work.now - timedelta(seconds=1)


def replaces(cast: Cast, table: Table, who: str, login: str = CHAIR, lead: Lead = Lead.CHAIR) -> None:
    form = ReplaceLead(once=uuid4(), item_id=table.items["Zwaluw"], lead=lead, membership_id=cast.seats[who].membership)
    act(cast, login, lambda work: leading.replace(work, table.meeting, form))


def test_a_chair_who_is_not_there_is_told_first_with_who_could(cast: Cast, table: Table) -> None:
    check = stopped(cast, table)
    (lead,) = check.leads
    assert (lead.lead, lead.name, lead.signed) == (Lead.CHAIR, "mr. Wouter Lansink", True)
    assert [one.word for one in lead.instead] == ["Inge Bakels", "Soraya Pinas"]


def test_somebody_of_the_circle_takes_over_and_the_room_is_silent(cast: Cast, table: Table) -> None:
    replaces(cast, table, "soraya.pinas")
    check = stopped(cast, table)  # whoever chaired the meeting may not hear it, now that Soraya does
    assert (check.leads, [one.name for one in check.intruders]) == ((), ["Marijke Terpstra"])
    begins(cast, table, "Zwaluw", gone=[one.attendance_id for one in check.intruders])
    mine = now(cast, table, "soraya.pinas")
    assert mine.item
    assert mine.item.i_chair
    line = ledger(cast, Act.ITEM_CHANGED)[-1]
    assert (line["lead"], line["member"]) == ("chair", str(cast.seats["soraya.pinas"].membership))


def test_who_did_not_sign_leads_nothing_and_hears_nothing(cast: Cast, table: Table) -> None:
    comes(cast, table, "wouter.lansink")
    for login in ("wouter.lansink", "inge.bakels"):
        lapses(cast, login)
    check = stopped(cast, table)
    (lead,) = check.leads
    assert (lead.signed, [one.word for one in lead.instead]) == (False, ["Soraya Pinas"])
    unsigned = {one.name for one in check.intruders if not one.signed}
    assert unsigned == {"Inge Bakels", "mr. Wouter Lansink"}


def test_a_note_taker_is_tested_too(cast: Cast, table: Table) -> None:
    replaces(cast, table, "inge.bakels", lead=Lead.NOTE_TAKER)
    lapses(cast, "inge.bakels")
    assert [one.lead for one in stopped(cast, table).leads] == [Lead.CHAIR, Lead.NOTE_TAKER]


@pytest.mark.parametrize("who", ["wouter.lansink", "bram.kuijper", "rik.zandstra", "ruud.eggink"])
def test_only_who_is_there_and_may_hear_it(cast: Cast, table: Table, who: str) -> None:
    with pytest.raises(Invalid):
        replaces(cast, table, who)


@pytest.mark.parametrize("login", ["inge.bakels", "bram.kuijper", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_only_who_runs_it(cast: Cast, table: Table, login: str) -> None:
    with pytest.raises(NotFound):
        replaces(cast, table, "soraya.pinas", login)


def test_an_item_of_no_agenda_is_not_there(cast: Cast, table: Table) -> None:
    table.items["Zwaluw"] = UUID(int=7)
    with pytest.raises(NotFound):
        replaces(cast, table, "soraya.pinas")


# ---------- personally concerned


def stands_aside(cast: Cast, table: Table, login: str, *, aside: bool = True) -> None:
    form = StandAside(once=uuid4(), item_id=table.items["Zwaluw"], aside=aside)
    act(cast, login, lambda work: leading.stand_aside(work, table.meeting, form))


def test_who_is_concerned_leads_nothing_hears_nothing_and_can_come_back(cast: Cast, table: Table) -> None:
    comes(cast, table, "wouter.lansink")
    stands_aside(cast, table, "wouter.lansink")
    stands_aside(cast, table, "wouter.lansink")  # pressed twice
    check = stopped(cast, table)
    (lead,) = check.leads
    assert (lead.aside, [one.word for one in lead.instead]) == (True, ["Inge Bakels", "Soraya Pinas"])
    assert "mr. Wouter Lansink" in {one.name for one in check.intruders if one.aside}
    assert [line["aside"] for line in ledger(cast, Act.PERSON_STOOD_ASIDE)] == [True]
    stands_aside(cast, table, "wouter.lansink", aside=False)
    assert stopped(cast, table).leads == ()


@pytest.mark.parametrize("login", ["bram.kuijper", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_one_stands_aside_only_where_one_could_hear(cast: Cast, table: Table, login: str) -> None:
    with pytest.raises(NotFound):
        stands_aside(cast, table, login)
