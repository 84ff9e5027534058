"""How far each partner is with what was agreed, for who prepares or runs the meetings where it was agreed.

Of every action of those meetings they see the shell: who has it, at which item, before which day, how often it was put
off. The words only where these may be read anyway. What a partner took on outside a meeting has no shell.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import col

from models.meeting_terms import ActionState
from models.tables.casework import Case, Statement
from models.tables.meetings import AgendaItem, Meeting
from models.tables.room import ActionItem, Line
from models.terms import CaseState, PartnerKind
from models.views.actions import ActionShell, PartnerProgress, ProgressPage
from models.views.casework import PartnerName
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, asker
from tafel.refusals import NotFound
from tafel.sight import actions, at_table, casework
from tafel.sight.joins import row_of


def page(reading: Reading, after: int = 0) -> ProgressPage:
    """What is open, per partner, and each action with the earliest day first; for others there is no such page."""
    if not actions.leads(reading):
        raise NotFound
    rows = reading.rows(_SHELLS[at_table.is_secretariat(reading.seat)])
    names, today = casework.partner_names(reading), clock.day_of(reading.now)
    some = rows[after : after + actions.PAGE]
    words = actions.words_of(reading, [row.statement_id for row in some])
    return ProgressPage(
        partners=tuple(_of_partner(rows, name, today) for name in names.values() if _has(rows, name)),
        shells=tuple(
            ActionShell(
                owner=names[row.partner_id], word=row.word, due_on=row.due_on, put_off=row.put_off,
                text=words.get(row.statement_id),
            )
            for row in some
        ),
        after=after + actions.PAGE if len(rows) > after + actions.PAGE else None,
    )  # fmt: skip


def _has(rows: Sequence[Any], name: PartnerName) -> bool:
    return any(row.partner_id == name.id for row in rows)


def _of_partner(rows: Sequence[Any], name: PartnerName, today: date) -> PartnerProgress:
    ours = [row for row in rows if row.partner_id == name.id]
    return PartnerProgress(
        partner=name,
        open=len(ours),
        late=sum(row.due_on < today for row in ours),
        put_off=sum(row.put_off for row in ours),
    )


_SHELLS: Any = {
    secretariat: select(
        col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Case.code_word).label("word"),
        col(ActionItem.due_on), col(ActionItem.put_off),
    )
    .select_from(ActionItem)
    .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .join(Line, and_(Line.region_id == ActionItem.region_id, Line.statement_id == ActionItem.statement_id))  # type: ignore[arg-type]
    .join(AgendaItem, row_of(AgendaItem, Line.item_id, Line.region_id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(ActionItem.region_id) == ASKER.region, at_table.shells(asker(kind=kind)))
    .where(col(ActionItem.state) == ActionState.OPEN, col(Statement.removed_at).is_(None))
    .where(col(Case.state) == CaseState.OPEN)
    .order_by(col(ActionItem.due_on), col(Case.code_word), col(Statement.id))
    for secretariat, kind in ((True, PartnerKind.VZ), (False, None))
}  # fmt: skip
