"""How a rule book comes into force: proposed, advised by the privacy officer, adopted by mandated officials."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.tables.sharing import Adoption, Rule, RuleBookRow
from models.terms import BookState, PartnerKind, Role
from tafel import clock, ids
from tafel.book import BrokenRuleBook, RuleBook
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say

ADOPTIONS_NEEDED = 3
MANDATED = frozenset({PartnerKind.BGM, PartnerKind.OM, PartnerKind.ZC})


def propose(work: Writing, source: str) -> UUID:
    """Lay a rule book before the table; a mistake in it is refused with the row and the reason."""
    if work.seat.kind is not PartnerKind.VZ and work.seat.role is not Role.ADMINISTRATOR:
        raise Refused(say("Het secretariaat of de beheerder legt regels voor."))
    try:
        book = RuleBook.read(source)
    except BrokenRuleBook as broken:
        raise Invalid(source=say("Deze regels kloppen niet: {problems}", problems="; ".join(broken.problems))) from None
    row = RuleBookRow(
        region_id=work.seat.region, id=ids.new(), version=_next_version(work), state=BookState.DRAFT, source=source,
        hash=book.hash,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.record(Act.BOOK_PROPOSED, book=row.id, book_version=row.version, hash=book.hash)
    return row.id


def advise(work: Writing, book_id: UUID) -> None:
    """The privacy officer gives advice; without it nothing can be adopted. The officer decides nothing."""
    if work.seat.role is not Role.PRIVACY_OFFICER:
        raise Refused(say("Alleen de FG geeft hierover advies."))
    row = _row(work, book_id)
    if row.state is not BookState.DRAFT:
        raise Refused(say("Over deze regels is al advies gegeven."))
    row.state, row.advised_by, row.advised_at = BookState.ADVISED, work.seat.person, work.now
    work.record(Act.BOOK_ADVISED, book=row.id, book_version=row.version)


def adopt(work: Writing, book_id: UUID, valid_from: date | None = None) -> bool:
    """A mandated official adopts; with the third, each another person, it comes into force and the book before it ends.

    Returns whether it is in force now.
    """
    row = _row(work, book_id)
    if work.seat.kind not in MANDATED:
        raise Refused(say("Alleen gemandateerde bestuurders stellen regels vast."))
    if row.state is not BookState.ADVISED:
        raise Refused(say("Eerst geeft de FG advies."))
    if work.session.get(Adoption, (row.region_id, row.id, work.seat.person)):
        raise Refused(say("U heeft deze regels al vastgesteld."))
    work.session.add(
        Adoption(
            region_id=row.region_id, book_id=row.id, person_id=work.seat.person,
            membership_id=work.seat.membership, at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    work.record(Act.BOOK_ADOPTED, book=row.id, book_version=row.version)
    if _adoptions(work, row.id) < ADOPTIONS_NEEDED:
        return False
    _bring_into_force(work, row, valid_from or clock.day_of(work.now))
    return True


def _bring_into_force(work: Writing, row: RuleBookRow, first_day: date) -> None:
    for rule in RuleBook.read(row.source).rows:
        work.session.add(
            Rule(
                region_id=row.region_id, book_id=row.id, number=rule.number, outcome=rule.outcome, article=rule.article
            )
        )
    work.session.flush()
    for before in _adopted(work):
        before.valid_until = first_day
    row.state, row.adopted_at, row.valid_from = BookState.ADOPTED, work.now, first_day


def _row(work: Writing, book_id: UUID) -> RuleBookRow:
    row = work.session.get(RuleBookRow, (work.seat.region, book_id))
    if row is None:
        raise NotFound
    return row


def _next_version(work: Writing) -> int:
    highest = select(func.max(RuleBookRow.version)).where(col(RuleBookRow.region_id) == work.seat.region)
    return (work.session.scalar(highest) or 0) + 1


def _adoptions(work: Writing, book_id: UUID) -> int:
    count = select(func.count()).where(col(Adoption.region_id) == work.seat.region, col(Adoption.book_id) == book_id)
    return work.session.scalar(count) or 0


def _adopted(work: Writing) -> list[RuleBookRow]:
    wanted = select(RuleBookRow).where(
        col(RuleBookRow.region_id) == work.seat.region,
        col(RuleBookRow.state) == BookState.ADOPTED,
        col(RuleBookRow.valid_until).is_(None),
    )
    return list(work.session.scalars(wanted))
