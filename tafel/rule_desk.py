"""How a rule book comes into force: proposed, advised by the privacy officer, adopted by mandated officials.

A version counts from a day. Shares that it does not permit end as that day begins, also when no server runs.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.tables.people import Membership
from models.tables.sharing import Adoption, Rule, RuleBookRow
from models.terms import BookState, PartnerKind, Role
from tafel import by_link, clock, ids, proofread, share_ends
from tafel.book import BrokenRuleBook, RuleBook
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import rule_effects
from tafel.sight.joins import row_of

ADOPTIONS_NEEDED = 3
MANDATED = frozenset({PartnerKind.BGM, PartnerKind.OM, PartnerKind.ZC})


def may_propose(seat: Seat) -> bool:
    """Whether this seat can lay rules before the table: the secretariat and the administrator can."""
    return seat.kind is PartnerKind.VZ or seat.role is Role.ADMINISTRATOR


def propose(work: Writing, source: str, valid_from: date | None = None) -> UUID:
    """Lay a rule book before the table, meant to count from a day; a mistake is refused with the row and the reason."""
    by_link.require_own(work.seat)
    if not may_propose(work.seat):
        raise Refused(say("Het secretariaat of de beheerder legt regels voor."))
    try:
        book = RuleBook.read(source)
    except BrokenRuleBook as broken:
        wrong = say("Deze regels kloppen niet: {problems}", problems=proofread.in_one(broken.problems))
        raise Invalid(source=wrong) from None
    if valid_from and valid_from < clock.day_of(work.now):
        raise Invalid(valid_from=say("Deze dag is al voorbij. Kies vandaag of een latere dag."))
    _held(work)
    row = RuleBookRow(
        region_id=work.seat.region, id=ids.new(), version=_next_version(work), state=BookState.DRAFT, source=source,
        hash=book.hash, valid_from=valid_from,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.record(Act.BOOK_PROPOSED, book=row.id, book_version=row.version, hash=book.hash)
    return row.id


def advise(work: Writing, book_id: UUID) -> None:
    """The privacy officer gives advice; without it nothing can be adopted. The officer decides nothing."""
    by_link.require_own(work.seat)
    if work.seat.role is not Role.PRIVACY_OFFICER:
        raise Refused(say("Alleen de FG geeft hierover advies."))
    row = _row(work, book_id)
    if row.state is not BookState.DRAFT:
        raise Refused(say("Over deze regels is al advies gegeven."))
    row.state, row.advised_by, row.advised_at = BookState.ADVISED, work.seat.person, work.now
    work.record(Act.BOOK_ADVISED, book=row.id, book_version=row.version)


def adopt(work: Writing, book_id: UUID) -> bool:
    """A mandated official adopts; with the third, each of another party, it counts and the version before it ends.

    Returns whether it was the last. It counts from the day it was meant for, and never from a day before today.
    """
    by_link.require_own(work.seat)
    row = _row(work, book_id)
    _may_adopt(work, row)
    work.session.add(
        Adoption(
            region_id=row.region_id, book_id=row.id, person_id=work.seat.person,
            membership_id=work.seat.membership, at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    last = _adoptions(work, row.id) >= ADOPTIONS_NEEDED
    first_day = max(row.valid_from or clock.day_of(work.now), clock.day_of(work.now))
    ending = _bring_into_force(work, row, first_day) if last else 0
    told: dict[str, Any] = {"valid_from": first_day, "ending": ending} if last else {}
    work.record(Act.BOOK_ADOPTED, book=row.id, book_version=row.version, **told)
    return last


def _may_adopt(work: Writing, row: RuleBookRow) -> None:
    if work.seat.kind not in MANDATED:
        raise Refused(say("Alleen gemandateerde bestuurders stellen regels vast."))
    if row.state is not BookState.ADVISED:
        raise Refused(say("Eerst geeft de FG advies."))
    if row.advised_by == work.seat.person:
        raise Refused(say("U gaf advies over deze regels. Iemand anders stelt ze vast."))
    if work.session.get(Adoption, (row.region_id, row.id, work.seat.person)):
        raise Refused(say("U heeft deze regels al vastgesteld."))
    if work.row(_OF_PARTY, book=row.id):
        raise Refused(say("Een collega stelde deze regels al vast voor uw organisatie."))


def _bring_into_force(work: Writing, row: RuleBookRow, first_day: date) -> int:
    """Whoever shares at this moment is waited for, or waits and then shares under both; returns how many shares end."""
    book = RuleBook.read(row.source)
    for rule in book.rows:
        work.session.add(
            Rule(
                region_id=row.region_id, book_id=row.id, number=rule.number, outcome=rule.outcome, article=rule.article
            )
        )
    work.session.flush()
    for one in _held(work):
        if one.state is BookState.ADOPTED and (one.valid_until is None or one.valid_until > first_day):
            one.valid_until = first_day
    row.state, row.adopted_at, row.valid_from = BookState.ADOPTED, work.now, first_day
    work.session.flush()
    ending = rule_effects.ending(rule_effects.standing(work, first_day), book, first_day)
    begins = max(clock.start_of(first_day), work.now)
    share_ends.lower(work, {share.id: begins for share in ending})
    return len(ending)


def _row(work: Writing, book_id: UUID) -> RuleBookRow:
    """The version, with all others held: of two who act at one moment the second sees what the first did."""
    for row in _held(work):
        if row.id == book_id:
            return row
    raise NotFound


def _held(work: Writing) -> Sequence[RuleBookRow]:
    return work.things(_BOOKS)


def _next_version(work: Writing) -> int:
    highest = select(func.max(RuleBookRow.version)).where(col(RuleBookRow.region_id) == work.seat.region)
    return (work.session.scalar(highest) or 0) + 1


def _adoptions(work: Writing, book_id: UUID) -> int:
    count = select(func.count()).where(col(Adoption.region_id) == work.seat.region, col(Adoption.book_id) == book_id)
    return work.session.scalar(count) or 0


_BOOKS = (
    select(RuleBookRow)
    .where(col(RuleBookRow.region_id) == ASKER.region)
    .order_by(col(RuleBookRow.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OF_PARTY = (
    select(col(Adoption.person_id))
    .join(Membership, row_of(Membership, Adoption.membership_id, Adoption.region_id))
    .where(col(Adoption.region_id) == ASKER.region, col(Adoption.book_id) == given("book"))
    .where(col(Membership.partner_id) == ASKER.partner)
)
