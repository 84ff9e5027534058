"""The rule book as a person reads it: in words, per giver and receiver."""

from datetime import date
from uuid import UUID

from models.terms import BookState, DataCategory, EvidenceMark, Framework, Keep, PartnerKind, Purpose, RowOutcome
from models.views.base import View


class Words(View):
    """The same said in Dutch and in English, as the book has it."""

    nl: str
    en: str


class RuleLine(View):
    """One rule, as it counts between a giver and a receiver. `frameworks` is empty when it counts in all."""

    number: int
    outcome: RowOutcome
    adopted: bool
    sentence: Words
    article: str
    categories: tuple[DataCategory, ...]
    purposes: tuple[Purpose, ...]
    frameworks: tuple[Framework, ...]
    conditions: tuple[Words, ...]
    lifts: tuple[int, ...]
    keep: Keep | None
    mark: EvidenceMark


class Between(View):
    """What a giver may give one kind of receiver: at once, only if, and not."""

    receiver: PartnerKind
    holds: tuple[DataCategory, ...]
    may: tuple[RuleLine, ...]
    only_if: tuple[RuleLine, ...]
    may_not: tuple[RuleLine, ...]


class Holding(View):
    """What some kinds of partner may hold at all. `frameworks` is empty when that is so in all."""

    kinds: tuple[PartnerKind, ...]
    frameworks: tuple[Framework, ...]
    holds: tuple[DataCategory, ...]


class Official(View):
    """Who adopted or advised, and for whom."""

    name: str
    partner: str
    on: date


class BookLine(View):
    """A rule book and how far it came; what this reader may do about it now."""

    id: UUID
    version: int
    state: BookState
    valid_from: date | None
    valid_until: date | None
    advised: Official | None
    adopted: tuple[Official, ...]
    may_advise: bool
    may_adopt: bool

    @property
    def replaced_at_once(self) -> bool:
        """Whether another version took its place before a whole day of it was over."""
        return bool(self.valid_from and self.valid_until and self.valid_until <= self.valid_from)


class RulePage(View):
    """The rules in force, from one kind of giver; without a book there are none, and nothing is shared."""

    book: BookLine | None
    notice: Words | None
    giver: PartnerKind
    own_kind: PartnerKind | None
    between: tuple[Between, ...]
    elsewhere: tuple[PartnerKind, ...]
    common: tuple[Words, ...]
    holdings: tuple[Holding, ...]


class RuleDesk(View):
    """All rule books of the region, newest first, and what it takes to adopt one."""

    books: tuple[BookLine, ...]
    notice: Words
    may_propose: bool
    needed: int
