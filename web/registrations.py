"""Registering a presumed victim with CoMensha, on screen; and the registration as a file."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.registrations import RegisterVictim, TakeRegistration
from models.meeting_terms import CopyFormat
from models.registration_terms import Crossing, Residence, Sector, Sex, YesNo
from tafel import registration_words, registrations
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import registrations as seen
from web.agenda import voice_in
from web.answer import act, download, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.routing import Router

router = Router(prefix="/casussen/{case_id}/betrokkenen/{subject_id}/comensha")
LISTS = {
    "sex": Sex, "residence": Residence, "sector": Sector, "crossing": Crossing, "declaration": YesNo,
    "reflection": YesNo, "shelter": YesNo,
}  # fmt: skip
DUTCH = voice_in("nl")  # it goes to CoMensha, whatever its maker reads
DONE = {"vastgelegd": say("Vastgelegd. Download hieronder het formulier en stuur het naar CoMensha.")}


@router.get("")
def registration(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID, gedaan: str = "") -> Response:
    """What can be registered of somebody, and what was."""
    return _page(request, seat, case_id, subject_id, done=DONE.get(gedaan))


@router.post("")
def register(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    subject_id: UUID,
    sent: Annotated[Filled[RegisterVictim], Depends(filled(RegisterVictim))],
) -> Response:
    """Register."""

    def registered(work: Writing, form: RegisterVictim) -> str:
        registrations.register(work, case_id, subject_id, form)
        return f"/casussen/{case_id}/betrokkenen/{subject_id}/comensha?gedaan=vastgelegd"

    return act(request, seat, sent, registered, partial(_page, request, seat, case_id, subject_id))


@router.post("/bestand")
def take(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    subject_id: UUID,
    sent: Annotated[Filled[TakeRegistration], Depends(filled(TakeRegistration))],
) -> Response:
    """A registration as a file."""
    return download(
        request, seat, sent, lambda work, form: registrations.take(work, case_id, form, DUTCH),
        partial(_page, request, seat, case_id, subject_id),
    )  # fmt: skip


def _page(
    request: Request, seat: Seat, case_id: UUID, subject_id: UUID, *, done: Any = None, **how: Any
) -> Response:  # fmt: skip
    how.pop("theirs", None)
    see = partial(seen.page, case_id=case_id, subject_id=subject_id)
    more: dict[str, Any] = {
        "lists": LISTS, "labels": registration_words.LABELS, "category_of": registration_words.category_of,
        "countries": registration_words.countries, "formats": tuple(CopyFormat),
    }  # fmt: skip
    return page(request, seat, "subject/registration.html", see, done=done, **more, **how)
