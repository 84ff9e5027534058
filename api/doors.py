"""Who may come in by machine: a bearer token opens the one seat it was made for."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tafel import tokens
from tafel.refusals import NotFound
from tafel.seat import Seat

_bearer = HTTPBearer(auto_error=False, description="Een sleutel van uw eigen pagina; hij opent één zitplaats.")


class NoToken(Exception):
    """No token, or one that is unknown, ended or revoked."""


def seat(request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Seat:
    """The seat a token opens."""
    found = request.state.asker = tokens.seat_of(sent.credentials) if sent else None
    if found is None:
        raise NoToken
    return found


def partner_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """A seat for a partner: to officer and administrator these things do not exist."""
    if not taken.reads_content:
        raise NotFound
    return taken


def whoever(request: Request) -> Seat | None:
    """The seat of who asks for something that is not there, if any; looked up once a request."""
    if hasattr(request.state, "asker"):
        asker: Seat | None = request.state.asker
        return asker
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return tokens.seat_of(token) if kind.lower() == "bearer" else None


AtSeat = Annotated[Seat, Depends(seat)]
AtPartnerSeat = Annotated[Seat, Depends(partner_seat)]
