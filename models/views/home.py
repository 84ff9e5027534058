"""What waits for somebody, drawn from what that reader may see."""

from datetime import datetime
from uuid import UUID

from models.terms import Condition
from models.views.base import View


class AskedToConfirm(View):
    """A record of evidence that counts once this reader, or a colleague, confirmed it."""

    id: UUID
    condition: Condition
    case_word: str | None
    partner: str
    made_at: datetime


class DoubtWaiting(View):
    """A receiver doubts the category of something my partner shared; nobody reads it until it is answered."""

    case_id: UUID
    case_word: str
    doubted_for: str
    doubted_at: datetime


class OldProfile(View):
    """A sharing profile that must be confirmed again before anything more is shared."""

    case_id: UUID
    case_word: str
    confirmed_at: datetime


class NewShare(View):
    """What was shared with my partner lately: the case, by whom and when, never the words."""

    case_id: UUID
    case_word: str
    partner: str
    given_at: datetime


class HomePage(View):
    """What waits for me, and what was newly shared with me."""

    to_confirm: tuple[AskedToConfirm, ...]
    doubts: tuple[DoubtWaiting, ...]
    profiles: tuple[OldProfile, ...]
    seats_to_confirm: int
    signed: bool
    new_shares: tuple[NewShare, ...]

    @property
    def waits(self) -> bool:
        return bool(self.to_confirm or self.doubts or self.profiles or self.seats_to_confirm or not self.signed)
