"""Minutes as one reader may have them: a sheet of each part, and for who writes them up what there is still to do."""

from datetime import date, datetime
from uuid import UUID

from models.meeting_terms import ActionState, MinutesState, RemarkOutcome
from models.signal_terms import SignalOutcome
from models.terms import DataCategory, Reliability
from models.views.base import View
from models.views.casework import PartnerName


class SheetLine(View):
    """Something said, decided, told or remarked. `text` is None where another partner reads it and I may not.

    `was` and `corrected_on`: the words the recipient's partner was shown before, and when the giver corrected them;
    as another partner reads it without `was` where I may not read those. `wrong_since`: since when the giver says that
    these very words are not right, and has not shared others. `outcome`, `lead`: of what was weighed, and who leads it.
    """

    giver: str
    text: str | None
    was: str | None = None
    corrected_on: date | None = None
    wrong_since: date | None = None
    outcome: SignalOutcome | None = None
    lead: str = ""


class WhoTells(View):
    """Who tells a presumed victim what was agreed, and when; `done`: has told. Without a teller it is postponed.

    Without a day somebody wrote it in words of their own.
    """

    teller: str = ""
    on: date | None = None
    done: bool = False
    words: str


class SheetTelling(SheetLine):
    """Who tells the presumed victim of this letter."""

    letter: str = ""
    tells: WhoTells | None = None


class SheetAction(View):
    """An action as it was agreed: who, what, before which day; how it goes stands in the list of actions."""

    owner: str
    text: str
    due_on: date
    state: ActionState


class ItemLeft(View):
    """An item that was not handled, by what it is called; `carried`: it waits at the next meeting."""

    word: str
    carried: bool


class Sheet(View):
    """One part of the minutes of a meeting for one recipient; what that recipient may not have leaves no trace in it.

    `recipient` is a partner, `person` somebody there. `title` is how the meeting is called, `word` the item; the
    general part has none. A part that is empty is left out of what is printed.
    """

    region: str
    recipient: str
    person: str
    title: str
    word: str
    day: date
    starts_at: datetime | None
    remarks_by: date | None
    adopted_on: date | None
    language: str
    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    chair: str
    note_taker: str
    left: tuple[ItemLeft, ...] = ()
    said: tuple[SheetLine, ...] = ()
    decided: tuple[SheetLine, ...] = ()
    actions: tuple[SheetAction, ...] = ()
    told: tuple[SheetTelling, ...] = ()
    remarks: tuple[SheetLine, ...] = ()
    additions: tuple[SheetLine, ...] = ()


class Waits(View):
    """How much that was written of what a partner said waits until that partner confirms it."""

    partner: str
    count: int


class PartLine(View):
    """One part of the minutes: of an item, or without one the general part. `manages`: I write it up.

    What waits is told only to who writes it up.
    """

    id: UUID
    meeting_id: UUID
    item_id: UUID | None
    word: str
    starts_at: datetime | None
    state: MinutesState
    remarks_by: date | None
    adopted_on: date | None
    manages: bool
    waits: tuple[Waits, ...] = ()
    unanswered: int = 0


class MinutesPage(View):
    """The parts of a meeting's minutes that I may know of; `copies`: some were made for me."""

    meeting_id: UUID
    name: str
    starts_at: datetime
    closed: bool
    in_a_week: date
    parts: tuple[PartLine, ...]
    copies: bool

    @property
    def manages(self) -> bool:
        """Whether I write any of it up."""
        return any(one.manages for one in self.parts)

    @property
    def drafts(self) -> tuple[PartLine, ...]:
        """What I can still send for remarks."""
        return tuple(one for one in self.parts if one.manages and one.state is MinutesState.DRAFT)

    @property
    def waits(self) -> bool:
        """Whether anything waits for a partner's confirmation in what is not adopted yet."""
        return any(one.waits and one.state is not MinutesState.ADOPTED for one in self.parts)


class MinutesWaiting(View):
    """Minutes of a meeting that wait for me: to be read, with a last day for remarks; or to be written up."""

    meeting_id: UUID
    name: str
    starts_at: datetime
    remarks_by: date | None
    manages: bool


class RemarkLine(View):
    """A remark and what became of it; `text` is None where it is not for this reader.

    `mine`: my partner's. `alone`: my partner's own, and shared with nobody.
    """

    statement_id: UUID
    giver: str
    text: str | None
    written_at: datetime
    outcome: RemarkOutcome
    mine: bool
    alone: bool


class Victim(View):
    """Somebody who is, or may be, a presumed victim, by letter.

    `by` without `tells`: a partner said who tells them, and it is not for me.
    """

    subject_id: UUID
    letter: str
    known: bool
    by: str | None = None
    tells: WhoTells | None = None


class Agreement(View):
    """A partner of the circle, and since when it agrees; `stands`: with what stands in the minutes now."""

    partner: str
    agreed_at: datetime | None
    stands: bool


class PartHeard(View):
    """A part of an item that fewer heard: from when until when, and which partners stayed."""

    id: UUID
    begun_at: datetime
    ended_at: datetime | None
    partners: tuple[str, ...]


class PartPage(View):
    """One part as I may read it, with what I can do: `why_silent` says why I cannot make a remark.

    `why_not_adopted` says why I cannot adopt it now; who does not write it up is told nothing. `agreed_at`: when my
    partner agreed; `agreements`, for who writes it up, of every partner. `written`: how many lines I wrote down at it.
    `parts`: the parts of the item that fewer heard, as far as my partner did.
    """

    name: str
    part: PartLine
    sheet: Sheet
    in_a_week: date
    remarks: tuple[RemarkLine, ...] = ()
    mine_to_hear: bool = False
    may_speak: bool = False
    why_silent: str | None = None
    why_not_adopted: str | None = None
    agreed_at: datetime | None = None
    agreements: tuple[Agreement, ...] = ()
    categories: tuple[DataCategory, ...] = ()
    preset: DataCategory | None = None
    reliabilities: tuple[Reliability, ...] = ()
    victims: tuple[Victim, ...] = ()
    givers: tuple[PartnerName, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    written: int = 0
    parts: tuple[PartHeard, ...] = ()
    heard_now: str = ""

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The letters of whom nobody said yet who tells them; whether one is a victim I may not know."""
        return tuple(one.letter for one in self.victims if one.by is None)

    @property
    def written_unread(self) -> bool:
        """Whether I wrote down more at this item than I may read here."""
        return self.written > len(self.sheet.said) + len(self.sheet.decided) + len(self.sheet.actions)

    @property
    def giver_choices(self) -> list[tuple[str, str]]:
        """The partners of the circle, to choose from."""
        return [(str(one.id), one.short_name) for one in self.givers]

    @property
    def letter_choices(self) -> list[tuple[str, str]]:
        """The letters one can speak of, to choose from."""
        return [(str(one.subject_id), one.letter) for one in self.victims]


class Withheld(View):
    """Something another partner reads and I do not: whose it is, and in which part of the sheet it stands."""

    place: str
    giver: str


class AsRead(View):
    """A sheet as another partner reads it, with the words I may read myself; of the others only whose they are."""

    sheet: Sheet
    withheld: tuple[Withheld, ...]

    def not_for_me(self, place: str) -> tuple[str, ...]:
        """Whose words stand in a part of the sheet that I may not read."""
        return tuple(one.giver for one in self.withheld if one.place == place)


class Compared(View):
    """Two partners' sheets of one part side by side, and what can be chosen."""

    part: PartLine
    name: str
    secretariat: bool
    parts: tuple[PartLine, ...]
    readers: tuple[PartnerName, ...]
    left: UUID | None
    right: UUID | None
    sheets: tuple[AsRead, ...]
