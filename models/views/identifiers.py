"""Views of what identifies in a signal, and of who else holds the same as far as the reader may know."""

from datetime import date, datetime
from uuid import UUID

from models.identifier_terms import HitAnswer, IdentifierKind, Likeness
from models.views.base import View


class SameOfOurs(View):
    """Another signal, or case, of which the reader is a member too, in which its own partner wrote the same."""

    case_id: UUID
    word: str
    likeness: Likeness


class IdentifierLine(View):
    """Something that identifies, as its own partner wrote it; `holders`: who else holds it, where that is told.

    `elsewhere`: where else the reader's own partner holds it.
    """

    statement_id: UUID
    kind: IdentifierKind
    text: str
    compared: bool
    holders: tuple[str, ...] = ()
    elsewhere: tuple[SameOfOurs, ...] = ()

    @property
    def value(self) -> str:
        """What can be typed again."""
        return self.text.rpartition(", ")[0] if self.kind is IdentifierKind.PERSON else self.text

    @property
    def born(self) -> date | None:
        """The day of birth that goes with a name."""
        if self.kind is not IdentifierKind.PERSON:
            return None
        return datetime.strptime(self.text.rpartition(", ")[2], "%d-%m-%Y").date()  # noqa: DTZ007 a day


class IdentifiersPage(View):
    """What identifies in one signal of mine. `bound`: a partner whose secrecy covers people."""

    case_id: UUID
    word: str
    bound: bool
    left_today: int
    lines: tuple[IdentifierLine, ...]


class HitLine(View):
    """That another holds the same as a signal of mine; `other` only where its name may be known.

    `repeats`: my own partner was done with it, within the year before.
    """

    id: UUID
    case_id: UUID
    word: str
    kind: IdentifierKind
    likeness: Likeness
    found_at: datetime
    other: str | None
    may_choose: bool
    answer: HitAnswer
    repeats: bool = False


class HitWaiting(View):
    """For the first page: something to choose, or something that was told; never by whom."""

    id: UUID
    word: str
    kind: IdentifierKind
    chooses: bool
    at: datetime
    repeats: bool = False
