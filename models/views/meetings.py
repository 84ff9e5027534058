"""Series and meetings as somebody may see them: when, where, who runs them, and what may be done now."""

from datetime import date, datetime, time
from uuid import UUID

from models.meeting_terms import AttendanceState, How, ItemKind, MeetingKind, MeetingState
from models.terms import Framework
from models.views.agenda import MeetingHead
from models.views.base import View
from models.views.casework import PartnerName


class MeetingLine(View):
    """A meeting in a list. Called off: closed without an agenda ever sent.

    `finished`: to who runs it, that every recipient was told of all that was decided.
    """

    id: UUID
    name: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    place: str
    state: MeetingState
    urgent: bool
    sent_at: datetime | None
    finished: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state is MeetingState.CLOSED and self.sent_at is None


class MeetingsPage(View):
    """The meetings I may know of: those to come, soonest first; then those that were, newest first.

    `older` is the key of the page after this one.
    """

    upcoming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    older: str | None
    manages: bool


class Possible(View):
    """One of the acts on a meeting; `why_not` is None when it may be done now."""

    act: str
    why_not: str | None


class Attendee(View):
    """Somebody on the list of who comes; a guest has a name and no partner.

    `answered`: the own partner said so. `instead`: who comes in this place; `replaces`: in whose place this one comes.
    """

    id: UUID
    membership_id: UUID | None
    name: str
    partner: str | None
    state: AttendanceState
    how: How
    secrecy_signed: bool
    answered: bool
    instead: str | None
    replaces: str | None


class Colleague(View):
    """Somebody of one's own partner who signed for secrecy; the state once that person is on the list.

    `answered`, `instead`, `replaces`: as on the list; `instead_id`: who comes in this place.
    """

    membership_id: UUID
    name: str
    job: str
    state: AttendanceState | None
    how: How | None
    answered: bool
    instead: str | None
    instead_id: UUID | None
    replaces: str | None

    @property
    def coming(self) -> str | None:
        """What was said of this person, as the form calls it; nothing while nobody said so."""
        if self.instead:
            return "substitute"
        if self.state is AttendanceState.ABSENT:
            return "not"
        if not self.answered:
            return None
        return "online" if self.how is How.ONLINE else "room"


class MeetingPage(View):
    """One meeting; invited partners and the whole list of who comes only for who prepares or runs it.

    `asked`: something is asked of my partner here; `expects_me`: I stand on the list of who comes; `finished`: as in a
    list.
    """

    head: MeetingHead
    urgent: bool
    manages: bool
    runs: bool
    acts: tuple[Possible, ...]
    partners: tuple[PartnerName, ...]
    attendance: tuple[Attendee, ...]
    ours: tuple[Colleague, ...]
    finished: bool
    asked: bool
    expects_me: bool

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.head.state is MeetingState.CLOSED and self.head.sent_at is None

    @property
    def answers(self) -> bool:
        """Whether one can still say who comes."""
        return self.head.state in (MeetingState.DRAFT, MeetingState.INVITED)

    @property
    def listed(self) -> tuple[Colleague, ...]:
        """Of one's own partner, who is on the list."""
        return tuple(one for one in self.ours if one.state)

    def substitutes(self, me: Colleague) -> tuple[Colleague, ...]:
        """Of one's own partner, who could come instead of somebody; who does so already stays in the choice."""
        others = (one for one in self.ours if one.membership_id != me.membership_id)
        away = (None, AttendanceState.ABSENT)
        return tuple(one for one in others if one.state in away or one.membership_id == me.instead_id)


class SeatChoice(View):
    """A person who can chair or take notes."""

    membership_id: UUID
    name: str
    partner: str


class MeetingForm(View):
    """What can be chosen for a meeting or a series, and what stands now by the name of its field; `id` once it is."""

    id: UUID | None
    name: str
    seats: tuple[SeatChoice, ...]
    partners: tuple[PartnerName, ...]
    stands: dict[str, str | tuple[str, ...]]


class UrgentForm(View):
    """A spoedoverleg on a case: whom one can call, who takes part in the case already, and who can run it."""

    case_id: UUID
    code_word: str
    partners: tuple[PartnerName, ...]
    inside: tuple[UUID, ...]
    seats: tuple[SeatChoice, ...]


class SeriesLine(View):
    """A series in a list."""

    id: UUID
    name: str
    kind: MeetingKind
    every_weeks: int
    weekday: int
    starts: time
    minutes: int
    ended_at: datetime | None


class StandingLine(View):
    """An item that stands on every agenda."""

    title: str
    kind: ItemKind
    minutes: int
    at_end: bool


class SeriesPage(SeriesLine):
    """A series with what stands on its agendas and its meetings; who usually takes part, only for who prepares them."""

    framework: Framework
    place: str
    link: str
    announce_days: int
    announce_time: time
    agenda_days: int
    agenda_time: time
    contribute_days: int
    contribute_time: time
    chair: str
    note_taker: str
    standing: tuple[StandingLine, ...]
    partners: tuple[PartnerName, ...]
    meetings: tuple[MeetingLine, ...]
    next_day: date
    manages: bool


class SeriesList(View):
    """The series my partner usually takes part in; all of the region for the secretariat."""

    series: tuple[SeriesLine, ...]
    manages: bool
