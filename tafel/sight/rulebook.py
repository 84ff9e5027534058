"""The rules for sharing that are in force, and the page on which a person reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.sharing import RuleBookRow
from models.terms import BookState, Condition, DataCategory, Framework, Keep, PartnerKind, Purpose
from tafel import clock
from tafel.book import Row, RuleBook
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class BookInForce:
    """An adopted book and how the database knows it; `following`: adopted books that begin later."""

    id: UUID
    version: int
    adopted_on: date
    book: RuleBook
    following: tuple[RuleBook, ...] = ()


def in_force(reading: Reading) -> BookInForce | None:
    """The adopted book that counts today; None when the region adopted none and so shares nothing."""
    row = reading.row(_IN_FORCE, today=clock.day_of(reading.now))
    if row is None:
        return None
    later = reading.rows(_FOLLOWING, today=clock.day_of(reading.now)) if row.valid_until else ()
    following = tuple(_book(reading, one) for one in later)
    return BookInForce(row.id, row.version, clock.day_of(row.adopted_at), _book(reading, row), following)


def counted_at(reading: Reading, moments: Collection[datetime]) -> dict[datetime, RuleBook | None]:
    """The adopted book that counted at each of these moments: the one adopted last, of those that had begun."""
    rows = reading.rows(_SINCE, day=clock.day_of(min(moments)))

    def newest(at: datetime) -> Any:
        known = (row for row in rows if row.adopted_at <= at and row.valid_from <= clock.day_of(at))
        return next(known, None)

    return {at: _book(reading, row) if (row := newest(at)) else None for at in moments}


def _book(reading: Reading, row: Any) -> RuleBook:
    known = (row.hash, row.valid_from, row.valid_until)
    if known not in _adopted:
        _adopted[known] = RuleBook.read(_source(reading, row.id)).adopted(row.valid_from, row.valid_until)
    return _adopted[known]


def articles(
    book: RuleBook, giver: PartnerKind, receivers: Collection[PartnerKind], purpose: Purpose, framework: Framework
) -> tuple[str, ...]:
    """On which articles, by the adopted rows, a giver can let one of these have anything about a person."""
    rows = (row for row in book.rows if row.adopted and not row.refuses and not row.lifts)
    found = (
        row.article
        for row in rows
        for one in receivers
        if row.between(giver, one, purpose, framework) and row.data & book.may_hold(one, framework) - _NOBODY
    )
    return tuple(dict.fromkeys(found))


def version(reading: Reading, book_id: UUID) -> RuleBook:
    """Any version of the region as it is written; one that nobody adopted is in force on no day."""
    rows = reading.rows(_ANY, book=book_id)
    if not rows:
        raise NotFound
    row = rows[0]
    book = RuleBook.read(row.source)
    return book.adopted(row.valid_from, row.valid_until) if row.state is BookState.ADOPTED else book


def numbers_needing(reading: Reading, book_id: UUID, condition: Condition) -> frozenset[int]:
    """The rows of an adopted book that ask for a condition."""
    return frozenset(row.number for row in _rows(reading, book_id) if condition in row.conditions)


def months_after_closing(reading: Reading, book_id: UUID, number: int) -> int:
    """How many months after a case closed a receiver keeps what this row of an adopted book let it have."""
    keep = next(row.keep for row in _rows(reading, book_id) if row.number == number)
    return 12 if keep is Keep.CLOSURE_12 else 6


def _rows(reading: Reading, book_id: UUID) -> tuple[Row, ...]:
    if book_id not in _read:
        _read[book_id] = RuleBook.read(_source(reading, book_id)).rows
    return _read[book_id]


def _source(reading: Reading, book_id: UUID) -> str:
    here = (col(RuleBookRow.region_id) == reading.seat.region, col(RuleBookRow.id) == book_id)
    return str(reading.session.execute(select(col(RuleBookRow.source)).where(*here)).scalar_one())


_ADOPTED = (
    select(
        col(RuleBookRow.id), col(RuleBookRow.version), col(RuleBookRow.adopted_at), col(RuleBookRow.hash),
        col(RuleBookRow.valid_from), col(RuleBookRow.valid_until),
    )
    .where(col(RuleBookRow.region_id) == ASKER.region, col(RuleBookRow.state) == BookState.ADOPTED)
)  # fmt: skip
_FOLLOWING = (
    _ADOPTED.where(col(RuleBookRow.valid_from) > given("today"))
    .where(col(RuleBookRow.valid_until).is_(None) | (col(RuleBookRow.valid_until) > col(RuleBookRow.valid_from)))
    .order_by(col(RuleBookRow.valid_from))
)
_SINCE = _ADOPTED.where(
    col(RuleBookRow.valid_until).is_(None) | (col(RuleBookRow.valid_until) >= given("day"))
).order_by(col(RuleBookRow.adopted_at).desc())
_IN_FORCE = (
    _ADOPTED.where(col(RuleBookRow.valid_from) <= given("today"))
    .where(col(RuleBookRow.valid_until).is_(None) | (col(RuleBookRow.valid_until) > given("today")))
    .order_by(col(RuleBookRow.version).desc())
    .limit(1)
)
_ANY = select(
    col(RuleBookRow.source), col(RuleBookRow.state), col(RuleBookRow.valid_from), col(RuleBookRow.valid_until)
).where(col(RuleBookRow.region_id) == ASKER.region, col(RuleBookRow.id) == given("book"))
_NOBODY = frozenset({DataCategory.D0})
_adopted: dict[tuple[str, date, date | None], RuleBook] = {}  # what an adopted book says never changes
_read: dict[UUID, tuple[Row, ...]] = {}
