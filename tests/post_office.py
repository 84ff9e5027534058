"""A mail server of some lines in a thread: it takes mail, refuses it, or hangs up, as a test wants."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from tafel.settings import settings

HANGS_UP = "hang up"


class PostOffice(socketserver.ThreadingTCPServer):
    """What came in; `says` replaces the answer to a command, or to one address."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.says: dict[str, str] = {}

    @property
    def address(self) -> str:
        """As TAFEL_MAIL says it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def to(self) -> list[str]:
        """For whom mail came in, in order."""
        return [at for at, _ in self.taken]


class _Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        """One conversation."""
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            found = re.search(r"TO:<(.*)>", line)
            to = found[1] if found else to
            answer = self.server.says.get(found[1] if found else verb, "354 go on" if verb == "DATA" else "250 ok")
            self._say(answer)
            if verb == "QUIT":
                return
            if verb == "DATA" and answer.startswith("354") and not self._whole(to):
                return

    def _whole(self, to: str) -> bool:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        answer = self.server.says.get("WHOLE", "250 taken")
        if answer.startswith("250") or answer == HANGS_UP:
            whole = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
            self.server.taken.append((to, message_from_bytes(whole, policy=policy.default)))
        if answer != HANGS_UP:
            self._say(answer)
        return answer != HANGS_UP

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def open_for_business(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server that tafel uses, as in production."""
    with PostOffice() as office:
        thread = Thread(target=office.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        use(monkeypatch, office.address)
        yield office
        office.shutdown()
        thread.join()
    settings.cache_clear()


def use(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Let mail go there from now on."""
    monkeypatch.setenv("TAFEL_ORIGIN", "https://tafel.example.nl")
    monkeypatch.setenv("TAFEL_MAIL", address)
    settings.cache_clear()


def in_folder() -> list[EmailMessage]:
    """What was put into the folder, read by the standard library."""
    files: list[Path] = sorted(settings().mail_folder.glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def text_of(message: EmailMessage) -> str:
    """Its text."""
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content())


def calendar_of(message: EmailMessage) -> bytes:
    """The calendar that came along."""
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_filename() == "tafel.ics"
    return bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
