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
    return _NEVER_TYPED.sub("", value) if isinstance(value, str) else value


_NEVER_TYPED = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
OUR_TIME = range(1900, 2200)  # beyond it nobody means it, and not everything can be reckoned
T = TypeVar("T")


def first_of_month(value: object) -> object:
    """The first day of a month: as a browser's own field sends it, or as it is typed where a browser has none."""
    found = _MONTH.fullmatch(value.casefold()) if isinstance(value, str) else None
    if found is None:
        return value
    number = found["month"] or str(_NAMES.get((found["name"] or "")[:3], 0))
    return f"{found['first'] or found['last']}-{number:0>2}-01"


def _is_month(value: object) -> object:
    value = first_of_month(value)
    if not isinstance(value, date | str) or (isinstance(value, str) and not _DAY.fullmatch(value)):
        raise PydanticCustomError("no_such_month", "no month")
    return value


_MONTH = re.compile(
    r"\s*(?:(?P<first>\d{4})-)?(?:(?P<month>\d{1,2})|(?P<name>[a-z]{3,9}))(?(first)|[\s/.-]+(?P<last>\d{4}))\s*"
)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d{2}")
_NAMES = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip


def _of_our_time(value: T) -> T:
    if isinstance(value, date) and value.year not in OUR_TIME:
        raise PydanticCustomError("no_such_year", "a year that nobody means")
    return value


Day = Annotated[date, AfterValidator(_of_our_time)]
Month = Annotated[date, BeforeValidator(_is_month), AfterValidator(lambda day: day.replace(day=1))]
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
        """Words read in the order they were typed: signs that turn what follows around, or end it, are left out."""
        return {name: _straight(value) for name, value in given.items()} if isinstance(given, dict) else given

    _days_of_our_time = field_validator("*")(_of_our_time)


class ActForm(Form):
    """A form that acts: `once` belongs to one rendering, so that sending it twice acts once.

    `seat`: for which seat the page was drawn; somebody with two may have changed seats in another window.
    """

    once: UUID
    seat: Optional[UUID] = None
