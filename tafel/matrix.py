"""A rule book laid out as a matrix: what stands in a cell, and what that says given the records there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from models.terms import Condition, DataCategory, Framework, Keep, PartnerKind, Purpose, RowOutcome
from tafel.book import Mark, Row, RuleBook, Words

Conditions = frozenset[Condition]

_NONE: Conditions = frozenset()
_CONSENTS = frozenset({Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.CONS_G})


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides one category: a row with its outcome, or a mark where no row does."""

    rule: int | Mark
    category: DataCategory | None
    outcome: RowOutcome | None
    article: str
    nl: str
    en: str
    keep: Keep | None = None
    needs: Conditions = _NONE


class Finding(NamedTuple):
    """What a cell says: whether it refuses, what decides, and what that lacks."""

    refused: bool
    deciding: tuple[Deciding, ...]
    missing: Conditions = _NONE


class Refusal(NamedTuple):
    """A row that says no, with the exceptions that lift it."""

    row: Deciding
    exceptions: tuple[Deciding, ...]

    def lifted(self, met: Conditions) -> Deciding | None:
        """The lowest exception that lacks nothing."""
        for row in self.exceptions:
            if row.needs <= met:
                return row
        return None


class Grant(NamedTuple):
    """A row that permits, and what is found where it lacks nothing."""

    row: Deciding
    complete: Finding


class Cell(NamedTuple):
    """All that stands in a book on one category, between two partners, for one purpose in one framework."""

    held: bool
    refusals: tuple[Refusal, ...]
    grants: tuple[Grant, ...]
    otherwise: Finding
    settled: Finding | None
    hopeless: bool

    def standing(self, met: Conditions) -> list[Refusal]:
        """The refusals that no exception lifts."""
        return [refusal for refusal in self.refusals if refusal.lifted(met) is None]

    def judged(self, met: Conditions) -> Finding:
        """What the cell says: a refusal goes before the receiver table, and that before any permission."""
        if self.settled:
            return self.settled
        if self.refusals:
            return self._lifted(met)
        return _nearest(self.grants, met)

    def _lifted(self, met: Conditions) -> Finding:
        lifting = []
        for refusal in self.refusals:
            exception = refusal.lifted(met)
            if exception is None:
                return Finding(True, (refusal.row,))
            lifting.append(exception)
        return Finding(False, tuple(lifting)) if self.held else self.otherwise


def _nearest(grants: tuple[Grant, ...], met: Conditions) -> Finding:
    """The lowest row that lacks nothing, else the lowest that lacks least."""
    for grant in grants:
        if grant.row.needs <= met:
            return grant.complete
    nearest = min((grant.row for grant in grants), key=lambda row: len(row.needs - met))
    return Finding(False, (nearest,), nearest.needs - met)


@lru_cache(maxsize=1 << 10)
def marked(book: RuleBook, mark: Mark, category: DataCategory | None) -> Deciding:
    """What the book says where no row decides."""
    words = book.marks[mark]
    return Deciding(mark, category, None, words.article, words.nl, words.en)


@lru_cache(maxsize=1 << 16)
def cells(
    book: RuleBook,
    giver: PartnerKind,
    receiver: PartnerKind,
    purpose: Purpose,
    framework: Framework,
    with_consent: Conditions = _NONE,
) -> Mapping[DataCategory, Cell]:
    """What stands between these two, category by category; nothing for a purpose the framework does not have.

    A code nobody knows is a ValueError. `with_consent` is what every consent also needs.
    """
    here = PartnerKind(giver), PartnerKind(receiver), Purpose(purpose), Framework(framework)
    if not book.allows(here[3], here[2]):
        return {}
    numbers = tuple(row.number for row in book.rows if row.between(*here))
    return _line(book, numbers, book.may_hold(here[1], here[3]), _not_held(book, here[1], here[3]), with_consent)


@lru_cache(maxsize=1 << 8)
def _not_held(book: RuleBook, receiver: PartnerKind, framework: Framework) -> Words:
    """What the book says where this receiver may not hold something, with the reason its table gives."""
    said = book.marks[Mark.NOT_HELD]
    whys = [one.why for one in book.receivers if receiver in one.kinds and framework in one.frameworks]
    return Words(nl=_because(said.nl, whys[0].nl), en=_because(said.en, whys[0].en)) if whys else said


def _because(sentence: str, why: str) -> str:
    return f"{sentence.removesuffix('.')} ({why})."


@lru_cache(maxsize=1 << 13)
def _line(
    book: RuleBook, numbers: tuple[int, ...], may_hold: frozenset[DataCategory], not_held: Words,
    with_consent: Conditions,
) -> Mapping[DataCategory, Cell]:  # fmt: skip
    rows = sorted((row for row in book.rows if row.number in numbers), key=lambda row: row.number)
    return {
        category: _cell(
            book, [row for row in rows if category in row.data], category, with_consent,
            None if category in may_hold else Deciding(Mark.NOT_HELD, category, None, "", not_held.nl, not_held.en),
        )
        for category in DataCategory
    }  # fmt: skip


def _cell(
    book: RuleBook,
    rows: list[Row],
    category: DataCategory,
    with_consent: Conditions,
    not_held: Deciding | None,
) -> Cell:
    held = not_held is None
    said = {row.number: _said(book, row, category, with_consent) for row in rows}
    adopted = [row for row in rows if row.adopted]
    refusals = tuple(
        Refusal(said[row.number], tuple(said[other.number] for other in adopted if row.number in other.lifts))
        for row in adopted
        if row.refuses
    )
    permitting = [said[row.number] for row in adopted if not row.refuses and not row.lifts]
    grants = tuple(Grant(row, Finding(False, (row,))) for row in permitting)
    pending = any(not row.adopted and not row.lifts for row in rows)
    no_rule = marked(book, Mark.NOT_ADOPTED if pending else Mark.NO_RULE, category)
    otherwise = Finding(True, (not_held or no_rule,))
    settled = _settled(category, refusals, grants, otherwise, held=held)
    liftable = held and all(refusal.exceptions for refusal in refusals)
    return Cell(held, refusals, grants, otherwise, settled, not liftable or (settled is not None and settled.refused))


def _settled(
    category: DataCategory,
    refusals: tuple[Refusal, ...],
    grants: tuple[Grant, ...],
    otherwise: Finding,
    *,
    held: bool,
) -> Finding | None:
    """What a cell says whatever the records: so do most, and it is worked out once. A minor needs no row of its own."""
    if refusals:
        return None if refusals[0].exceptions else Finding(True, (refusals[0].row,))
    if held and category is DataCategory.D14:
        return Finding(False, ())
    return None if held and grants else otherwise


def _said(book: RuleBook, row: Row, category: DataCategory, with_consent: Conditions) -> Deciding:
    words = book.sentence(row.number)
    needs = _NONE if row.refuses else row.conditions | book.common
    if needs & _CONSENTS:
        needs |= with_consent
    return Deciding(row.number, category, row.outcome, row.article, words.nl, words.en, row.keep, needs)
