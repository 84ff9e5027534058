"""Who may come in: the seat behind every router, and the checks on every request before any route runs."""

import re
from collections.abc import Collection
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.terms import Role
from tafel import sign_in
from tafel.refusals import NotFound, say
from tafel.seat import Seat
from tafel.sign_in import Present
from web.answer import static_page

SIGN = "/geheimhouding"  # the one page for who has to sign first
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
    return "__Host-tafel" if request.scope["scheme"] == "https" else "tafel"


def present(request: Request) -> Present:
    """Who is signed in, with or without a seat."""
    found = _here(request)
    if found is None:
        raise NotSignedIn
    return found


def _here(request: Request) -> Present | None:
    """Looked up once a request, also when the answer turns out to be that there is no such thing."""
    if not hasattr(request.state, "here"):
        request.state.here = sign_in.present(request.cookies.get(cookie_name(request), ""))
    here: Present | None = request.state.here
    return here


class MustSign(Exception):
    """A link signed somebody in, and nothing is shown before that person signed for secrecy."""


def seat(request: Request) -> Seat:
    """The seat this request is made from."""
    here = present(request)
    if here.seat is None:
        raise NoSeat
    if here.seat.must_sign and request.url.path != SIGN:
        raise MustSign
    return here.seat


def whoever(request: Request) -> Seat | None:
    """The seat of who asks for something that is not there, if any."""
    here = _here(request)
    return here.seat if here else None


async def own_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """The seat of who signed in to an account: to whoever came in by a link these pages do not exist."""
    if taken.by_link:
        raise NotFound
    return taken


async def partner_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """A seat for a partner: to officer and administrator these pages do not exist."""
    if not taken.reads_content:
        raise NotFound
    return taken


async def officer_seat(taken: Annotated[Seat, Depends(seat)]) -> Seat:
    """The seat of the privacy officer: to all others these pages do not exist."""
    if taken.role is not Role.PRIVACY_OFFICER:
        raise NotFound
    return taken


async def own_partner_seat(taken: Annotated[Seat, Depends(partner_seat)]) -> Seat:
    """The same, for a partner."""
    return await own_seat(taken)


AtSeat = Annotated[Seat, Depends(seat)]
AtPartnerSeat = Annotated[Seat, Depends(partner_seat)]
AtOwnSeat = Annotated[Seat, Depends(own_seat)]
AtOwnPartnerSeat = Annotated[Seat, Depends(own_partner_seat)]
AtOfficerSeat = Annotated[Seat, Depends(officer_seat)]
SignedIn = Annotated[Present, Depends(present)]


def same_origin(request: Request) -> bool:
    """Whether an unsafe request comes from our own pages: the browser says so, or its origin is ours; silence is no."""
    if request.method in SAFE:
        return True
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    ours = request.url.netloc
    return request.headers.get("origin") in (f"http://{ours}", f"https://{ours}")


class Guard:
    """Turns away what another site sends, and lets every answer carry the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), scope["path"])
            await send(message)

        by_token = scope["path"].startswith("/api/")
        go_on = self.app if by_token or same_origin(request) else _from_elsewhere()
        await go_on(scope, receive, dressed)


class KnownHost:
    """Turns away what was asked of another host than ours."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or not."""
        anybody = scope["type"] != "http" or scope["path"].startswith("/static/")
        known = anybody or _host(Headers(scope=scope)) in self.hosts
        await (self.app if known else static_page("errors/400.html", status=400))(scope, receive, send)


def _host(headers: Headers) -> str:
    return re.sub(r":\d+$", "", headers.get("host", ""))


def _from_elsewhere() -> Response:
    view = {"sentence": say("Dit kwam niet van deze site."), "back": "/"}
    return static_page("errors/403.html", status=403, view=view)


def dress(headers: MutableHeaders, path: str) -> None:
    """Let an answer carry the headers."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"
