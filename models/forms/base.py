"""The ground of all forms."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


T = TypeVar("T")
Optional = Annotated[T | None, BeforeValidator(_empty_is_none)]

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class Form(BaseModel):
    """What was filled in; nothing that was not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ActForm(Form):
    """A form that acts: `once` belongs to one rendering, so that sending it twice acts once.

    `seat`: for which seat the page was drawn; somebody with two may have changed seats in another window.
    """

    once: UUID
    seat: Optional[UUID] = None
