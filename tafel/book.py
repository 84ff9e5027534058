"""A rule book: what the jurists wrote, read from TOML, and refused whole when anything in it does not hold together."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import product, starmap
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from models.terms import (
    Condition,
    DataCategory,
    EvidenceMark,
    Framework,
    Keep,
    PartnerKind,
    Purpose,
    RowOutcome,
    RowStatus,
)
from tafel import proofread
from tafel.refusals import Said, say
from tafel.shorthand import (
    MOST_LISTS,
    Article,
    Conditions,
    Data,
    Frameworks,
    Kinds,
    Number,
    Numbers,
    Outcome,
    Purposes,
    Text,
    kinds_and_lists,
    of_each,
    printable,
)

DECLARATION = "c-DECL(x)"
LONGEST_LINE = 1_000  # names within names cost more the longer they are, and a line is for a person to read


class BrokenRuleBook(Exception):
    """A rule book that may not be used, with everything that is wrong with it in plain words."""

    def __init__(self, problems: Iterable[Said]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Mark(StrEnum):
    """What decides where no row does."""

    UNKNOWN = "onbekend"
    NOT_HELD = "T"
    NO_RULE = "geen"
    NOT_ADOPTED = "na"
    MINOR = "D14"


class Place(NamedTuple):
    """One cell of the matrix: who gives what to whom, what for, in which legal frame."""

    giver: PartnerKind
    receiver: PartnerKind
    category: DataCategory
    purpose: Purpose
    framework: Framework


def _named(declaration: Condition) -> str:
    return declaration.removeprefix("c-DECL(").removesuffix(")")


_DECLARED = [code for code in Condition if code.is_declaration]
_RECORDED = [code for code in Condition if not code.is_declaration]


class Part(BaseModel):
    """A piece of a rule book: never changed once read, and nothing in it the rules do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Part):
    """The same said in Dutch and in English."""

    nl: Text
    en: Text


class MarkWords(Words):
    """What the screen says where no row decides."""

    article: Annotated[str, AfterValidator(printable)] = ""


class ConditionWords(Words):
    """A condition as it follows *Nog nodig*, and the record that proves it."""

    record: Text
    made_by: Text
    checks: Text


class Retention(Words):
    """How long one kind of record is proposed to be kept."""

    term: Text


class Receiver(Part):
    """What these kinds of partner may hold at all, in these frameworks; an article alone says why in both languages."""

    kinds: Kinds = Field(min_length=1)
    frameworks: Frameworks = Field(min_length=1)
    holds: Data
    why: Annotated[Words, BeforeValidator(lambda said: {"nl": said, "en": said} if isinstance(said, str) else said)]


class Row(Part):
    """One rule."""

    number: Number
    givers: Kinds = Field(min_length=1)
    receivers: Kinds = Field(min_length=1)
    data: Data = Field(min_length=1)
    purposes: Purposes = Field(min_length=1)
    frameworks: Frameworks = Field(min_length=1)
    outcome: Outcome
    lifts: tuple[Number, ...] = Field(default=(), alias="except", max_length=20)
    article: Article
    conditions: Conditions = frozenset()
    keep: Keep | None = None
    evidence: EvidenceMark
    status: RowStatus

    @property
    def adopted(self) -> bool:
        """Whether the row takes part once the book is adopted."""
        return self.status is RowStatus.TAKES_PART

    @property
    def refuses(self) -> bool:
        """Whether the row says no."""
        return self.outcome in (RowOutcome.NO_STATUTE, RowOutcome.NO_POLICY)

    def between(self, giver: PartnerKind, receiver: PartnerKind, purpose: Purpose, framework: Framework) -> bool:
        """Whether the row speaks of these two, for this purpose in this framework."""
        return (
            giver in self.givers
            and receiver in self.receivers
            and purpose in self.purposes
            and framework in self.frameworks
        )

    def meets(self, other: Self) -> bool:
        """Whether both rows speak of some place."""
        return not any(mine.isdisjoint(theirs) for mine, theirs in zip(self.axes, other.axes, strict=True))

    def places(self) -> Iterator[Place]:
        """Every place the row speaks of."""
        return starmap(Place, product(*map(sorted, self.axes)))

    @property
    def axes(self) -> tuple[frozenset[Any], ...]:
        """What it speaks of: givers, receivers, data, purposes, frameworks."""
        return self.givers, self.receivers, self.data, self.purposes, self.frameworks


class Written(Part):
    """Everything that stands in a rule book."""

    title: Words
    version: Text
    notice: Words
    common: Conditions
    lists: dict[str, Kinds] = Field(max_length=MOST_LISTS)
    frameworks: Annotated[dict[Framework, Purposes], of_each(Framework)]
    always: Purposes
    all_but: dict[DataCategory, Kinds]
    receivers: tuple[Receiver, ...] = Field(alias="receiver")
    rows: tuple[Row, ...] = Field(alias="row")
    sentences: dict[Numbers, Words]
    marks: Annotated[dict[Mark, MarkWords], of_each(Mark)]
    declarations: Annotated[dict[str, Words], of_each(map(_named, _DECLARED))]
    conditions: Annotated[dict[str, ConditionWords], of_each([*_RECORDED, DECLARATION])]
    keeps: Annotated[dict[Keep, Words], of_each(Keep)]
    retention: dict[str, Retention]
    doubts: dict[Numbers, Words]


class RuleBook(Written):
    """The rules for sharing of one version, in force from one day until (and not on) another."""

    hash: str
    valid_from: date | None = None
    valid_until: date | None = None

    @classmethod
    @lru_cache(maxsize=4)  # one text is always the same book, and a book never changes
    def read(cls, text: str) -> "RuleBook":
        """Reads a rule book, or says all that is wrong with it; it is in force on no day until adopted."""
        tree = _parsed(text)
        try:
            written = Written.model_validate(tree, context=kinds_and_lists(tree.get("lists")))
        except ValidationError as error:
            raise BrokenRuleBook(proofread.in_plain_words(slip, tree) for slip in error.errors()) from None
        book = cls.model_construct(**dict(written), hash=_hash(tree))
        if problems := tuple(proofread.problems(book)):
            raise BrokenRuleBook(problems)
        return book

    def adopted(self, valid_from: date, valid_until: date | None = None) -> "RuleBook":
        """The same rules, in force from one day until another."""
        return self.model_copy(update={"valid_from": valid_from, "valid_until": valid_until})

    def in_force(self, on: date) -> bool:
        """Whether the book is adopted, and not yet followed by a newer one, on this day."""
        begun = self.valid_from is not None and self.valid_from <= on
        return begun and (self.valid_until is None or on < self.valid_until)

    def allows(self, framework: Framework, purpose: Purpose) -> bool:
        """Whether a case in this legal frame may have this purpose."""
        return purpose in self.always or purpose in self.frameworks[framework]

    def may_hold(self, receiver: PartnerKind, framework: Framework) -> frozenset[DataCategory]:
        """What this kind of partner may hold at all; anything else is refused."""
        return self.holdings[receiver, framework]

    def sentence(self, number: int) -> Words:
        """What the screen says for this row."""
        return self.sentence_of[number]

    def phrase(self, condition: Condition) -> Words:
        """The condition as it follows *Nog nodig*; a declaration is given in full."""
        if not condition.is_declaration:
            return self.conditions[condition]
        lead, declared = self.conditions[DECLARATION], self.declarations[_named(condition)]
        return Words(nl=f"{lead.nl} ‘{declared.nl}’", en=f"{lead.en} ‘{declared.en}’")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleBook) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def _identity(self) -> tuple[str, date | None, date | None]:
        return self.hash, self.valid_from, self.valid_until

    @cached_property
    def sentence_of(self) -> dict[int, Words]:
        """The sentence of each row, by its number."""
        return {number: words for numbers, words in self.sentences.items() for number in numbers}

    @cached_property
    def holdings(self) -> dict[tuple[PartnerKind, Framework], frozenset[DataCategory]]:
        """The receiver table, with what nearly everybody may hold added to it."""
        table = {
            (kind, framework): {category for category, none in self.all_but.items() if kind not in none}
            for kind, framework in product(PartnerKind, Framework)
        }
        for receiver in self.receivers:
            for place in product(receiver.kinds, receiver.frameworks):
                table[place] |= receiver.holds
        return {place: frozenset(categories) for place, categories in table.items()}


def _parsed(text: str) -> dict[str, Any]:
    if max(map(len, text.splitlines()), default=0) > LONGEST_LINE:
        raise BrokenRuleBook([say("een regel is langer dan {most} tekens", most=LONGEST_LINE)])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the second of brackets without end
        raise BrokenRuleBook([say("niet te lezen als TOML: {why}", why=error)]) from None


def _hash(tree: dict[str, Any]) -> str:
    """Of what is said, whatever the layout; anybody can compute it with the standard library."""
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
