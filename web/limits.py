"""How much can be sent: what is far too large is refused where it is read, so that each door says so in its own way."""

from http import HTTPStatus

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafel.refusals import Said, say

MOST = 1_000_000
MORE = {"/instellingen/huisstijl": 3_000_000}  # a logo and two documents at once
_TOO_MUCH = say("Dit is te groot om te versturen. Kies een kleiner bestand of een kortere tekst.")
_TOO_LARGE = say("Dit is te groot om te versturen. Een logo of document mag ten hoogste 900 kB zijn.")


def told(path: str) -> tuple[Said, str]:
    """What to say of what was far too large, and the page to go back to."""
    return (_TOO_LARGE, path) if path in MORE else (_TOO_MUCH, "/")


class Limited:
    """Reads no body of more than a million bytes, but where files are sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            receive = _Reading(receive, Headers(scope=scope), MORE.get(scope["path"], MOST))
        await self.app(scope, receive, send)


class _Reading:
    def __init__(self, receive: Receive, headers: Headers, most: int) -> None:
        told = headers.get("content-length", "")
        self.receive, self.read, self.most = receive, 0, most
        self.told = int(told) if told.isdecimal() else 0

    async def __call__(self) -> Message:
        message = await self.receive() if self.told <= self.most else {}
        self.read += len(message.get("body", b""))
        if max(self.read, self.told) > self.most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message
