"""The register for machines: all of it for the privacy officer, one's own acts for a partner's member."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api import examples
from api.answer import read
from api.described import shows
from api.doors import AtSeat
from api.problems import in_order
from models.acts import Act
from models.forms.base import Day
from models.forms.ledger import AskRegister, Cursor
from models.views.ledger import Register
from tafel.sight import ledger as seen

router = APIRouter(tags=["ledger"])


class Asked(BaseModel):
    """Which lines: of one act, partner or case, in a period; `before` is the `older` of the page before."""

    act: Act | None = None
    partner: UUID | None = None
    case: UUID | None = None
    first: Annotated[Day | None, Field(alias="firstDay")] = None
    last: Annotated[Day | None, Field(alias="lastDay")] = None
    before: Cursor | None = None


@router.get("/ledger-entries", responses=shows(examples.ENTRIES, 422))
def entries(seat: AtSeat, asked: Annotated[Asked, Query()]) -> Register:
    """Who did what, to whom, on which rule, newest first. Never a word of a case."""
    in_order(asked.first, asked.last)
    form = AskRegister(**asked.model_dump(), own_readings=True)
    return read(seat, lambda reading: seen.register(reading, form))
