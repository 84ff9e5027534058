"""Signals for machines: the list, bring one, weigh one, and hand one on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api import examples
from api import signal_examples as shown
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.signals import BringSignal, HandOn, WeighSignal
from models.views.signals import SignalList
from tafel import handing_on, signals, weighing
from tafel.db import Writing
from tafel.sight import signals as seen

router = APIRouter(tags=["signals"])


@router.get("/signals", responses=shows(shown.SIGNALS))
def listed(seat: AtPartnerSeat) -> SignalList:
    """The signals this seat takes part in; for the secretariat the shells of those that wait with others."""
    return read(seat, seen.signals)


@router.post("/signals", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201))
def bring(seat: AtPartnerSeat, form: Annotated[BringSignal, body(shown.BRING)]) -> Made:
    """Bring a signal for this seat's partner; nobody else reads it until it is shared."""
    return Made(id=UUID(do(seat, "signals", form, signals.bring)))


@router.post("/signals/{case_id}/weighings", responses=acts(examples.MADE))
def weigh(seat: AtPartnerSeat, case_id: UUID, form: Annotated[WeighSignal, body(shown.WEIGH)]) -> Made:
    """Say what comes of a signal that this seat's partner takes up; its bringer hears it."""

    def acted(work: Writing, sent: WeighSignal) -> UUID:
        weighing.weigh(work, case_id, sent)
        return case_id

    return Made(id=UUID(do(seat, f"weighings {case_id}", form, acted)))


@router.post("/signals/{case_id}/handings-on", responses=acts(examples.MADE))
def hand_on(seat: AtPartnerSeat, case_id: UUID, form: Annotated[HandOn, body(shown.HAND_ON)]) -> Made:
    """Let another take a signal up; its terms stay."""

    def acted(work: Writing, sent: HandOn) -> UUID:
        handing_on.hand_on(work, case_id, sent)
        return case_id

    return Made(id=UUID(do(seat, f"handings-on {case_id}", form, acted)))
