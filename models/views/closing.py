"""Closing a case: what is still open, who was told, what becomes of what was shared, as who leads it may have it."""

from datetime import date, datetime
from uuid import UUID

from models.views.actions import ActionLine
from models.views.base import View
from models.views.casework import CaseHead, CaseMinutes, FieldSaid, MemberName
from models.views.course import Closed


class PresumedVictim(View):
    """A presumed victim by letter, and what this reader may know of whether that person was told.

    `answered`: somebody said so, or postponed it to a day that is still to come. `recorded`: why it is postponed is on
    record for this reader's partner.
    """

    subject_id: UUID
    letter: str
    answered: bool
    recorded: bool
    own: FieldSaid | None
    others: tuple[FieldSaid, ...]


class ShareEnding(View):
    """Until when a partner reads what was shared with it, as it is now and once the case is closed."""

    partner: str
    now: datetime
    after: datetime


class ClosingPage(View):
    """What must be answered before a case is closed; of a closed one how it was closed, and how often before.

    Only who leads the case has more of it than its head. `colleagues`: who of one's own partner can go on.
    """

    head: CaseHead
    leads: bool
    actions: tuple[ActionLine, ...]
    colleagues: tuple[MemberName, ...]
    victims: tuple[PresumedVictim, ...]
    shares: tuple[ShareEnding, ...]
    open_minutes: tuple[CaseMinutes, ...]
    kept_to: date
    closed: Closed | None
    earlier: tuple[Closed, ...]

    def could_take_over(self, action: ActionLine) -> list[tuple[str, str]]:
        """The colleagues who could go on with an action instead of who does it now, to choose from."""
        inside = self.colleagues if action.ours else ()
        return [(str(one.membership_id), one.name) for one in inside if one.membership_id != action.person_id]
