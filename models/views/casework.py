"""Cases, contributions and who may see what, as one reader may have them."""

from datetime import date, datetime
from uuid import UUID

from models.meeting_terms import LineKind, MinutesState
from models.signal_terms import CaseStage
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
)  # fmt: skip
from models.views.amendments import Corrected
from models.views.base import View
from models.views.course import Closed, Course
from models.views.question_waiting import QuestionWaiting

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


class CasesPage(View):
    """My open cases, those with the newest words first; then those that were closed, the last one first.

    `older` is the key of the page after this one; `after` tells that this is such a page, of closed ones alone.
    """

    open: tuple[CaseLine, ...]
    closed: tuple[CaseLine, ...]
    older: str | None
    after: bool


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
    stage: CaseStage = CaseStage.CASE


class SubjectLink(View):
    """A subject a passage is about, and in which role."""

    subject_id: UUID
    letter: str
    role: SubjectRole


class Passage(View):
    """One statement's words at one moment, for one reader. `number` counts this reader's own versions from 1.

    `line`: what it is at a meeting, if it was made there; `unconfirmed`: somebody wrote it of us, and we have not
    confirmed it. `question`: the question to partners that it asks.
    """

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
    line: LineKind | None = None
    unconfirmed: bool = False
    question: UUID | None = None
    corrected: Corrected | None = None


class FieldBefore(View):
    """What a field said before it was corrected."""

    field: FieldName
    value: str
    coded: Coded | None
    on: date | None


class FieldCorrected(View):
    """The giver corrected a field; as `Corrected`, with what it said before as a field."""

    at: datetime
    was: FieldBefore | None
    wrong: str | None


class FieldSaid(View):
    """One field of a subject, said by one partner: words, or a member of a closed list with its day.

    `shown`, of one's own: others were shown it, so that it can be corrected.
    """

    statement_id: UUID
    version_id: UUID
    letter: str
    field: FieldName
    value: str
    coded: Coded | None = None
    on: date | None = None
    partner: PartnerName
    own: bool
    category: DataCategory
    share_id: UUID | None
    shared_at: datetime | None
    shared_with: int = 0
    corrected: FieldCorrected | None = None
    shown: bool = False


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

    `share`: the share that stands. `earlier`: it is not of these words, but of an earlier version of them.
    `was_shown`: what stands was shown there, so that it is recalled, with a reason.
    """

    share: UUID | None
    earlier: bool
    shown_on: date | None
    was_shown: bool
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


class SecretLine(View):
    """Something given to this very person, to be shown once; `shown_on`: when it was. Never its words."""

    share_id: UUID
    partner: str
    letter: str | None
    category: DataCategory
    given_at: datetime
    ends_at: datetime
    shown_on: date | None


class ShownOnce(View):
    """What one person may see one time; without words once it was seen."""

    head: CaseHead
    line: SecretLine
    text: str | None


class CaseMinutes(View):
    """The minutes of one time a case was on the table."""

    id: UUID
    meeting_id: UUID
    name: str
    day: date
    state: MinutesState


class CasePage(View):
    """A case as one reader may have it: contributions side by side, and for one's own the grid.

    `first_shown`: when a version of one's own partner was first shown to another. `removed`: what can be put back.
    `for_me_alone`: what was given to this very person, and is shown once. `closed`: how it was closed, while it is.
    `coordinates`: how its subjects are reached in safety is this reader's to say first.
    """

    head: CaseHead
    subjects: tuple[SubjectCard, ...]
    contributions: tuple[Contribution, ...]
    own: Contribution | None
    grid_columns: tuple[Passage, ...]
    grid: tuple[GridRow, ...]
    first_shown: dict[UUID, date]
    removed: tuple[RemovedLine, ...]
    for_me_alone: tuple[SecretLine, ...]
    closed: Closed | None
    minutes: tuple[CaseMinutes, ...]
    has_profile: bool
    course: Course
    coordinates: bool
    questions: tuple[QuestionWaiting, ...]


class MemberName(View):
    """A person of one's own partner who is, or could be, a member of the case."""

    membership_id: UUID
    name: str
    job: str
    signed: bool
    is_member: bool
    since: datetime | None
