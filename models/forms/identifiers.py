"""Forms of what identifies in a signal: write or change it, and answer when somebody else holds the same."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Optional
from models.identifier_terms import HitAnswer, IdentifierKind
from models.terms import Condition


class SayIdentifier(ActForm):
    """Something that identifies; `declared`: the sentence without which nothing is ever given.

    `statement_id`: what it takes the place of.
    """

    kind: IdentifierKind
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    born: Optional[date] = None
    declared: Literal[Condition.DECL_MIN]
    statement_id: Optional[UUID] = None


class AnswerHit(ActForm):
    answer: Literal[HitAnswer.KNOWN, HitAnswer.NOT_NOW]
