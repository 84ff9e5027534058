"""Actions as one reader may have them: the lists, a new one, and for who runs meetings how far each partner is."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from models.meeting_terms import ActionState
from models.terms import DataCategory
from models.views.base import View
from models.views.casework import MemberName, PartnerName
from models.views.subjects import OtherLetter


class Whose(StrEnum):
    """Whose actions a list holds."""

    MINE = "mine"
    OURS = "ours"
    OTHERS = "others"


class ActionLine(View):
    """An action. `mine`: I do it; `ours`: my partner does, and who there is for my partner alone.

    `is_case`: it has a case page that I may open. `word` is empty for who left the case, or the circle, since.
    `case_id` is None for who wrote the action down without taking part in its case. `put_off`: how often, since
    `first_due_on`. `alone`: ours, and shared with nobody. `ended`: its case is closed. `lapsed_by`: of ours, who let it
    lapse by closing the case. `contact`: the letter whom it asks to be in contact with, for members of its case.
    """

    statement_id: UUID
    base: str
    case_id: UUID | None
    word: str
    is_case: bool
    owner: PartnerName
    person: str | None
    person_id: UUID | None
    text: str
    due_on: date
    first_due_on: date
    put_off: int
    state: ActionState
    changed_at: datetime
    mine: bool
    ours: bool
    alone: bool
    ended: bool
    lapsed_by: PartnerName | None
    contact: OtherLetter | None


class LapsedAction(View):
    """An action of my partner that another let lapse by closing its case; never its words."""

    statement_id: UUID
    word: str
    partner: str
    lapsed_at: datetime


class Tally(View):
    """How many are open, and how many of these are late."""

    open: int
    late: int


class ActionsPage(View):
    """The actions I may see: mine, my partner's, and those of others at the table; the first of each, or one list.

    `colleagues`: per case who of my partner could take one over, `letters`: whom one could be in contact with.
    `cut`: the lists of which only the first are here; `after`: the key of what comes next in the one list.
    `leads`: I run meetings and may see how far each partner is.
    """

    whose: Whose | None
    mine: tuple[ActionLine, ...]
    ours: tuple[ActionLine, ...]
    others: tuple[ActionLine, ...]
    tallies: dict[Whose, Tally]
    cut: tuple[Whose, ...]
    after: str | None
    colleagues: dict[UUID, tuple[MemberName, ...]]
    letters: dict[UUID, tuple[OtherLetter, ...]]
    leads: bool

    def could_take_over(self, action: ActionLine) -> list[tuple[str, str]]:
        """The colleagues who could do an action, to choose from."""
        inside = self.colleagues.get(action.case_id, ()) if action.case_id else ()
        return [(str(one.membership_id), one.name) for one in inside if one.membership_id != action.person_id]

    def could_contact(self, action: ActionLine) -> list[tuple[str, str]]:
        """The letters an action could ask to be in contact with, to choose from."""
        known = self.letters.get(action.case_id, ()) if action.case_id else ()
        return [(str(one.subject_id), one.letter) for one in known]


class ActionPlace(View):
    """Where a new action can belong: a case, or the file of a general item of the meeting of `met_at`."""

    case_id: UUID
    word: str
    is_case: bool
    met_at: datetime | None


class ActionForm(View):
    """What can be chosen for a new action of my partner."""

    places: tuple[ActionPlace, ...]
    colleagues: tuple[MemberName, ...]
    categories: tuple[DataCategory, ...]
    letters: dict[UUID, tuple[OtherLetter, ...]]


class PartnerProgress(View):
    """How far one partner is with what was agreed; `put_off`: how many times, over all that is open."""

    partner: PartnerName
    open: int
    late: int
    put_off: int


class ActionShell(View):
    """An open action as who runs the meeting has it; `text` is None where the words are not for this reader."""

    owner: PartnerName
    word: str
    due_on: date
    put_off: int
    text: str | None


class ProgressPage(View):
    """The open actions of the meetings I prepare or run, per partner; `after`: the key of what comes next."""

    partners: tuple[PartnerProgress, ...]
    shells: tuple[ActionShell, ...]
    after: str | None
