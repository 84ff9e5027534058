"""How actions come out: their owner says done, could not or not done, puts them off, or lets a colleague do them.

Most are agreed at an item of a meeting (tafel/lines.py); a partner can also take one on by itself.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.care import AskContact
from models.forms.casework import PassageWords
from models.forms.lines import HandOver, NewAction, PutOff, ReportAction, UpdateAction
from models.meeting_terms import ActionState, ItemKind
from models.tables.care import ActionContact
from models.tables.casework import CasePartner, Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.room import ActionItem, Line
from models.terms import CaseState, DataCategory
from tafel import clock, lines, live, on_behalf, statements, versions
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Conflict, Invalid, NotFound, Said, say
from tafel.sight import own, progress, visible
from tafel.sight import sharing as shared
from tafel.sight.lines import readers
from tafel.sight.minutes import REASON

_REASONED = (ActionState.COULD_NOT, ActionState.NOT_DONE)
_CHANGED = say("Deze actie is intussen veranderd. Wat u typte, staat er nog.")
_LONGEST = 4000


def add(work: Writing, form: NewAction) -> UUID:
    """Take something on for one's own partner, outside a meeting; it goes to whom the own sharing profile names.

    Raises Invalid where something is missing or cannot be.
    """
    if form.case_id is None:
        raise Invalid(case_id=say("Kies waar deze actie bij hoort."))
    case = visible.require_open_case(work, form.case_id)
    assert work.seat.partner
    due_on = _day_to_come(work, form.due_on)
    if form.person_id is not None:
        lines.require_member(work, case.id, work.seat.partner, form.person_id)
    statement = versions.new_statement(work, case.id)
    versions.first_version(work, statement, _words(work, case.id, form))
    work.session.add(
        ActionItem(
            region_id=work.seat.region, statement_id=statement.id, person_id=form.person_id, due_on=due_on,
            first_due_on=due_on, changed_at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    _set_contact(work, statement, form.contact_id, "contact_id")
    work.record(
        Act.ACTION_ADDED, case=case.id, giver=work.seat.partner, statement=statement.id, subject=form.contact_id
    )
    share(work, case.id, statement.id)
    return statement.id


def update(work: Writing, statement_id: UUID, form: UpdateAction) -> None:
    """Say on one form how an action of one's own partner stands, or that it becomes later."""
    if form.state is None:
        raise Invalid(state=say("Kies hoe het ermee staat."))
    if form.state == "later":
        later = PutOff(once=form.once, due_on=form.due_on, reason=form.reason, base=form.base)
        put_off(work, statement_id, later)
    else:
        said = ReportAction(once=form.once, state=form.state, reason=form.reason, base=form.base)
        report(work, statement_id, said)


def report(work: Writing, statement_id: UUID, form: ReportAction) -> None:
    """Say how an action of one's own partner stands; done by mistake, it is opened again.

    Why it was not done goes to whoever has the action. Raises Invalid where a reason is asked, Conflict when the
    action changed since the page was drawn.
    """
    statement, version, action, line = _own(work, statement_id)
    _same(version, form.base)
    if ActionState.OPEN not in (form.state, action.state):
        raise Conflict(_CHANGED)
    if form.state in _REASONED and not form.reason:
        raise Invalid(reason=say("Schrijf kort waarom het niet is gebeurd."))
    action.state, action.changed_at, action.lapsed_by = form.state, work.now, None
    if form.reason:
        _add_reason(work, statement, version, form.reason)
    _note(work, statement, line, Act.ACTION_CHANGED)


def put_off(work: Writing, statement_id: UUID, form: PutOff) -> None:
    """Another, later day for an action of one's own partner; how often stays with it, and why is told to who has it."""
    statement, version, action, line = _own(work, statement_id)
    _same(version, form.base)
    if action.state is not ActionState.OPEN:
        raise Conflict(_CHANGED)
    due_on = _later(work, action, form)
    action.due_on, action.put_off, action.changed_at = due_on, action.put_off + 1, work.now
    _add_reason(work, statement, version, form.reason)
    _note(work, statement, line, Act.ACTION_PUT_OFF, due=due_on)


def hand_over(work: Writing, statement_id: UUID, form: HandOver) -> None:
    """Let a colleague who takes part in the case do it, or nobody in particular."""
    statement, _, action, line = _own(work, statement_id)
    if action.state is not ActionState.OPEN:
        raise Conflict(_CHANGED)
    if form.person_id == action.person_id:
        raise Invalid(person_id=say("Kies een andere collega."))
    if form.person_id is not None:
        lines.require_member(work, statement.case_id, statement.partner_id, form.person_id)
    action.person_id, action.changed_at = form.person_id, work.now
    _note(work, statement, line, Act.ACTION_CHANGED)


def ask_contact(work: Writing, statement_id: UUID, form: AskContact) -> None:
    """Say that an action of one's own partner asks to be in contact with a subject, or does not after all.

    While it is open, whoever does it reads how that is safe, where that was shared with the partner.
    """
    statement, _, action, line = _own(work, statement_id)
    if action.state is not ActionState.OPEN:
        raise Conflict(_CHANGED)
    _set_contact(work, statement, form.subject_id, "subject_id")
    _note(work, statement, line, Act.ACTION_CHANGED, subject=form.subject_id)


def share(work: Writing, case_id: UUID, statement_id: UUID) -> int:
    """Share words of one's own partner with those in the case whom its profile names, as far as the rules permit."""
    assert work.seat.partner
    inside = set(work.values(_PARTNERS, case=case_id))
    return on_behalf.share(work, case_id, work.seat.partner, [statement_id], inside)


def tell_table(work: Writing, statement_id: UUID) -> None:
    """Where a meeting goes through the open actions now, those who know of this one see how it stands."""
    here = (col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.kind) == ItemKind.ACTIONS)
    on_table = (col(AgendaItem.opened_at).is_not(None), col(AgendaItem.closed_at).is_(None))
    known = readers(work, statement_id) | progress.shell_known_to(work, statement_id)
    for meeting_id in work.session.scalars(select(col(AgendaItem.meeting_id)).where(*here, *on_table)):
        live.tell(work, meeting_id, (live.Part.NOW,), known)


def _set_contact(work: Writing, statement: Statement, subject_id: UUID | None, field: str) -> None:
    try:
        statements.require_subjects(work, statement.case_id, [subject_id] if subject_id else [])
    except NotFound:
        raise Invalid(**{field: say("Deze betrokkene hoort niet bij wat u koos.")}) from None
    stands = work.session.get(ActionContact, (work.seat.region, statement.id))
    if stands is not None:
        stands.subject_id = subject_id
    elif subject_id is not None:
        work.session.add(ActionContact(region_id=work.seat.region, statement_id=statement.id, subject_id=subject_id))
    work.session.flush()


def _own(work: Writing, statement_id: UUID) -> tuple[Statement, Version, ActionItem, Line | None]:
    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_case(work, statement.case_id)
    key = (work.seat.region, statement_id)
    action = work.session.get(ActionItem, key, populate_existing=True)
    if action is None:
        raise NotFound
    return statement, version, action, work.session.get(Line, key)


def _same(version: Version, base: str) -> None:
    if base != statements.base_of(version):
        raise Conflict(_CHANGED)


def _later(work: Writing, action: ActionItem, form: PutOff) -> date:
    """The day an action is put off to; raises Invalid with all that is wrong at once."""
    day = _wrong_day(work, form.due_on, action.due_on)
    reason = None if form.reason else say("Schrijf kort waarom het later wordt.")
    wrong = {field: why for field, why in (("due_on", day), ("reason", reason)) if why}
    if wrong:
        raise Invalid(**wrong)
    assert form.due_on
    return form.due_on


def _day_to_come(work: Writing, due_on: date | None) -> date:
    wrong = _wrong_day(work, due_on)
    if wrong:
        raise Invalid(due_on=wrong)
    assert due_on
    return due_on


def _wrong_day(work: Writing, due_on: date | None, after: date | None = None) -> Said | None:
    if due_on is None:
        return say("Zeg vóór wanneer dit gedaan is.")
    if due_on < clock.day_of(work.now):
        return say("Deze dag is al voorbij. Kies een dag vanaf vandaag.")
    if after and due_on <= after:
        return say("Kies een dag die later is dan de afgesproken dag.")
    return None


def _words(work: Writing, case_id: UUID, form: NewAction) -> PassageWords:
    category = form.category or DataCategory.D0
    if not own.may_choose(work.seat, category):
        raise Invalid(category=say("Deze soort gegevens kunt u niet kiezen."))
    return PassageWords(text=form.text, category=category, names_person=own.names_somebody(work, case_id, form.text))


def _add_reason(work: Writing, statement: Statement, version: Version, reason: str) -> None:
    """The reason stands under the action, in a new version, for those who have the action now.

    In a closed case nothing is shared any more: it stays with the owner.
    """
    words = statements.words_of(work, statement, version)
    text = f"{words.text}{REASON}{reason}"
    if len(text) > _LONGEST:
        raise Invalid(reason=say("Bij deze actie is al veel geschreven. Houd het korter, of maak een nieuwe actie."))
    named = words.names_person or own.names_somebody(work, statement.case_id, reason)
    more = versions.next_version(work, statement, words.model_copy(update={"text": text, "names_person": named}))
    more.agreed_in = version.agreed_in or version.number
    work.session.flush()
    if visible.require_case(work, statement.case_id).state is CaseState.CLOSED:
        return
    have = {to for (_, to), one in shared.standing(work, statement.case_id).items() if one.statement == statement.id}
    on_behalf.share(work, statement.case_id, statement.partner_id, [statement.id], have)


def _note(work: Writing, statement: Statement, line: Line | None, act: Act, **more: Any) -> None:
    work.session.flush()
    if line is None:
        work.record(act, case=statement.case_id, giver=statement.partner_id, statement=statement.id, **more)
    else:
        item = work.session.get_one(AgendaItem, (work.seat.region, line.item_id))
        work.record(act, **lines.in_ledger(item, statement.partner_id, line), **more)
        lines.tell(work, item, statement.id)
    tell_table(work, statement.id)


_PARTNERS = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)  # fmt: skip
