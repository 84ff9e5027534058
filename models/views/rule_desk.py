"""What the rule desk shows: a question tried, the matrix as a picture, two versions compared, what a version does."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import SkipValidation

from models.rule_terms import Answered, Change, Fact
from models.terms import BookState, Condition, DataCategory, Framework, Keep, Outcome, PartnerKind, Purpose
from models.views.base import View
from models.views.rulebook import RuleLine, Words


class Version(View):
    """A rule book by its number; in force or not."""

    id: UUID
    version: int
    state: BookState
    valid_from: date | None
    valid_until: date | None
    in_force: bool


class Phrase(View):
    """A condition, as the book says it."""

    condition: Condition
    words: Words


class Decides(View):
    """A row that decides one kind of data; `number` is None where no row does."""

    number: int | None
    category: DataCategory | None
    article: str
    words: Words


class Unless(View):
    """An exception: it may after all, when what is missing is on record."""

    row: Decides
    missing: tuple[Phrase, ...]


class Tried(View):
    """What the rules say of one question. `could_need`: everything that could be asked for here."""

    giver: PartnerKind
    receiver: PartnerKind
    outcome: Outcome
    derived: tuple[DataCategory, ...]
    decides: tuple[Decides, ...]
    missing: tuple[Phrase, ...]
    unless: tuple[Unless, ...]
    for_minors: Words | None
    keep: Keep | None
    could_need: tuple[Phrase, ...]

    @property
    def first(self) -> Decides:
        return self.decides[0]


class TryPage(View):
    """A question to the rules and its answer; without a book there is none."""

    version: Version | None
    versions: tuple[Version, ...]
    common: tuple[Words, ...]
    tried: Tried | None
    allowed: tuple[Purpose, ...]


class Place(View):
    """What the matrix says between two kinds of partner, and the sentence that goes with it."""

    receiver: PartnerKind
    answer: Answered
    first: Decides
    missing: tuple[Phrase, ...]


class MatrixRow(View):
    """What one kind of partner may give to each of the others."""

    giver: PartnerKind
    places: tuple[Place, ...]


class MatrixPage(View):
    """The matrix as a picture, for one kind of data and one purpose."""

    version: Version | None
    versions: tuple[Version, ...]
    receivers: tuple[PartnerKind, ...]
    rows: tuple[MatrixRow, ...]
    counts: dict[Answered, int]
    allowed: tuple[Purpose, ...]


class Difference(View):
    """What another version does, for all these givers, receivers and kinds at once; `aims`: purposes with their frames.

    `before`, `after`: the ways in which it is permitted, each with what it needs; none at all when it is forbidden.
    """

    change: Change
    givers: tuple[PartnerKind, ...]
    receivers: tuple[PartnerKind, ...]
    categories: tuple[DataCategory, ...]
    aims: tuple[tuple[tuple[Purpose, ...], tuple[Framework, ...]], ...]
    facts: tuple[Fact, ...]
    before: tuple[tuple[Words, ...], ...]
    after: tuple[tuple[Words, ...], ...]


class ComparisonPage(View):
    """Two versions beside each other; `places` counts what changed, `lines` says it in as few lines as it goes."""

    versions: tuple[Version, ...]
    old: Version | None
    new: Version | None
    places: dict[Change, int]
    lines: tuple[Difference, ...]
    left_out: int
    added: tuple[int, ...]
    removed: tuple[int, ...]
    altered: tuple[int, ...]


class EndingShare(View):
    """A share that would end, as far as this reader may know of it."""

    giver: str
    receiver: str
    case_id: UUID | None
    case_word: str | None
    category: DataCategory
    purpose: Purpose
    book_id: UUID
    rule_number: int
    count: int


class EffectPage(View):
    """What a version would do to shares in force; `whole`: the reader sees those of the whole region."""

    version: Version
    first_day: date
    whole: bool
    standing: int
    ending: tuple[EndingShare, ...]


class StandingShare(View):
    """A share that stands on a rule, for its giver or receiver."""

    case_id: UUID
    case_word: str
    giver: str
    receiver: str
    category: DataCategory
    purpose: Purpose
    given_on: date
    until: date


class RuleDetail(View):
    """One rule of one version, with the shares that stand on it; `count` is known to the privacy officer alone."""

    version: Version
    rule: RuleLine
    givers: tuple[PartnerKind, ...]
    receivers: tuple[PartnerKind, ...]
    lifted_by: tuple[int, ...]
    shares: tuple[StandingShare, ...]
    count: int | None


class Problems(View):
    """What is wrong with a text that was to be rules; each sentence stays as it was said, for the page to translate."""

    problems: tuple[Annotated[str, SkipValidation], ...]
