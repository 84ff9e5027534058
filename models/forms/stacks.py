"""Forms of stacks: lay signals together, take one out again, and go on with them as a case."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Optional
from models.terms import Purpose


class PutInStack(ActForm):
    """Signals, or cases, laid in a stack: one I know, one whose reference I was told, or else a new one.

    `tells`: who leads what a signal of my partner repeats may hear of it.
    """

    cases: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    stack_id: Optional[UUID] = None
    reference: Optional[Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=20)]] = None
    code_word: Optional[Annotated[str, StringConstraints(max_length=40)]] = None
    tells: bool = False


class TakeOut(ActForm):
    """What is taken out of a stack again."""

    case_id: UUID


class StackToCase(ActForm):
    """A stack goes on as a case: for one to three purposes, with these partners and nobody else."""

    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=3)]
    partners: Annotated[list[UUID], Field(max_length=100)] = []
