"""The only ways to say no, each in the user's own words."""

from collections.abc import Mapping
from typing import Any, Self


class Said(str):
    """A Dutch sentence that the page translates; what is filled in stands beside it, never in it."""

    __slots__ = ("filled", "sentence")
    sentence: str
    filled: Mapping[str, Any]

    def __new__(cls, sentence: str, **filled: Any) -> Self:
        """The sentence, filled in for who reads Dutch."""
        said = super().__new__(cls, sentence.format(**filled) if filled else sentence)
        said.sentence, said.filled = sentence, filled
        return said


def say(sentence: str, **filled: Any) -> Said:
    """A sentence for the screen; `{names}` in it are filled in after translation."""
    return Said(sentence, **filled)


class NotFound(Exception):
    """There is no such thing for this seat: hidden and absent are one."""


class Refused(Exception):
    """One can see it, and may not do this now; the sentence says why."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


class Conflict(Exception):
    """It changed since the page was drawn; what was typed is kept. `theirs` is what stands now, if it may be seen."""

    def __init__(self, why: Said, theirs: object = None) -> None:
        super().__init__(why)
        self.why, self.theirs = why, theirs


class Invalid(Exception):
    """What was filled in cannot be: a sentence per field."""

    def __init__(self, **errors: Said) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class Unavailable(Exception):
    """Nothing can be written now, so nothing is shown either."""
