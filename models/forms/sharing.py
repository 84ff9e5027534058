"""Forms of sharing: what, with whom, on which records."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Form, Optional, OptionalText
from models.terms import Condition, DataCategory, Purpose

Drawn = Annotated[str, StringConstraints(max_length=60, pattern=r"^[0-9a-f-]{36}\.\d{1,9}$")]


class ShareChoice(Form):
    """What is chosen on the share page, enough for a verdict. What is left out follows the profile.

    `drawn`: the save of each draft on the page (version, dot, save), for a draft of one's own that goes on in another
    window; what a colleague wrote changes no more under its version. `nameless`: the writer looked a text over.
    `for_series`: the weighing table for all of whose signals this is confirmed.
    `named`: an anonymous consultation goes on with names by this; `looked_at`: the old texts the giver looked over;
    `leave`: which partners take no part in what follows.
    `question`: which question of another partner this answers.
    """

    versions: Annotated[list[UUID], Field(max_length=200)] = []
    receivers: Annotated[list[UUID], Field(max_length=100)] = []
    purpose: Optional[Purpose] = None
    ends_on: Optional[date] = None
    declared: Annotated[list[Condition], Field(max_length=60)] = []
    person_id: Optional[UUID] = None
    necessary: OptionalText = ""
    proportionate: OptionalText = ""
    no_lighter_way: OptionalText = ""
    nameless: bool = False
    for_series: Optional[UUID] = None
    drawn: Annotated[list[Drawn], Field(max_length=400)] = []
    named: bool = False
    looked_at: Annotated[list[UUID], Field(max_length=200)] = []
    leave: Annotated[list[UUID], Field(max_length=100)] = []
    question: Optional[UUID] = None

    @property
    def necessity(self) -> tuple[str, str, str]:
        """The three answers on why this is needed."""
        return self.necessary, self.proportionate, self.no_lighter_way


class CheckShares(ShareChoice):
    """The share page as it stands while one chooses: checked, and nothing done."""

    once: Optional[UUID] = None
    seat: Optional[UUID] = None


class GiveShares(ShareChoice, ActForm):
    """Share now with those of the chosen partners that may."""

    versions: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    receivers: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    purpose: Purpose
    ends_on: date


class WithdrawShares(ActForm):
    """End shares of one's own partner now."""

    shares: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    from_case: Optional[UUID] = None


class DoubtCategory(ActForm):
    """A receiver says: this stands under the wrong category."""

    share_id: UUID
    suggested: Optional[DataCategory] = None


class ShowOnce(ActForm):
    """Somebody named asks for what is shown once."""

    share_id: UUID


class AnswerDoubt(ActForm):
    """The giver keeps the category, or chooses another: then the shares end and a new draft waits.

    A field of a subject has one category; without any, the giver takes the field back.
    """

    category: Optional[DataCategory] = None


class Period(Form):
    """A period of the account, and where its next page begins."""

    first: Optional[date] = Field(default=None, alias="van")
    last: Optional[date] = Field(default=None, alias="tot")
    after: Optional[Annotated[str, StringConstraints(max_length=100)]] = Field(default=None, alias="na")
    done: Optional[Annotated[str, StringConstraints(max_length=20)]] = Field(default=None, alias="gedaan")


class ExportShares(ActForm):
    """What my partner gave over a period, as a file."""

    first: date = Field(alias="van")
    last: date = Field(alias="tot")
    format: Annotated[str, Field(pattern=r"^(pdf|csv|json)$")]
