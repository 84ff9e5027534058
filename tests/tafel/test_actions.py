"""What becomes of an action: reported, put off, handed over, taken on outside a meeting; and who sees how far it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MovePassage, TakePart
from models.forms.lines import HandOver, NewAction, PutOff, ReportAction
from models.meeting_terms import ActionState, LineKind
from models.views.actions import ActionLine, ActionsPage, Whose
from tafel import actions, clock, corrections, db
from tafel import casework as leading
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import actions as seen
from tafel.sight import casework, progress
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, closes, ledger, opened
from tests.tafel.minuting import TAKER, action, in_session, one

pytestmark = pytest.mark.laid

CHAIR, OWNER = "marijke.terpstra", "inge.bakels"
OUTSIDE = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis")
SOON = timedelta(days=5)


def page(cast: Cast, login: str, whose: Whose | None = None, after: str | None = None) -> ActionsPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.page(reading, whose, after)


def every(cast: Cast, login: str) -> dict[UUID, ActionLine]:
    found = page(cast, login)
    return {one.statement_id: one for one in (*found.mine, *found.ours, *found.others)}


def base(cast: Cast, login: str, line: UUID) -> str:
    found = every(cast, login).get(line)
    return found.base if found else "0"


def reports(cast: Cast, login: str, line: UUID, state: str, reason: str = "", **more: Any) -> None:
    known = {"once": uuid4(), "state": state, "reason": reason, "base": base(cast, login, line)}
    form = ReportAction.model_validate(known | more)
    act(cast, login, lambda work: actions.report(work, line, form))


def puts_off(cast: Cast, login: str, line: UUID, days: int = 5, reason: str = "De kas was dicht.") -> None:
    day = clock.today() + timedelta(days=days)
    form = PutOff(once=uuid4(), due_on=day, reason=reason, base=base(cast, login, line))
    act(cast, login, lambda work: actions.put_off(work, line, form))


def takes_on(cast: Cast, login: str, text: str = "Belt de gemeente.", **more: Any) -> UUID:
    known = {"once": uuid4(), "case_id": cast.cases["Zwaluw"], "text": text, "due_on": clock.today() + SOON}
    form = NewAction.model_validate(known | more)
    return act(cast, login, lambda work: actions.add(work, form))


# ---------- how it comes out


def test_done_by_mistake_it_is_opened_again(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    reports(cast, OWNER, line, "done")
    assert every(cast, OWNER)[line].state is ActionState.DONE
    with db.reading(cast.seats[OWNER]) as reading:
        assert seen.open_actions(reading) == ()
    reports(cast, OWNER, line, "open")
    assert every(cast, "wouter.lansink")[line].state is ActionState.OPEN


def test_what_a_colleague_reported_meanwhile_is_not_reported_over(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    before = base(cast, OWNER, line)
    reports(cast, OWNER, line, "done")
    with pytest.raises(Conflict):
        reports(cast, OWNER, line, "not-done", "Vergeten.", base=before)
    assert every(cast, OWNER)[line].state is ActionState.DONE


def test_reasons_have_room_and_an_end(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    for _ in range(7):
        reports(cast, OWNER, line, "not-done", "x" * 500)
        reports(cast, OWNER, line, "open")
    with pytest.raises(Invalid) as wrong:
        reports(cast, OWNER, line, "not-done", "x" * 500)
        reports(cast, OWNER, line, "open", "x" * 500)
    assert set(wrong.value.errors) == {"reason"}


# ---------- put off


def test_put_off_has_a_later_day_a_reason_and_is_counted(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    puts_off(cast, OWNER, line, 3, "De kas was dicht.")
    puts_off(cast, OWNER, line, 9, "De eigenaar is ziek.")
    for login in (OWNER, "wouter.lansink"):
        found = every(cast, login)[line]
        assert (found.put_off, found.due_on) == (2, clock.today() + timedelta(days=9))
        assert found.first_due_on == clock.today()
        assert found.text == "Rijdt langs.\n\nReden: De kas was dicht.\n\nReden: De eigenaar is ziek."
    told = ledger(cast, Act.ACTION_PUT_OFF)
    assert [entry["statement"] for entry in told] == [str(line)] * 2
    assert "kas" not in str(told)


@pytest.mark.parametrize(
    ("days", "reason", "fields"),
    [(-1, "Druk.", {"due_on"}), (0, "Druk.", {"due_on"}), (5, "", {"reason"}), (0, "", {"due_on", "reason"})],
)
def test_a_day_before_today_or_no_later_than_agreed_and_no_reason_are_told_at_once(
    cast: Cast, days: int, reason: str, fields: set[str]
) -> None:
    line = action(cast, in_session(cast))
    with pytest.raises(Invalid) as wrong:
        puts_off(cast, OWNER, line, days, reason)
    assert set(wrong.value.errors) == fields
    assert every(cast, OWNER)[line].put_off == 0


def test_what_is_done_is_not_put_off(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    reports(cast, OWNER, line, "done")
    with pytest.raises(Conflict):
        puts_off(cast, OWNER, line)


@pytest.mark.parametrize("login", [TAKER, "wouter.lansink", *OUTSIDE])
def test_only_its_owner_acts_on_it(cast: Cast, login: str) -> None:
    line = action(cast, in_session(cast))
    for do in (
        lambda work: actions.report(work, line, ReportAction(once=uuid4(), state=ActionState.DONE, base="0")),
        lambda work: actions.put_off(work, line, PutOff(once=uuid4(), reason="Druk.", base="0")),
        lambda work: actions.hand_over(work, line, HandOver(once=uuid4())),
    ):
        with pytest.raises(NotFound):
            act(cast, login, do)


# ---------- outside a meeting


def test_a_partner_takes_something_on_by_itself_and_it_goes_under_its_profile(cast: Cast) -> None:
    line = takes_on(cast, OWNER, person_id=cast.seats[OWNER].membership)
    assert [one.statement_id for one in page(cast, OWNER).mine] == [line]
    assert not every(cast, OWNER)[line].alone
    assert [one.text for one in page(cast, "wouter.lansink").others] == ["Belt de gemeente."]
    for login in ("soraya.pinas", "petra.dekker", TAKER, *OUTSIDE):
        assert line not in every(cast, login)
    assert ledger(cast, Act.ACTION_ADDED)[-1]["statement"] == str(line)
    reports(cast, OWNER, line, "could-not", "Niemand nam op.")
    assert "Niemand nam op." in every(cast, "wouter.lansink")[line].text


def test_without_a_profile_it_stays_with_its_owner_and_says_so(cast: Cast) -> None:
    line = takes_on(cast, "soraya.pinas")
    assert every(cast, "soraya.pinas")[line].alone
    assert all(line not in every(cast, login) for login in (OWNER, "wouter.lansink", TAKER))


def test_on_the_page_of_the_case_it_is_called_an_action_and_stays_there(cast: Cast) -> None:
    line = takes_on(cast, OWNER)
    with db.reading(cast.seats[OWNER]) as reading:
        own = casework.case_page(reading, cast.cases["Zwaluw"]).own
    assert own
    assert [said.line for said in own.passages if said.statement_id == line] == [LineKind.ACTION]
    other = opened(cast, OWNER, "Kreek")
    with pytest.raises(Refused):
        act(cast, OWNER, lambda work: corrections.move(work, line, MovePassage(once=uuid4(), case_id=other)))


def test_a_general_action_hangs_on_a_free_item(cast: Cast) -> None:
    in_session(cast)
    with db.reading(cast.seats["bram.kuijper"]) as reading:
        places = seen.form(reading).places
    assert [(one.word, one.is_case) for one in places] == [("Samenwerking", False)]
    line = takes_on(cast, "bram.kuijper", case_id=places[0].case_id)
    assert not every(cast, "bram.kuijper")[line].is_case


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"case_id": None}, "case_id"), ({"due_on": None}, "due_on"), ({"due_on": "2026-01-01"}, "due_on"),
        ({"category": "D14"}, "category"), ({"person_id": "ruud.eggink"}, "person_id"),
    ],
)  # fmt: skip
def test_what_is_missing_or_cannot_be_is_told_at_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    if field == "person_id":
        given = {"person_id": cast.seats["ruud.eggink"].membership}
    with pytest.raises(Invalid) as wrong:
        takes_on(cast, OWNER, **given)
    assert set(wrong.value.errors) == {field}


@pytest.mark.parametrize("login", OUTSIDE)
def test_who_takes_no_part_takes_nothing_on(cast: Cast, login: str) -> None:
    with pytest.raises(NotFound):
        takes_on(cast, login)


def test_in_a_closed_case_nothing_is_taken_on_and_what_stays_is_still_reported(cast: Cast) -> None:
    line = takes_on(cast, "soraya.pinas")
    closes(cast, OWNER, cast.cases["Zwaluw"])
    with pytest.raises(Refused):
        takes_on(cast, OWNER)
    assert every(cast, "soraya.pinas")[line].ended
    reports(cast, "soraya.pinas", line, "not-done", "Niet meer nodig.")
    assert every(cast, "soraya.pinas")[line].text.endswith("Niet meer nodig.")
    assert all(line not in every(cast, login) for login in (OWNER, "wouter.lansink"))


def test_a_name_in_it_counts_as_a_name(cast: Cast) -> None:
    line = takes_on(cast, OWNER, "Belt 06-12345678.")
    with db.reading(cast.seats[OWNER]) as reading:
        own = casework.case_page(reading, cast.cases["Zwaluw"]).own
    assert own
    assert [said.names_person for said in own.passages if said.statement_id == line] == [True]


# ---------- the lists


def test_each_list_counts_and_pages(cast: Cast) -> None:
    for number in range(12):
        takes_on(cast, OWNER, f"Actie {number:02}.", due_on=clock.today() + timedelta(days=number))
    first = page(cast, OWNER)
    assert [one.text for one in first.ours] == [f"Actie {number:02}." for number in range(10)]
    assert (first.tallies[Whose.OURS].open, first.cut, first.after) == (12, (Whose.OURS,), None)
    whole = page(cast, OWNER, Whose.OURS)
    assert (len(whole.ours), whole.mine, whole.others, whole.after) == (12, (), (), None)
    with clock.at(clock.now() + timedelta(days=3)):
        assert page(cast, OWNER).tallies[Whose.OURS].late == 3


def test_the_next_page_goes_on_where_the_last_one_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "PAGE", 2)
    for number in range(5):
        takes_on(cast, OWNER, f"Actie {number}.", due_on=clock.today() + timedelta(days=number))
    first = page(cast, OWNER, Whose.OURS)
    second = page(cast, OWNER, Whose.OURS, first.after)
    third = page(cast, OWNER, Whose.OURS, second.after)
    assert third.after is None
    lines = [line for one in (first, second, third) for line in one.ours]
    assert [line.text for line in lines] == [f"Actie {number}." for number in range(5)]
    reports(cast, OWNER, lines[0].statement_id, "done")
    assert page(cast, OWNER, Whose.OURS, first.after).ours[0].text == "Actie 2."
    reports(cast, OWNER, lines[1].statement_id, "done")
    assert page(cast, OWNER, Whose.OURS, first.after).ours[0].text == "Actie 2."
    for wrong in ("x", "2026-11-21", "2026-11-21|x"):
        with pytest.raises(NotFound):
            page(cast, OWNER, Whose.OURS, wrong)


def test_only_what_a_page_shows_is_handed_out(cast: Cast) -> None:
    for number in range(12):
        takes_on(cast, OWNER, f"Actie {number}.")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        shown = seen.page(reading).others
        assert (len(shown), len(reading.shown)) == (10, 10)


# ---------- how far each partner is


def _progress(cast: Cast, login: str) -> list[tuple[str, str, int, str | None]]:
    with db.reading(cast.seats[login]) as reading:
        found = progress.page(reading)
    return [(one.owner.short_name, one.word, one.put_off, one.text) for one in found.shells]


def test_who_runs_the_meeting_sees_how_far_each_is_and_not_the_words(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    action(cast, table, "VZ", text="Reserveert de zaal.", due_on=clock.today() + SOON)
    puts_off(cast, OWNER, line, 2)
    takes_on(cast, OWNER)
    ours = ("Secretariaat tafel De Waarden", "Zwaluw", 0, "Reserveert de zaal.")
    assert _progress(cast, CHAIR) == [("Politie De Waarden", "Zwaluw", 1, None), (*ours[:3], None)]
    assert _progress(cast, TAKER) == [("Politie De Waarden", "Zwaluw", 1, None), ours]
    with clock.at(clock.now() + timedelta(days=4)), db.reading(cast.seats[CHAIR]) as reading:
        counted = {one.partner.short_name: (one.open, one.late, one.put_off) for one in progress.page(reading).partners}
    assert counted == {"Politie De Waarden": (1, 1, 1), "Secretariaat tafel De Waarden": (1, 0, 0)}


def test_who_wrote_it_down_and_takes_no_part_learns_no_case(cast: Cast) -> None:
    table, case = in_session(cast), cast.cases["Zwaluw"]
    line = action(cast, table)
    gone = TakePart(once=uuid4(), partner_id=cast.partners["VZ"])
    assert every(cast, TAKER)[line].case_id == case
    act(cast, OWNER, lambda work: leading.remove_partner(work, case, gone))
    assert every(cast, TAKER)[line].case_id is None
    assert str(case) not in str(page(cast, TAKER))


def test_who_left_the_case_keeps_their_own_words_and_no_longer_what_it_is_called(cast: Cast) -> None:
    login, case = "petra.dekker", cast.cases["Zwaluw"]
    line = takes_on(cast, login)
    assert every(cast, login)[line].word == "Zwaluw"
    gone = TakePart(once=uuid4(), partner_id=cast.seats[login].partner)
    act(cast, OWNER, lambda work: leading.remove_partner(work, case, gone))
    assert every(cast, login)[line].word == ""
    assert "Zwaluw" not in str(page(cast, login))


@pytest.mark.parametrize("login", [OWNER, "wouter.lansink", *OUTSIDE])
def test_for_others_there_is_no_such_page(cast: Cast, login: str) -> None:
    action(cast, in_session(cast))
    assert not page(cast, login).leads
    with pytest.raises(NotFound):
        _progress(cast, login)


def test_a_partner_that_chairs_sees_the_shell_of_its_own_meetings_alone(cast: Cast) -> None:
    table = _chaired_by(cast, "petra.dekker")
    action(cast, table)
    assert _progress(cast, "petra.dekker") == [("Politie De Waarden", "Zwaluw", 0, None)]


def _chaired_by(cast: Cast, login: str) -> Table:
    from models.tables.meetings import Meeting

    table = in_session(cast)
    with db.writing(cast.seats[CHAIR]) as work:
        work.session.get_one(Meeting, (work.seat.region, table.meeting)).chair_id = cast.seats[login].membership
    return table


def test_what_is_done_or_of_a_closed_case_comes_back_no_more(cast: Cast) -> None:
    table = in_session(cast)
    stays, done = action(cast, table), action(cast, table)
    reports(cast, OWNER, done, "done")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert [(one.owner.short_name, one.text) for one in progress.still_open(reading)] == [
            ("Politie De Waarden", "Rijdt langs.")
        ]
    closes(cast, OWNER, cast.cases["Zwaluw"], actions=[{"statement_id": stays, "answer": "stays"}])
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert progress.still_open(reading) == ()
    assert _progress(cast, CHAIR) == []
    assert every(cast, OWNER)[stays].state is ActionState.OPEN


def test_at_the_item_who_leads_sees_the_shell_and_others_what_they_may_read(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    puts_off(cast, OWNER, line, 2)
    takes_on(cast, OWNER)
    later = clock.now() + timedelta(days=3)
    for login, texts, counts in (
        (CHAIR, [None], (1, 1, 1, True)),
        (TAKER, [None], (1, 1, 1, True)),
        (OWNER, ["Rijdt langs.\n\nReden: De kas was dicht.", "Belt de gemeente."], (2, 1, 1, False)),
        ("petra.dekker", [], (0, 0, 0, False)),
        ("ruud.eggink", [], (0, 0, 0, False)),
    ):
        with clock.at(later), db.reading(cast.seats[login]) as reading:
            assert [one.text for one in progress.still_open(reading)] == texts
            told = progress.counted(reading, leads=seen.leads(reading))
            assert (told.open, told.late, told.put_off, told.leads) == counts


def test_the_line_of_the_minutes_goes_along(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    puts_off(cast, OWNER, line, 4)
    found = one(cast, "wouter.lansink", table, line)
    assert found
    assert found.due_on == clock.today() + timedelta(days=4)
