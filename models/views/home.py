"""What waits for somebody, drawn from what that reader may see."""

from datetime import datetime
from uuid import UUID

from models.meeting_terms import MeetingState
from models.terms import Condition
from models.views.actions import ActionLine, LapsedAction
from models.views.amendments import AmendmentLine
from models.views.base import View
from models.views.care import ReceiptLink
from models.views.copies import CopiesToMake, CopyWaiting
from models.views.course import ReviewDue
from models.views.evidence import EvidenceDue
from models.views.identifiers import HitWaiting
from models.views.lines import Unshared, WaitingLine
from models.views.minutes import MinutesWaiting
from models.views.profiles import ProfileDue
from models.views.question_waiting import QuestionWaiting
from models.views.rulebook import BookLine
from models.views.signals import DangerLine, SignalWaiting
from models.views.stacks import RepeatWaiting


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


class NewShare(View):
    """What was shared with my partner lately: the case, by whom and when, never the words."""

    case_id: UUID
    case_word: str
    partner: str
    given_at: datetime


class NextMeeting(View):
    """The meeting that comes first, or is going on, and at what times I am called to it."""

    id: UUID
    name: str
    state: MeetingState
    urgent: bool
    starts_at: datetime
    place: str
    link: str
    called_at: tuple[datetime, ...]


class ToPrepare(View):
    """A meeting that waits for answers of my partner. `again`: the secretary asked once more."""

    meeting_id: UUID
    name: str
    starts_at: datetime
    answer_by: datetime | None
    items: int
    answered: int
    words: tuple[str, ...]
    again: bool


class Waiting(View):
    """A meeting in which something waits for the secretary."""

    meeting_id: UUID
    name: str
    starts_at: datetime


class SecrecyDue(View):
    """I did not sign for secrecy, or what I signed ends soon or ended."""

    until: datetime | None
    counts: bool


class HomePage(View):
    """What waits for me, and what was newly shared with me."""

    next_meeting: NextMeeting | None
    to_prepare: tuple[ToPrepare, ...]
    proposals: tuple[Waiting, ...]
    returned: tuple[Waiting, ...]
    lines: tuple[WaitingLine, ...]
    unshared: tuple[Unshared, ...]
    actions: tuple[ActionLine, ...]
    lapsed: tuple[LapsedAction, ...]
    to_confirm: tuple[AskedToConfirm, ...]
    due: tuple[EvidenceDue, ...]
    doubts: tuple[DoubtWaiting, ...]
    amendments: tuple[AmendmentLine, ...]
    profiles: tuple[ProfileDue, ...]
    seats_to_confirm: int
    stuck_mail: int
    copies: tuple[CopyWaiting, ...]
    copies_to_make: tuple[CopiesToMake, ...]
    minutes: tuple[MinutesWaiting, ...]
    secrecy: SecrecyDue | None
    questions: tuple[QuestionWaiting, ...]
    new_shares: tuple[NewShare, ...]
    receipts: tuple[ReceiptLink, ...]
    reviews: tuple[ReviewDue, ...]
    books: tuple[BookLine, ...]
    signals: tuple[SignalWaiting, ...]
    danger: DangerLine
    hits: tuple[HitWaiting, ...]
    repeats: tuple[RepeatWaiting, ...] = ()

    @property
    def waits(self) -> bool:
        records = (self.to_confirm, self.due, self.doubts, self.amendments, self.profiles)
        ours = (*records, self.lines, self.unshared, self.lapsed, self.reviews, self.books, self.signals, self.hits)
        return (
            any((*ours, self.proposals, self.returned, self.repeats))
            or bool(self.seats_to_confirm or self.stuck_mail or self.copies or self.copies_to_make or self.minutes)
            or self.secrecy is not None
            or bool(self.questions)
            or bool(self.asked)
        )

    @property
    def asked(self) -> tuple[ToPrepare, ...]:
        """The meetings for which something is still asked of me."""
        return tuple(one for one in self.to_prepare if one.words)
