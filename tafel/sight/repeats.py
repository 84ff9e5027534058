"""Repeats: a new signal on what was done with, within a year; the mark is for who takes part in both.

Who leads the earlier one and takes no part in the new one is told only where a rule permits it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.tables.casework import Case
from models.tables.people import Partner
from models.tables.stacks import Repeat, Stack, StackPart
from models.views.stacks import RepeatTold, RepeatWaiting
from tafel import clock
from tafel.db import Entry, Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import visible
from tafel.sight.joins import row_of

MONTHS = 12
_STAYS = timedelta(days=14)


def is_repeat(brought: datetime | None, *done: datetime | None) -> bool:
    """Whether what was brought then comes after one was done with something, and within a year of that.

    `done`: when it was weighed, and when its case was closed.
    """
    return any(brought and one and one < brought <= clock.months_after(one, MONTHS) for one in done)


def repeated(row: Row[Any], rows: Sequence[Row[Any]]) -> str | None:
    """What something in a stack is a repeat of, among what this reader takes part in: the latest of them."""
    found = [
        (one.closed_at or one.weighed_at, one.word)
        for one in rows
        if one.id != row.id and one.inside and row.inside
        if is_repeat(row.brought_at, one.weighed_at, one.closed_at)
    ]
    return max(found)[1] if found else None


def told(reading: Reading, stack_id: UUID) -> tuple[RepeatTold, ...]:
    """What my partner was told of repeats in a stack; that it was shown stands in the register."""
    rows = reading.rows(_TOLD, stack=stack_id)
    for row in rows:
        details = {"case": row.case_id, "giver": row.giver_id}
        reading.consulted.append(Entry(Act.REPEAT_HANDED_OUT, Result.DONE, details))
    return tuple(RepeatTold(word=row.word, partner=row.partner, told_at=row.told_at) for row in rows)


def waiting(reading: Reading) -> tuple[RepeatWaiting, ...]:
    """For two weeks: where a repeat lies of what my partner leads."""
    rows = reading.rows(_WAITING, since=reading.now - _STAYS)
    return tuple(RepeatWaiting(stack_id=row.stack_id, word=row.word, at=row.told_at) for row in rows)


_lies = aliased(StackPart)
_still_there = exists().where(
    col(_lies.region_id) == col(StackPart.region_id), col(_lies.stack_id) == col(StackPart.stack_id),
    col(_lies.case_id) == col(Repeat.earlier_id), col(_lies.out_at).is_(None),
)  # fmt: skip
_ALL: Any = (
    select(
        col(Case.id).label("case_id"), col(Case.code_word).label("word"), col(Partner.short_name).label("partner"),
        col(Repeat.giver_id), col(Repeat.told_at), col(StackPart.stack_id),
    )
    .select_from(Repeat)
    .join(StackPart, and_(row_of(StackPart, Repeat.part_id, Repeat.region_id), col(StackPart.out_at).is_(None)))
    .join(Stack, row_of(Stack, StackPart.stack_id, StackPart.region_id))
    .join(Case, row_of(Case, Repeat.earlier_id, Repeat.region_id))
    .join(Partner, row_of(Partner, Repeat.giver_id, Repeat.region_id))
    .where(visible.cases(ASKER), col(Repeat.receiver_id) == ASKER.partner, col(Repeat.ends_at) > NOW, _still_there)
    .order_by(col(Repeat.told_at).desc(), col(Case.id))
)  # fmt: skip
_TOLD = _ALL.where(col(StackPart.stack_id) == given("stack"))
_WAITING = _ALL.where(col(Repeat.told_at) > given("since"))
