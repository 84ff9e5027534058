"""Forms of the minutes: send for remarks, make a remark, answer it, who tells a presumed victim, add after adoption."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Optional
from models.forms.lines import ForWhom, Words
from models.meeting_terms import RemarkOutcome
from models.terms import DataCategory, Reliability


class SendMinutes(ActForm):
    """Until which day remarks can be made."""

    remarks_by: Optional[date] = None


class MakeRemark(ForWhom):
    """A remark in one's own words; without a category it gets the one that is usual for this item or partner."""

    text: Words
    category: Optional[DataCategory] = None
    reliability: Optional[Reliability] = None


class AnswerRemark(ActForm):
    """What became of a remark."""

    outcome: Literal[RemarkOutcome.PROCESSED, RemarkOutcome.ATTACHED, RemarkOutcome.DECLINED]


class SayWhoTells(ActForm):
    """Who tells a presumed victim what was agreed, on which day; or until when it is postponed, and why."""

    subject_id: Optional[UUID] = None
    partner_id: Optional[UUID] = None
    person_id: Optional[UUID] = None
    on_day: Optional[date] = None
    postponed: bool = False
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class AddToMinutes(MakeRemark):
    """An addition to adopted minutes; whoever writes them up can write it for a partner, which then confirms it."""

    partner_id: Optional[UUID] = None
