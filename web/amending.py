"""What was corrected or recalled on screen: recall a passage, who had it, and what a receiver did about it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.amend_terms import Dealt, RecallReason
from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.views.amendments import RecallPage
from tafel import amending
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import amended
from web.answer import act, page
from web.doors import AtOwnSeat, AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()
DONE = {
    "teruggehaald": say("Teruggehaald. Wie u koos, leest het niet meer. Wie het te zien kreeg, heeft bericht."),
    "bevestigd": say("Vastgelegd. De gever ziet wat u ermee deed."),
}
Recalled = Annotated[Filled[RecallPassage], Depends(filled(RecallPassage))]
Confirmed = Annotated[Filled[ConfirmAmendment], Depends(filled(ConfirmAmendment))]


@router.get("/herstel")
def amendments(request: Request, seat: AtOwnSeat, gedaan: str = "", na: str | None = None) -> Response:
    """What others put right that I had, and what my partner put right; for the privacy officer all of it."""
    return _amendments(request, seat, na, done=DONE.get(gedaan))


@router.post("/herstel/{amendment_id}/bevestigen")
def confirm(request: Request, seat: AtPartnerSeat, amendment_id: UUID, sent: Confirmed) -> Response:
    """My partner acted on it."""

    def confirms(work: Writing, form: ConfirmAmendment) -> str:
        amending.confirm(work, amendment_id, form)
        return "/herstel?gedaan=bevestigd"

    return act(request, seat, sent, confirms, lambda **how: _amendments(request, seat, at=amendment_id, **how))


@router.get("/inbreng/{statement_id}/terughalen")
def recall_page(request: Request, seat: AtPartnerSeat, statement_id: UUID, bij: str = "") -> Response:
    """Who was given or shown a passage, to take it back from all of them, or from the one that was pressed."""
    return _recall(request, seat, statement_id, start=partial(_start, only=bij))


@router.post("/inbreng/{statement_id}/terughalen")
def recall(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Recalled) -> Response:
    """Take it back."""
    return act(
        request, seat, sent,
        lambda work, form: f"/herstel?gedaan=teruggehaald#h-{amending.recall(work, statement_id, form)}",
        lambda **how: _recall(request, seat, statement_id, **how),
    )  # fmt: skip


def _amendments(request: Request, seat: Seat, na: str | None = None, **how: Any) -> Response:
    """The page; `at`: the one whose form is wrong."""
    how.pop("theirs", None)
    return page(
        request, seat, "amending/page.html", lambda reading: amended.page(reading, na), dealt=tuple(Dealt),
        **{"done": None, "at": None, **how},
    )  # fmt: skip


def _recall(request: Request, seat: Seat, statement_id: UUID, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(
        request, seat, "amending/recall.html", lambda reading: amended.recall_page(reading, statement_id),
        reasons=tuple(RecallReason), **{"start": _start, **how},
    )  # fmt: skip


def _start(view: RecallPage, only: str = "") -> Filled[Any]:
    """The form as it is first shown: everybody who has it, or the one of them that was chosen before."""
    return blank(receivers=[one.partner_id for one in view.still if only in ("", str(one.partner_id))])
