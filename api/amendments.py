"""Corrections and recalls for machines: who has a passage, take it back, and what a receiver did about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import amendment_examples as examples
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat, AtSeat
from api.made import Made
from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.views.amendments import AmendmentsPage, RecallPage
from tafel import amending
from tafel.db import Writing
from tafel.sight import amended

router = APIRouter(tags=["amendments"])


@router.get("/amendments", responses=shows(examples.AMENDMENTS, 422))
def amendments(seat: AtSeat, after: Annotated[str | None, Query(max_length=120)] = None) -> AmendmentsPage:
    """What is asked of this seat's partner, and what became of what it corrected or recalled; never the words.

    Newest first; `older` goes into `after`.
    """
    return read(seat, lambda reading: amended.page(reading, after))


@router.get("/passages/{statement_id}/receivers", responses=shows(examples.RECEIVERS))
def receivers(seat: AtPartnerSeat, statement_id: UUID) -> RecallPage:
    """Who was given or shown a passage of this seat's partner; those to recall from go into `drawn` of a recall."""
    return read(seat, lambda reading: amended.recall_page(reading, statement_id))


@router.post(
    "/passages/{statement_id}/recalls", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201)
)
def recall(seat: AtPartnerSeat, statement_id: UUID, form: Annotated[RecallPassage, body(examples.RECALL)]) -> Made:
    """Take it back from these partners: who was shown it is told, and asked what it did."""
    return Made(
        id=UUID(do(seat, f"recalls {statement_id}", form, lambda work, sent: amending.recall(work, statement_id, sent)))
    )


@router.post("/amendments/{amendment_id}/confirmations", responses=acts(examples.MADE))
def confirm(seat: AtPartnerSeat, amendment_id: UUID, form: Annotated[ConfirmAmendment, body(examples.CONFIRM)]) -> Made:
    """What this seat's partner did with what it had."""

    def confirms(work: Writing, sent: ConfirmAmendment) -> UUID:
        amending.confirm(work, amendment_id, sent)
        return amendment_id

    return Made(id=UUID(do(seat, f"confirmations {amendment_id}", form, confirms)))
