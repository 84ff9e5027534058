"""What goes out to one person, and comes back from it: invitations, a calendar to follow, mail that did not arrive."""

from datetime import datetime
from uuid import UUID

from models.views.agenda import MeetingHead
from models.views.base import View
from models.views.meetings import Colleague


class InvitationPage(View):
    """A meeting I am expected at; `called`: when I am called to it, nothing where I am there from the start."""

    head: MeetingHead
    called: tuple[datetime, ...]
    me: Colleague
    substitutes: tuple[Colleague, ...]
    answers: bool


class FeedLine(View):
    """The address at which my calendar programme fetches my dates."""

    made_at: datetime
    fetched_at: datetime | None


class StuckMail(View):
    """A mail that did not get through; `unsure`: nobody can know whether it did.

    `kept`: it can go out once more; of one that came back afterwards nothing is left to send.
    """

    id: UUID
    person: str
    address: str
    written_at: datetime
    unsure: bool
    kept: bool
    told: str


class StuckPage(View):
    """Mail that did not get through, and since when other mail waits because none is taken."""

    mails: tuple[StuckMail, ...]
    waits_since: datetime | None
