"""Where a case goes and when it is looked at again: who says so, who reads it, and to whom it comes back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.amendments import RecallPassage
from models.forms.care import CareForCase
from models.terms import FieldName, Told
from models.views.course import Course
from tafel import amending, case_care, clock, db, meetings, sharing, subjects
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import agenda, amended, care, casework, handed_out
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act, closes, ledger

LEAD, SECRETARY = "inge.bakels", "samir.el.khatib"
GOAL = "Iedereen veilig gehuisvest, paspoorten terug."


def sets(cast: Cast, login: str, **more: Any) -> None:
    form = CareForCase.model_validate({"once": uuid4(), "goal": GOAL} | more)
    act(cast, login, lambda work: case_care.set_course(work, cast.cases["Zwaluw"], form))


def course(cast: Cast, login: str) -> Course:
    """What somebody reads on the case; what others wrote is in the register."""
    with db.reading(cast.seats[login]) as reading:
        found = casework.case_page(reading, cast.cases["Zwaluw"]).course
    handed_out.record(reading)
    return found


def due(cast: Cast, login: str) -> list[date]:
    with db.reading(cast.seats[login]) as reading:
        return [one.on for one in care.reviews(reading)]


def test_the_goal_goes_to_all_who_take_part(cast: Cast) -> None:
    sets(cast, LEAD)
    for login in (LEAD, "wouter.lansink", "soraya.pinas", "petra.dekker", SECRETARY):
        assert course(cast, login).goal == GOAL, login
    shown = ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]
    assert shown["person"] == str(cast.seats[SECRETARY].person)
    assert GOAL not in str(ledger(cast, Act.CASE_CHANGED))


def test_new_words_replace_it_and_the_secretary_can_set_it_too(cast: Cast) -> None:
    sets(cast, LEAD)
    sets(cast, LEAD, goal="Paspoorten terug.")
    assert course(cast, "wouter.lansink").goal == "Paspoorten terug."
    sets(cast, SECRETARY, goal="Eerst veilig wonen.")
    assert [course(cast, login).goal for login in (LEAD, "petra.dekker")] == ["Eerst veilig wonen."] * 2
    sets(cast, LEAD, goal="")
    assert course(cast, SECRETARY).goal is None


def test_a_page_from_before_a_change_wipes_nothing(cast: Cast) -> None:
    stale = course(cast, LEAD).base
    sets(cast, SECRETARY)
    with pytest.raises(Conflict):
        sets(cast, LEAD, goal="", review_on=clock.today(), base=stale)
    sets(cast, LEAD, review_on=clock.today(), base=course(cast, LEAD).base)
    assert (course(cast, LEAD).goal, course(cast, LEAD).review_on) == (GOAL, clock.today())


def test_a_goal_one_may_not_read_stays(cast: Cast) -> None:
    """As when the share of it came to its end: who only sets a day sends no goal along."""
    sets(cast, SECRETARY)
    with db.writing(cast.seats[SECRETARY]) as work:
        sharing.end_of_receiver(work, cast.cases["Zwaluw"], cast.partners["POL"])
    assert course(cast, LEAD).goal is None
    sets(cast, LEAD, goal="", review_on=clock.today(), base=course(cast, LEAD).base)
    assert course(cast, SECRETARY).goal == GOAL


def test_from_whom_it_was_taken_back_does_not_get_it_by_another_day(cast: Cast) -> None:
    sets(cast, LEAD)
    goal, to = course(cast, LEAD).goal_id, [cast.partners["OM"]]
    with db.reading(cast.seats[LEAD]) as reading:
        drawn = [one.partner_id for one in amended.has_it(reading, goal) if one.to_recall]
    form = RecallPassage(once=uuid4(), receivers=to, reason="other-receiver", drawn=drawn)
    act(cast, LEAD, lambda work: amending.recall(work, goal, form))
    sets(cast, LEAD, review_on=clock.today())
    assert [course(cast, login).goal for login in ("wouter.lansink", "petra.dekker")] == [None, GOAL]


def test_it_stands_in_its_place_and_not_among_the_contributions(cast: Cast) -> None:
    sets(cast, LEAD)
    with db.reading(cast.seats[LEAD]) as reading:
        page = casework.case_page(reading, cast.cases["Zwaluw"])
    assert page.own
    assert GOAL not in [one.text for one in page.own.passages]


@pytest.mark.parametrize("goal", ["Ana Ivanova terug naar school.", "Naar Havenkade 12.", "Bel 06 12345678."])
def test_a_goal_names_nobody(cast: Cast, goal: str) -> None:
    with pytest.raises(Invalid) as wrong:
        sets(cast, LEAD, goal=goal)
    assert "goal" in wrong.value.errors


def test_what_only_looks_like_a_name_stands_once_it_was_looked_over(cast: Cast) -> None:
    sets(cast, LEAD, goal="Overdracht aan Veilig Thuis De Waarden.", nameless=True)
    assert course(cast, "petra.dekker").goal == "Overdracht aan Veilig Thuis De Waarden."


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_is_to_come_and_within_a_year(cast: Cast, days: int) -> None:
    with pytest.raises(Invalid) as wrong:
        sets(cast, LEAD, review_on=clock.today() + timedelta(days=days))
    assert "review_on" in wrong.value.errors


@pytest.mark.parametrize("login", ["wouter.lansink", "soraya.pinas"])
def test_others_do_not_set_it(cast: Cast, login: str) -> None:
    with pytest.raises(Refused):
        sets(cast, login)


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"])
def test_who_takes_no_part_finds_no_case(cast: Cast, login: str) -> None:
    with pytest.raises(NotFound):
        sets(cast, login)


def test_a_closed_case_goes_nowhere(cast: Cast) -> None:
    closes(cast, LEAD, cast.cases["Zwaluw"])
    with pytest.raises(Refused):
        sets(cast, LEAD)


def test_the_day_comes_back_to_who_leads_and_to_the_secretary(cast: Cast) -> None:
    on = clock.today() + timedelta(days=30)
    sets(cast, LEAD, review_on=on)
    assert due(cast, LEAD) == []
    with clock.at(clock.now() + timedelta(days=20)):
        assert due(cast, LEAD) == due(cast, SECRETARY) == [on]
        assert due(cast, "wouter.lansink") == due(cast, "ruud.eggink") == due(cast, "rik.zandstra") == []
    with clock.at(clock.now() + timedelta(days=30)):
        assert course(cast, LEAD).due


def test_who_builds_the_agenda_sees_what_was_not_announced(cast: Cast) -> None:
    sets(cast, LEAD, review_on=clock.today() + timedelta(days=3))
    with db.writing(cast.seats[SECRETARY]) as work:
        meeting = meetings.make(work, tables.form_of(cast))
    assert [one.word for one in _agenda(cast, SECRETARY, meeting).reviews] == ["Zwaluw"]
    assert _agenda(cast, LEAD, meeting).reviews == ()
    table = tables.set_up(cast, day=clock.today() + timedelta(days=2))
    assert _agenda(cast, SECRETARY, table.meeting).reviews == ()


def _agenda(cast: Cast, login: str, meeting: UUID) -> Any:
    with db.reading(cast.seats[login]) as reading:
        return agenda.page(reading, meeting)


def test_of_whom_it_is_known_that_they_were_told_stands_beside_it(cast: Cast) -> None:
    case, on = cast.cases["Zwaluw"], clock.today()
    letter = act(cast, LEAD, lambda work: subjects.add_subject(work, case))
    act(cast, LEAD, lambda work: subjects.say_field(work, case, letter, FieldName.TOLD, "told", on))
    assert [(one.said, one.on) for one in course(cast, LEAD).told] == [(Told.TOLD, on)]
    assert course(cast, "wouter.lansink").told == ()
