"""Home: what waits for me."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from models.terms import Role
from web.doors import AtSeat

router = APIRouter()

_FIRST = {Role.PRIVACY_OFFICER: "/register", Role.ADMINISTRATOR: "/beheer"}


@router.get("/")
def home(request: Request, seat: AtSeat) -> Response:
    """What waits for me."""
    return RedirectResponse(_FIRST.get(seat.role, "/casussen"), 303)
