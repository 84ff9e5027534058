"""The rules for sharing as a person reads them, and how they came to be adopted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.forms.rulebook import AskRules
from models.tables.people import Membership, Partner, Person
from models.tables.sharing import Adoption, RuleBookRow
from models.terms import BookState, Condition, DataCategory, Framework, PartnerKind, Purpose, Role, RowOutcome
from models.views.rulebook import Between, BookLine, Holding, Official, RuleDesk, RuleLine, RulePage, Words
from tafel import clock, rule_desk, rulebooks
from tafel.book import Row, RuleBook
from tafel.db import Reading
from tafel.sight import rulebook

GIVERS = tuple(kind for kind in PartnerKind if kind is not PartnerKind.BUI)


def rules(reading: Reading, asked: AskRules) -> RulePage:
    """What one kind of partner may give to others; without an adopted book, nothing."""
    found = rulebook.in_force(reading)
    here = _kinds_here(reading)
    giver = asked.giver or reading.seat.kind or next(iter(here), PartnerKind.POL)
    receivers = [asked.receiver] if asked.receiver else [kind for kind in here if kind is not giver or len(here) == 1]
    book = found.book if found else None
    return RulePage(
        book=next((one for one in _books(reading) if found and one.id == found.id), None),
        notice=_words(book.notice) if book else None,
        giver=giver,
        own_kind=reading.seat.kind,
        between=tuple(between(book, giver, receiver, asked.category) for receiver in receivers) if book else (),
        elsewhere=tuple(kind for kind in PartnerKind if kind not in here and kind not in receivers),
        common=_conditions(book, book.common) if book else (),
        holdings=tuple(_holdings(book)) if book else (),
    )


def desk(reading: Reading) -> RuleDesk:
    """The rule books of the region, and who may do what about them."""
    seat = reading.seat
    return RuleDesk(
        books=_books(reading),
        notice=_words(_default().notice),
        may_propose=rule_desk.may_propose(seat),
        needed=rule_desk.ADOPTIONS_NEEDED,
    )


def between(book: RuleBook, giver: PartnerKind, receiver: PartnerKind, category: DataCategory | None = None) -> Between:
    """The rules that can count between two kinds of partner, the lowest first."""
    rows = (row for row in book.rows if giver in row.givers and receiver in row.receivers)
    lines = [found for row in rows if (found := _line(book, row, receiver, category))]
    by = defaultdict(list)
    for one in sorted(lines, key=lambda one: one.number):
        by[one.outcome if one.adopted else RowOutcome.NO_POLICY].append(one)
    return Between(
        receiver=receiver,
        holds=_ordered(DataCategory, _held(book, receiver, Framework)),
        may=tuple(by[RowOutcome.YES]),
        only_if=tuple(by[RowOutcome.IF]),
        may_not=tuple(sorted(by[RowOutcome.NO_STATUTE] + by[RowOutcome.NO_POLICY], key=lambda one: one.number)),
    )


def _line(book: RuleBook, row: Row, receiver: PartnerKind, category: DataCategory | None) -> RuleLine | None:
    """A rule, with only those kinds of data that this receiver may hold at all; None when nothing is left of it."""
    data = row.data if row.refuses else row.data & _held(book, receiver, row.frameworks)
    return line(book, row, data) if data and (not category or category in data) else None


def line(book: RuleBook, row: Row, data: Iterable[DataCategory]) -> RuleLine:
    """A rule in words, for these kinds of data."""
    return RuleLine(
        number=row.number,
        outcome=row.outcome,
        adopted=row.adopted,
        sentence=_words(book.sentence(row.number)),
        article=row.article,
        categories=_ordered(DataCategory, data),
        purposes=_ordered(Purpose, row.purposes),
        frameworks=() if row.frameworks >= set(Framework) else _ordered(Framework, row.frameworks),
        conditions=_conditions(book, row.conditions),
        lifts=tuple(sorted(row.lifts)),
        keep=row.keep,
        mark=row.evidence,
    )


def _held(book: RuleBook, receiver: PartnerKind, frameworks: Iterable[Framework]) -> frozenset[DataCategory]:
    return frozenset[DataCategory]().union(*(book.may_hold(receiver, framework) for framework in frameworks))


def _conditions(book: RuleBook, conditions: Iterable[Condition]) -> tuple[Words, ...]:
    return tuple(_words(book.phrase(condition)) for condition in _ordered(Condition, conditions))


def _holdings(book: RuleBook) -> Iterable[Holding]:
    for receiver in book.receivers:
        everywhere = {category for category, none in book.all_but.items() if not receiver.kinds & none}
        yield Holding(
            kinds=_ordered(PartnerKind, receiver.kinds),
            frameworks=() if receiver.frameworks >= set(Framework) else _ordered(Framework, receiver.frameworks),
            holds=_ordered(DataCategory, receiver.holds | everywhere),
        )


def waiting(reading: Reading) -> tuple[BookLine, ...]:
    """The versions that wait for this official, or for the privacy officer's advice, newer than what was adopted."""
    if reading.seat.kind not in rule_desk.MANDATED and reading.seat.role is not Role.PRIVACY_OFFICER:
        return ()
    books = _books(reading)
    newest = max((one.version for one in books if one.state is BookState.ADOPTED), default=0)
    return tuple(one for one in books if (one.may_advise or one.may_adopt) and one.version > newest)


def in_order(kinds: Iterable[PartnerKind]) -> tuple[PartnerKind, ...]:
    """Kinds of partner in their fixed order."""
    return _ordered(PartnerKind, kinds)


def _ordered(vocabulary: Any, chosen: Iterable[Any]) -> tuple[Any, ...]:
    wanted = set(chosen)
    return tuple(word for word in vocabulary if word in wanted)


def _words(said: Any) -> Words:
    return Words(nl=said.nl, en=said.en)


def _kinds_here(reading: Reading) -> list[PartnerKind]:
    """The kinds of partner at this table, in their fixed order."""
    rows = reading.session.scalars(
        select(col(Partner.kind)).where(col(Partner.region_id) == reading.seat.region).order_by(col(Partner.position))
    )
    return list(dict.fromkeys(rows))


def _books(reading: Reading) -> tuple[BookLine, ...]:
    adviser = aliased(Person)
    rows = reading.session.execute(
        select(col(RuleBookRow.id), col(RuleBookRow.version), col(RuleBookRow.state), col(RuleBookRow.valid_from),
               col(RuleBookRow.valid_until),
               col(RuleBookRow.advised_at), col(RuleBookRow.advised_by), adviser.name.label("adviser"))  # type: ignore[attr-defined]
        .outerjoin(adviser, col(adviser.id) == col(RuleBookRow.advised_by))
        .where(col(RuleBookRow.region_id) == reading.seat.region)
        .order_by(col(RuleBookRow.version).desc())
        .limit(50)
    ).all()  # fmt: skip
    adopted = _adoptions(reading)
    return tuple(_book(reading, row, adopted[row.id]) for row in rows)


def _book(reading: Reading, row: Any, adopted: Sequence[Any]) -> BookLine:
    seat = reading.seat
    fresh = all(one.person_id != seat.person and one.partner_id != seat.partner for one in adopted)
    mandated = seat.kind in rule_desk.MANDATED and fresh and row.advised_by != seat.person
    advised = Official(name=row.adviser, partner="", on=clock.day_of(row.advised_at)) if row.advised_at else None
    return BookLine(
        id=row.id, version=row.version, state=row.state, valid_from=row.valid_from, valid_until=row.valid_until,
        advised=advised,
        adopted=tuple(Official(name=one.name, partner=one.partner or "", on=clock.day_of(one.at)) for one in adopted),
        may_advise=seat.role is Role.PRIVACY_OFFICER and row.state is BookState.DRAFT,
        may_adopt=mandated and row.state is BookState.ADVISED,
    )  # fmt: skip


def _adoptions(reading: Reading) -> dict[UUID, list[Any]]:
    rows = reading.session.execute(
        select(col(Adoption.book_id), col(Adoption.person_id), col(Adoption.at), col(Person.name),
               col(Membership.partner_id), col(Partner.name).label("partner"))
        .select_from(Adoption)
        .join(Person, col(Person.id) == col(Adoption.person_id))
        .join(Membership, and_(col(Membership.region_id) == col(Adoption.region_id),
                               col(Membership.id) == col(Adoption.membership_id)))
        .outerjoin(Partner, and_(col(Partner.region_id) == col(Membership.region_id),
                                 col(Partner.id) == col(Membership.partner_id)))
        .where(col(Adoption.region_id) == reading.seat.region)
        .order_by(col(Adoption.at))
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row.book_id].append(row)
    return found


def _default() -> RuleBook:
    if not _read:
        _read.append(RuleBook.read(rulebooks.text()))
    return _read[0]


_read: list[RuleBook] = []  # the book that comes with the product never changes while it runs
