"""Actions on screen: mine, my partner's, and those of others I may see."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from models.forms.lines import HandOver, ReportAction
from models.meeting_terms import ActionState
from tafel import actions
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import actions as seen
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled

router = APIRouter(prefix="/acties")
ENDS = (ActionState.DONE, ActionState.COULD_NOT, ActionState.NOT_DONE)


@router.get("")
def actions_page(request: Request, seat: AtPartnerSeat) -> Response:
    """Every action I may see."""
    return _page(request, seat)


@router.post("/{statement_id}")
def report(
    request: Request, seat: AtPartnerSeat, statement_id: UUID,
    sent: Annotated[Filled[ReportAction], Depends(filled(ReportAction))],
) -> Response:  # fmt: skip
    """How it came out."""
    return _act(request, seat, statement_id, sent, actions.report)


@router.post("/{statement_id}/overdragen")
def hand_over(
    request: Request, seat: AtPartnerSeat, statement_id: UUID,
    sent: Annotated[Filled[HandOver], Depends(filled(HandOver))],
) -> Response:  # fmt: skip
    """A colleague does it."""
    return _act(request, seat, statement_id, sent, actions.hand_over)


def _act(
    request: Request, seat: Seat, statement_id: UUID, sent: Filled[Any], do: Callable[[Writing, UUID, Any], None]
) -> Response:  # fmt: skip
    def done(work: Writing, form: Any) -> str:
        do(work, statement_id, form)
        return f"/acties#a-{statement_id}"

    def again(**how: Any) -> Response:
        return _page(request, seat, which=str(statement_id), **how)

    return act(request, seat, sent, done, again)


def _page(request: Request, seat: Seat, *, which: str = "", **how: Any) -> Response:
    return page(request, seat, "lines/actions.html", seen.page, which=which, ends=ENDS, **how)
