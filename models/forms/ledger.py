"""Forms of the register: what to show of it, and a checkpoint to compare it with."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from models.acts import Act
from models.forms.base import ActForm, Form, Optional

Cursor = Annotated[str, StringConstraints(pattern=r"^2[0-9T:.-]{25}Z~[0-9a-f-]{36}$")]


class AskFlows(Form):
    """Who gave whom how much, in a period."""

    first: Optional[date] = None
    last: Optional[date] = None

    @field_validator("last")
    @classmethod
    def _the_right_way_round(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if first and last and last < first:
            raise PydanticCustomError("wrong_way_round", "the last day is before the first")
        return last


class AskRegister(AskFlows):
    """Which lines: of one act, partner or case, from one giver to one receiver, in a period.

    `before` is where the page before ended.

    What the reader consulted in the register oneself is left out, unless it is asked for.
    """

    act: Optional[Act] = None
    partner: Optional[UUID] = None
    case: Optional[UUID] = None
    giver: Optional[UUID] = None
    receiver: Optional[UUID] = None
    before: Optional[Cursor] = None
    own_readings: bool = False


class AskEntry(Form):
    """One entry, by its time and id."""

    line: Cursor


class TakeProof(ActForm):
    """A proof that one entry stands in the register."""

    line: Cursor


class VerifyRegister(ActForm):
    """Compute everything again; with a checkpoint that somebody else kept it also proves something."""

    checkpoint: Annotated[str, StringConstraints(max_length=4000)] = ""
