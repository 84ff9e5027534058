"""Sharing profiles: with whom, for what and until when, as confirmed before."""

from datetime import date, datetime
from uuid import UUID

from models.rule_terms import ProfileWhy
from models.terms import Purpose
from models.views.base import View
from models.views.casework import PartnerName


class SeriesName(View):
    """A weighing table by name."""

    id: UUID
    name: str


class ProfileView(View):
    """A profile as confirmed last; `why` it must be confirmed again, and `due_at`: when it must be at the latest.

    `series`: the weighing table for all of whose signals it counts; none where it is of the case alone.
    """

    purpose: Purpose
    receivers: tuple[UUID, ...]
    ends_on: date
    confirmed_at: datetime
    due_at: datetime
    why: tuple[ProfileWhy, ...]
    series: SeriesName | None

    @property
    def fresh(self) -> bool:
        return not self.why


class ProfileDue(View):
    """A profile that must be confirmed again, or soon; of a case or of a weighing table, by its word.

    `due_at`: at the latest; what changed asks for it today, however long the three months still run.
    """

    case_id: UUID | None
    series_id: UUID | None
    word: str
    due_at: datetime
    why: tuple[ProfileWhy, ...]


class SeriesProfilePage(View):
    """The profile of one's partner for a weighing table: what was confirmed, and what can be chosen."""

    series: SeriesName
    profile: ProfileView | None
    partners: tuple[PartnerName, ...]
    purposes: tuple[Purpose, ...]
