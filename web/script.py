"""The chair's script on screen and as a file."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from tafel import agenda_export
from tafel.seat import Seat
from tafel.sight import script as seen
from web.agenda import voice
from web.answer import download, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/draaiboek")
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("")
def script_page(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """The chair's script."""
    return _script(request, seat, meeting_id)


@router.post("/uitvoer")
def export_script(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))],
) -> Response:
    """The chair's script as a file."""
    return download(
        request, seat, sent,
        lambda work, _form: agenda_export.script(work, meeting_id, voice(seat)),
        lambda **how: _script(request, seat, meeting_id, **how),
    )  # fmt: skip


def _script(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    speak = voice(seat).speak
    more: dict[str, Any] = {"say_first": lambda one: agenda_export.say_first(one, speak)}
    return page(request, seat, "agenda/script.html", partial(seen.script, meeting_id=meeting_id), **more, **how)
