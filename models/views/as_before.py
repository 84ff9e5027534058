"""Sharing as before: one look at what goes to whom, and one press."""

from datetime import date
from uuid import UUID

from models.terms import Outcome
from models.views.base import View
from models.views.casework import CaseHead, Passage
from models.views.profiles import ProfileView
from models.views.sharing import DeclarationAsked, ReceiverVerdict


class AsBefore(View):
    """What goes to whom when one shares as before: new passages, under the profile, under these sentences.

    `away`: partners of the profile that no longer take part. `asks_more`: passages that need the share page itself.
    `unfinished`: drafts that keep themselves and in which something is not filled in yet; they hold up nothing else.
    """

    head: CaseHead
    profile_id: UUID | None
    profile: ProfileView | None
    passages: tuple[Passage, ...]
    unfinished: tuple[Passage, ...]
    receivers: tuple[ReceiverVerdict, ...]
    away: tuple[str, ...]
    sentences: tuple[DeclarationAsked, ...]
    ends_on: date
    asks_more: bool
    book_version: int | None

    @property
    def may(self) -> int:
        """With how many it can be shared now."""
        return sum(one.outcome is Outcome.PERMITTED and not one.already for one in self.receivers)
