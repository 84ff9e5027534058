"""One line for each request: method, route, status, milliseconds, and the trace of its ledger entries. No address."""

import logging
import sys
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import Processor

from tafel import ids

_log = structlog.get_logger()


def begin(*also: Processor) -> None:
    """Let every line go to standard output, as JSON; these see it first."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            *also,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )


class Logged:
    """Gives each request its trace, and tells of it when it is answered."""

    def __init__(self, app: ASGIApp, *, write: bool) -> None:
        self.app, self.write = app, write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace, began, status = ids.begin_trace(), perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            if self.write:
                took = round((perf_counter() - began) * 1000, 1)
                _log.info(
                    "request", method=scope["method"], route=_route(scope), status=status, ms=took, trace=str(trace)
                )


def _route(scope: Scope) -> str:
    """The route as it is written, without the ids in an address; empty when there is none."""
    return str(getattr(scope.get("route"), "path", ""))
