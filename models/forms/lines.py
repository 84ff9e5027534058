"""Forms of what is written down at an item: lines, decisions, actions, working notes."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Optional
from models.meeting_terms import ActionState, Route
from models.terms import DataCategory, Reliability

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Base = Annotated[str, StringConstraints(max_length=60)]
Circle = Literal["circle"]


class ForWhom(ActForm):
    """`heard`: whom a line is for, where a part of its item was for fewer: that part, or the whole circle."""

    heard: Optional[UUID | Circle] = None


class OneLine(ForWhom):
    """An action in one line: `@Het Anker vóór 1 dec: opvangplek regelen`."""

    line: Words


class SayLine(ForWhom):
    """What a partner said. Without a category it gets the one preset for the item, or the partner's usual one."""

    partner_id: Optional[UUID] = None
    text: Words
    category: Optional[DataCategory] = None


class Decide(ForWhom):
    """A decision of some type; `partner_id` takes it on, or leads from now on."""

    route: Optional[Route] = None
    partner_id: Optional[UUID] = None
    text: Words
    category: Optional[DataCategory] = None


class TakeAction(ForWhom):
    """An action: which partner does it, who there if that was said, before which day."""

    partner_id: Optional[UUID] = None
    person_id: Optional[UUID] = None
    due_on: Optional[date] = None
    text: Words
    category: Optional[DataCategory] = None


class EditLine(ActForm):
    """Other words for a line one wrote; `base` is the version and save the page was drawn from."""

    text: Words
    base: Base
    route: Optional[Route] = None
    due_on: Optional[date] = None


class ConfirmLine(ActForm):
    """The giver about what was written of what it said: right, other words, or not to be written down."""

    answer: Literal["right", "other", "drop"]
    base: Base
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    reliability: Optional[Reliability] = None


class ReportAction(ActForm):
    """How an action of one's own partner stands; with a reason where it was not done."""

    state: ActionState
    reason: Reason = ""
    base: Base


class UpdateAction(ActForm):
    """How an action of one's own partner stands, on one form: as in ReportAction, or `later` with another day."""

    state: Optional[ActionState | Literal["later"]] = None
    due_on: Optional[date] = None
    reason: Reason = ""
    base: Base


class HandOver(ActForm):
    """A colleague does it from now on."""

    person_id: Optional[UUID] = None


class PutOff(ActForm):
    """Another day for an action of one's own partner, and why; `base` is the version the page was drawn from."""

    due_on: Optional[date] = None
    reason: Reason = ""
    base: Base


class NewAction(ActForm):
    """An action of one's own partner, taken on outside a meeting; `case_id` is a case, or the file of a free item.

    `contact_id`: the letter whom it asks to be in contact with.
    """

    case_id: Optional[UUID] = None
    person_id: Optional[UUID] = None
    due_on: Optional[date] = None
    text: Words
    category: Optional[DataCategory] = None
    contact_id: Optional[UUID] = None
