"""What was corrected or recalled, who had it, and what came of it; never the words."""

from datetime import datetime
from uuid import UUID

from models.amend_terms import AmendmentKind, Dealt, HadAs, RecallReason
from models.terms import FieldName
from models.views.base import View


class Corrected(View):
    """The giver corrected these words. `was`: those this reader's partner was shown before, `wrong`: what was wrong.

    Without `was` the reader has the old words still: the new ones were not shared with this partner yet.
    """

    at: datetime
    was: str | None
    wrong: str | None


class HasIt(View):
    """A partner that was ever given a statement: whether that stands, since when and as what it was shown there.

    `recalled_at`: when it was recalled, unless it was given again since.
    """

    partner_id: UUID
    name: str
    in_force: bool
    shown_at: datetime | None
    had_as: tuple[HadAs, ...]
    recalled_at: datetime | None

    @property
    def to_recall(self) -> bool:
        """Whether there is anything to take back."""
        return self.in_force or (self.shown_at is not None and self.recalled_at is None)


class RecallPage(View):
    """A statement of one's own partner to recall. `text` is None for a field, and where it was taken back."""

    statement_id: UUID
    case_id: UUID
    case_word: str
    field: FieldName | None
    letter: str | None
    text: str | None
    has_it: tuple[HasIt, ...]

    @property
    def still(self) -> tuple[HasIt, ...]:
        """Those from whom it can be taken back now."""
        return tuple(one for one in self.has_it if one.to_recall)

    @property
    def before(self) -> tuple[HasIt, ...]:
        """Those from whom it was taken back."""
        return tuple(one for one in self.has_it if one.recalled_at and not one.to_recall)


class TookBack(View):
    """One partner that had it: since when, as what, when it was told, and what it did."""

    name: str
    shown_at: datetime
    had_as: tuple[HadAs, ...]
    told_at: datetime | None
    confirmed_at: datetime | None
    dealt: Dealt | None


class AmendmentLine(View):
    """One correction or recall.

    `mine`: what one's own partner had of it, for a receiver. `receivers`: all who had it, for the giver and the privacy
    officer. `case_id` and `case_word` only for who knows the case; `statement_id`, and `by` whom, for the giver.
    """

    id: UUID
    kind: AmendmentKind
    reason: RecallReason | None
    giver: str
    case_id: UUID | None
    case_word: str | None
    statement_id: UUID | None
    by: str | None
    made_at: datetime
    mine: TookBack | None
    receivers: tuple[TookBack, ...]

    @property
    def unconfirmed(self) -> int:
        return sum(one.confirmed_at is None for one in self.receivers)


class AmendmentsPage(View):
    """What others put right that one's own partner had, and what one's own partner put right; all for the officer."""

    asked: tuple[AmendmentLine, ...]
    done: tuple[AmendmentLine, ...]
    given: tuple[AmendmentLine, ...]
    officer: bool
    older: str | None
