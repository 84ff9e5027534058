"""A real server and real browsers for the tests that need them, with every byte the server sent to whom."""

import asyncio
import socket
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

_AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_WRONG = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
    preload: false})
  .then(found => found.violations.map(one => `${one.id} ${one.nodes[0].target}`))"""
_KNOWN = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome")  # fmt: skip
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--no-first-run", "--in-process-gpu")  # fmt: skip


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
def chromium() -> Iterator[Browser]:
    """The browser of this machine; it asks nothing of the network."""
    found = next((path for path in _KNOWN if Path(path).exists()), None)
    assert found, "Voor de tests is Chromium nodig. Installeer het pakket chromium."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_QUIET)
        yield opened
        opened.close()


def looking(browser: Browser, width: int) -> Page:
    """A page of its own on a screen this wide, for whoever looks at many: axe is there on each."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(path=_AXE)
    return context.new_page()


def barriers(page: Page) -> list[str]:
    """What axe finds on the page that stands there, and whether it is wider than the screen."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE.read_text())
    told = [f"{page.url}: {one}" for one in page.evaluate(_WRONG)]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*told, *([f"{page.url} is wider than the screen"] if too_wide else [])]


async def quick_ticks() -> AsyncIterator[int]:
    """Ten in a second, so that nobody in a test waits for the next whole one."""
    for tick in count():
        yield tick
        await asyncio.sleep(0.1)


class _Server(uvicorn.Server):
    """Tells when it is up, and looks more often whether it is to stop: every browser test waits for both."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        self.up.set()
        while not await self.on_tick(0):  # noqa: ASYNC110 as uvicorn
            await asyncio.sleep(0.01)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application on a port of its own; its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.up.wait(60)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
