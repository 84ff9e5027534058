"""Who may read what, said a second time and plainly: from the bare rows, without the product's own predicate."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from models.tables.casework import CaseMember, HandOut, Statement, Version
from models.tables.sharing import Share
from tafel import clock, db
from tafel.seat import Seat


@dataclass(frozen=True)
class Words:
    """One version of one statement, and the seats that may read it."""

    version: UUID
    statement: UUID
    case: UUID
    partner: UUID
    writer: UUID
    latest: bool


def versions(seat: Seat) -> list[Words]:
    """Every version in a region."""
    with db.reading(seat) as reading:
        rows = reading.session.execute(
            select(
                Version.id, Statement.id, Statement.case_id, Statement.partner_id, Version.written_by,
                Version.number == Statement.latest,
            )
            .join(Statement, Statement.id == Version.statement_id)
            .where(Statement.removed_at.is_(None))  # type: ignore[union-attr]
        ).all()  # fmt: skip
    return [Words(*row) for row in rows]


def may_read(seat: Seat, words: Words) -> bool:
    """Promise 1, as a person would explain it."""
    if seat.partner is None:
        return False
    if words.partner == seat.partner and words.writer == seat.person:
        return True
    return _is_member(seat, words.case) and (words.partner == seat.partner or _was_given(seat, words.version))


def was_noted(seat: Seat, version: UUID) -> bool:
    """Whether the register's table of hand-outs knows that this person was shown this version."""
    with db.reading(seat) as reading:
        found = reading.session.scalar(
            select(HandOut.version_id).where(HandOut.version_id == version, HandOut.person_id == seat.person).limit(1)
        )
    return found is not None


def _is_member(seat: Seat, case: UUID) -> bool:
    with db.reading(seat) as reading:
        members = reading.session.scalars(select(CaseMember).where(CaseMember.membership_id == seat.membership)).all()
    return any(member.case_id == case and member.until is None for member in members)


def _was_given(seat: Seat, version: UUID) -> bool:
    with db.reading(seat) as reading:
        shares = reading.session.scalars(select(Share).where(Share.version_id == version)).all()
    return any(
        share.receiver_id == seat.partner
        and share.receiver_person_id in (None, seat.person)
        and share.ended_at is None
        and share.held_at is None
        and share.ends_at > clock.now()
        for share in shares
    )
