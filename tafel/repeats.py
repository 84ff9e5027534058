"""Repeats: who leads what was done with hears of a new signal on it, where the partner that brought it agreed to that.

Looked up in rounds, as hits are: laying a signal in a stack takes the same time, and leaves the same, whatever lies
there. That one brought a signal is data on existence (D18), and is told only on a rule that permits it.
"""

from typing import Any

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act
from models.identifier_terms import IdentifierKind
from models.mail_terms import Notice
from models.tables.casework import Case
from models.tables.people import Partner
from models.tables.signals import Signal
from models.tables.stacks import Repeat, StackPart
from models.terms import DataCategory, Purpose
from tafel import clock, hits, notices
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, given
from tafel.rules import Permit
from tafel.sight import repeats as seen
from tafel.sight import rulebook
from tafel.sight.joins import row_of

_AT_ONCE, _KEPT_MONTHS = 200, 6


def any_waiting(reading: Reading) -> bool:
    """Whether something was laid in a stack, since the last round, of which others may hear."""
    return bool(reading.row(_ANY)[0])


def seek(work: Writing) -> None:
    """One round: of each such signal one entry in the ledger, whatever it repeats."""
    for part in work.things(_TO_SEEK):
        part.sought_at = work.now
        told = [line for row in work.rows(_EARLIER, part=part.id) for line in _tell(work, part, row)]
        work.record(
            Act.REPEAT_SOUGHT, giver=part.partner_id, stack=part.stack_id, case=part.case_id, purpose=Purpose.P1,
            told=told or None,
        )  # fmt: skip


def _tell(work: Writing, part: StackPart, row: Row[Any]) -> list[dict[str, Any]]:
    """Tell who leads an earlier one, as far as the rules let it; returns what the ledger says of it."""
    if not seen.is_repeat(row.brought_at, row.weighed_at, row.closed_at):
        return []
    giver = hits.Party(row.giver_id, row.giver_kind, row.framework)
    receiver = hits.Party(row.lead_id, row.lead_kind, row.earlier_framework)
    permitted = hits.permit(work, giver, receiver, IdentifierKind.COMPANY)
    if permitted is None:
        return []
    for member in notices.members(work, row.earlier, row.lead_id):
        notices.tell(work, member, Notice.SIGNAL_REPEATS, "/signalen/bundels")
    return [_keep(work, part, row, permitted)]


def _keep(work: Writing, part: StackPart, row: Row[Any], permitted: Permit) -> dict[str, Any]:
    book = rulebook.in_force(work)
    assert book
    work.session.add(
        Repeat(
            region_id=work.seat.region, part_id=part.id, earlier_id=row.earlier, giver_id=row.giver_id,
            receiver_id=row.lead_id, book_id=book.id, rule_number=permitted.number, rule_outcome=permitted.outcome,
            told_at=work.now, ends_at=clock.months_after(work.now, _KEPT_MONTHS),
        )
    )  # fmt: skip
    work.session.flush()
    return {
        "earlier": row.earlier, "receiver": row.lead_id, "rule": permitted.number, "book": book.id,
        "category": DataCategory.D18,
    }  # fmt: skip


_new, _old, _beside = aliased(Case), aliased(Case), aliased(StackPart)
_news, _olds, _giver, _lead = aliased(Signal), aliased(Signal), aliased(Partner), aliased(Partner)
_WANTED = (
    col(StackPart.region_id) == ASKER.region, col(StackPart.tells).is_(True), col(StackPart.sought_at).is_(None),
    col(StackPart.out_at).is_(None),
)  # fmt: skip
_ANY = select(exists().where(*_WANTED))
_TO_SEEK = select(StackPart).where(*_WANTED).order_by(col(StackPart.put_at), col(StackPart.id)).limit(_AT_ONCE)
_with_it = and_(
    col(_beside.region_id) == col(StackPart.region_id), col(_beside.stack_id) == col(StackPart.stack_id),
    col(_beside.case_id) != col(StackPart.case_id), col(_beside.out_at).is_(None),
)  # fmt: skip


def _signal_of(signal: Any, case: Any) -> Any:
    return and_(signal.region_id == case.region_id, signal.case_id == case.id)


_EARLIER: Any = (
    select(
        col(_old.id).label("earlier"), col(_old.closed_at), col(_olds.weighed_at), col(_news.brought_at),
        col(_giver.id).label("giver_id"), col(_giver.kind).label("giver_kind"), col(_new.framework),
        col(_lead.id).label("lead_id"), col(_lead.kind).label("lead_kind"),
        col(_old.framework).label("earlier_framework"),
    )
    .select_from(StackPart)
    .join(_new, row_of(_new, StackPart.case_id, StackPart.region_id))
    .join(_news, _signal_of(_news, _new))
    .join(_beside, _with_it)
    .join(_old, row_of(_old, _beside.case_id, _beside.region_id))
    .outerjoin(_olds, _signal_of(_olds, _old))
    .join(_giver, row_of(_giver, _new.brought_by, _new.region_id))
    .join(_lead, row_of(_lead, _old.lead_partner_id, _old.region_id))
    .where(col(StackPart.region_id) == ASKER.region, col(StackPart.id) == given("part"))
    .where(col(_lead.id) != col(_giver.id))
    .distinct()
    .order_by(col(_old.id))
)  # fmt: skip
