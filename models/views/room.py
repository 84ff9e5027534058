"""What is handed over of a meeting in session: what is on the table, what comes, and who is in the room."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.meeting_terms import How, ItemKind, MeetingState, MinutingMode, PresenceSource
from models.terms import Framework, Purpose
from models.views.base import View


class Face(StrEnum):
    """How the live page is drawn: for who runs the meeting, who writes, the rest of the secretariat, who follows."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    SHELL = "shell"
    PARTNER = "partner"


class RoomPerson(View):
    """Somebody at the meeting, and whether the item at hand is for them."""

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


class CirclePartner(View):
    """A partner of the circle, and who of it is here and may hear."""

    name: str
    people: tuple[RoomPerson, ...]


class ItemName(View):
    """An item by its code word."""

    id: UUID
    word: str


class RoomCheck(View):
    """Before an item begins: who is here and may not hear it, who is missing; silent when both are empty."""

    item: ItemName
    before: UUID | None
    intruders: tuple[RoomPerson, ...]
    missing: tuple[str, ...]
    instead: ItemName | None
    may_overrule: bool
    running: bool


class SayFirst(View):
    """What is said before an item: why it is discussed, within what frame."""

    purpose: Purpose | None
    framework: Framework


class LiveItem(View):
    """The item on the table."""

    id: UUID
    word: str
    kind: ItemKind
    minutes: int
    mode: MinutingMode
    urgent: bool
    starts_at: datetime | None
    opened_at: datetime
    ends_at: datetime
    chair: str
    say: SayFirst | None
    circle: tuple[CirclePartner, ...]
    others: tuple[RoomPerson, ...]
    next: ItemName | None
    case_id: UUID | None = None
    brief: str = ""
    question: str | None = None
    question_of: str = ""
    not_shared_with: tuple[str, ...] = ()
    i_chair: bool = False


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
    """The meeting itself."""

    id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    paused_at: datetime | None
    chair: str
    note_taker: str
    face: Face


class LiveNow(View):
    """The part that shows what is on the table, or what begins now."""

    head: LiveHead
    item: LiveItem | None
    check: RoomCheck | None
    people: tuple[RoomPerson, ...]
    called_at: datetime | None = None
    me: RoomPerson | None = None


class LiveNext(View):
    """The part that shows what comes, and how the time stands."""

    head: LiveHead
    now: ItemName | None
    back: ItemName | None
    coming: tuple[Coming, ...]
    left_minutes: int
    behind_minutes: int
    gone_minutes: int
    colleagues: tuple[ItemName, ...] = ()


class Wall(View):
    """The screen on the wall: only what everybody present may see."""

    head: LiveHead
    word: str | None
    ends_at: datetime | None
