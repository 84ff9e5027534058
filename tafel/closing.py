"""Close a case, with an answer for each action that is open and each presumed victim; and open it again.

An action stays its owner's: the owner goes on with it, or it lapses. Words of one partner are never handed to another
by closing a case.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from models.acts import Act
from models.forms.casework import CloseCase, EndAction, PassageWords, ReopenCase, TellSubject
from models.forms.lines import HandOver, ReportAction
from models.meeting_terms import ActionState
from models.tables.casework import Case, CaseClosing, Statement
from models.tables.room import ActionItem
from models.terms import CaseState, DataCategory, FieldName, Told
from models.views.actions import ActionLine
from models.views.closing import ClosingPage, PresumedVictim
from tafel import actions, clock, profiles, questions, sharing, subjects, versions
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, Refused, Said, say
from tafel.sight import actions as listed
from tafel.sight import closed, own, taking_part
from tafel.sight import closing as seen

_NOT_YOURS = say("Alleen de regiehouder sluit of heropent de casus.")


def close(work: Writing, case_id: UUID, form: CloseCase) -> None:
    """The lead partner closes a case: nothing is added any more, and what was shared ends within its term.

    Raises Invalid, with a sentence at each of them, while an action or a presumed victim has no answer.
    """
    case = _held(work, case_id)
    taking_part.require_led(work, case_id)
    _leads(work, case)
    view = seen.page(work, case_id)
    answers = {one.statement_id: one for one in form.actions}
    told = {one.subject_id: one for one in form.subjects}
    _complete(view, form, answers, told)
    for victim in view.victims:
        _tell(work, case_id, victim, told.get(victim.subject_id))
    for action in view.actions:
        _answer(work, case_id, form, action, answers[action.statement_id])
    work.session.flush()
    case.state, case.closed_at = CaseState.CLOSED, work.now
    sharing.end_with_case(work, case_id, view.kept_to)
    assert form.reason
    work.session.add(
        CaseClosing(
            region_id=work.seat.region, case_id=case_id, closed_at=work.now, reason=form.reason, kept_to=view.kept_to,
            closed_by=work.seat.person,
        )
    )  # fmt: skip
    work.record(
        Act.CASE_CLOSED, case=case_id, giver=work.seat.partner, closing=form.reason, kept_to=view.kept_to,
        actions=[{"statement": one.statement_id, "answer": answers[one.statement_id].answer} for one in view.actions],
    )  # fmt: skip


def reopen(work: Writing, case_id: UUID, form: ReopenCase) -> None:
    """The lead partner opens a closed case again, with a reason; what ended with it does not come back by itself."""
    case = _held(work, case_id)
    _leads(work, case)
    if case.state is CaseState.OPEN:
        raise Refused(say("Deze casus is niet gesloten."))
    questions.check(form.why, "why", nameless=form.nameless)
    stands = closed.now(work, case)
    if stands and stands.kept_to < clock.day_of(work.now):
        raise Refused(say("De bewaartermijn van deze casus is voorbij. Open een nieuwe casus."))
    if stands:
        row = work.session.get_one(CaseClosing, (work.seat.region, case_id, stands.closed_at))
        row.reopened_at, row.reopened_by, row.reopened_why = work.now, work.seat.person, form.why
    case.state, case.closed_at = CaseState.OPEN, None
    profiles.open_again(work, case_id)
    work.record(Act.CASE_REOPENED, case=case_id, giver=work.seat.partner)


def _held(work: Writing, case_id: UUID) -> Case:
    """The case, held: of two who close it at once the second finds it closed."""
    case = seen.require(work, case_id)
    work.session.refresh(case, with_for_update=True)
    return case


def _leads(work: Writing, case: Case) -> None:
    if case.lead_partner_id != work.seat.partner:
        raise Refused(_NOT_YOURS)


def _complete(
    view: ClosingPage, form: CloseCase, answers: dict[UUID, EndAction], told: dict[UUID, TellSubject]
) -> None:
    """Everything that must be answered is; else each of them says so, and what was typed stays."""
    wrong: dict[str, Said] = {} if form.reason else {"reason": say("Kies waarom de casus sluit.")}
    for action in view.actions:
        wrong |= _wrong_answer(action, answers.get(action.statement_id))
    for victim in view.victims:
        one = told.get(victim.subject_id)
        if not victim.answered and not (one and one.told):
            sentence = say("Zeg of betrokkene {letter} is geïnformeerd, of stel dat uit.", letter=victim.letter)
            wrong[f"told.{victim.subject_id}"] = sentence
        elif _postpones(victim, one) and not victim.recorded:
            sentence = say("Leg eerst vast waarom het informeren van betrokkene {letter} wacht.", letter=victim.letter)
            wrong[f"told.{victim.subject_id}"] = sentence
    if wrong:
        raise Invalid(**wrong)


def _postpones(victim: PresumedVictim, answer: TellSubject | None) -> bool:
    """Whether the closing partner itself says that telling waits; what another said is that partner's to record."""
    said = answer.told if answer and answer.told else victim.own.coded if victim.own else None
    return said is Told.POSTPONED


def _wrong_answer(action: ActionLine, answer: EndAction | None) -> dict[str, Said]:
    if answer is None or answer.answer is None:
        return {f"answer.{action.statement_id}": say("Deze actie is nog open. Kies wat ermee gebeurt.")}
    if answer.answer == "lapses" and not answer.reason:
        return {f"reason.{action.statement_id}": say("Schrijf kort waarom deze actie vervalt.")}
    return {}


def _tell(work: Writing, case_id: UUID, victim: PresumedVictim, answer: TellSubject | None) -> None:
    """Say of a presumed victim what was answered anew, and let those know it who may."""
    if answer is None or answer.told is None:
        return
    if victim.own and (victim.own.coded, victim.own.on) == (answer.told, answer.on):
        return
    try:
        said = subjects.say_field(work, case_id, answer.subject_id, FieldName.TOLD, answer.told, answer.on)
    except Invalid as wrong:
        raise _at(answer.subject_id, wrong) from None
    actions.share(work, case_id, said)


def _answer(work: Writing, case_id: UUID, form: CloseCase, action: ActionLine, answer: EndAction) -> None:
    try:
        if answer.answer == "lapses":
            _lapse(work, case_id, form, action, answer.reason)
        elif action.ours and answer.person_id not in (None, action.person_id):
            actions.hand_over(work, action.statement_id, HandOver(once=form.once, person_id=answer.person_id))
    except Invalid as wrong:
        raise _at(action.statement_id, wrong) from None


def _lapse(work: Writing, case_id: UUID, form: CloseCase, action: ActionLine, reason: str) -> None:
    """One's own is reported on. Of another partner's the state changes and not a word: the reason is one's own."""
    if action.ours:
        report = ReportAction(once=form.once, state=ActionState.COULD_NOT, reason=reason, base=action.base)
        actions.report(work, action.statement_id, report)
        return
    row = _still_open(work, case_id, action)
    row.state, row.changed_at, row.lapsed_by = ActionState.COULD_NOT, work.now, work.seat.partner
    work.record(Act.ACTION_CHANGED, case=case_id, giver=action.owner.id, statement=action.statement_id)
    text = f"Bij het sluiten van de casus vervalt een actie van {action.owner.name}: {reason}"
    statement = versions.new_statement(work, case_id)
    named = own.names_somebody(work, case_id, reason)
    versions.first_version(work, statement, PassageWords(text=text, category=DataCategory.D0, names_person=named))
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    actions.share(work, case_id, statement.id)
    actions.tell_table(work, action.statement_id)


def _still_open(work: Writing, case_id: UUID, action: ActionLine) -> ActionItem:
    """Another partner's action, held as its owner's acts hold it; raises Conflict where it changed meanwhile."""
    key = (work.seat.region, action.statement_id)
    work.session.get_one(Statement, key, with_for_update=True, populate_existing=True)
    now = {one.statement_id: (one.base, one.state) for one in listed.of_case(work, case_id)}
    if now.get(action.statement_id) != (action.base, ActionState.OPEN):
        sentence = say("{partner} veranderde intussen een actie. Wat u invulde, staat er nog. Kijk het na.",
                       partner=action.owner.name)  # fmt: skip
        raise Conflict(sentence)
    return work.session.get_one(ActionItem, key, populate_existing=True)


def _at(which: UUID, wrong: Invalid) -> Invalid:
    fields: Iterable[tuple[str, Any]] = wrong.errors.items()
    return Invalid(**{f"{field if field != 'value' else 'told'}.{which}": why for field, why in fields})
