"""What is handed over of a meeting in session: what is on the table, what comes, and who is in the room."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from models.meeting_terms import How, ItemKind, Lead, MeetingState, MinutingMode, PresenceSource
from models.terms import Framework, Purpose
from models.views.actions import ActionLine, ActionShell
from models.views.amendments import Corrected
from models.views.base import View


class Face(StrEnum):
    """How the live page is drawn: for who runs the meeting, who writes, the rest of the secretariat, who follows."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    SHELL = "shell"
    PARTNER = "partner"


class RoomPerson(View):
    """Somebody at the meeting, and whether the item at hand is for them.

    `signed`: for secrecy, so that it counts; `outside`: of the circle, and asked to wait outside for a part.
    """

    attendance_id: UUID
    name: str
    partner: str
    guest: bool
    how: How
    here: bool
    source: PresenceSource
    since: datetime
    may_hear: bool = True
    is_me: bool = False
    signed: bool = True
    outside: bool = False
    aside: bool = False


class CirclePartner(View):
    """A partner of the circle, and who of it is here and may hear."""

    name: str
    people: tuple[RoomPerson, ...]


class ItemName(View):
    """An item by its code word."""

    id: UUID
    word: str


class LeadCheck(View):
    """Who should chair an item or write at it and cannot; `instead`: seats of its circle that are here and could."""

    lead: Lead
    name: str
    is_me: bool
    signed: bool
    aside: bool
    attendance_id: UUID | None
    instead: tuple[ItemName, ...]


class RoomCheck(View):
    """Before an item begins: who should lead it and cannot, who is here and may not hear it, who is missing.

    Silent when nothing is wrong.
    """

    item: ItemName
    before: UUID | None
    intruders: tuple[RoomPerson, ...]
    missing: tuple[str, ...]
    instead: ItemName | None
    may_overrule: bool
    may_begin: bool
    running: bool
    leads: tuple[LeadCheck, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether something is wrong."""
        return bool(self.intruders or self.leads)


class Ground(View):
    """The articles of the rule book on which a partner can let others of a circle know something."""

    partner: str
    articles: tuple[str, ...]


class SayFirst(View):
    """What is said before an item: why it is discussed, in what frame, on what ground; to guests, that it is secret."""

    purpose: Purpose | None
    framework: Framework
    grounds: tuple[Ground, ...] = ()
    secrecy: str | None = None


class NewWords(View):
    """What a partner answered to an item without a case; `draft`: it reads that itself, and nobody else yet."""

    partner: str
    text: str
    draft: bool
    corrected: Corrected | None = None


class WentOn(View):
    """That an item began although somebody was there who may not hear it; `people`: who of them is still there."""

    by: str
    by_me: bool
    people: tuple[RoomPerson, ...]


class LiveItem(View):
    """The item on the table. `begins`: what this reader may begin after it; `ends_at` moves on in a pause.

    `stay`: who hears a part of it that is for fewer than its circle; `i_wait`: this reader waits outside meanwhile.
    `may_narrow`: the partners among whom its chair can choose who stays.
    """

    id: UUID
    word: str
    kind: ItemKind
    minutes: int
    mode: MinutingMode
    urgent: bool
    starts_at: datetime | None
    ends_at: datetime
    chair: str
    say: SayFirst | None
    circle: tuple[CirclePartner, ...]
    others: tuple[RoomPerson, ...]
    next: ItemName | None
    begins: ItemName | None
    case_id: UUID | None = None
    brief: str = ""
    question: str | None = None
    question_of: str = ""
    new_words: tuple[NewWords, ...] = ()
    actions: tuple[ActionLine | ActionShell, ...] = ()
    not_shared_with: tuple[str, ...] = ()
    went_on: WentOn | None = None
    i_chair: bool = False
    previous: UUID | None = None
    stay: tuple[str, ...] = ()
    may_narrow: tuple[ItemName, ...] = ()
    i_wait: bool = False

    @property
    def counts_from(self) -> datetime:
        """From when its time counts: when it began, later by as long as there was a pause."""
        return self.ends_at - timedelta(minutes=self.minutes)

    @property
    def unwanted(self) -> tuple[RoomPerson, ...]:
        """Who is here, may not hear it, and was not there when it began all the same."""
        known = {one.attendance_id for one in self.went_on.people} if self.went_on else set()
        return tuple(one for one in self.others if not one.may_hear and one.attendance_id not in known)


class Coming(View):
    """An item that comes later."""

    id: UUID
    word: str
    starts_at: datetime | None
    minutes: int
    mode: MinutingMode
    late: bool
    urgent: bool
    same_circle: bool = False
    i_leave: bool = False
    chair: str = ""
    leaving: tuple[str, ...] = ()
    waiting: int = 0


class LiveHead(View):
    """The meeting itself. `early`: it would begin long before its time."""

    id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    paused_at: datetime | None
    chair: str
    note_taker: str
    face: Face
    early: bool = False


class LiveNow(View):
    """The part that shows what is on the table, or what begins now; `begins`: for who chairs an item of its own."""

    head: LiveHead
    item: LiveItem | None
    check: RoomCheck | None
    people: tuple[RoomPerson, ...]
    begins: ItemName | None = None
    called_at: datetime | None = None
    me: RoomPerson | None = None
    secrecy: str | None = None


class LiveNext(View):
    """The part that shows what comes, and how the time stands; `left`: what would go on if the meeting closed now.

    `aside`: the items with which this reader said to be personally concerned.
    """

    head: LiveHead
    now: ItemName | None
    back: ItemName | None
    coming: tuple[Coming, ...]
    left_minutes: int
    behind_minutes: int
    gone_minutes: int
    colleagues: tuple[ItemName, ...] = ()
    aside: tuple[ItemName, ...] = ()
    left: tuple[ItemName, ...] = ()

    @property
    def left_words(self) -> list[str]:
        """What these are called."""
        return [one.word for one in self.left]

    @property
    def left_choices(self) -> list[tuple[str, str]]:
        """The same, to choose from."""
        return [(str(one.id), one.word) for one in self.left]


class Wall(View):
    """The screen on the wall: only what everybody present may see. `covered`: somebody is here who may not hear it."""

    head: LiveHead
    word: str | None
    ends_at: datetime | None
    covered: bool = False
    next: str | None = None
