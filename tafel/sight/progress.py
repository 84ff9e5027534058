"""How far each partner is with what was agreed, for who prepares or runs the meetings where it was agreed.

Of every action of those meetings they see the shell: who has it, at which item, before which day, how often it was put
off. The words only where these may be read anyway. What a partner took on outside a meeting has no shell.
"""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, union
from sqlmodel import col

from models.meeting_terms import ActionState
from models.tables.casework import Case, Statement, Version
from models.tables.meetings import AgendaItem, Meeting
from models.tables.room import ActionItem, Line
from models.terms import CaseState, PartnerKind
from models.views.actions import ActionLine, ActionShell, PartnerProgress, ProgressPage
from models.views.agenda import OpenActions
from models.views.casework import PartnerName
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, asker, given
from tafel.refusals import NotFound
from tafel.sight import actions, at_table, casework, hearing, pages, passages, visible
from tafel.sight.joins import row_of


def page(reading: Reading, after: str | None = None) -> ProgressPage:
    """What is open, per partner, and each action with the earliest day first; for others there is no such page."""
    if not actions.leads(reading):
        raise NotFound
    rows = reading.rows(_SHELLS[at_table.is_secretariat(reading.seat)])
    names, today = casework.partner_names(reading), clock.day_of(reading.now)
    rest = pages.after_day(rows, after, attrgetter("due_on"), attrgetter("statement_id"))
    some = rest[: actions.PAGE]
    words = actions.words_of(reading, [row.statement_id for row in some])
    return ProgressPage(
        partners=tuple(_of_partner(rows, name, today) for name in names.values() if _has(rows, name)),
        shells=tuple(_shell(row, names, words.get(row.statement_id)) for row in some),
        after=pages.key_of_day(some[-1].due_on, some[-1].statement_id) if len(rest) > actions.PAGE else None,
    )  # fmt: skip


def still_open(reading: Reading) -> tuple[ActionLine | ActionShell, ...]:
    """What is still to do at the table, the earliest day first, as much as one goes through.

    What this reader may read, and of who leads meetings also the shell of what was agreed there.
    """
    readable = {row.statement_id: row for row in actions.still_open(reading)}
    shells = {row.statement_id: row for row in reading.rows(_SHELLS[at_table.is_secretariat(reading.seat)])}
    rows = sorted((shells | readable).values(), key=lambda row: (row.due_on, row.word, str(row.statement_id)))
    some = rows[: actions.AT_TABLE]
    lines = actions.lines_of(reading, [row.statement_id for row in some if row.statement_id in readable])
    names = casework.partner_names(reading)
    return tuple(lines.get(row.statement_id) or _shell(row, names, None) for row in some)


def counted(reading: Reading, *, leads: bool) -> OpenActions:
    """How many of these there are, how many are late, and how often they were put off."""
    row = reading.row(_COUNTED[at_table.is_secretariat(reading.seat)], today=clock.day_of(reading.now))
    assert row is not None
    return OpenActions(open=row.open, late=row.late or 0, put_off=row.put_off or 0, leads=leads)


def shell_known_to(reading: Reading, statement_id: UUID) -> set[UUID]:
    """The seats that know the shell of an action: who prepares or runs the meeting at which it was agreed."""
    agreed = reading.row(_AGREED_AT, statement=statement_id)
    return hearing.audience(reading, (), agreed.chair_id, agreed.note_taker_id) if agreed else set()


def _shell(row: Any, names: dict[UUID, PartnerName], text: str | None) -> ActionShell:
    return ActionShell(
        owner=names[row.partner_id], word=row.word, due_on=row.due_on, put_off=row.put_off, text=text
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


_OPEN = (
    col(ActionItem.region_id) == ASKER.region, col(ActionItem.state) == ActionState.OPEN,
    col(Statement.removed_at).is_(None), col(Case.state) == CaseState.OPEN,
)  # fmt: skip


def _open(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(ActionItem)
        .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
        .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
        .where(*_OPEN)
    )


def _agreed(secretariat: bool, *columns: Any) -> Any:  # noqa: FBT001 the two seats of a table of questions
    """What was agreed at the meetings this seat prepares or runs."""
    return (
        _open(*columns)
        .join(Line, and_(Line.region_id == ActionItem.region_id, Line.statement_id == ActionItem.statement_id))  # type: ignore[arg-type]
        .join(AgendaItem, row_of(AgendaItem, Line.item_id, Line.region_id))
        .join(Meeting, and_(*at_table.of_meeting()))
        .where(at_table.shells(asker(kind=PartnerKind.VZ if secretariat else None)))
    )


def _count(secretariat: bool) -> Any:  # noqa: FBT001 as above
    """Each action once, whether it is read, known by its shell, or both."""
    which: tuple[Any, ...] = (
        col(ActionItem.statement_id), col(ActionItem.due_on).label("due_on"), col(ActionItem.put_off).label("put_off")
    )  # fmt: skip
    read = _open(*which).join(Version, and_(*passages.of_statement())).where(visible.versions(ASKER, NOW))
    known = union(read, _agreed(secretariat, *which)).subquery().c
    late = func.count().filter(known.due_on < given("today"))
    return select(func.count().label("open"), late.label("late"), func.sum(known.put_off).label("put_off"))


_SHELLS: Any = {
    secretariat: _agreed(
        secretariat, col(Statement.id).label("statement_id"), col(Statement.partner_id),
        col(Case.code_word).label("word"), col(ActionItem.due_on), col(ActionItem.put_off),
    ).order_by(col(ActionItem.due_on), col(Case.code_word), col(Statement.id))
    for secretariat in (True, False)
}  # fmt: skip
_COUNTED: Any = {secretariat: _count(secretariat) for secretariat in (True, False)}
_AGREED_AT: Any = (
    select(col(Meeting.chair_id), col(Meeting.note_taker_id))
    .select_from(Line)
    .join(AgendaItem, row_of(AgendaItem, Line.item_id, Line.region_id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(Line.region_id) == ASKER.region, col(Line.statement_id) == given("statement"))
)
