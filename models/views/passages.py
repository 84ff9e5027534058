"""A passage of one's own partner as one writes and edits it."""

from datetime import datetime
from uuid import UUID

from models.terms import DataCategory, Purpose
from models.views.base import View
from models.views.casework import CaseHead, CaseLine, Passage, SubjectCard


class VersionLine(View):
    """One version of one's own partner's passage. `wrong`: what it corrects, if it does."""

    version_id: UUID
    number: int
    text: str
    category: DataCategory
    writer: str
    written_at: datetime
    frozen_at: datetime | None
    receivers: tuple[str, ...]
    wrong: str | None


class OtherSeat(View):
    """Another seat of one's own that is a member of the same case."""

    membership_id: UUID
    partner: str


class PassagePage(View):
    """A passage to write or edit, with its versions, and where else it could belong.

    `shown_to`: the other partners that were shown it; `recall_first`: not all that was shown was recalled, so that it
    stays here; `purpose`: the one it would usually be shared for.
    """

    head: CaseHead
    passage: Passage | None
    subjects: tuple[SubjectCard, ...]
    versions: tuple[VersionLine, ...]
    other_cases: tuple[CaseLine, ...]
    other_seats: tuple[OtherSeat, ...]
    categories: tuple[DataCategory, ...]
    preset: DataCategory
    asks_reliability: bool
    shown_to: tuple[str, ...]
    recall_first: bool
    purposes: tuple[Purpose, ...]
    purpose: Purpose
