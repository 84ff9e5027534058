"""Who may come in: the seat behind every router, and the checks on every request before any route runs."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import PlainTextResponse, Response

from models.terms import Role
from tafel import sign_in
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sign_in import Present

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


class NotSignedIn(Exception):
    """Nobody is signed in, or no longer."""


class NoSeat(Exception):
    """Signed in, and no seat chosen yet."""


def cookie_name(request: Request) -> str:
    """The session cookie: bound to the host over https; plain on loopback, where browsers and tools agree on it."""
    return "__Host-tafel" if request.url.scheme == "https" else "tafel"


def present(request: Request) -> Present:
    """Who is signed in, with or without a seat."""
    found = sign_in.present(request.cookies.get(cookie_name(request), ""))
    if found is None:
        raise NotSignedIn
    return found


def seat(request: Request) -> Seat:
    """The seat this request is made from."""
    here = present(request)
    if here.seat is None:
        raise NoSeat
    return here.seat


def partner_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """A seat for a partner: to officer and administrator these pages do not exist."""
    if not taken.reads_content:
        raise NotFound
    return taken


def officer_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """The seat of the privacy officer: to all others these pages do not exist."""
    if taken.role is not Role.PRIVACY_OFFICER:
        raise NotFound
    return taken


AtSeat = Annotated[Seat, Depends(seat)]
AtPartnerSeat = Annotated[Seat, Depends(partner_seat)]
AtOfficerSeat = Annotated[Seat, Depends(officer_seat)]
SignedIn = Annotated[Present, Depends(present)]


def same_origin(request: Request) -> bool:
    """Whether an unsafe request comes from our own pages: the browser says so, or its origin is ours; silence is no."""
    if request.method in SAFE:
        return True
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.url.netloc


async def guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Turn away what another site sends, and let every answer carry the headers."""
    by_token = request.url.path.startswith("/api/")
    if not by_token and not same_origin(request):
        answer: Response = PlainTextResponse("Dit kwam niet van deze site.\n", 403)
    else:
        answer = await go_on(request)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
