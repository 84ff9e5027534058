"""Forms of how a case is cared for: how somebody is reached in safety, where the case goes, on with names."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.care_terms import Way
from models.forms.base import ActForm, Optional

_OneLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\r\n]*$")]


class SaySafeContact(ActForm):
    """How somebody can be reached in safety: by what, when, through whom, which word, the dangers."""

    ways: Annotated[list[Way], Field(max_length=4)] = []
    when: _OneLine = ""
    via: _OneLine = ""
    word: _OneLine = ""
    danger: _OneLine = ""


class AskContact(ActForm):
    """With whom an action asks to be in contact; with nobody, without a letter."""

    subject_id: Optional[UUID] = None


class CareForCase(ActForm):
    """The goal of a case in a few words that name nobody, and the day it is looked at again.

    `nameless`: the writer looked the words over; `base`: what stood when the page was drawn.
    """

    goal: _OneLine = ""
    review_on: Optional[date] = None
    nameless: bool = False
    base: Optional[Annotated[str, StringConstraints(max_length=80)]] = None
