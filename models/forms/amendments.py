"""Forms of putting right: recall what others were shown, and say what was done with it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from models.amend_terms import Dealt, RecallReason
from models.forms.base import ActForm


class RecallPassage(ActForm):
    """Take back from these partners, for one reason of a closed list; `drawn`: all partners that stood on the page."""

    receivers: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    reason: RecallReason
    drawn: Annotated[list[UUID], Field(max_length=100)] = []


class ConfirmAmendment(ActForm):
    """What one's own partner did with what it had."""

    dealt: Dealt
