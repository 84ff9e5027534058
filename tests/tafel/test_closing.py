"""A case is closed with an answer for everything, kept until a day, and opened again with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.forms.casework import ChangeLead, CloseCase, ReopenCase
from models.forms.evidence import RecordInformed
from models.meeting_terms import ActionState, Closing
from models.rule_terms import ProfileWhy
from models.tables.casework import CaseClosing
from models.tables.sharing import Share
from models.terms import CaseState, Condition, FieldName
from models.views.closing import ClosingPage
from tafel import casework as leading
from tafel import clock, closing, db, evidence, statements, subjects
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import actions, casework
from tafel.sight import closing as seen
from tafel.sight import profiles as profiles_seen
from tests.cast import Cast
from tests.tafel import minuted
from tests.tafel.acting import act, closes, ledger, passage
from tests.tafel.minuting import action, in_session
from tests.tafel.test_actions import every, puts_off, reports, takes_on
from tests.tafel.test_sharing import give

pytestmark = pytest.mark.laid

WAITS: dict[str, Any] = {"told": "postponed", "why": "Het is niet veilig.", "ground": "protection"} | dict.fromkeys(
    ("aims", "kinds", "extent", "safeguards", "responsible", "storage", "risks", "right_to_know"), "Afgewogen."
)
LEAD, OUTSIDE = "inge.bakels", ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis")


def page(cast: Cast, login: str = LEAD) -> ClosingPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.page(reading, cast.cases["Zwaluw"])


def wrong(cast: Cast, **form: Any) -> set[str]:
    with pytest.raises(Invalid) as told:
        closes(cast, LEAD, cast.cases["Zwaluw"], **form)
    assert page(cast).closed is None
    return set(told.value.errors)


def reopens(cast: Cast, login: str = LEAD, why: str = "Er is nieuws.", **more: Any) -> None:
    form = ReopenCase.model_validate({"once": uuid4(), "why": why} | more)
    act(cast, login, lambda work: closing.reopen(work, cast.cases["Zwaluw"], form))


def victim(cast: Cast, login: str = LEAD) -> UUID:
    """Somebody more in the case, whom the police call a presumed victim."""
    case = cast.cases["Zwaluw"]
    letter: UUID = act(cast, login, lambda work: subjects.add_subject(work, case))
    act(cast, login, lambda work: subjects.say_field(work, case, letter, FieldName.ROLE, "victim"))
    return letter


# ---------- what must be answered


def test_without_a_reason_or_an_answer_for_each_action_it_stays_open(cast: Cast) -> None:
    table = in_session(cast)
    one, other = action(cast, table), action(cast, table)
    assert wrong(cast, reason="") == {"reason", f"answer.{one}", f"answer.{other}"}
    half = [{"statement_id": one, "answer": "stays"}, {"statement_id": other, "answer": "lapses"}]
    assert wrong(cast, actions=half) == {f"reason.{other}"}
    assert every(cast, LEAD)[other].state is ActionState.OPEN


def test_ones_own_action_goes_to_a_colleague_or_lapses_with_its_reason(cast: Cast) -> None:
    table, inge = in_session(cast), cast.seats[LEAD].membership
    stays, lapses = action(cast, table), action(cast, table)
    closes(cast, LEAD, cast.cases["Zwaluw"], actions=[
        {"statement_id": stays, "answer": "stays", "person_id": inge},
        {"statement_id": lapses, "answer": "lapses", "reason": "De kas is leeg."},
    ])  # fmt: skip
    mine = every(cast, LEAD)
    assert (mine[stays].mine, mine[stays].state, mine[stays].ended) == (True, ActionState.OPEN, True)
    assert mine[lapses].state is ActionState.COULD_NOT
    assert every(cast, "wouter.lansink")[lapses].text == "Rijdt langs.\n\nReden: De kas is leeg."
    told = ledger(cast, Act.CASE_CLOSED)[-1]
    answers = {one["statement"]: one["answer"] for one in told["actions"]}
    assert answers == {str(stays): "stays", str(lapses): "lapses"}
    assert (told["closing"], "kas" in str(told)) == ("safe", False)


def test_of_another_partner_the_state_changes_and_not_a_word(cast: Cast) -> None:
    line = takes_on(cast, "wouter.lansink", "Vraagt de machtiging aan.")
    _shared_by_wouter(cast, line)
    assert [one.statement_id for one in page(cast).actions] == [line]
    lapses = {"statement_id": line, "answer": "lapses", "reason": "Er komt geen zaak."}
    closes(cast, LEAD, cast.cases["Zwaluw"], actions=[lapses])
    theirs = every(cast, "wouter.lansink")[line]
    assert (theirs.state, theirs.text) == (ActionState.COULD_NOT, "Vraagt de machtiging aan.")
    assert theirs.lapsed_by
    assert theirs.lapsed_by.short_name == "Politie De Waarden"
    assert {login: _lapsed(cast, login) for login in (LEAD, "wouter.lansink", "petra.dekker", *OUTSIDE)} == {
        login: [("Zwaluw", line)] if login == "wouter.lansink" else []
        for login in (LEAD, "wouter.lansink", "petra.dekker", *OUTSIDE)
    }
    with clock.at(clock.now() + timedelta(days=15)):
        assert _lapsed(cast, "wouter.lansink") == []
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        read = casework.case_page(reading, cast.cases["Zwaluw"]).contributions
    assert any("vervalt een actie van Openbaar Ministerie: Er komt geen zaak." in said.text
               for one in read for said in one.passages)  # fmt: skip


def _lapsed(cast: Cast, login: str) -> list[tuple[str, UUID]]:
    with db.reading(cast.seats[login]) as reading:
        return [(one.word, one.statement_id) for one in actions.lapsed(reading)]


def test_opened_again_it_is_lapsed_no_more(cast: Cast) -> None:
    line = takes_on(cast, "wouter.lansink", "Vraagt de machtiging aan.")
    _shared_by_wouter(cast, line)
    closes(cast, LEAD, cast.cases["Zwaluw"], actions=[{"statement_id": line, "answer": "lapses", "reason": "Klaar."}])
    reports(cast, "wouter.lansink", line, "open")
    assert _lapsed(cast, "wouter.lansink") == []
    assert every(cast, "wouter.lansink")[line].lapsed_by is None


def _shared_by_wouter(cast: Cast, line: UUID) -> None:
    from tests.tafel.acting import shared as shares

    shares(cast, "wouter.lansink", line, "POL")


def test_what_the_lead_may_not_see_is_not_asked_and_stays_with_its_owner(cast: Cast) -> None:
    line = takes_on(cast, "soraya.pinas")
    assert page(cast).actions == ()
    closes(cast, LEAD, cast.cases["Zwaluw"])
    assert every(cast, "soraya.pinas")[line].state is ActionState.OPEN


def test_each_presumed_victim_was_told_or_that_is_postponed(cast: Cast) -> None:
    one, other = victim(cast), victim(cast)
    assert wrong(cast) == {f"told.{one}", f"told.{other}"}
    told = {"subject_id": one, "told": "told"}
    later = {"subject_id": other, "told": "postponed", "on": clock.today() - timedelta(days=1)}
    assert wrong(cast, subjects=[told, later]) == {f"told.{other}"}
    records_why(cast, other)
    assert wrong(cast, subjects=[told, later]) == {f"on.{one}"}
    told |= {"on": clock.today()}
    assert wrong(cast, subjects=[told, later]) == {f"on.{other}"}
    later |= {"on": clock.today() + timedelta(days=30)}
    closes(cast, LEAD, cast.cases["Zwaluw"], subjects=[told, later])
    with db.reading(cast.seats[LEAD]) as reading:
        cards = casework.case_page(reading, cast.cases["Zwaluw"]).subjects
    said = {card.id: [(f.coded, f.on) for f in card.fields if f.field is FieldName.TOLD] for card in cards}
    assert said[one] == [("told", clock.today())]
    assert said[other] == [("postponed", clock.today() + timedelta(days=30))]


def test_what_stands_already_is_not_shared_by_closing(cast: Cast) -> None:
    one, case, today = victim(cast), cast.cases["Zwaluw"], clock.today()
    act(cast, LEAD, lambda work: subjects.say_field(work, case, one, FieldName.TOLD, "told", today))
    before = len(ledger(cast, Act.SHARE_GIVEN))
    closes(cast, LEAD, case, subjects=[{"subject_id": one, "told": "told", "on": today}])
    assert len(ledger(cast, Act.SHARE_GIVEN)) == before


def test_what_is_said_while_closing_goes_to_whom_the_profile_names(cast: Cast) -> None:
    one, case = victim(cast), cast.cases["Zwaluw"]
    closes(cast, LEAD, case, subjects=[{"subject_id": one, "told": "told", "on": clock.today()}])
    given = ledger(cast, Act.SHARE_GIVEN)[-1]
    assert (given["giver"], given["receiver"]) == (str(cast.partners["POL"]), str(cast.partners["OM"]))


def test_what_was_said_before_need_not_be_said_again_until_its_day_is_over(cast: Cast) -> None:
    one, case = victim(cast), cast.cases["Zwaluw"]
    soon = clock.today() + timedelta(days=3)
    act(cast, LEAD, lambda work: subjects.say_field(work, case, one, FieldName.TOLD, "postponed", soon))
    assert [(v.answered, v.recorded) for v in page(cast).victims] == [(True, False)]
    with clock.at(clock.now() + timedelta(days=5)):
        assert [v.answered for v in page(cast).victims] == [False]
    assert wrong(cast) == {f"told.{one}"}
    records_why(cast, one)
    assert [(v.answered, v.recorded) for v in page(cast).victims] == [(True, True)]
    closes(cast, LEAD, case)


def test_a_record_of_another_or_past_its_day_is_no_reason_to_wait(cast: Cast) -> None:
    one, case = victim(cast), cast.cases["Zwaluw"]
    soon = clock.today() + timedelta(days=30)
    act(cast, LEAD, lambda work: subjects.say_field(work, case, one, FieldName.TOLD, "postponed", soon))
    records_why(cast, victim(cast))
    records_why(cast, one, "wouter.lansink")
    records_why(cast, one, days=2)
    assert [v.recorded for v in page(cast).victims if v.subject_id == one] == [True]
    with clock.at(clock.now() + timedelta(days=4)):
        assert [v.recorded for v in page(cast).victims if v.subject_id == one] == [False]


def records_why(cast: Cast, letter: UUID, login: str = LEAD, days: int = 30) -> None:
    """A record of why telling waits, until a day it is looked at again."""
    form = RecordInformed(
        once=uuid4(), condition=Condition.INF, case_id=cast.cases["Zwaluw"], subject_id=letter,
        claimed_from=clock.today(), claimed_until=clock.today() + timedelta(days=days), **WAITS,
    )  # fmt: skip
    act(cast, login, lambda work: evidence.record(work, form))


# ---------- what closing does


@pytest.mark.laid(False)
def test_it_is_kept_until_a_day_and_shares_end_within_the_term(cast: Cast) -> None:
    before = page(cast)
    closes(cast, LEAD, cast.cases["Zwaluw"], reason="transferred")
    after = page(cast, "wouter.lansink")
    assert after.closed
    assert (after.closed.reason, after.closed.kept_to) == (Closing.TRANSFERRED, clock.months_on(clock.today(), 12))
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert casework.case_page(reading, cast.cases["Zwaluw"]).closed == after.closed
        ends = list(reading.session.scalars(select(Share.ends_at)))  # type: ignore[call-overload]
    assert [one.partner for one in before.shares] == ["Openbaar Ministerie"]
    assert before.shares[0].after == max(ends)


def test_nothing_outlasts_the_case_itself(cast: Cast) -> None:
    for purposes, months in ((["P3"], 6), (["P2", "P4"], 12)):
        _purposes(cast, purposes)
        assert page(cast).kept_to == clock.months_on(clock.today(), months)
    _purposes(cast, ["P3"])
    with clock.at(clock.now() - timedelta(days=1)):
        give(cast, LEAD, ["voorman"], ["OM"], purpose="P3", ends_on=clock.today() + timedelta(days=365))
    closes(cast, LEAD, cast.cases["Zwaluw"])
    assert max(_ends(cast)) <= clock.end_of(clock.months_on(clock.today(), 6))


def _purposes(cast: Cast, purposes: list[str]) -> None:
    form = {"once": uuid4(), "lead_partner_id": cast.partners["POL"], "purposes": purposes}
    changed = ChangeLead.model_validate(form)
    act(cast, LEAD, lambda work: leading.change_lead(work, cast.cases["Zwaluw"], changed))


def test_only_who_leads_closes_and_opens_it(cast: Cast) -> None:
    case, form = cast.cases["Zwaluw"], CloseCase(once=uuid4(), reason=Closing.SAFE)
    for login in ("petra.dekker", "wouter.lansink", "samir.el.khatib"):
        assert not page(cast, login).leads
        with pytest.raises(Refused):
            act(cast, login, lambda work: closing.close(work, case, form))
    closes(cast, LEAD, case)
    with pytest.raises(Refused):
        closes(cast, LEAD, case)
    with pytest.raises(Refused):
        reopens(cast, "petra.dekker")


@pytest.mark.parametrize("login", OUTSIDE)
def test_for_others_there_is_no_such_case(cast: Cast, login: str) -> None:
    with pytest.raises(NotFound):
        page(cast, login)
    with pytest.raises(NotFound):
        closes(cast, login, cast.cases["Zwaluw"])
    with pytest.raises(NotFound):
        reopens(cast, login)


def test_the_file_of_a_free_item_is_no_case_to_close(cast: Cast) -> None:
    from models.tables.meetings import AgendaItem

    table = in_session(cast)
    with db.reading(cast.seats[LEAD]) as reading:
        item = reading.session.get_one(AgendaItem, (reading.seat.region, table.items["Samenwerking"]))
        file = item.case_id
    with pytest.raises(NotFound):
        closes(cast, LEAD, file)


# ---------- open again


def test_open_again_it_takes_words_and_shares_stay_as_short_as_they_became(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    closes(cast, LEAD, case)
    ends = _ends(cast)
    reopens(cast)
    assert _ends(cast) == ends
    view = page(cast)
    assert (view.head.state, view.head.closed_at, view.closed) == (CaseState.OPEN, None, None)
    assert [one.reopened_why for one in view.earlier] == ["Er is nieuws."]
    assert [one.reopened_why for one in page(cast, "wouter.lansink").earlier] == [""]
    act(cast, LEAD, lambda work: statements.write(work, case, passage("Weer verder.")))
    with db.reading(cast.seats[LEAD]) as reading:
        found = profiles_seen.of_case(reading, case)
        assert found
        assert found.why == (ProfileWhy.OPENED,)
    assert ledger(cast, Act.CASE_REOPENED)[-1]["case"] == str(case)
    assert "nieuws" not in str(ledger(cast, Act.CASE_REOPENED))
    closes(cast, LEAD, case, reason="other")
    with db.reading(cast.seats[LEAD]) as reading:
        assert len(list(reading.session.scalars(select(CaseClosing)))) == 2


def _ends(cast: Cast) -> list[Any]:
    with db.reading(cast.seats[LEAD]) as reading:
        return list(reading.session.scalars(select(Share.ends_at).order_by(Share.id)))  # type: ignore[call-overload, arg-type]


def test_why_it_opens_again_names_nobody(cast: Cast) -> None:
    closes(cast, LEAD, cast.cases["Zwaluw"])
    with pytest.raises(Invalid) as told:
        reopens(cast, why="Mevrouw Jansen belde.")
    assert set(told.value.errors) == {"why"}
    reopens(cast, why="Mevrouw Jansen belde.", nameless=True)


def test_after_its_term_it_opens_no_more_nor_while_it_is_open(cast: Cast) -> None:
    with pytest.raises(Refused):
        reopens(cast)
    closes(cast, LEAD, cast.cases["Zwaluw"])
    with clock.at(clock.now() + timedelta(days=370)), pytest.raises(Refused):
        reopens(cast)


@pytest.mark.parametrize("change", [reports, puts_off])
def test_what_its_owner_says_of_an_action_meanwhile_stands(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, change: Callable[..., None]
) -> None:
    line = takes_on(cast, "wouter.lansink", "Vraagt de machtiging aan.")
    _shared_by_wouter(cast, line)
    drawn = page(cast)
    change(cast, "wouter.lansink", line, "done" if change is reports else 30)
    before = every(cast, "wouter.lansink")[line]
    monkeypatch.setattr(closing.seen, "page", lambda *_: drawn)  # as it stood when closing began
    with pytest.raises(Conflict, match="Openbaar Ministerie veranderde intussen een actie"):
        closes(cast, LEAD, cast.cases["Zwaluw"], actions=[{"statement_id": line, "answer": "lapses", "reason": "x"}])
    assert every(cast, "wouter.lansink")[line] == before


def test_minutes_that_are_still_open_are_told(cast: Cast) -> None:
    table = minuted.held(cast)
    assert [one.id for one in page(cast).open_minutes] == [minuted.minutes_of(cast, table)]
    assert page(cast, "wouter.lansink").open_minutes == ()
    shown = cast.client(LEAD).get(f"/casussen/{cast.cases['Zwaluw']}/sluiten").text
    assert "Verslagen die nog open staan" in shown
    minuted.adopted(cast, table)
    assert page(cast).open_minutes == ()
    assert "Verslagen die nog open staan" not in cast.client(LEAD).get(f"/casussen/{cast.cases['Zwaluw']}/sluiten").text
