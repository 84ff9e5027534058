"""The forms of a sharing profile: for a weighing table, and sharing once more as it says."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from models.forms.base import ActForm
from models.forms.sharing import Drawn
from models.terms import Condition, Purpose


class SetSeriesProfile(ActForm):
    """With whom, for what and until when one's own partner shares all signals of a weighing table."""

    purpose: Purpose
    receivers: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    ends_on: date


class ShareAsBefore(ActForm):
    """Share what is new as before. `profile`, `fresh`: as it was on the page; `drawn`: as on the share page."""

    profile: UUID
    fresh: bool
    versions: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    declared: Annotated[list[Condition], Field(max_length=60)] = []
    drawn: Annotated[list[Drawn], Field(max_length=400)] = []
