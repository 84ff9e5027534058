"""The checklists of signals: what was ticked, read where the statement of the checklist is."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlmodel import col

from models.tables.casework import Statement, Version
from models.tables.sharing import Share
from models.tables.signals import Checklist, SignalIndicator
from models.views.signals import Seen, Ticked
from tafel import clock, indicators
from tafel.db import Reading, Shown
from tafel.prepared import ASKER, NOW, one_of
from tafel.sight import passages, visible
from tafel.sight.joins import row_of

_AGES = 3  # months


def is_old(until: date | None, today: date) -> bool:
    """Whether it was seen so long ago that it is hard to look into: three months or more."""
    return until is not None and clock.months_on(until.replace(day=1), _AGES + 1) <= today


def of_signals(reading: Reading, cases: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """The checklists of these signals that I may read; those that others filled in are noted as shown."""
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in reading.rows(_CHECKLISTS, cases=list(cases)) if cases else ():
        if row.written_by != reading.seat.person:
            reading.shown.add(Shown(row.version_id, row.edit, row.share_id))
        found[row.case_id].append(row)
    return found


def seen(reading: Reading, ticked: Sequence[Row[Any]], names: dict[UUID, str]) -> tuple[Seen, ...]:
    """What was ticked, by its list and in sentences; `names`: of the partners."""
    codes: dict[UUID, list[str]] = defaultdict(list)
    for row in reading.rows(TICKED, statements=[one.statement_id for one in ticked]):
        codes[row.statement_id].append(row.code)
    return tuple(
        Seen(
            partner=names[one.partner_id], form=one.form, since=one.seen_from, until=one.seen_to,
            old=is_old(one.seen_to or one.seen_from, clock.day_of(reading.now)),
            ticked=_sentences(codes[one.statement_id]),
        )
        for one in ticked
    )  # fmt: skip


def _sentences(codes: Sequence[str]) -> tuple[Ticked, ...]:
    found = (
        (one, tuple((each.nl, each.en) for each in those if each.code in codes)) for one, those in indicators.lists()
    )
    return tuple(Ticked(cluster=cluster, sentences=said) for cluster, said in found if said)


_given = and_(
    col(Share.statement_id) == col(Statement.id), col(Share.version_id) == col(Version.id),
    visible.shared_with(ASKER, NOW),
)  # fmt: skip
_CHECKLISTS: Any = (
    select(
        col(Statement.case_id), col(Statement.id).label("statement_id"), col(Statement.partner_id),
        col(Version.id).label("version_id"), col(Version.edit), col(Version.written_by),
        col(Share.id).label("share_id"), col(Checklist.form), col(Checklist.seen_from), col(Checklist.seen_to),
    )
    .select_from(Checklist)
    .join(Statement, row_of(Statement, Checklist.statement_id, Checklist.region_id))
    .join(Version, and_(*passages.of_statement()))
    .outerjoin(Share, _given)
    .where(visible.versions(ASKER, NOW), one_of(col(Statement.case_id), "cases"))
    .where(or_(
        col(Share.id).is_not(None),
        and_(col(Statement.partner_id) == ASKER.partner, col(Version.number) == col(Statement.latest)),
    ))
    .order_by(col(Statement.written_at), col(Statement.id))
)  # fmt: skip
TICKED: Any = (
    select(col(SignalIndicator.statement_id), col(SignalIndicator.code))
    .where(col(SignalIndicator.region_id) == ASKER.region)
    .where(one_of(col(SignalIndicator.statement_id), "statements"))
)
