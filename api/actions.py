"""Actions for machines: the lists, a new one, how one comes out; and closing a case, where each gets an answer."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import action_examples as examples
from api import examples as shared
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.base import ActForm
from models.forms.care import AskContact
from models.forms.casework import CloseCase, ReopenCase
from models.forms.lines import HandOver, NewAction, PutOff, ReportAction
from models.views.actions import ActionsPage, Whose
from tafel import actions, closing
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import actions as seen

router = APIRouter(tags=["actions"])


@router.get("/actions", responses=shows(examples.ACTIONS, 422))
def listed(
    seat: AtPartnerSeat, whose: Whose | None = None, after: Annotated[str | None, Query(max_length=120)] = None
) -> ActionsPage:
    """The first of each list, or fifty of one; its `after` goes into the next question."""
    return read(seat, lambda reading: seen.page(reading, whose, after))


@router.post("/actions", status_code=status.HTTP_201_CREATED, responses=acts(examples.TAKEN, 201))
def add(seat: AtPartnerSeat, form: Annotated[NewAction, body(examples.TAKE_ON)]) -> Made:
    """Take something on for this seat's partner; it goes to whom its sharing profile names."""
    return Made(id=UUID(do(seat, "actions", form, actions.add)))


@router.post("/actions/{statement_id}/reports", responses=acts(examples.TAKEN))
def report(seat: AtPartnerSeat, statement_id: UUID, form: Annotated[ReportAction, body(examples.REPORT)]) -> Made:
    """How it came out; `open` opens it again."""
    return _done(seat, "reports", statement_id, form, actions.report)


@router.post("/actions/{statement_id}/delays", responses=acts(examples.TAKEN))
def put_off(seat: AtPartnerSeat, statement_id: UUID, form: Annotated[PutOff, body(examples.PUT_OFF)]) -> Made:
    """A later day, and why; how often stays with it."""
    return _done(seat, "delays", statement_id, form, actions.put_off)


@router.post("/actions/{statement_id}/handovers", responses=acts(examples.TAKEN))
def hand_over(seat: AtPartnerSeat, statement_id: UUID, form: Annotated[HandOver, body(examples.HAND_OVER)]) -> Made:
    """A colleague does it."""
    return _done(seat, "handovers", statement_id, form, actions.hand_over)


@router.post("/actions/{statement_id}/contacts", responses=acts(examples.TAKEN))
def ask_contact(
    seat: AtPartnerSeat, statement_id: UUID, form: Annotated[AskContact, body(examples.ASK_CONTACT)]
) -> Made:
    """With whom it asks to be in contact; how that is safe stands on the screen alone."""
    return _done(seat, "contacts", statement_id, form, actions.ask_contact)


@router.post("/cases/{case_id}/closings", responses=acts(shared.MADE))
def close(seat: AtPartnerSeat, case_id: UUID, form: Annotated[CloseCase, body(examples.CLOSE)]) -> Made:
    """Close a case: its lead partner answers for each open action and each presumed victim it may see."""
    return _done(seat, "closings", case_id, form, closing.close)


@router.post("/cases/{case_id}/reopenings", responses=acts(shared.MADE))
def reopen(seat: AtPartnerSeat, case_id: UUID, form: Annotated[ReopenCase, body(examples.REOPEN)]) -> Made:
    """Open a closed case again; what ended with it does not come back."""
    return _done(seat, "reopenings", case_id, form, closing.reopen)


def _done(seat: Seat, what: str, which: UUID, form: ActForm, act: Callable[[Writing, UUID, Any], None]) -> Made:
    def acted(work: Writing, sent: ActForm) -> UUID:
        act(work, which, sent)
        return which

    return Made(id=UUID(do(seat, f"{what} {which}", form, acted)))
