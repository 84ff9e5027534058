"""How a case was closed, and opened again."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from models.tables.casework import Case, CaseClosing
from models.views.course import Closed
from tafel.db import Reading
from tafel.prepared import ASKER, given


def now(reading: Reading, case: Case) -> Closed | None:
    """How a case that is closed was closed."""
    return next((one for one in every(reading, case) if one.reopened_at is None), None)


def every(reading: Reading, case: Case) -> tuple[Closed, ...]:
    """Each time a case was closed, the last one first; why it was opened again is for who leads it."""
    leads = case.lead_partner_id == reading.seat.partner
    return tuple(_closed(row, leads=leads) for row in reading.rows(_CLOSINGS, case=case.id))


def _closed(row: Any, *, leads: bool) -> Closed:
    return Closed(
        closed_at=row.closed_at, reason=row.reason, kept_to=row.kept_to, reopened_at=row.reopened_at,
        reopened_why=row.reopened_why if leads else "",
    )  # fmt: skip


_CLOSINGS = (
    select(
        col(CaseClosing.closed_at), col(CaseClosing.reason), col(CaseClosing.kept_to), col(CaseClosing.reopened_at),
        col(CaseClosing.reopened_why),
    )
    .where(col(CaseClosing.region_id) == ASKER.region, col(CaseClosing.case_id) == given("case"))
    .order_by(col(CaseClosing.closed_at).desc())
)  # fmt: skip
