"""Forms of the statement of secrecy: sign it, or set another text."""

from typing import Annotated

from pydantic import Field, StringConstraints

from models.forms.base import ActForm


class SignSecrecy(ActForm):
    """I sign the text that stood on the page; `number`: which one that was."""

    number: Annotated[int, Field(ge=0, le=100_000)]


class SetSecrecyText(ActForm):
    """Another text for all people of the region, and the sentence the chair says aloud. `before`: what stood there."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    spoken: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    before: Annotated[int, Field(ge=0, le=100_000)]
