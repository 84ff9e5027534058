"""Forms of meetings: a series, a meeting, an item for its agenda, an answer to it."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Form, Line, Optional, OptionalText
from models.meeting_terms import Answer, AttendanceState, Coming, How, ItemKind, MeetingKind, MinutingMode
from models.terms import Condition, DataCategory, Framework, Purpose, Reliability, StatementKind

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Brief = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
LINK = r"^(https://\S+)?$"
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=LINK)]
Minutes = Annotated[int, Field(ge=1, le=240)]
Length = Annotated[int, Field(ge=10, le=480)]
Days = Annotated[int, Field(ge=0, le=60)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class SetSeries(ActForm):
    """A series of meetings, whole: how often, where, by when, and who usually takes part.

    `before` and `after` are the standing items around the cases, a line each: minutes, then a name. What comes by
    itself has minutes, or is left out.
    """

    kind: MeetingKind
    name: Title
    framework: Framework
    every_weeks: Annotated[int, Field(ge=1, le=26)]
    weekday: Annotated[int, Field(ge=0, le=6)]
    starts: time
    minutes: Length
    place: Place = ""
    link: Link = ""
    announce_days: Days = 7
    announce_time: time = time(12)
    agenda_days: Days = 5
    agenda_time: time = time(17)
    contribute_days: Days = 1
    contribute_time: time = time(12)
    chair_id: UUID
    note_taker_id: UUID
    partners: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    before: Lines = ""
    last_minutes: Optional[Minutes] = None
    open_actions: Optional[Minutes] = None
    after: Lines = ""


class ChangeSeries(SetSeries):
    """The same, for a series that is there; `seen` is how it stood when the page was drawn."""

    seen: str


class MakeMeetings(ActForm):
    """The next meetings of a series, ahead of time: from a day on, so many."""

    first: date
    count: Annotated[int, Field(ge=1, le=26)] = 1


class MeetingTimes(ActForm):
    """When and where a meeting is, who runs it and who is invited. No deadline where nothing can wait."""

    name: Title
    day: date
    starts: time
    minutes: Length
    place: Place = ""
    link: Link = ""
    announce_by: Optional[datetime] = None
    agenda_by: Optional[datetime] = None
    contribute_by: Optional[datetime] = None
    chair_id: UUID
    note_taker_id: UUID
    partners: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class SetMeeting(MeetingTimes):
    """A single meeting. A page sends Amsterdam times without a zone."""

    kind: MeetingKind
    framework: Framework


class ChangeMeeting(MeetingTimes):
    """A meeting that is there, changed; `seen` is how it stood when the page was drawn."""

    seen: str


class CallUrgently(ActForm):
    """A spoedoverleg: one case, chosen partners, within the hour; the rules stay as they are.

    Without a chair or note-taker, whoever calls is both. `nameless`: the writer looked the question over.
    """

    question: Brief = ""
    nameless: bool = False
    partners: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    in_minutes: Annotated[int, Field(ge=0, le=60)] = 15
    minutes: Annotated[int, Field(ge=10, le=240)] = 30
    place: Place = ""
    link: Link = ""
    chair_id: Optional[UUID] = None
    note_taker_id: Optional[UUID] = None


class SayWhoComes(ActForm):
    """Whether somebody of one's own partner comes to a meeting, or who comes instead."""

    membership_id: UUID
    coming: Coming
    substitute_id: Optional[UUID] = None


class AnswerInvitation(ActForm):
    """Whether I come to a meeting, or who of my partner comes instead."""

    coming: Coming
    substitute_id: Optional[UUID] = None


class SendLink(ActForm):
    """To whom a link to an item goes."""

    membership_id: UUID


class NoteAttendance(ActForm):
    """That somebody on the list is there, is expected, or stays away."""

    attendance_id: UUID
    state: AttendanceState
    how: How = How.ROOM


class AddGuest(ActForm):
    """A guest, by name, and whether the guest signed for secrecy."""

    name: Line
    how: How = How.ROOM
    secrecy_signed: bool = False


class ProposeItem(ActForm):
    """An item for an agenda, from a case or a free one; `circle` is whom one wants to take part, oneself included.

    `brief` is the question to the table. `nameless`: the writer looked the words over.
    """

    case_id: Optional[UUID] = None
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    brief: Brief = ""
    purpose: Optional[Purpose] = None
    minutes: Minutes = 10
    urgent: bool = False
    mode: MinutingMode = MinutingMode.AGREED
    circle: Annotated[list[UUID], Field(max_length=100)] = []
    nameless: bool = False


class ChangeItem(ActForm):
    """How an item is run: minutes, circle, who chairs it and takes notes, how it is minuted, a remark for the chair.

    `fixed_time`: when it begins, in Amsterdam, because somebody is called for it then.
    `nameless`: the writer looked the remark over.
    """

    minutes: Minutes
    circle: Annotated[list[UUID], Field(max_length=100)] = []
    mode: MinutingMode = MinutingMode.AGREED
    preset: Optional[DataCategory] = None
    chair_id: Optional[UUID] = None
    note_taker_id: Optional[UUID] = None
    fixed_time: Optional[time] = None
    remark: Brief = ""
    nameless: bool = False


class AddItem(ActForm):
    """An item that belongs to no case, put on the agenda at once for everyone who is invited."""

    title: Title
    minutes: Minutes = 5
    kind: ItemKind = ItemKind.STANDING
    nameless: bool = False


class GiveReason(ActForm):
    """Why an item goes back to who announced it. `nameless`: the writer looked the words over."""

    reason: Line
    nameless: bool = False


class AskAgain(ActForm):
    """Ask a circle once more, be it with a question in words about nobody. `nameless`: the writer looked it over."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    nameless: bool = False


class OrderAgenda(ActForm):
    """The items in a new order; `edit` is the order the page was drawn from."""

    items: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    edit: int


class MoveItem(ActForm):
    """One item a place earlier or later; `edit` is the order the page was drawn from."""

    item_id: UUID
    later: bool = False
    edit: int


class NewWords(Form):
    """New words for an item, and what the law asks of them. `declared`: the sentences ticked beside them."""

    text: OptionalText = ""
    category: Optional[DataCategory] = None
    kind: StatementKind = StatementKind.FACT
    reliability: Optional[Reliability] = None
    observed_on: Optional[date] = None
    declared: Annotated[list[Condition], Field(max_length=60)] = []
    draft: Optional[UUID] = None
    base: str = ""


class AnswerItem(NewWords):
    """What a partner brings to one item: nothing changed, something new, nothing, or later and by when.

    `draft` and `base` belong to new words that saved themselves while they were typed.
    """

    item_id: UUID
    answer: Answer = Answer.OPEN
    later_until: Optional[datetime] = None


class SendAnswers(ActForm):
    """Answers to several items of one meeting; what stays open is asked for again."""

    answers: Annotated[list[AnswerItem], Field(max_length=100)] = []
