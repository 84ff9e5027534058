"""Invitations hold one person's own times, follow the agenda, and say nothing of it; read by two foreign parsers."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import icalendar
import pytest
import vobject

from models.acts import Act
from models.forms.meetings import AnswerInvitation, ChangeMeeting, GiveReason, MoveItem
from models.meeting_terms import Coming
from models.tables.people import Person
from tafel import agenda, clock, db, invitations, meetings, notices, people
from tafel.refusals import Invalid, NotFound
from tafel.sight import meetings as seen
from tafel.sight import post
from tests import post_office, posting, tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger

SECRETARY = "samir.el.khatib"
EVERYBODY = {
    "samir.el.khatib", "marijke.terpstra", "inge.bakels", "wouter.lansink", "soraya.pinas", "bram.kuijper",
    "petra.dekker",
}  # fmt: skip
OUTSIDERS = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis")
SAID_OF_IT = ("Zwaluw", "Samenwerking", "Casusoverleg", "Wie bezoekt", "Werkt de afspraak")


@pytest.fixture(autouse=True)
def _at_night() -> Iterator[None]:
    """Nobody is reminded of anything at this hour: what goes out is of the invitations."""
    with clock.at(clock.start_of(clock.today() + timedelta(days=1)) + timedelta(hours=3)):
        yield


class Date(NamedTuple):
    """What a calendar programme makes of one mail."""

    uid: str
    method: str
    sequence: int
    starts: datetime
    ends: datetime
    status: str


class Post:
    """The mail of each round, by who got it."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.rounds = 0

    def collect(self) -> dict[str, EmailMessage]:
        """Let the chores run, a minute further each time; the new invitations by login."""
        self.rounds += 1
        with clock.at(clock.now() + timedelta(minutes=2 * self.rounds)):
            posting.by_the_clock()
        fresh = {
            str(one["Message-ID"]): one for one in post_office.in_folder() if one["Subject"] == notices.SUBJECT
        }  # fmt: skip
        new = [one for known, one in fresh.items() if known not in self.seen]
        self.seen |= fresh.keys()
        return {str(one["To"].addresses[0].username): one for one in new}


def _date(message: EmailMessage) -> Date:
    raw = post_office.calendar_of(message)
    calendar = icalendar.Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    other: Any = vobject.readOne(raw.decode())
    assert other.vevent.dtstart.value == event.start
    assert other.method.value == calendar["METHOD"]
    assert "METHOD" not in event
    return Date(
        str(event["UID"]), str(calendar["METHOD"]), int(event["SEQUENCE"]), event.start, event.end,
        str(event["STATUS"]),
    )  # fmt: skip


def _dates(found: dict[str, EmailMessage]) -> dict[str, Date]:
    return {login: _date(message) for login, message in found.items()}


def _starts(cast: Cast, table: Table) -> datetime:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return seen.meeting(reading, table.meeting).head.starts_at


def _change(cast: Cast, table: Table, **more: Any) -> None:
    with db.reading(cast.seats[SECRETARY]) as reading:
        now = seen.to_change(reading, table.meeting).stands
    form = ChangeMeeting.model_validate({"once": uuid4(), **now, **more})
    act(cast, SECRETARY, lambda work: meetings.change(work, table.meeting, form))


def _returned(cast: Cast, item: UUID) -> None:
    reason = GiveReason(once=uuid4(), reason="Gaat niet door.")
    act(cast, SECRETARY, lambda work: agenda.give_back(work, item, reason))


def _answers(cast: Cast, login: str, table: Table, coming: Coming, instead: str = "") -> None:
    form = AnswerInvitation(
        once=uuid4(), coming=coming, substitute_id=cast.seats[instead].membership if instead else None
    )
    act(cast, login, lambda work: invitations.answer(work, table.meeting, form))


def test_each_expected_person_gets_the_own_times(cast: Cast) -> None:
    table = tables.set_up(cast)
    begins = _starts(cast, table)
    dates = _dates(Post().collect())
    assert dates.keys() == EVERYBODY
    whole, zwaluw, free = timedelta(minutes=120), timedelta(minutes=20), timedelta(minutes=30)
    assert {login: (one.starts - begins, one.ends - begins) for login, one in dates.items()} == {
        "samir.el.khatib": (timedelta(0), whole), "marijke.terpstra": (timedelta(0), whole),
        "inge.bakels": (timedelta(0), free), "wouter.lansink": (timedelta(0), free),
        "soraya.pinas": (timedelta(0), free), "bram.kuijper": (zwaluw, free), "petra.dekker": (timedelta(0), whole),
    }  # fmt: skip
    assert {(one.method, one.sequence, one.status) for one in dates.values()} == {("REQUEST", 0, "CONFIRMED")}
    assert len({one.uid for one in dates.values()}) == len(dates)
    sent = ledger(cast, Act.INVITATION_SENT)
    assert {entry["member"] for entry in sent} == {str(cast.seats[login].membership) for login in EVERYBODY}


def test_a_mail_and_its_date_say_nothing(cast: Cast) -> None:
    table = tables.set_up(cast)
    found = Post().collect()
    texts = {login: post_office.text_of(message) for login, message in found.items()}
    assert len(set(texts.values())) == 1
    assert f"/overleggen/{table.meeting}/uitnodiging" in texts["inge.bakels"]
    for login, message in found.items():
        calendar = post_office.calendar_of(message).decode()
        others = {cast.seats[one].person_name for one in EVERYBODY if one != login}
        logins = EVERYBODY - {login}
        shown = f"{message['Subject']} {texts[login]} {calendar} {message.as_string()}"
        assert not [word for word in (*SAID_OF_IT, *others, *logins) if word in shown]
        assert "SUMMARY:tafel\r\n" in calendar
        assert str(table.meeting) not in calendar
        assert not [name for name in ("DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "URL") if name in calendar]
        assert calendar.count("ATTENDEE") == 1


def test_sent_once_more_it_goes_to_whom_it_changes(cast: Cast) -> None:
    table, office = tables.set_up(cast), Post()
    first = _dates(office.collect())
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    assert office.collect() == {}
    _change(cast, table, starts="14:00")
    second = _dates(office.collect())
    assert second.keys() == EVERYBODY
    for login, one in second.items():
        assert (one.uid, one.sequence, one.method) == (first[login].uid, 1, "REQUEST")
        assert one.starts == first[login].starts + timedelta(hours=1)


def test_the_number_moves_with_the_own_times_alone(cast: Cast) -> None:
    """A case that one may not know of is moved, and goes: in one's calendar nothing moves."""
    table, office = tables.set_up(cast), Post()
    first = _dates(office.collect())
    _returned(cast, table.items["Zwaluw"])
    second = _dates(office.collect())
    assert second.keys() == {"inge.bakels", "wouter.lansink", "soraya.pinas"}
    assert {one.starts for one in second.values()} == {first["bram.kuijper"].starts}
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    third = _dates(office.collect())
    assert third.keys() == {"inge.bakels", "wouter.lansink", "soraya.pinas", "bram.kuijper"}
    assert third["bram.kuijper"].sequence == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_two_worlds_look_alike_in_a_calendar(cast: Cast, hidden: bool) -> None:  # noqa: FBT001 which of the two it is
    """Whether there is a case Zwaluw after it or not: the shelter's calendar holds the same."""
    table = tables.set_up(cast, sent=False)
    with db.reading(cast.seats[SECRETARY]) as reading:
        edit = seen.meeting(reading, table.meeting).head.order_edit
    move = MoveItem(once=uuid4(), item_id=table.items["Samenwerking"], edit=edit)
    act(cast, SECRETARY, lambda work: agenda.move(work, table.meeting, move))
    if not hidden:
        _returned(cast, table.items["Zwaluw"])
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    begins = _starts(cast, table)
    one = _date(Post().collect()["bram.kuijper"])
    assert (one.starts - begins, one.ends - begins) == (timedelta(0), timedelta(minutes=10))
    assert (one.sequence, one.method) == (0, "REQUEST")


def _leaves(cast: Cast, table: Table) -> None:
    without = [cast.partners[key] for key in tables.INVITED if key != "WOCO"]
    _change(cast, table, partners=[str(one) for one in without])


def _stays_away(cast: Cast, table: Table) -> None:
    _answers(cast, "petra.dekker", table, Coming.NOT)


@pytest.mark.parametrize("away", [_leaves, _stays_away])
def test_who_is_expected_no_more_gets_it_out_of_the_calendar(cast: Cast, away: Callable[[Cast, Table], None]) -> None:
    table, office = tables.set_up(cast), Post()
    first = _dates(office.collect())
    away(cast, table)
    found = office.collect()
    one = _dates(found)["petra.dekker"]
    assert found.keys() == {"petra.dekker"}
    assert (one.uid, one.sequence, one.method, one.status) == (
        first["petra.dekker"].uid, 1, "CANCEL", "CANCELLED",
    )  # fmt: skip
    assert str(table.meeting) not in post_office.text_of(found["petra.dekker"])
    assert office.collect() == {}


def test_whose_seat_ended_hears_no_more(cast: Cast) -> None:
    office = Post()
    tables.set_up(cast)
    office.collect()
    act(cast, "ben.vink", lambda work: people.end_membership(work, cast.seats["petra.dekker"].membership))
    assert office.collect() == {}


def test_a_meeting_that_is_called_off_leaves_every_calendar(cast: Cast) -> None:
    table, office = tables.set_up(cast), Post()
    office.collect()
    for item in table.items.values():
        _returned(cast, item)
    act(cast, SECRETARY, lambda work: meetings.cancel(work, table.meeting))
    dates = _dates(office.collect())
    assert dates.keys() == EVERYBODY
    assert {one.method for one in dates.values()} == {"CANCEL"}
    assert office.collect() == {}


def test_a_substitute_gets_the_date_instead(cast: Cast) -> None:
    table, office = tables.set_up(cast), Post()
    first = _dates(office.collect())
    _answers(cast, "inge.bakels", table, Coming.SUBSTITUTE, "ruud.eggink")
    dates = _dates(office.collect())
    assert {login: one.method for login, one in dates.items()} == {"inge.bakels": "CANCEL", "ruud.eggink": "REQUEST"}
    assert dates["ruud.eggink"].uid != first["inge.bakels"].uid
    _answers(cast, "inge.bakels", table, Coming.ONLINE)
    again = _dates(office.collect())
    assert (again["inge.bakels"].sequence, again["inge.bakels"].method) == (2, "REQUEST")
    assert again["inge.bakels"].starts == first["inge.bakels"].starts
    (entry, *_) = ledger(cast, Act.INVITATION_ANSWERED)
    assert (entry["member"], entry["coming"]) == (str(cast.seats["inge.bakels"].membership), "substitute")


def test_before_the_agenda_is_sent_nobody_is_told(cast: Cast) -> None:
    tables.set_up(cast, sent=False)
    assert Post().collect() == {}


def test_the_page_tells_when_i_am_called(cast: Cast) -> None:
    table = tables.set_up(cast)
    begins = _starts(cast, table)
    expected = {"bram.kuijper": (begins + timedelta(minutes=20),), "inge.bakels": (), "petra.dekker": (),
                "samir.el.khatib": ()}  # fmt: skip
    for login, called in expected.items():
        with db.reading(cast.seats[login]) as reading:
            page = post.invitation(reading, table.meeting)
        assert (page.called, page.me.name) == (called, cast.seats[login].person_name)
    for login in (*OUTSIDERS, "fleur.van.aalst"):
        with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
            post.invitation(reading, table.meeting)


def test_only_ones_own_partner_stands_in(cast: Cast) -> None:
    table = tables.set_up(cast)
    for instead in ("", "bram.kuijper", "inge.bakels"):
        with pytest.raises(Invalid) as invalid:
            _answers(cast, "inge.bakels", table, Coming.SUBSTITUTE, instead)
        assert set(invalid.value.errors) == {"substitute_id"}
    for login in ("rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            _answers(cast, login, table, Coming.NOT)


@pytest.mark.parametrize("name", ["Bakels, Inge", "Bakels; Inge", "Inge @ Politie", "Inge (AVIM) Bakels", "I: Bakels"])
def test_the_invitation_is_for_this_address_whatever_the_name(cast: Cast, name: str) -> None:
    with db.installation(write=True) as session:
        inge = session.get_one(Person, cast.seats["inge.bakels"].person)
        inge.name, inge.login = name, "inge@politie.example"
    tables.set_up(cast)
    (message,) = [one for to, one in Post().collect().items() if to == "inge"]
    calendar = icalendar.Calendar.from_ical(post_office.calendar_of(message))
    (event,) = calendar.walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:inge@politie.example"
