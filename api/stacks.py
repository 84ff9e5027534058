"""Stacks for machines: the list, one of them, lay signals in one, take one out, and weigh them as one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import AwareDatetime

from api import examples
from api import stack_examples as shown
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from api.signal_examples import WEIGH
from models.forms.signals import WeighSignal
from models.forms.stacks import PutInStack, StackToCase, TakeOut
from models.views.stacks import StackList, StackPage
from tafel import stacks
from tafel.db import Writing
from tafel.sight import stacks as seen

router = APIRouter(tags=["stacks"])


@router.get("/stacks", responses=shows(shown.STACKS, 422))
def listed(seat: AtPartnerSeat, before: AwareDatetime | None = None) -> StackList:
    """The stacks in which something that this seat takes part in was laid, half a year of them; `before`: earlier."""
    return read(seat, lambda reading: seen.stacks(reading, before))


@router.get("/stacks/{stack_id}", responses=shows(shown.STACK))
def one(seat: AtPartnerSeat, stack_id: UUID) -> StackPage:
    """A stack, as far as this seat takes part in what lies there; nothing tells whether there is more."""
    return read(seat, lambda reading: seen.stack_page(reading, stack_id))


@router.post("/stacks", status_code=status.HTTP_201_CREATED, responses=acts(shown.MADE, 201))
def put(seat: AtPartnerSeat, form: Annotated[PutInStack, body(shown.PUT)]) -> Made:
    """Lay signals in a stack: one this seat knows, one whose code it was told, or a new one."""
    return Made(id=UUID(do(seat, "stacks", form, stacks.put)))


@router.post("/stacks/{stack_id}/removals", responses=acts(shown.MADE))
def take_out(seat: AtPartnerSeat, stack_id: UUID, form: Annotated[TakeOut, body(shown.TAKE_OUT)]) -> Made:
    """Take something out again."""

    def acted(work: Writing, sent: TakeOut) -> UUID:
        stacks.take_out(work, stack_id, sent)
        return stack_id

    return Made(id=UUID(do(seat, f"removals {stack_id}", form, acted)))


@router.post("/stacks/{stack_id}/weighings", responses=acts(shown.MADE))
def weigh(seat: AtPartnerSeat, stack_id: UUID, form: Annotated[WeighSignal, body(WEIGH)]) -> Made:
    """Weigh the signals in it that this seat's partner takes up; each bringer hears it of its own."""

    def acted(work: Writing, sent: WeighSignal) -> UUID:
        stacks.weigh(work, stack_id, sent)
        return stack_id

    return Made(id=UUID(do(seat, f"weighings {stack_id}", form, acted)))


@router.post("/stacks/{stack_id}/cases", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201))
def make_case(seat: AtPartnerSeat, stack_id: UUID, form: Annotated[StackToCase, body(shown.TO_CASE)]) -> Made:
    """Go on with it as a case, with the partners that are named and nobody else."""
    return Made(id=UUID(do(seat, f"cases {stack_id}", form, lambda work, sent: stacks.make_case(work, stack_id, sent))))
