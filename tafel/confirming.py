"""The giver's answer to what a note-taker wrote of what it said: right, other words, or not to be written down."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.lines import ConfirmLine
from models.meeting_terms import LineKind, MinutesState
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes
from models.tables.room import Line
from tafel import lines, statements, versions
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import own, visible


def confirm(work: Writing, statement_id: UUID, form: ConfirmLine) -> UUID:
    """The giver says of what was written of it: right, other words, or not to be written down. Returns its meeting."""
    statement, version = visible.require_own_statement(work, statement_id)
    line = work.session.get(Line, (work.seat.region, statement_id), populate_existing=True)
    if line is None or line.kind not in lines.TO_CONFIRM:
        raise NotFound
    visible.require_open_case(work, statement.case_id)
    if line.confirmed_at is not None:
        raise Refused(say("Deze regel is al bevestigd."))
    if line.kind is not LineKind.ADDITION:
        _require_open_minutes(work, line.item_id)
    if form.base != statements.base_of(version):
        raise Conflict(say("De notulist paste deze regel net aan. Lees hem na en kies opnieuw."))
    item = work.session.get_one(AgendaItem, (work.seat.region, line.item_id))
    lines.tell(work, item, statement_id)
    if form.answer == "drop":
        statement.removed_at = work.now
        work.record(Act.LINE_DROPPED, **lines.in_ledger(item, statement.partner_id, line))
        return item.meeting_id
    _as_given(work, statement, version, form)
    line.confirmed_at, line.confirmed_by = work.now, work.seat.person
    work.session.flush()
    work.record(Act.LINE_CONFIRMED, **lines.in_ledger(item, statement.partner_id, line))
    lines.share(work, item, statement.partner_id, statement_id)
    lines.tell(work, item, statement_id)
    return item.meeting_id


def _require_open_minutes(work: Writing, item_id: UUID) -> None:
    """Adopted minutes stay as they are; until then they are held, so that they are not adopted meanwhile."""
    here = (col(Minutes.region_id) == work.seat.region, col(Minutes.item_id) == item_id)
    if work.session.scalar(select(col(Minutes.state)).where(*here).with_for_update(read=True)) is MinutesState.ADOPTED:
        raise Refused(say("Het verslag is al vastgesteld. Vraag wie het verslag maakt om een aanvulling."))


def _as_given(work: Writing, statement: Statement, version: Version, form: ConfirmLine) -> None:
    """The words as the giver gives them: as they stand, with how it is known where the law asks that, or others."""
    other = form.answer == "other"
    if other and not form.text:
        raise Invalid(text=say("Schrijf hoe het wel moet zijn."))
    if work.seat.kind in own.ASKED_RELIABILITY and form.reliability is None:
        raise Invalid(reliability=statements.OPS_ASKS)
    words = statements.words_of(work, statement, version)
    if not other and words.reliability is form.reliability:
        return
    text = form.text if other else words.text
    named = own.names_somebody(work, statement.case_id, text)
    changed = {"text": text, "reliability": form.reliability, "names_person": words.names_person or named}
    versions.next_version(work, statement, words.model_copy(update=changed), None if other else version)
    if other:
        work.record(Act.LINE_CHANGED, case=statement.case_id, giver=statement.partner_id, statement=statement.id)
