"""Forms of questions to partners: ask, answer, withdraw."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Optional
from models.forms.casework import PassageWords
from models.forms.sharing import ShareChoice
from models.question_terms import Saying
from models.terms import DataCategory, Purpose

QuestionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class AskChoice(ShareChoice, PassageWords):
    """A question as far as it is filled in, enough to say who may read it.

    `receivers`: whom to ask. `versions`: what goes along of who somebody is. `item_id`: for which item of an agenda.
    """

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    category: Optional[DataCategory] = None  # type: ignore[assignment]
    due_on: Optional[date] = None
    item_id: Optional[UUID] = None


class CheckQuestion(AskChoice):
    """The page as it stands while one writes: checked, and nobody is asked."""

    once: Optional[UUID] = None
    seat: Optional[UUID] = None


class AskQuestion(AskChoice, ActForm):
    """Ask those of the chosen partners that may read it."""

    text: QuestionText
    category: DataCategory
    purpose: Purpose
    due_on: date


class AnswerQuestion(ActForm):
    """What my partner answers, other than by sharing. `seen`: the answer that stood when the page was drawn."""

    answer: Saying
    later_on: Optional[date] = None
    seen: Annotated[str, StringConstraints(max_length=60)] = ""
