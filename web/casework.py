"""Cases on screen: the list, the case, the people, subjects and passages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from models.forms.casework import OpenCase
from tafel import casework, ids
from tafel.sight import casework as seen
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled

router = APIRouter(prefix="/casussen")


@router.get("")
def cases(request: Request, seat: AtPartnerSeat) -> Response:
    """The cases I take part in."""
    return page(request, seat, "cases/page.html", seen.cases)


@router.get("/nieuw")
def new_case(request: Request, seat: AtPartnerSeat) -> Response:
    """Open a case: a code word is proposed at random."""
    return _new_case(request, seat, filled=blank(code_word=ids.code_word(), framework="C"))


@router.post("/nieuw")
def open_case(request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[OpenCase], Depends(filled(OpenCase))]) -> Response:
    """Open it."""
    return act(
        request, seat, sent,
        lambda work, form: f"/casussen/{casework.open_case(work, form)}",
        lambda **how: _new_case(request, seat, **how),
    )  # fmt: skip


@router.get("/{case_id}")
def case(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """One case: contributions side by side, and who may see what of one's own."""
    return page(request, seat, "case/page.html", lambda reading: seen.case_page(reading, case_id))


def _new_case(request: Request, seat: AtPartnerSeat, **how: object) -> Response:
    return page(request, seat, "cases/new.html", lambda _: casework.PURPOSES_OF, **how)  # type: ignore[arg-type]
