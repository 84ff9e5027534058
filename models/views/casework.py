"""Cases, contributions and who may see what, as one reader may have them."""

from datetime import date, datetime
from uuid import UUID

from models.terms import (
    AgeBranch,
    CaseState,
    DataCategory,
    ExploitationForm,
    FieldName,
    Framework,
    Outcome,
    PartnerKind,
    Purpose,
    Reliability,
    StatementKind,
    SubjectRole,
    Told,
)
from models.views.base import View

Coded = SubjectRole | AgeBranch | ExploitationForm | Told


class PartnerName(View):
    """A partner of the region, as everyone at the table knows it."""

    id: UUID
    name: str
    short_name: str
    kind: PartnerKind


class CaseLine(View):
    """A case in a list."""

    id: UUID
    reference: str
    code_word: str
    state: CaseState
    framework: Framework
    municipality: str | None
    lead: str
    opened_at: datetime
    last_shared_at: datetime | None


class CaseHead(View):
    """What every member of a case may know of it."""

    id: UUID
    reference: str
    code_word: str
    state: CaseState
    framework: Framework
    municipality: str | None
    purposes: tuple[Purpose, ...]
    brought_by: PartnerName
    lead: PartnerName
    opened_at: datetime
    closed_at: datetime | None
    partners: tuple[PartnerName, ...]


class SubjectLink(View):
    """A subject a passage is about, and in which role."""

    subject_id: UUID
    letter: str
    role: SubjectRole


class Passage(View):
    """One statement's words at one moment, for one reader. `number` counts this reader's own versions from 1."""

    statement_id: UUID
    version_id: UUID
    partner_id: UUID
    text: str
    category: DataCategory
    kind: StatementKind
    reliability: Reliability | None
    observed_on: date | None
    by_month: bool
    names_person: bool
    exact_place: bool
    about: tuple[SubjectLink, ...]
    writer: str | None
    own_words: bool
    written_at: datetime
    edit: int
    number: int
    is_draft: bool
    share_id: UUID | None
    shared_at: datetime | None
    ends_at: datetime | None
    shared_with: int
    doubted: bool
    field: FieldName | None = None
    coded: Coded | None = None
    on: date | None = None


class FieldSaid(View):
    """One field of a subject, said by one partner: words, or a member of a closed list with its day."""

    statement_id: UUID
    version_id: UUID
    letter: str
    field: FieldName
    value: str
    coded: Coded | None = None
    on: date | None = None
    partner: PartnerName
    own: bool
    shared_at: datetime | None
    shared_with: int = 0


class SubjectCard(View):
    """A subject of a case by letter, with what this reader may know of it."""

    id: UUID
    letter: str
    role: SubjectRole | None
    age: AgeBranch | None
    fields: tuple[FieldSaid, ...]
    has_identity: bool
    also: tuple[str, ...]


class Contribution(View):
    """What one partner says on a case, as far as this reader may know."""

    partner: PartnerName
    own: bool
    last_shared_at: datetime | None
    passages: tuple[Passage, ...]


class GridCell(View):
    """For one passage and one partner: shared (and first shown when), or what the rules say.

    `earlier`: these words are not, but an earlier version of them is.
    """

    shared: bool
    earlier: bool
    shown_on: date | None
    outcome: Outcome


class GridRow(View):
    partner: PartnerName
    cells: tuple[GridCell, ...]


class RemovedLine(View):
    """Something of one's own partner that was taken back: what sort of thing, never its words."""

    statement_id: UUID
    letter: str | None
    field: FieldName | None
    category: DataCategory
    written_at: datetime
    removed_at: datetime


class CasePage(View):
    """A case as one reader may have it: contributions side by side, and for one's own the grid.

    `first_shown`: when a version of one's own partner was first shown to another. `removed`: what can be put back.
    """

    head: CaseHead
    subjects: tuple[SubjectCard, ...]
    contributions: tuple[Contribution, ...]
    own: Contribution | None
    grid_columns: tuple[Passage, ...]
    grid: tuple[GridRow, ...]
    first_shown: dict[UUID, date]
    removed: tuple[RemovedLine, ...]


class MemberName(View):
    """A person of one's own partner who is, or could be, a member of the case."""

    membership_id: UUID
    name: str
    job: str
    signed: bool
    is_member: bool
    since: datetime | None


class CasePeople(View):
    """Who takes part: partners for all to see, persons only of one's own partner."""

    head: CaseHead
    own: PartnerName
    leads: bool
    own_people: tuple[MemberName, ...]
    others: tuple[PartnerName, ...]


class VersionLine(View):
    """One version of one's own partner's passage."""

    version_id: UUID
    number: int
    text: str
    category: DataCategory
    writer: str
    written_at: datetime
    frozen_at: datetime | None
    receivers: tuple[str, ...]


class OtherSeat(View):
    """Another seat of one's own that is a member of the same case."""

    membership_id: UUID
    partner: str


class PassagePage(View):
    """A passage to write or edit, with its versions, and where else it could belong."""

    head: CaseHead
    passage: Passage | None
    subjects: tuple[SubjectCard, ...]
    versions: tuple[VersionLine, ...]
    other_cases: tuple[CaseLine, ...]
    other_seats: tuple[OtherSeat, ...]
    categories: tuple[DataCategory, ...]
    preset: DataCategory
    asks_reliability: bool


class OtherLetter(View):
    """Another letter of the same case."""

    subject_id: UUID
    letter: str


class SubjectPage(View):
    """One subject: what this reader may know, what its own partner said, and the other letters of the case."""

    head: CaseHead
    subject: SubjectCard
    merged: tuple[OtherLetter, ...]
    others: tuple[OtherLetter, ...]


class SameCard(View):
    """Somebody this reader may know with the same name and birth date, or the same address."""

    case_id: UUID
    code_word: str
    subject_id: UUID
    letter: str
    field: FieldName
    partner: str


class IdentityCard(View):
    """Who a subject is, on screen only, as far as this reader was told."""

    head: CaseHead
    subject: SubjectCard
    fields: tuple[FieldSaid, ...]
    same_as: tuple[SameCard, ...]
