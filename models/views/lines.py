"""What is written down at an item, and the actions that came of it, as one reader may have them."""

from datetime import date, datetime
from uuid import UUID

from models.meeting_terms import ActionState, LineKind, MinutingMode, Route
from models.signal_terms import SignalOutcome
from models.terms import DataCategory, Reliability
from models.views.base import View
from models.views.casework import PartnerName
from models.views.minutes import PartHeard, WhoTells


class LineView(View):
    """One line. `text` is None where its giver changed it and it is not for this reader.

    `narrowed`: it is for those who stayed for a part of the item. `mine`: I wrote it down and can still change it.
    `waits`: its giver has not confirmed it. `stays`: a line of mine that is shared with nobody. `alone`: my
    partner's own, shared with nobody. `tells`: what its text says, taken apart. `outcome`: of what was weighed.
    """

    statement_id: UUID
    base: str
    kind: LineKind
    giver: PartnerName
    text: str | None
    category: DataCategory
    written_at: datetime
    mine: bool
    waits: bool
    stays: bool
    alone: bool = False
    narrowed: bool = False
    route: Route | None = None
    outcome: SignalOutcome | None = None
    lead: PartnerName | None = None
    due_on: date | None = None
    state: ActionState | None = None
    person: str | None = None
    tells: WhoTells | None = None


class ItemLines(View):
    """What is written down at the item that is on the table, or was last; without an item there is none yet."""

    meeting_id: UUID
    item_id: UUID | None = None
    word: str = ""
    mode: MinutingMode = MinutingMode.AGREED
    lines: tuple[LineView, ...] = ()
    routes: tuple[Route, ...] = tuple(Route)


class ItemNotes(View):
    """What a note-taker works with at an item; `item_id` is None for everybody else.

    `why_not` says why nothing more can be written down. `givers`: the partners of the circle; `people`: who of them
    takes part in the meeting. `parts`: the parts of it that fewer heard.
    """

    meeting_id: UUID
    item_id: UUID | None = None
    word: str = ""
    mode: MinutingMode = MinutingMode.AGREED
    why_not: str | None = None
    text: str = ""
    edit: int = 0
    saved_at: datetime | None = None
    givers: tuple[PartnerName, ...] = ()
    proposer: UUID | None = None
    people: tuple[tuple[str, str], ...] = ()
    routes: tuple[Route, ...] = tuple(Route)
    preset: DataCategory | None = None
    categories: tuple[DataCategory, ...] = ()
    days: tuple[str, ...] = ()
    parts: tuple[PartHeard, ...] = ()

    @property
    def heard_now(self) -> str:
        """Whom a line is for that is written down now: those who stay; once all are back, the note-taker says."""
        return next((str(one.id) for one in self.parts if one.ended_at is None), "")

    @property
    def giver_choices(self) -> list[tuple[str, str]]:
        """The partners of the circle, to choose from."""
        return [(str(one.id), one.short_name) for one in self.givers]


class LinePage(View):
    """One item with what is written down at it."""

    lines: ItemLines
    notes: ItemNotes


class WaitingLine(View):
    """What a note-taker wrote for my partner, and my partner has not confirmed."""

    statement_id: UUID
    base: str
    meeting_id: UUID
    case_id: UUID
    word: str
    text: str
    category: DataCategory
    written_at: datetime
    writer: str


class MyLines(View):
    """What waits for my partner's confirmation at a meeting; `reliabilities` where the law asks how it is known."""

    meeting_id: UUID
    waiting: tuple[WaitingLine, ...] = ()
    reliabilities: tuple[Reliability, ...] = ()


class Unshared(View):
    """A decision, action or confirmed line of my partner that a note-taker wrote and that is shared with nobody."""

    statement_id: UUID
    case_id: UUID
    word: str
    kind: LineKind
    written_at: datetime
