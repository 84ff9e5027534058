"""How actions come out: their owner says done, could not or not done, or lets a colleague do it."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.lines import HandOver, ReportAction
from models.meeting_terms import ActionState, ItemKind
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.room import ActionItem, Line
from tafel import lines, live, on_behalf, statements, versions
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, say
from tafel.sight import own, visible
from tafel.sight import sharing as shared
from tafel.sight.lines import readers

_REASONED = (ActionState.COULD_NOT, ActionState.NOT_DONE)


def report(work: Writing, statement_id: UUID, form: ReportAction) -> None:
    """Say how an action of one's own partner stands. Why it was not done goes to whoever has the action.

    Raises Invalid where a reason is asked, Conflict when the action changed since the page was drawn.
    """
    statement, version, action, line = _own(work, statement_id)
    if form.base != statements.base_of(version):
        raise Conflict(say("Deze actie is intussen veranderd. Wat u typte, staat er nog."))
    if form.state in _REASONED and not form.reason:
        raise Invalid(reason=say("Schrijf kort waarom niet."))
    action.state, action.changed_at = form.state, work.now
    if form.reason:
        _add_reason(work, statement, version, form.reason)
    _note(work, statement, line)


def hand_over(work: Writing, statement_id: UUID, form: HandOver) -> None:
    """Let a colleague who takes part in the case do it, or nobody in particular."""
    statement, _, action, line = _own(work, statement_id)
    if form.person_id is not None:
        lines.require_member(work, statement.case_id, statement.partner_id, form.person_id)
    action.person_id, action.changed_at = form.person_id, work.now
    _note(work, statement, line)


def _own(work: Writing, statement_id: UUID) -> tuple[Statement, Version, ActionItem, Line]:
    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_case(work, statement.case_id)
    key = (work.seat.region, statement_id)
    action = work.session.get(ActionItem, key, populate_existing=True)
    if action is None:
        raise NotFound
    return statement, version, action, work.session.get_one(Line, key)


def _add_reason(work: Writing, statement: Statement, version: Version, reason: str) -> None:
    """The reason stands under the action, in a new version, for those who have the action now."""
    words = statements.words_of(work, statement, version)
    named = words.names_person or own.names_somebody(work, statement.case_id, reason)
    text = f"{words.text}\n\n{reason}"
    versions.next_version(work, statement, words.model_copy(update={"text": text, "names_person": named}))
    work.session.flush()
    have = {to for (_, to), one in shared.standing(work, statement.case_id).items() if one.statement == statement.id}
    on_behalf.share(work, statement.case_id, statement.partner_id, [statement.id], have)


def _note(work: Writing, statement: Statement, line: Line) -> None:
    item = work.session.get_one(AgendaItem, (work.seat.region, line.item_id))
    work.session.flush()
    work.record(Act.ACTION_CHANGED, **lines.in_ledger(item, statement.partner_id, line))
    lines.tell(work, item, statement.id)
    _tell_table(work, statement.id)


def _tell_table(work: Writing, statement_id: UUID) -> None:
    """Where a meeting goes through the open actions now, those who can read this one see how it stands."""
    here = (col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.kind) == ItemKind.ACTIONS)
    on_table = (col(AgendaItem.opened_at).is_not(None), col(AgendaItem.closed_at).is_(None))
    for meeting_id in work.session.scalars(select(col(AgendaItem.meeting_id)).where(*here, *on_table)):
        live.tell(work, meeting_id, (live.Part.NOW,), readers(work, statement_id))
