"""Verdicts before sharing, and the account of what was given."""

from datetime import date, datetime
from uuid import UUID

from models.rule_terms import EndedBy
from models.terms import Condition, DataCategory, FieldName, Outcome, Purpose, ShareEnd
from models.views.base import View
from models.views.casework import CaseHead, Coded, PartnerName, Passage
from models.views.evidence import EvidenceDate
from models.views.profiles import ProfileView, SeriesName


class Ground(View):
    """One row of the rule book in a verdict. `number` is None for what is no row (receiver table, unknown)."""

    number: int | None
    category: DataCategory | None
    article: str
    nl: str
    en: str


class Needed(View):
    """A condition without its record, after *Nog nodig*. `slug`: the form by which this giver can record it."""

    condition: Condition
    nl: str
    en: str
    slug: str | None = None


class Met(View):
    """A condition that holds. `made_on`: the day of the record that proves it; none where the act itself does."""

    condition: Condition
    nl: str
    en: str
    made_on: date | None = None


class Offered(View):
    """An exception: it may after all, when what is missing is on record."""

    ground: Ground
    missing: tuple[Needed, ...]


class ReceiverVerdict(View):
    """What the rules say of giving the chosen passages to one partner."""

    partner: PartnerName
    outcome: Outcome
    grounds: tuple[Ground, ...]
    missing: tuple[Needed, ...]
    met: tuple[Met, ...]
    offered: tuple[Offered, ...]
    already: bool
    until: datetime | None = None
    in_case: bool

    @property
    def first(self) -> Ground:
        return self.grounds[0]


class DeclarationAsked(View):
    """A fixed sentence the giver ticks, and whether it is ticked."""

    condition: Condition
    nl: str
    en: str
    ticked: bool


class Named(View):
    """Somebody or something one can choose."""

    id: UUID
    name: str


class OldText(View):
    """A text of ours that was shared anonymously and still stands; `names`: it points at somebody now."""

    version_id: UUID
    text: str
    names: bool


class AnonymousFirst(View):
    """Of an anonymous consultation: whether I can go on with names, whether this page does, and our old texts then."""

    may_name: bool
    goes_on: bool
    old: tuple[OldText, ...]


class SharePage(View):
    """Everything needed to share in one look: what, with whom, what the rules say, what is still missing.

    `question`: which question of another partner this answers.
    """

    head: CaseHead
    passages: tuple[Passage, ...]
    chosen: frozenset[UUID]
    receivers: tuple[ReceiverVerdict, ...]
    chosen_receivers: frozenset[UUID]
    purpose: Purpose
    purposes: tuple[Purpose, ...]
    ends_on: date
    profile: ProfileView | None
    series: SeriesName | None
    for_series: UUID | None
    evidence: tuple[EvidenceDate, ...]
    declarations: tuple[DeclarationAsked, ...]
    asks_necessity: bool
    asks_person: bool
    persons: tuple[Named, ...]
    person_id: UUID | None
    changed: bool
    question: UUID | None = None
    book_version: int | None
    book_adopted_on: date | None
    anonymous: AnonymousFirst | None = None

    @property
    def inside(self) -> tuple[ReceiverVerdict, ...]:
        """The partners of the case, and those chosen besides."""
        return tuple(r for r in self.receivers if r.in_case or r.partner.id in self.chosen_receivers)

    @property
    def outside(self) -> tuple[ReceiverVerdict, ...]:
        """All other partners of the region."""
        return tuple(r for r in self.receivers if not (r.in_case or r.partner.id in self.chosen_receivers))

    @property
    def counts(self) -> dict[Outcome, int]:
        return {o: sum(r.outcome is o for r in self.inside) for o in Outcome}

    @property
    def may_now(self) -> int:
        permitted = (r for r in self.receivers if r.outcome is Outcome.PERMITTED)
        return sum(r.partner.id in self.chosen_receivers for r in permitted)


class GivenTo(View):
    """One receiver of what was just shared; what it was shown is recalled, with a reason."""

    partner: str
    shares: tuple[UUID, ...]
    ends_at: datetime
    in_force: bool
    was_shown: bool


class GivenNow(View):
    """What one's last act of sharing on a case did."""

    head: CaseHead
    given_at: datetime
    receivers: tuple[GivenTo, ...]
    refused: tuple[str, ...]
    passages: int

    @property
    def until(self) -> datetime:
        """The first end of any of them."""
        return min(one.ends_at for one in self.receivers)

    @property
    def same_end(self) -> bool:
        return len({one.ends_at for one in self.receivers}) == 1


class ShareLine(View):
    """One share in the account of the partner that gave it; `was_shown`: in any version, so that it is recalled."""

    id: UUID
    version_id: UUID
    statement_id: UUID
    case_id: UUID
    case_word: str
    case_reference: str
    text: str
    field: FieldName | None
    letter: str | None
    coded: Coded | None
    on: date | None
    receiver_id: UUID
    receiver: str
    purpose: Purpose
    category: DataCategory
    rule_number: int
    article: str
    book_version: int
    given_by: str
    given_at: datetime
    ends_at: datetime
    first_shown_on: date | None
    was_shown: bool
    ended_at: datetime | None
    ended_why: ShareEnd | EndedBy | None
    held: bool

    @property
    def in_force(self) -> bool:
        return self.ended_at is None


class PassageGiven(View):
    """One passage given in one act, and to whom."""

    lines: tuple[ShareLine, ...]

    @property
    def first(self) -> ShareLine:
        return self.lines[0]


class DoubtLine(View):
    """A receiver's doubt about a category, waiting for the giver; or that two letters came apart after these words.

    `mine`: whether this reader may read the words, and so answer.
    """

    id: UUID
    case_id: UUID
    case_word: str
    text: str
    field: FieldName | None
    letter: str | None
    coded: Coded | None
    on: date | None
    category: DataCategory
    suggested: DataCategory | None
    after_split: bool
    doubted_for: str
    doubted_at: datetime
    mine: bool


class ReceivedBefore(View):
    """What was once shared with my partner and ended: the record without the words."""

    share_id: UUID
    partner: str
    case_word: str
    given_at: datetime
    ended_at: datetime
    ended_why: ShareEnd | EndedBy


class MyShares(View):
    """What my partner gave, to whom, when, on which article, over a period."""

    given: tuple[PassageGiven, ...]
    first_day: date
    last_day: date
    next_from: str | None
    doubts: tuple[DoubtLine, ...]
    categories: tuple[DataCategory, ...]
    received_before: tuple[ReceivedBefore, ...]
