"""Home: what waits for me."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from models.terms import Role
from tafel.sight import home as seen
from web.answer import page
from web.doors import AtSeat
from web.routing import Router

router = Router()

_FIRST = {Role.PRIVACY_OFFICER: "/register", Role.ADMINISTRATOR: "/beheer"}


@router.get("/")
def home(request: Request, seat: AtSeat) -> Response:
    """What waits for me; officer and administrator have a page of their own."""
    if seat.role in _FIRST:
        return RedirectResponse(_FIRST[seat.role], 303)
    return page(request, seat, "home/page.html", seen.home)
