"""In which stacks a signal lies, for who takes part in it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.stacks import Stack, StackPart
from models.views.stacks import StackName
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight import visible
from tafel.sight.joins import row_of


def of_signal(reading: Reading, case_id: UUID) -> tuple[StackName, ...]:
    """What these are called; nothing of what else lies there."""
    return tuple(StackName.model_validate(row) for row in reading.rows(_NAMES, case=case_id))


_NAMES: Any = (
    select(col(Stack.id), col(Stack.code_word))
    .select_from(StackPart)
    .join(Stack, row_of(Stack, StackPart.stack_id, StackPart.region_id))
    .where(col(StackPart.region_id) == ASKER.region, col(StackPart.case_id) == given("case"))
    .where(col(StackPart.out_at).is_(None), visible.membership_of(ASKER, col(StackPart.case_id)))
    .order_by(col(Stack.code_word), col(Stack.id))
    .distinct()
)
