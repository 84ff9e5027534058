"""Which words a receiver has were corrected: the old ones it was shown beside the new, and what was wrong."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.amend_terms import AmendmentKind
from models.tables.amendments import Amendment
from models.tables.casework import Version
from models.tables.sharing import Share
from tafel import seal
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.sight import visible
from tafel.sight.joins import row_of


def marks(reading: Reading, cases: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Per share that stands with us, the last correction of its words that concerns us."""
    found: dict[UUID, Row[Any]] = {}
    for row in reading.rows(_MARKS, cases=list(set(cases))):
        found.setdefault(row.share_id, row)
    return found


def by_version(reading: Reading, statement_id: UUID) -> dict[UUID, Row[Any]]:
    """What each version of our own statement corrects, sealed; of several corrections with the same words the last."""
    return {row.new_version_id: row for row in reading.rows(_OF_STATEMENT, statement=statement_id)}


def said_wrong(key: bytes, correction: Row[Any] | None) -> str | None:
    """What was wrong with the words before."""
    return seal.unseal(key, correction.text_sealed, bound_to(correction.id)) if correction else None


def bound_to(amendment_id: UUID) -> str:
    """What the sealed words on what was wrong are bound to."""
    return f"amendments|{amendment_id}|text"


_old, _before = aliased(Share), aliased(Version)
_MARKS: Any = (
    select(
        col(Share.id).label("share_id"), col(Amendment.id), col(Amendment.made_at),
        col(Amendment.text_sealed), col(_old.id).label("old_share"),
        col(_before.id).label("old_version"), col(_before.edit).label("old_edit"),
        col(_before.text_sealed).label("old_sealed"),
    )
    .select_from(Amendment)
    .join(Share, and_(col(Share.region_id) == col(Amendment.region_id),
                      col(Share.statement_id) == col(Amendment.statement_id)))
    .outerjoin(_old, and_(col(_old.statement_id) == col(Amendment.statement_id),
                          visible.had_before(ASKER, NOW, _old, Share)))
    .outerjoin(_before, row_of(_before, _old.version_id, _old.region_id))
    .where(col(Amendment.region_id) == ASKER.region, one_of(col(Amendment.case_id), "cases"))
    .where(col(Amendment.kind) == AmendmentKind.CORRECTED, visible.membership_of(ASKER, col(Amendment.case_id)))
    .where(visible.shared_with(ASKER, NOW))
    .where(or_(col(_old.id).is_not(None), col(Amendment.made_at) > col(Share.given_at)))
    .order_by(col(Amendment.made_at).desc(), col(_old.given_at).desc())
)  # fmt: skip
_OF_STATEMENT: Any = (
    select(col(Amendment.id), col(Amendment.new_version_id), col(Amendment.text_sealed))
    .where(col(Amendment.region_id) == ASKER.region, col(Amendment.statement_id) == given("statement"))
    .where(col(Amendment.giver_id) == ASKER.partner, col(Amendment.kind) == AmendmentKind.CORRECTED)
    .where(visible.membership_of(ASKER, col(Amendment.case_id)))
    .order_by(col(Amendment.made_at))
)
