"""Verdicts before sharing, and the account of what was given."""

from datetime import date, datetime
from uuid import UUID

from models.terms import Condition, DataCategory, Outcome, Purpose, ShareEnd
from models.views.base import View
from models.views.casework import CaseHead, PartnerName, Passage


class Ground(View):
    """One row of the rule book that counts in a verdict. `number` is None for what is no row (receiver table, unknown)."""

    number: int | None
    category: DataCategory | None
    article: str
    nl: str
    en: str


class Offered(View):
    """An exception: it may after all, when what is missing is on record."""

    ground: Ground
    missing: tuple[Condition, ...]


class ReceiverVerdict(View):
    """What the rules say of giving the chosen passages to one partner."""

    partner: PartnerName
    outcome: Outcome
    grounds: tuple[Ground, ...]
    missing: tuple[Condition, ...]
    offered: tuple[Offered, ...]
    already: bool
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


class ProfileView(View):
    """With whom, for what and until when, as confirmed before."""

    purpose: Purpose
    receivers: tuple[UUID, ...]
    ends_on: date
    confirmed_at: datetime
    fresh: bool


class EvidenceLine(View):
    """A record that meets a condition, as its makers and the privacy officer see it."""

    id: UUID
    condition: Condition
    case_word: str | None
    partner: str
    giver: str
    receivers: tuple[str, ...] | None
    categories: tuple[DataCategory, ...] | None
    purposes: tuple[Purpose, ...] | None
    subject: str | None
    answers: tuple[tuple[str, str], ...]
    claimed_from: date
    claimed_until: date | None
    made_by: str
    made_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    waits_for_confirmation: bool
    may_confirm: bool
    may_end: bool
    ended_at: datetime | None


class SharePage(View):
    """Everything needed to share in one look: what, with whom, what the rules say, what is still missing."""

    head: CaseHead
    passages: tuple[Passage, ...]
    chosen: frozenset[UUID]
    receivers: tuple[ReceiverVerdict, ...]
    chosen_receivers: frozenset[UUID]
    purpose: Purpose
    purposes: tuple[Purpose, ...]
    ends_on: date
    profile: ProfileView | None
    evidence: tuple[EvidenceLine, ...]
    declarations: tuple[DeclarationAsked, ...]
    lacks_necessity: bool
    book_version: int | None
    book_adopted_on: date | None

    @property
    def counts(self) -> dict[Outcome, int]:
        return {o: sum(r.outcome is o for r in self.receivers) for o in Outcome}

    @property
    def may_now(self) -> int:
        permitted = (r for r in self.receivers if r.outcome is Outcome.PERMITTED)
        return sum(r.partner.id in self.chosen_receivers for r in permitted)


class ShareLine(View):
    """One share in the account of the partner that gave it."""

    id: UUID
    case_id: UUID
    case_word: str
    text: str
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
    ended_at: datetime | None
    ended_why: ShareEnd | None
    held: bool

    @property
    def in_force(self) -> bool:
        return self.ended_at is None


class MyShares(View):
    """What my partner gave, to whom, when, on which article, over a period."""

    lines: tuple[ShareLine, ...]
    first_day: date
    last_day: date
    next_from: str | None
    doubts: tuple["DoubtLine", ...]


class DoubtLine(View):
    """A receiver's doubt about a category, waiting for the giver."""

    id: UUID
    case_id: UUID
    case_word: str
    text: str
    category: DataCategory
    suggested: DataCategory | None
    doubted_for: str
    doubted_at: datetime
