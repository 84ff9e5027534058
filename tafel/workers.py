"""The processes that answer: each finishes what it began before it ends, and they can be replaced one by one.

The program is read once, by the one that begins them; each is a copy of it, there at once when another died.
"""

import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess

from tafel import db, health, live, migrating
from tafel.cli_said import said
from tafel.refusals import Unavailable
from tafel.settings import settings

PATIENCE = 6  # seconds for lines that rest: longer than uvicorn itself keeps one that nobody uses
_GRACE, _COMES_UP, _GLANCE = 10, 120, 0.05
_LAST = (b"connection", b"close")
_copied = multiprocessing.get_context("fork")


class Server(uvicorn.Server):
    """One process that answers."""

    hurried = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; who presses Ctrl+C does not wait for lines that rest."""
        self.hurried |= sig == signal.SIGINT
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, let streams end and every line close after its next answer; then stop."""
        health.stopping.set()
        live.hub.close()
        for each in self.servers:
            each.close()
        self.server_state.default_headers = [*self.server_state.default_headers, _LAST]
        await self._until_lines_close()
        await super().shutdown(sockets)

    async def _until_lines_close(self) -> None:
        until = monotonic() + PATIENCE
        while self.server_state.connections and not self.hurried and monotonic() < until:  # noqa: ASYNC110 as uvicorn
            await asyncio.sleep(_GLANCE)


class Worker(multiprocess.Process):
    """One of several, in a process of its own; it ends with whoever began it."""

    anew = False  # whether it reads the program anew, as after an upgrade, or is a copy of whoever began it
    begun: set["Worker"] = set()  # of this process: a copy lets go of the lines to the others

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._came_up = False
        if not Worker.anew:
            self.process = _copied.Process(target=self.target, args=(sockets,))  # type: ignore[assignment]

    @property
    def server(self) -> Server:
        """What answers in it."""
        if self._server is None:
            self._server = Server(self.config)
        assert isinstance(self._server, Server)
        return self._server

    def start(self) -> None:
        """Begin. Whoever began it keeps only its own end of the line, and so notices at once that the other fell."""
        Worker.begun.add(self)
        with _signals_wait():
            super().start()
        self.child_conn.close()

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, unless it cannot: then one sentence says why."""
        _forget_signals()
        for each in Worker.begun | {self}:
            each.parent_conn.close()
        try:
            self._open(settings().url)
            with suppress(KeyboardInterrupt):  # whoever began it ends too
                super().target(sockets)
        except (migrating.CannotMigrate, Unavailable) as wrong:
            said.print(str(wrong), markup=False)
            sys.exit(STARTUP_FAILURE)

    def _open(self, url: str) -> None:
        if self.config.loaded:  # whoever read the program looked whether the database is fit for it
            db.use(url)
        else:
            migrating.require_current(url)

    def always_pong(self) -> None:
        """Answer whoever began it; when that ended, it ends."""
        with suppress(EOFError, OSError):
            super().always_pong()
        os.kill(os.getpid(), signal.SIGTERM)

    def is_alive(self, timeout: float = 5) -> bool:
        """Whether it answers whoever began it; also remembers that it once served."""
        alive = super().is_alive(timeout)
        self._came_up |= alive and self.is_ready(timeout)
        return alive

    def join(self) -> None:
        """Wait until it ended."""
        super().join()
        Worker.begun.discard(self)

    @property
    def exitcode(self) -> int | None:
        """How it ended; one that never served failed to start, unless somebody killed it, and would fail again."""
        code = self.process.exitcode
        return code if code is None or code < 0 or self._came_up else STARTUP_FAILURE


class Workers(multiprocess.Multiprocess):
    """All of them. On SIGHUP a new one takes the place of each in turn, once it is up."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        for sig in (signal.SIGTERM, signal.SIGINT):  # also in the middle of replacing them
            signal.signal(sig, lambda *_: Thread(target=self.should_exit.set).start())
        self.failed = False

    def restart_all(self) -> None:
        """Replace them by processes that read the program anew; what this one read of it is of no more use."""
        Worker.anew = True
        self.config = config_for(self.config.workers)
        super().restart_all()

    def keep_subprocess_alive(self) -> None:
        """Another in the place of one that died; where one could not even start, all stop."""
        super().keep_subprocess_alive()
        self.failed = self.should_exit.is_set() and any(one.exitcode == STARTUP_FAILURE for one in self.processes)

    def terminate_all(self) -> None:
        """Let all of them stop; nobody waits any longer at a door behind which nobody answers."""
        for each in self.sockets:
            each.close()
        super().terminate_all()


def config_for(workers: int) -> uvicorn.Config:
    """How uvicorn is to serve."""
    return uvicorn.Config(
        "web.app:create", factory=True, workers=workers, access_log=False, log_level="warning", server_header=False,
        date_header=True, timeout_graceful_shutdown=_GRACE, timeout_worker_healthcheck=_COMES_UP,
    )  # fmt: skip


def run(taken: socket.socket, workers: int) -> bool:
    """Answer requests until told to stop; False when a process could not start."""
    config = config_for(workers)
    config.load()
    if workers == 1:
        server = Server(config)
        signal.signal(signal.SIGHUP, server.handle_exit)
        server.run(sockets=[taken])
        return True
    db.close()  # a line to the database belongs to one process
    gc.freeze()  # copies share what was read for as long as nobody touches it
    multiprocess.Process = Worker  # type: ignore[misc] # it can be told in no other way what to begin
    together = Workers(config, [taken])
    together.run()
    return not together.failed


@contextmanager
def _signals_wait() -> Iterator[None]:
    """A copy hears nothing that is meant for whoever began it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, multiprocess.SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forget_signals() -> None:
    """What whoever began it does at a signal is not for this one; SIGHUP is for the one that replaces us."""
    for sig in multiprocess.SIGNALS:
        signal.signal(sig, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, multiprocess.SIGNALS)
