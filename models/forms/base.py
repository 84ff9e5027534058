"""The ground of all forms."""

import re
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _straight(value: Any) -> Any:
    if isinstance(value, list):
        return [_straight(each) for each in value]
    return _NOT_TYPED.sub("", value) if isinstance(value, str) else value


_NOT_TYPED = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")
OUR_TIME = range(1900, 2200)  # beyond it nobody means it, and not everything can be reckoned
T = TypeVar("T")


def _of_our_time(value: T) -> T:
    if isinstance(value, date) and value.year not in OUR_TIME:
        raise PydanticCustomError("no_such_year", "a year that nobody means")
    return value


Day = Annotated[date, AfterValidator(_of_our_time)]
Optional = Annotated[T | None, BeforeValidator(_empty_is_none)]

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class Form(BaseModel):
    """What was filled in; nothing that was not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _reads_as_typed(cls, given: Any) -> Any:
        """Words read in the order they were typed: signs that turn what follows around, and NUL, are left out."""
        return {name: _straight(value) for name, value in given.items()} if isinstance(given, dict) else given

    _days_of_our_time = field_validator("*")(_of_our_time)


class ActForm(Form):
    """A form that acts: `once` belongs to one rendering, so that sending it twice acts once.

    `seat`: for which seat the page was drawn; somebody with two may have changed seats in another window.
    """

    once: UUID
    seat: Optional[UUID] = None
