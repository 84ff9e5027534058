"""Questions to partners, as one reader may have them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from models.meeting_terms import Readiness
from models.question_terms import Reply
from models.terms import DataCategory, FieldName, Outcome, Purpose
from models.views.base import View
from models.views.casework import CaseHead, PartnerName, SubjectLink
from models.views.sharing import DeclarationAsked, ReceiverVerdict


class AskedPartner(View):
    """A partner that was asked, and all that others see of its answer."""

    partner: PartnerName
    readiness: Readiness


class MyReply(View):
    """What my own partner answered; nobody else is shown this."""

    answer: Reply
    later_on: date | None
    answered_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def seen(self) -> str:
        """What a form drawn from this answer sends along, so that it changes no newer one."""
        return f"{self.answer}.{self.answered_at.isoformat() if self.answered_at else ''}"


class QuestionLine(View):
    """A question of my partner, or to it. `text` is None where it is not shared with my partner (any more).

    `mine` is None unless my partner was asked. `closed`: its case is closed, or its asker left it. `by`: the day on
    which my answer, or that of the others, is awaited.
    """

    id: UUID
    case_id: UUID
    word: str
    asker: PartnerName
    ours: bool
    text: str | None
    purpose: Purpose
    due_on: date
    by: date
    asked_at: datetime
    withdrawn: bool
    closed: bool
    partners: tuple[AskedPartner, ...]
    mine: MyReply | None

    @property
    def stands(self) -> bool:
        """Whether it can still be answered."""
        return not (self.withdrawn or self.closed)

    @property
    def waits(self) -> bool:
        """Whether an answer is awaited: mine where I was asked, else that of any other."""
        if not self.stands:
            return False
        if self.mine:
            return self.mine.answer in (Reply.OPEN, Reply.LATER)
        return any(one.readiness is Readiness.OPEN for one in self.partners)


class QuestionsPage(View):
    """What others ask of my partner and what it asks of others; what waits comes first, the rest as much as fits."""

    to_us: tuple[QuestionLine, ...]
    by_us: tuple[QuestionLine, ...]


class QuestionPage(View):
    """One question. `about`: the letters it is about. `may_say_unknown`: whether the rules let me say that.

    `recall_id`: what its asker recalls to take it back, once somebody it asked was shown it.
    """

    line: QuestionLine
    about: tuple[SubjectLink, ...]
    item: str | None
    may_say_unknown: bool
    recall_id: UUID | None


class LetterChoice(View):
    """Somebody in the case by letter, to ask about."""

    id: UUID
    letter: str


class Along(View):
    """A field of an identity card of ours that can go along with a question."""

    version_id: UUID
    letter: str
    field: FieldName


class ItemChoice(View):
    """An item of an agenda for which this reader can ask, and whom: its circle."""

    id: UUID
    meeting: str
    starts_at: datetime
    circle: frozenset[UUID]


class AskPage(View):
    """A question while it is written: about whom, for what, by when, and who may read it."""

    head: CaseHead
    letters: tuple[LetterChoice, ...]
    along: tuple[Along, ...]
    chosen_along: frozenset[UUID]
    learns: dict[UUID, Outcome]
    items: tuple[ItemChoice, ...]
    item_id: UUID | None
    categories: tuple[DataCategory, ...]
    category: DataCategory
    asks_reliability: bool
    receivers: tuple[ReceiverVerdict, ...]
    chosen_receivers: frozenset[UUID]
    purpose: Purpose
    purposes: tuple[Purpose, ...]
    due_on: date
    last_due_on: date
    ends_on: date
    declarations: tuple[DeclarationAsked, ...]
    asks_necessity: bool
    book_version: int | None
    book_adopted_on: date | None

    @property
    def inside(self) -> tuple[ReceiverVerdict, ...]:
        """The partners that can be asked."""
        return tuple(one for one in self.receivers if one.in_case)

    @property
    def outside(self) -> tuple[ReceiverVerdict, ...]:
        """All other partners of the region: they take no part in the case."""
        return tuple(one for one in self.receivers if not one.in_case)

    @property
    def may_now(self) -> int:
        """How many of those chosen may read it."""
        permitted = (one for one in self.receivers if one.outcome is Outcome.PERMITTED)
        return sum(one.partner.id in self.chosen_receivers for one in permitted)
