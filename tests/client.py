"""A browser without a screen, or a machine: it asks the application in this very thread, and waits for the answer."""

import asyncio
import sys
from asyncio import events
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

import anyio.to_thread
import httpx2
from starlette.types import ASGIApp

sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] # else it is looked for on the disk at each request
_LOOP = asyncio.new_event_loop()
_in_a_thread = anyio.to_thread.run_sync


async def _run_sync(do: Callable[..., Any], *args: Any, **how: Any) -> Any:
    """A route that waits for nobody is answered at once: handing it to a thread costs more than most pages do."""
    if asyncio.get_running_loop() is _LOOP:
        return copy_context().run(do, *args)
    return await _in_a_thread(do, *args, **how)


anyio.to_thread.run_sync = _run_sync


class Client(httpx2.Client):
    """Ask an application without a server between; what it raises comes back to whoever asked, unless told not to."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        client: tuple[str, int] = ("testclient", 50000),
        base_url: str = "http://testserver",
        follow_redirects: bool = True,
        raises: bool = True,
        **more: Any,
    ) -> None:
        here = _Here(httpx2.ASGITransport(app, raise_app_exceptions=raises, client=client))
        super().__init__(transport=here, base_url=base_url, follow_redirects=follow_redirects, **more)


class _Here(httpx2.BaseTransport):
    def __init__(self, app: httpx2.ASGITransport) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with beside_browser():
            return _LOOP.run_until_complete(self._answer(request))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._app.handle_async_request(request)
        body = httpx2.ByteStream(await answer.aread())
        return httpx2.Response(answer.status_code, headers=answer.headers.raw, stream=body)


@contextmanager
def beside_browser() -> Iterator[None]:
    """A real browser's loop stands still in this thread while a test runs: another may run meanwhile."""
    of_browser = events._get_running_loop()  # noqa: SLF001 no public way
    events._set_running_loop(None)  # noqa: SLF001
    try:
        yield
    finally:
        events._set_running_loop(of_browser)  # noqa: SLF001
