"""My account as a file."""

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.sharing import ExportShares
from tafel import exports
from tafel.exports import Speak
from tafel.seat import Seat
from web import sharing
from web.answer import download
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.language import spoken
from web.routing import Router
from web.words import word

router = Router(prefix="/verstrekkingen")


@router.post("/uitvoer")
def export(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[ExportShares], Depends(filled(ExportShares))]
) -> Response:
    """The file of a period."""
    return download(
        request, seat, sent,
        lambda work, form: exports.export(work, form, _speaking(seat)),
        lambda **how: sharing.my_page(request, seat, **how),
    )  # fmt: skip


def _speaking(seat: Seat) -> Speak:
    return lambda said: spoken(word(said) if isinstance(said, StrEnum) else said, seat.language)
