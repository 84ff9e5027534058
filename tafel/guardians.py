"""A parent or guardian who may be involved is asked nothing: what one agreed to before counts no more.

Any member may find out that two letters are one child; what other partners recorded of either is not theirs to know. So
what no longer counts ends in that act, and the register names nobody for it; the clock looks for what was left.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlmodel import col

from models.tables.casework import Subject
from models.tables.sharing import Evidence
from models.terms import Condition
from tafel import clock, evidence, ids, ledger
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, one_of
from tafel.seat import of_chores
from tafel.sight import records
from tafel.sight.joins import row_of


def end_agreed(work: Writing) -> None:
    """End what a guardian who may be involved agreed to, of each giver, with what leans on it."""
    for found in work.things(_THESE, records=_agreed(work)):
        evidence.end_now(work, found)


def any_agreed(reading: Reading) -> bool:
    """Whether there is any."""
    return bool(_agreed(reading))


def end_at_once(work: Writing) -> None:
    """The same in the act by which two letters turned out to be one; its lines are the clock's own."""
    seat = of_chores(work.seat.region)
    by_the_clock = replace(work, seat=seat, trace=ids.trace(), entries=[], shown=set(), consulted=[], known={})
    end_agreed(by_the_clock)
    ledger.append(by_the_clock)


def _agreed(reading: Reading) -> list[UUID]:
    """Records of a giver that a guardian agreed, where the same giver recorded that one may be involved."""
    rows: Sequence[Row[Any]] = reading.rows(_ON_AGE)
    said = {row.id: records.on_age(reading, row) for row in rows}
    today = clock.day_of(reading.now)
    lasting = [row for row in rows if row.claimed_until is None or row.claimed_until >= today]
    involved = {(row.giver_id, row.person) for row in lasting if said[row.id][1]}
    return [row.id for row in rows if said[row.id][0] in records.BY_GUARDIAN and (row.giver_id, row.person) in involved]


_ENDURES = (
    col(Evidence.region_id) == ASKER.region, col(Evidence.condition) == Condition.AGE, col(Evidence.ended_at).is_(None)
)  # fmt: skip
_person = func.coalesce(col(Subject.merged_into), col(Subject.id))
_MERGED = select(col(Subject.merged_into)).where(
    col(Subject.region_id) == ASKER.region, col(Subject.merged_into).is_not(None)
)
_ON_AGE = (
    select(
        col(Evidence.id), col(Evidence.giver_id), col(Evidence.claimed_until), col(Evidence.text_sealed),
        _person.label("person"),
    )
    .join(Subject, row_of(Subject, Evidence.subject_id, Evidence.region_id))
    .where(*_ENDURES, _person.in_(_MERGED))
)  # fmt: skip
_THESE = (
    select(Evidence).where(*_ENDURES, one_of(col(Evidence.id), "records")).order_by(col(Evidence.id)).with_for_update()
)
