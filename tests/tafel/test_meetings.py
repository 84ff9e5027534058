"""Meetings: who makes and changes one, what cannot be, and what its state allows."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.forms.meetings import ChangeMeeting, GiveReason
from models.meeting_terms import MeetingKind, MeetingState
from models.views.meetings import MeetingPage
from tafel import agenda, clock, db, meetings
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import meetings as seen
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act

OUTSIDERS = ("rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")


def _change(cast: Cast, meeting: UUID, **more: Any) -> ChangeMeeting:
    """The form that changes a meeting, as the page fills it in from what stands."""
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        stands = seen.to_change(reading, meeting).stands
    return ChangeMeeting.model_validate({**stands, "once": uuid4(), **more})


def _page(cast: Cast, login: str, meeting: UUID) -> MeetingPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.meeting(reading, meeting)


def _deadline(days: int, hour: int = 12) -> datetime:
    return datetime.combine(clock.today() + timedelta(days=days), time(hour))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("day", {"day": clock.today() - timedelta(days=1)}),
        ("contribute_by", {"contribute_by": _deadline(2)}),
        ("contribute_by", {"contribute_by": _deadline(-1)}),
        ("agenda_by", {"announce_by": _deadline(1, 11), "agenda_by": _deadline(1, 10)}),
        ("chair_id", {"chair_id": uuid4()}),
        ("note_taker_id", {"note_taker_id": uuid4()}),
        ("partners", {"partners": [uuid4()]}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(cast: Cast, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as invalid:
        act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast, **wrong)))
    assert set(invalid.value.errors) == {field}


def test_nobody_chairs_two_meetings_at_once(cast: Cast) -> None:
    act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast)))
    with pytest.raises(Invalid) as invalid:
        act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast, starts=time(14))))
    assert set(invalid.value.errors) == {"starts"}
    act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast, starts=time(15))))


def test_only_the_secretariat_makes_one(cast: Cast) -> None:
    for login in ("inge.bakels", *OUTSIDERS):
        with pytest.raises(Refused):
            act(cast, login, lambda work: meetings.make(work, tables.form_of(cast)))


def test_a_meeting_is_known_to_whom_it_is_for(cast: Cast) -> None:
    table = tables.set_up(cast)
    secretary, partner = _page(cast, "samir.el.khatib", table.meeting), _page(cast, "inge.bakels", table.meeting)
    assert secretary.head == partner.head
    assert {one.short_name for one in secretary.partners} >= {"Openbaar Ministerie", "Opvang Het Anker"}
    assert partner.partners == ()
    assert partner.attendance == ()
    for login in OUTSIDERS:
        with pytest.raises(NotFound):
            _page(cast, login, table.meeting)


def test_who_runs_it_is_invited_with_their_partner(cast: Cast) -> None:
    form = tables.form_of(cast, chair_id=cast.seats["aleid.vermaas"].membership, partners=[cast.partners["POL"]])
    made = act(cast, "samir.el.khatib", lambda work: meetings.make(work, form))
    page = _page(cast, "aleid.vermaas", made)
    assert page.runs
    assert [one.name for one in page.partners if one.id == cast.partners["BGM-L"]]


def test_a_change_moves_the_items_along(cast: Cast) -> None:
    table = tables.set_up(cast)
    act(cast, "samir.el.khatib", lambda work: meetings.change(
        work, table.meeting, _change(cast, table.meeting, starts=time(14), place="Kamer 3")
    ))  # fmt: skip
    page = _page(cast, "inge.bakels", table.meeting)
    assert page.head.place == "Kamer 3"
    assert page.head.starts_at == datetime.combine(
        clock.today() + timedelta(days=1), time(14), clock.AMSTERDAM
    ).astimezone(UTC)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        assert meetings.accepted(work, table.meeting)[0].starts_at == page.head.starts_at


def test_a_change_of_something_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    table = tables.set_up(cast)
    mine = _change(cast, table.meeting, place="Kamer 3")
    act(cast, "marijke.terpstra", lambda work: meetings.change(
        work, table.meeting, _change(cast, table.meeting, place="Kamer 4")
    ))  # fmt: skip
    with pytest.raises(Conflict):
        act(cast, "samir.el.khatib", lambda work: meetings.change(work, table.meeting, mine))


def test_a_partner_with_open_items_stays_and_the_items_are_named(cast: Cast) -> None:
    table = tables.set_up(cast)
    without = [cast.partners[key] for key in tables.INVITED if key != "OM"]
    with pytest.raises(Invalid) as invalid:
        act(cast, "samir.el.khatib", lambda work: meetings.change(
            work, table.meeting, _change(cast, table.meeting, partners=without)
        ))  # fmt: skip
    assert "Zwaluw" in invalid.value.errors["partners"]
    assert "Samenwerking" in invalid.value.errors["partners"]
    without = [cast.partners[key] for key in tables.INVITED if key != "WOCO"]
    act(cast, "samir.el.khatib", lambda work: meetings.change(
        work, table.meeting, _change(cast, table.meeting, partners=without)
    ))  # fmt: skip
    with pytest.raises(NotFound):
        _page(cast, "petra.dekker", table.meeting)
    assert not [one for one in _page(cast, "samir.el.khatib", table.meeting).attendance if one.name == "Petra Dekker"]


def test_only_the_secretariat_changes_one(cast: Cast) -> None:
    table = tables.set_up(cast)
    form = _change(cast, table.meeting, place="Elders")
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: meetings.change(work, table.meeting, form))
    for login in OUTSIDERS:
        with pytest.raises(NotFound):
            act(cast, login, lambda work: meetings.change(work, table.meeting, form))


def test_what_was_announced_goes_elsewhere_before_a_meeting_is_called_off(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    with pytest.raises(Refused, match=r"Zwaluw, Samenwerking"):
        act(cast, "samir.el.khatib", lambda work: meetings.cancel(work, table.meeting))
    made = act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast, starts=time(9))))
    act(cast, "samir.el.khatib", lambda work: meetings.cancel(work, made))
    page = _page(cast, "inge.bakels", made)
    assert page.cancelled
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: agenda.propose(work, made, tables.item_of(cast, "OM")))


def test_a_meeting_whose_agenda_was_sent_is_called_off_once_it_is_empty(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused, match=r"Zwaluw, Samenwerking"):
        act(cast, "samir.el.khatib", lambda work: meetings.cancel(work, table.meeting))
    for item in table.items.values():
        act(cast, "samir.el.khatib", lambda work, item=item: agenda.give_back(  # type: ignore[misc]
            work, item, GiveReason(once=uuid4(), reason="Gaat niet door.")
        ))  # fmt: skip
    act(cast, "samir.el.khatib", lambda work: meetings.cancel(work, table.meeting))
    for login in ("samir.el.khatib", "inge.bakels", "bram.kuijper"):
        assert _page(cast, login, table.meeting).cancelled


def test_the_page_says_what_may_be_done_now_and_why_not(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)

    def may(login: str) -> set[str]:
        return {one.act for one in _page(cast, login, table.meeting).acts if one.why_not is None}

    assert may("samir.el.khatib") == {"change", "send", "cancel"}
    assert may("inge.bakels") == set()
    act(cast, "samir.el.khatib", lambda work: meetings.invite(work, table.meeting))
    assert may("samir.el.khatib") == {"change", "send", "begin", "cancel"}
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    assert may("marijke.terpstra") == {"close"}
    act(cast, "marijke.terpstra", lambda work: meetings.close(work, table.meeting, unreached=True))
    page = _page(cast, "marijke.terpstra", table.meeting)
    assert page.head.state is MeetingState.CLOSED
    assert all(one.why_not for one in page.acts)


def test_a_board_takes_no_items_about_persons(cast: Cast) -> None:
    form = tables.form_of(cast, kind=MeetingKind.BOARD)
    made = act(cast, "samir.el.khatib", lambda work: meetings.make(work, form))
    with pytest.raises(Invalid) as invalid:
        act(cast, "inge.bakels", lambda work: agenda.propose(work, made, tables.item_of(cast, "OM")))
    assert set(invalid.value.errors) == {"case_id"}


def test_the_list_holds_what_comes_first_and_then_what_was(cast: Cast) -> None:
    table = tables.set_up(cast)
    later = tables.form_of(cast, day=clock.today() + timedelta(days=9))
    act(cast, "samir.el.khatib", lambda work: meetings.make(work, later))
    with clock.at(clock.now() + timedelta(days=3)), db.reading(cast.seats["inge.bakels"]) as reading:
        page = seen.meetings(reading)
    assert [one.id for one in page.past] == [table.meeting]
    assert [one.starts_at.date() for one in page.upcoming] == [clock.today() + timedelta(days=9)]
    for login in OUTSIDERS:
        with db.reading(cast.seats[login]) as reading:
            page = seen.meetings(reading)
        assert (page.upcoming, page.past) == ((), ())
