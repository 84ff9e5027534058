"""Stacks on screen: the list, laying signals together, one stack, weighing it as one, and going on as a case."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from models.forms.casework import JustOnce
from models.forms.signals import WeighSignal
from models.forms.stacks import PutInStack, StackToCase, TakeOut
from models.rule_terms import PURPOSES_OF
from models.signal_terms import SignalOutcome, SignalRoute
from models.terms import Framework
from tafel import ids, stacks
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import stacks as seen
from web.answer import act, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/signalen/bundels")
DONE = {
    "gelegd": say("In de bundel gelegd. Er is niets gedeeld."),
    "eruit": say("Uit de bundel gehaald."),
    "gewogen": say("Vastgelegd. Elke brenger leest wat er van het eigen signaal kwam."),
    "mee": say("Uw woorden staan in de casus, als concept. Deel ze daar met wie ze nodig heeft."),
}


@router.get("")
def list_page(request: Request, seat: AtPartnerSeat, gedaan: str = "", voor: AwareDatetime | None = None) -> Response:
    """The stacks in which something lies that I take part in; `voor`: laid there before."""
    see = lambda reading: seen.stacks(reading, voor)  # noqa: E731 on one line
    return page(request, seat, "stacks/list.html", see, done=DONE.get(gedaan), back=voor is not None)


@router.get("/nieuw")
def new(request: Request, seat: AtPartnerSeat, signaal: UUID | None = None, bundel: UUID | None = None) -> Response:
    """Lay signals together; `signaal` and `bundel` are chosen beforehand."""
    start = blank(cases=[signaal] if signaal else None, stack_id=bundel, code_word=ids.code_word())
    return _new(request, seat, filled=start)


@router.post("/nieuw")
def put(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[PutInStack], Depends(filled(PutInStack))]
) -> Response:
    """Lay them there."""
    return act(
        request, seat, sent, lambda work, form: f"/signalen/bundels/{stacks.put(work, form)}?gedaan=gelegd",
        partial(_new, request, seat),
    )  # fmt: skip


@router.get("/{stack_id}")
def stack(request: Request, seat: AtPartnerSeat, stack_id: UUID, gedaan: str = "") -> Response:
    """One stack, as far as it is mine."""
    return _stack(request, seat, stack_id, done=DONE.get(gedaan))


@router.post("/{stack_id}/eruit")
def take_out(
    request: Request, seat: AtPartnerSeat, stack_id: UUID, sent: Annotated[Filled[TakeOut], Depends(filled(TakeOut))]
) -> Response:
    """Take something out again."""

    def taken(work: Writing, form: TakeOut) -> str:
        known = stacks.take_out(work, stack_id, form)
        return f"/signalen/bundels/{stack_id}?gedaan=eruit" if known else "/signalen/bundels?gedaan=eruit"

    return press(request, seat, sent, taken)


@router.post("/{stack_id}/wegen")
def weigh(
    request: Request,
    seat: AtPartnerSeat,
    stack_id: UUID,
    sent: Annotated[Filled[WeighSignal], Depends(filled(WeighSignal))],
) -> Response:
    """Weigh what is mine to weigh in it, as one."""

    def weighed(work: Writing, form: WeighSignal) -> str:
        stacks.weigh(work, stack_id, form)
        return f"/signalen/bundels/{stack_id}?gedaan=gewogen"

    return act(request, seat, sent, weighed, partial(_stack, request, seat, stack_id))


@router.post("/{stack_id}/casus")
def make_case(
    request: Request,
    seat: AtPartnerSeat,
    stack_id: UUID,
    sent: Annotated[Filled[StackToCase], Depends(filled(StackToCase))],
) -> Response:
    """Let it go on as a case, with whom I choose."""
    return act(
        request, seat, sent, lambda work, form: f"/casussen/{stacks.make_case(work, stack_id, form)}",
        partial(_stack, request, seat, stack_id),
    )  # fmt: skip


@router.post("/{stack_id}/casus/{case_id}/mee")
def take_along(
    request: Request,
    seat: AtPartnerSeat,
    stack_id: UUID,
    case_id: UUID,
    sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))],
) -> Response:
    """Take our own words along to the case."""

    def taken(work: Writing, _: JustOnce) -> str:
        stacks.take_along(work, stack_id, case_id)
        return f"/signalen/bundels/{stack_id}?gedaan=mee"

    return press(request, seat, sent, taken)


def _new(request: Request, seat: Seat, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(request, seat, "stacks/new.html", seen.put_page, **how)


def _stack(request: Request, seat: Seat, stack_id: UUID, *, done: Any = None, **how: Any) -> Response:
    how.pop("theirs", None)
    more: dict[str, Any] = {
        "outcomes": tuple(SignalOutcome), "routes": tuple(SignalRoute), "purposes": PURPOSES_OF[Framework.C],
    }  # fmt: skip
    see = lambda reading: seen.stack_page(reading, stack_id)  # noqa: E731 on one line
    return page(request, seat, "stacks/page.html", see, done=done, **more, **how)
