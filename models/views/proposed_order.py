"""Another order of an agenda, in which people walk in and out less."""

from datetime import datetime
from uuid import UUID

from models.views.agenda import MeetingHead
from models.views.base import View


class OrderLine(View):
    """An item in a proposed order. `at`: when it would begin; `now`: when it does as the order stands."""

    id: UUID
    word: str
    minutes: int
    at: datetime
    now: datetime
    stays: bool


class OrderProposal(View):
    """An order with less walking in and out, and how much that saves. `least`: less is not possible."""

    head: MeetingHead
    builds: bool
    items: tuple[OrderLine, ...]
    walks_now: int
    walks_then: int
    least: bool

    @property
    def better(self) -> bool:
        """Whether it saves anything."""
        return self.walks_then < self.walks_now
