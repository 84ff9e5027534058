"""How a case stands, as one reader may know it: its goal, when it is looked at again, who was told, how it closed."""

from datetime import date, datetime
from uuid import UUID

from models.meeting_terms import Closing
from models.terms import Told
from models.views.base import View


class Closed(View):
    """That a case was closed, why, and until when its copy is kept; when it was opened again, and why for who leads."""

    closed_at: datetime
    reason: Closing
    kept_to: date
    reopened_at: datetime | None
    reopened_why: str


class ToldOf(View):
    """What is known of whether somebody was told. `said` is None for our own record of it; `on`: the day."""

    letter: str
    partner: str
    said: Told | None
    on: date | None


class Course(View):
    """Where a case goes, as far as this reader may know. `due`: the day to look at it again has come.

    `base`: what a form drawn from it sends along, so that it changes nothing newer.
    `look_again`: our texts of when it was anonymous that point at somebody by what this reader knows now.
    """

    goal: str | None
    goal_id: UUID | None
    review_on: date | None
    due: bool
    base: str
    may_set: bool
    anonymous_until: datetime | None
    told: tuple[ToldOf, ...]
    look_again: tuple[UUID, ...]


class ReviewDue(View):
    """A case that is to be looked at again."""

    case_id: UUID
    word: str
    on: date
