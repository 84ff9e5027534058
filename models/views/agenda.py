"""The agenda as one reader may have it: all of it to build, one's own items to read, the chair's script to run."""

from collections import defaultdict
from datetime import datetime, time
from uuid import UUID

from models.meeting_terms import Answer, ItemKind, ItemState, MeetingKind, MeetingState, MinutingMode, Readiness
from models.terms import DataCategory, Framework, Purpose
from models.views.actions import ActionLine, ActionShell
from models.views.base import View
from models.views.casework import PartnerName
from models.views.course import ReviewDue
from models.views.weighing import TableShell


class MeetingHead(View):
    """What whoever is invited may know of a meeting. `order_edit`: which order of the items this is."""

    id: UUID
    series_id: UUID | None
    name: str
    kind: MeetingKind
    framework: Framework
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    announce_by: datetime | None
    agenda_by: datetime | None
    contribute_by: datetime | None
    sent_at: datetime | None
    order_edit: int
    chair_id: UUID
    note_taker_id: UUID
    chair: str
    note_taker: str

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def sent(self) -> bool:
        """Whether its agenda was sent."""
        return self.sent_at is not None

    @property
    def open(self) -> bool:
        """Whether its agenda still takes items."""
        return self.state in (MeetingState.DRAFT, MeetingState.INVITED)


class InCircle(View):
    """A partner that takes part in an item; of its answer others see only this."""

    id: UUID
    name: str
    readiness: Readiness


class ItemLine(View):
    """An item on an agenda. `question` is None where there is none, or where it was not shared with this reader.

    `at`: as it was sent. `planned`: as the order stands now, for who builds the agenda. `leaves`: who does not hear it.
    `shell`: read as the secretariat reads it. `answer`: this reader's own partner's. `reason`: why it came back.
    `remark`: for the chair.
    """

    id: UUID
    meeting_id: UUID
    meeting_at: datetime
    case_id: UUID
    kind: ItemKind
    state: ItemState
    word: str
    question: str | None
    asked_by: str
    withheld: bool
    shell: bool
    minutes: int
    at: datetime | None
    planned: datetime | None
    late: bool
    urgent: bool
    mode: MinutingMode
    circle: tuple[InCircle, ...]
    answer: Answer | None
    purpose: Purpose | None = None
    preset: DataCategory | None = None
    chair_id: UUID | None = None
    note_taker_id: UUID | None = None
    chair: str | None = None
    note_taker: str | None = None
    leaves: tuple[str, ...] = ()
    reason: str = ""
    remark: str = ""
    mine: bool = False
    fixed_time: time | None = None
    i_chair: bool = False

    @property
    def starts(self) -> datetime | None:
        """When it is called, as far as this reader knows."""
        return self.planned or self.at

    @property
    def marked(self) -> bool:
        """Whether a tag stands beside its name."""
        return self.urgent or self.late or self.mode is not MinutingMode.AGREED

    @property
    def moved(self) -> bool:
        """Whether the order says another time than was sent."""
        return self.planned is not None and self.planned != self.at

    def names(self, readiness: Readiness) -> tuple[str, ...]:
        """Who of the circle stands so."""
        return tuple(one.name for one in self.circle if one.readiness is readiness)

    @property
    def answers(self) -> dict[str, str]:
        """Who of the circle stands how, for each readiness that somebody has."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in self.circle:
            found[one.readiness].append(one.name)
        return {readiness: ", ".join(names) for readiness, names in found.items()}

    @property
    def partners(self) -> str:
        """Who takes part, in one sentence."""
        return ", ".join(one.name for one in self.circle)


class OwnCase(View):
    """A case of one's own to announce an item from, with the partners that take part in it."""

    id: UUID
    code_word: str
    reference: str
    partners: tuple[UUID, ...]


class AnnouncePage(View):
    """What an item can be announced from: one's own cases, and the partners to hear it. `late`: after the deadline."""

    head: MeetingHead
    partners: tuple[PartnerName, ...]
    cases: tuple[OwnCase, ...]
    late: bool


class OpenActions(View):
    """How many open actions this reader may know of, how many are late, and how often they were put off together.

    `leads`: who prepares or runs the meeting, and so knows the shell of each.
    """

    open: int
    late: int
    put_off: int
    leads: bool


class AgendaPage(View):
    """The agenda of one meeting. `builds`: for the secretariat, who sees the shell of all; else one's own items.

    `waiting`: what was announced and waits for the secretariat. `proposals`: what one's own partner announced and does
    not stand on the agenda yet; `put_off`: to a later meeting. `called`: when to come, for who is not in all of it.
    `has_script`: chairs some of it. `previous`: the meeting whose minutes come along at their item.
    `reviews`: for who builds it, cases that are to be looked at again and do not stand on it; `signals`: those that
    wait for a weighing table.
    """

    head: MeetingHead
    builds: bool
    has_script: bool
    items: tuple[ItemLine, ...]
    waiting: tuple[ItemLine, ...]
    proposals: tuple[ItemLine, ...]
    put_off: tuple[ItemLine, ...]
    called: tuple[datetime, ...]
    actions: OpenActions | None
    announces_late: bool
    previous: UUID | None = None
    reviews: tuple[ReviewDue, ...] = ()
    signals: tuple[TableShell, ...] = ()

    @property
    def planned_minutes(self) -> int:
        """The sum of all items."""
        return sum(item.minutes for item in self.items)

    @property
    def left(self) -> int:
        """The minutes over; less than none when the items do not fit."""
        return self.head.minutes - self.planned_minutes

    @property
    def cases_on_agenda(self) -> int:
        """How many items are about a case."""
        return sum(item.kind is ItemKind.CASE for item in self.items)

    @property
    def urgent(self) -> int:
        """How many cannot wait."""
        return sum(item.urgent for item in self.items)

    @property
    def late(self) -> int:
        """How many were announced after the deadline."""
        return sum(item.late for item in self.items)

    @property
    def unsent(self) -> bool:
        """Whether the order differs from what was sent."""
        return self.head.sent and any(item.moved for item in self.items)


class SeatName(View):
    """Somebody who can chair an item or take its notes."""

    membership_id: UUID
    name: str
    partner: str


class ItemPage(View):
    """One item for who builds the agenda: how it is run. `may_ask`: as a member; `asks`: in words about nobody."""

    head: MeetingHead
    item: ItemLine
    partners: tuple[PartnerName, ...]
    seats: tuple[SeatName, ...]
    silent: tuple[str, ...]
    for_link: tuple[SeatName, ...]
    may_ask: bool
    asks: bool
    asked: str | None


class ProposalPage(View):
    """One's own announced item, to change while it does not stand on the agenda."""

    head: MeetingHead
    item: ItemLine
    partners: tuple[PartnerName, ...]


class ScriptItem(View):
    """An item as its chair runs it: what to say first, and who may hear it of those who are expected.

    `leaves`, `enters`: against the item before it; for who knows all items. `secrecy`: what is said of it, at the first
    item and where a guest is expected.
    """

    line: ItemLine
    purposes: tuple[Purpose, ...]
    framework: Framework
    chair: str
    note_taker: str
    hears: tuple[str, ...]
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    secrecy: str | None = None


class Script(View):
    """The chair's script of a meeting; of who chairs one item only that one. `actions`: at the item for them."""

    head: MeetingHead
    items: tuple[ScriptItem, ...]
    actions: tuple[ActionLine | ActionShell, ...]
    whole: bool
