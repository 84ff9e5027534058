"""The ground of all views."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Something handed to a reader: complete, and not to be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
