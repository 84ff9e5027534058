"""Series: who makes one, what cannot be, and the meetings that come from it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.forms.meetings import ChangeSeries, MakeMeetings, SetSeries
from models.meeting_terms import ItemKind, ItemState
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, clock, db, meetings, series
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import at_table
from tafel.sight import casework as cases
from tafel.sight import series as seen
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act

OUTSIDERS = ("rik.zandstra", "ben.vink", "nadia.oosterhuis")
FIRST = clock.today() + timedelta(days=10)


def _form(cast: Cast, **more: Any) -> SetSeries:
    known = {
        "once": uuid4(), "kind": "cases", "name": "Casusoverleg", "framework": "C", "every_weeks": 2,
        "weekday": FIRST.weekday(), "starts": time(13), "minutes": 120, "place": "Stadhuis",
        "chair_id": cast.seats["marijke.terpstra"].membership,
        "note_taker_id": cast.seats["samir.el.khatib"].membership,
        "partners": [cast.partners[key] for key in tables.INVITED], "before": "5 Opening", "open_actions": 5,
        "last_minutes": 3, "after": "4 Rondvraag",
    }  # fmt: skip
    return SetSeries.model_validate(known | more)


def _made(cast: Cast, **more: Any) -> UUID:
    return act(cast, "samir.el.khatib", lambda work: series.make(work, _form(cast, **more)))


def _meetings(cast: Cast, made: UUID, count: int = 1, first: date = FIRST) -> series.Made:
    form = MakeMeetings(once=uuid4(), first=first, count=count)
    return act(cast, "samir.el.khatib", lambda work: series.make_meetings(work, made, form))


def _items(cast: Cast, meeting: UUID) -> list[AgendaItem]:
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        return [one.model_copy() for one in meetings.accepted(work, meeting)]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("agenda_days", {"announce_days": 3, "agenda_days": 5}),
        ("contribute_days", {"contribute_days": 0, "contribute_time": time(14)}),
        ("before", {"before": "Opening"}),
        ("after", {"after": "500 Rondvraag"}),
        ("partners", {"partners": [uuid4()]}),
        ("chair_id", {"chair_id": uuid4()}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(cast: Cast, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as invalid:
        _made(cast, **wrong)
    assert set(invalid.value.errors) == {field}


def test_two_series_have_two_names(cast: Cast) -> None:
    _made(cast)
    with pytest.raises(Invalid) as invalid:
        _made(cast)
    assert set(invalid.value.errors) == {"name"}


def test_only_the_secretariat_makes_one(cast: Cast) -> None:
    for login in ("inge.bakels", *OUTSIDERS):
        with pytest.raises(Refused):
            act(cast, login, lambda work: series.make(work, _form(cast)))


def test_who_usually_takes_part_reads_it(cast: Cast) -> None:
    made = _made(cast)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        page = seen.one_series(reading, made)
    assert (page.name, page.partners, page.manages) == ("Casusoverleg", (), False)
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        assert len(seen.one_series(reading, made).partners) == len(tables.INVITED)
    for login in ("fleur.van.aalst", *OUTSIDERS):
        with db.reading(cast.seats[login]) as reading:
            assert seen.series_list(reading).series == ()
            with pytest.raises(NotFound):
                seen.one_series(reading, made)


def test_meetings_come_in_its_rhythm_with_deadlines_and_standing_items(cast: Cast) -> None:
    made = _meetings(cast, _made(cast), count=3)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        rows = work.session.scalars(select(Meeting).order_by(col(Meeting.starts_at))).all()
        days = [clock.day_of(one.starts_at) for one in rows]
        assert days == [FIRST, FIRST + timedelta(weeks=2), FIRST + timedelta(weeks=4)]
        deadline = datetime.combine(FIRST - timedelta(days=7), time(12), clock.AMSTERDAM)
        assert rows[0].announce_by == deadline
    kinds = [(one.kind, one.minutes, one.state) for one in _items(cast, made.meetings[0])]
    assert kinds == [
        (ItemKind.STANDING, 5, ItemState.ACCEPTED), (ItemKind.MINUTES, 3, ItemState.ACCEPTED),
        (ItemKind.ACTIONS, 5, ItemState.ACCEPTED), (ItemKind.STANDING, 4, ItemState.ACCEPTED),
    ]  # fmt: skip


def test_a_day_that_has_one_is_skipped_and_said(cast: Cast) -> None:
    one = _made(cast)
    _meetings(cast, one, count=2)
    again = _meetings(cast, one, count=3)
    assert again.skipped == (FIRST, FIRST + timedelta(weeks=2))
    assert len(again.meetings) == 1


def test_the_rhythm_goes_on_from_the_meetings_there_are(cast: Cast) -> None:
    one = _made(cast)
    _meetings(cast, one)
    made = _meetings(cast, one, first=FIRST + timedelta(days=1))
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        meeting = at_table.require_meeting(reading, made.meetings[0])
        assert clock.day_of(meeting.starts_at) == FIRST + timedelta(weeks=2)


def test_a_day_that_is_over_and_an_hour_that_is_taken_make_nothing(cast: Cast) -> None:
    one = _made(cast)
    with pytest.raises(Invalid) as invalid:
        _meetings(cast, one, first=clock.today() - timedelta(days=1))
    assert set(invalid.value.errors) == {"first"}
    act(cast, "samir.el.khatib", lambda work: meetings.make(work, tables.form_of(cast, day=FIRST)))
    with pytest.raises(Invalid) as invalid:
        _meetings(cast, one, count=2)
    assert set(invalid.value.errors) == {"first"}
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        assert seen.one_series(reading, one).meetings == ()


def test_the_file_of_a_standing_item_is_no_case(cast: Cast) -> None:
    _meetings(cast, _made(cast))
    for login in ("samir.el.khatib", "inge.bakels"):
        with db.reading(cast.seats[login]) as reading:
            assert {one.code_word for one in cases.cases(reading)} == {"Zwaluw"}


def test_a_new_item_comes_before_what_closes_the_agenda(cast: Cast) -> None:
    meeting = _meetings(cast, _made(cast)).meetings[0]
    for circle in (("OM",), ("OM", "ZC")):
        with db.writing(cast.seats["inge.bakels"]) as work:
            item = agenda.propose(work, meeting, tables.item_of(cast, *circle))
        with db.writing(cast.seats["samir.el.khatib"]) as work:
            agenda.accept(work, item)
    kinds = [one.kind for one in _items(cast, meeting)]
    assert kinds == [
        ItemKind.STANDING, ItemKind.MINUTES, ItemKind.ACTIONS, ItemKind.CASE, ItemKind.CASE, ItemKind.STANDING
    ]  # fmt: skip


def test_a_changed_series_leaves_its_meetings_and_a_stale_change_is_a_conflict(cast: Cast) -> None:
    one = _made(cast)
    meeting = _meetings(cast, one).meetings[0]
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        stands = seen.to_change(reading, one).stands
    form = ChangeSeries.model_validate({**stands, "once": uuid4(), "minutes": 90, "after": "9 Privacytoets"})
    act(cast, "samir.el.khatib", lambda work: series.change(work, one, form))
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        assert [item.title for item in seen.one_series(reading, one).standing][-1] == "Privacytoets"
        assert at_table.require_meeting(reading, meeting).ends_at - at_table.require_meeting(
            reading, meeting
        ).starts_at == timedelta(minutes=120)
    with pytest.raises(Conflict):
        act(cast, "samir.el.khatib", lambda work: series.change(work, one, form))


def test_an_ended_series_makes_no_meetings(cast: Cast) -> None:
    one = _made(cast)
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: series.end(work, one))
    act(cast, "samir.el.khatib", lambda work: series.end(work, one))
    with pytest.raises(Refused, match="beëindigd"):
        _meetings(cast, one)
