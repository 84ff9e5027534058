"""Forms of sharing: what, with whom, on which records."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Form, Optional, OptionalText
from models.terms import Condition, DataCategory, Purpose


class ShareChoice(Form):
    """What is chosen on the share page; enough to say what the rules say of it."""

    versions: list[UUID] = []
    receivers: list[UUID] = []
    purpose: Purpose
    ends_on: date
    declared: list[Condition] = []
    person_id: Optional[UUID] = None
    necessary: OptionalText = ""
    proportionate: OptionalText = ""
    no_lighter_way: OptionalText = ""


class GiveShares(ShareChoice, ActForm):
    """Share now with those of the chosen partners that may."""

    versions: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    receivers: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class WithdrawShares(ActForm):
    """End shares of one's own partner now."""

    shares: Annotated[list[UUID], Field(min_length=1, max_length=500)]


class DoubtCategory(ActForm):
    """A receiver says: this stands under the wrong category."""

    share_id: UUID
    suggested: Optional[DataCategory] = None


class AnswerDoubt(ActForm):
    """The giver keeps the category, or chooses another: then the shares end and a new draft waits."""

    category: DataCategory


Answer = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class RecordEvidence(ActForm):
    """A record that meets a condition. `answers` are the texts its form asks for, in order; they name nobody."""

    condition: Condition
    case_id: Optional[UUID] = None
    giver_id: Optional[UUID] = None
    subject_id: Optional[UUID] = None
    receivers: list[UUID] = []
    categories: list[DataCategory] = []
    purposes: list[Purpose] = []
    claimed_from: date
    claimed_until: Optional[date] = None
    confirmer_id: Optional[UUID] = None
    answers: list[Answer] = []
