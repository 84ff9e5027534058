"""The processes that answer: each finishes what it began before it ends, and they can be replaced one by one."""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from threading import Thread
from time import monotonic
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess

from tafel import health, live, migrating
from tafel.cli_said import said
from tafel.refusals import Unavailable
from tafel.settings import settings

PATIENCE = 6  # seconds for lines that rest: longer than uvicorn itself keeps one that nobody uses
_GRACE, _COMES_UP, _GLANCE = 10, 120, 0.05
_LAST = (b"connection", b"close")


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

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._came_up = False

    @property
    def server(self) -> Server:
        """What answers in it."""
        if self._server is None:
            self._server = Server(self.config)
        assert isinstance(self._server, Server)
        return self._server

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, unless it cannot: then one sentence says why."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it is for the one that replaces us
        Thread(target=_end_with_parent, daemon=True).start()
        try:
            migrating.require_current(settings().url)
            super().target(sockets)
        except (migrating.CannotMigrate, Unavailable) as wrong:
            said.print(str(wrong), markup=False)
            sys.exit(STARTUP_FAILURE)

    def is_alive(self, timeout: float = 5) -> bool:
        """Whether it answers its parent; also remembers that it once served."""
        alive = super().is_alive(timeout)
        self._came_up |= alive and self.is_ready(timeout)
        return alive

    @property
    def exitcode(self) -> int | None:
        """How it ended; one that never served failed to start, whatever ended it, and would fail again."""
        code = self.process.exitcode
        return code if code is None or self._came_up else STARTUP_FAILURE


class Workers(multiprocess.Multiprocess):
    """All of them. On SIGHUP a new one takes the place of each in turn, once it is up."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        for sig in (signal.SIGTERM, signal.SIGINT):  # also in the middle of replacing them
            signal.signal(sig, lambda *_: Thread(target=self.should_exit.set).start())
        self.failed = False

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
    if workers == 1:
        server = Server(config_for(1))
        signal.signal(signal.SIGHUP, server.handle_exit)
        server.run(sockets=[taken])
        return True
    multiprocess.Process = Worker  # type: ignore[misc] # it can be told in no other way what to begin
    together = Workers(config_for(workers), [taken])
    together.run()
    return not together.failed


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
