"""Records that meet conditions, as their makers and the privacy officer may have them."""

from datetime import date, datetime
from uuid import UUID

from models.terms import Condition, DataCategory, Framework, Purpose
from models.views.base import View
from models.views.casework import CaseHead


class EvidenceDate(View):
    """That a record is in force, without its words."""

    condition: Condition
    title: str
    made_at: datetime
    claimed_until: date | None


class EvidenceLine(View):
    """A record that meets a condition, as its makers and the privacy officer see it.

    `shares_until`: of some kinds the last day on which something new can be shared on it. `is_consent`: it can be taken
    back by whom it is about.
    """

    id: UUID
    condition: Condition
    title: str
    case_word: str | None
    partner: str
    giver: str
    receivers: tuple[str, ...] | None
    categories: tuple[DataCategory, ...] | None
    purposes: tuple[Purpose, ...] | None
    frameworks: tuple[Framework, ...] | None
    subject: str | None
    answers: tuple[tuple[str, str], ...]
    claimed_from: date
    claimed_until: date | None
    made_by: str
    made_at: datetime
    afterwards: bool
    lapses_soon: bool
    lapsed: bool
    begins_later: bool
    shares_until: date | None
    too_old: bool
    is_consent: bool
    confirmed_by: str | None
    confirmed_at: datetime | None
    confirmed_for: str | None
    waits_for_confirmation: bool
    may_confirm: bool
    may_end: bool
    may_renew: bool
    leaning: int
    ended_at: datetime | None


class EvidenceLeft(View):
    """A record of one's own partner in a case it left: that it stands, and never its words or its case."""

    id: UUID
    title: str
    made_at: datetime
    claimed_until: date | None


class EvidenceKindLine(View):
    """A kind of record this seat can make."""

    title: str
    slug: str


class EvidenceDue(View):
    """A record that ends, or that must be looked at again, on a day. `case_word`: of a case this reader is in."""

    id: UUID
    title: str
    case_word: str | None
    letter: str | None
    on: date
    past: bool
    review: bool


class EvidencePage(View):
    """The records of a case or a region, those that wait for me first, and what I can record."""

    head: CaseHead | None
    waiting: tuple[EvidenceLine, ...]
    lines: tuple[EvidenceLine, ...]
    ended: tuple[EvidenceLine, ...]
    kinds: tuple[EvidenceKindLine, ...]
    left: tuple[EvidenceLeft, ...] = ()
    due: tuple[EvidenceDue, ...] = ()
    next_from: str | None


class EvidenceOne(View):
    """One record on a page of its own.

    `own_hand`: it waits for somebody else than this reader. `for_client`: there is a page of it for whom it is about.
    """

    head: CaseHead | None
    line: EvidenceLine
    slug: str
    subject_id: UUID | None
    own_hand: bool
    for_client: bool
    to_review: bool


class ClientSheet(View):
    """What a subject agreed to, for that subject: who tells what to whom, why and until when; and nothing else."""

    evidence_id: UUID
    giver: str
    receivers: tuple[str, ...]
    categories: tuple[DataCategory, ...]
    purposes: tuple[Purpose, ...]
    until: date


class EvidenceForm(View):
    """What can be chosen while one records: partners, subjects, who may confirm; each an id with its name."""

    head: CaseHead | None
    partners: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[str, str], ...]
    confirmers: tuple[tuple[str, str], ...]
    givers: tuple[tuple[str, str], ...]
    purposes: tuple[Purpose, ...]
