"""A real server and real browsers for the tests that need them, with every byte the server sent to whom."""

import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import uvicorn


class Heard:
    """An application that also keeps what it sends, by session: headers, pages, files, and streams while they run."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._sent: dict[str, list[bytes]] = defaultdict(list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve, and keep what is sent."""
        headers = dict(scope.get("headers", ()))
        sitting = SimpleCookie(headers.get(b"cookie", b"").decode()).get("tafel")
        kept = self._sent[sitting.value if sitting else ""]

        async def noted(message: Any) -> None:
            kept.extend(part for header in message.get("headers", ()) for part in header)
            kept.append(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, noted)

    def by(self, session: str) -> bytes:
        """Everything that went to one session."""
        return b"\n".join(self._sent[session])


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application on a port of its own; its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
