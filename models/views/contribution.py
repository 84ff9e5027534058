"""What one partner brings to a meeting, as its member sees it."""

from datetime import datetime
from uuid import UUID

from models.meeting_terms import Answer, ItemKind
from models.terms import DataCategory
from models.views.actions import ActionLine
from models.views.base import View
from models.views.profiles import ProfileDue


class Before(View):
    """Words of one's own partner on the case of an item that others have."""

    text: str
    shared_at: datetime


class OwnItem(View):
    """One of my items: what is asked, what I brought before, what I answered. `joined`: who came after my answer.

    `question` is None where it was not shared with my partner. `asked`: what the secretariat asks besides. `draft`: new
    words kept, and shared with nobody yet.
    """

    id: UUID
    case_id: UUID
    kind: ItemKind
    word: str
    starts_at: datetime | None
    question: str | None
    asked_by: str
    before: tuple[Before, ...]
    answer: Answer
    answered_at: datetime | None
    later_until: datetime | None
    joined: tuple[str, ...]
    over: bool
    asked: str | None


class MyContribution(View):
    """All my items of one meeting on one page; `actions`: what my partner still has to do about them.

    `profiles`: those of its cases that must be confirmed again, or soon.
    """

    meeting_id: UUID
    name: str
    starts_at: datetime
    answer_by: datetime | None
    open: bool
    items: tuple[OwnItem, ...]
    categories: tuple[DataCategory, ...]
    preset: DataCategory
    asks_reliability: bool
    actions: tuple[ActionLine, ...]
    profiles: tuple[ProfileDue, ...]

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(1 for item in self.items if item.answer is not Answer.OPEN)
