"""What a monitor may know: how many requests of what kind, how long they take, what goes wrong. Nothing of who or what.

A route by name would tell that somebody just recalled a share or brought a signal, so requests are counted by kind.
"""

import os
from collections.abc import Mapping, MutableMapping
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tafel.refusals import NotFound
from tafel.settings import settings
from web.doors import SAFE

SEVERAL = "PROMETHEUS_MULTIPROC_DIR"
_STREAM, _PART, _PROBES = "/nu/stroom", "/nu/deel/", ("/healthz", "/readyz", "/metrics")
_HERE = CollectorRegistry()
_requests = Counter(
    "tafel_requests", "Answered requests, by kind and by the hundred of their status.", ["kind", "status"],
    registry=_HERE,
)  # fmt: skip
_seconds = Histogram("tafel_request_seconds", "How long an answer took, by kind.", ["kind"], registry=_HERE)
_streams = Gauge("tafel_streams", "Open streams.", multiprocess_mode="livesum", registry=_HERE)
_errors = Counter("tafel_errors", "What went wrong, as the log tells it.", ["event", "name"], registry=_HERE)
_EVENTS = frozenset({"chore", "chores", "key", "signer", "unavailable"})


def told(request: Request) -> Response:
    """All of it, of every process here, for who brings the token of the settings; else there is no such page."""
    brought = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if not (settings().metrics and compare_digest(brought, settings().metrics.encode())):
        raise NotFound
    return Response(generate_latest(_of_all()), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _of_all() -> CollectorRegistry:
    """What all processes here counted; the streams of one that died are closed."""
    folder = os.environ.get(SEVERAL)
    if folder is None:
        return _HERE
    for left in Path(folder).glob("gauge_live*_*.db"):
        pid = left.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def counting(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Count what the log tells of that went wrong, by its closed list of events and by the name of the chore."""
    if event.get("level") == "error" and event["event"] in _EVENTS:
        _errors.labels(event["event"], event.get("name", "")).inc()
    return event


class Measured:
    """Counts each request by its kind once it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, began, status = _kind(scope), perf_counter(), HTTPStatus.INTERNAL_SERVER_ERROR.value
        is_stream = kind == "stream"

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        _streams.inc(is_stream)
        try:
            await self.app(scope, receive, noting)
        finally:
            _streams.dec(is_stream)
            _requests.labels(kind, f"{status // 100}xx").inc()
            if not is_stream:
                _seconds.labels(kind).observe(perf_counter() - began)


def _kind(scope: Scope) -> str:
    """One of seven, and nothing of where it leads."""
    path = scope["path"]
    if path in _PROBES:
        return "probe"
    if path.startswith(("/static/", "/api/")):
        return str(path.split("/")[1])
    if scope["method"] not in SAFE:
        return "act"
    if path.endswith(_STREAM):
        return "stream"
    return "part" if _PART in path else "page"
