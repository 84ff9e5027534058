"""My account as a file."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from models.forms.sharing import ExportShares
from tafel import db, exports, once
from tafel.exports import File, Speak
from tafel.refusals import Conflict, Invalid
from tafel.seat import Seat
from web import sharing
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.language import spoken
from web.words import word

router = APIRouter(prefix="/verstrekkingen")


@router.post("/uitvoer")
def export(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[ExportShares], Depends(filled(ExportShares))]
) -> Response:
    """The file of a period; that it left the house stands in the register before it leaves."""
    if sent.form is None:
        return sharing.my_page(request, seat, sent, status=422)
    try:
        return _answer(_made(request, seat, sent, sent.form))
    except Invalid as wrong:
        return sharing.my_page(request, seat, sent.wrong(wrong.errors), status=422)
    except Conflict as conflict:
        return sharing.my_page(request, seat, sent.wrong({"form": conflict.why}), status=409)


def _made(request: Request, seat: Seat, sent: Filled[ExportShares], form: ExportShares) -> File:
    """Each file that leaves has its own line: asked for twice, it leaves twice."""
    with db.writing(seat) as work:
        once.first(work, form.once, request.url.path, sent.body)
        return exports.export(work, form, _speaking(seat))


def _speaking(seat: Seat) -> Speak:
    return lambda said: spoken(word(said) if isinstance(said, StrEnum) else said, seat.language)


def _answer(file: File) -> Response:
    return Response(
        file.body, media_type=file.media, headers={"Content-Disposition": f'attachment; filename="{file.name}"'}
    )
