"""Mail that comes back after a mail server took it: its reports are put into a folder, and each becomes a task.

Whoever runs the mail lets the server drop what comes for the sender's address there, a file for each message. A report
about a mail of ours is put away with what was read; what is anything else, with what was not understood.
"""

import time
from contextlib import suppress
from pathlib import Path

from tafel import db, mail, returned
from tafel.db import Reading, Writing
from tafel.seat import Seat
from tafel.settings import settings

READ, NOT_UNDERSTOOD = "gelezen", "niet-herkend"
_AT_ONCE, _MOST = 100, 1_000_000  # files, bytes
_OTHERS_LOOK = 3600.0  # seconds in which the other regions find what is theirs


def waiting(_reading: Reading) -> bool:
    """Whether anything came back."""
    return bool(_files())


def take_in(work: Writing) -> None:
    """Read what came back, once this transaction is over: a folder may be far away."""
    seat = work.seat
    work.after.append(lambda: empty(seat))


def empty(seat: Seat) -> None:
    """Read what lies in the folder, each message by itself; one that cannot be read or moved holds up no other."""
    for file in _files()[:_AT_ONCE]:
        with suppress(OSError):
            _take(seat, file)


def _files() -> list[Path]:
    """The messages; what is still being written begins with a dot."""
    folder = settings().bounces
    if folder is None:
        return []
    with suppress(OSError):
        return sorted(one for one in folder.iterdir() if one.name[0] != "." and one.is_file() and not one.is_symlink())
    return []


def _take(seat: Seat, file: Path) -> None:
    found = returned.read(_read(file))
    if found is None:
        return _put(file, NOT_UNDERSTOOD)
    with db.writing(seat) as work:
        ours = mail.came_back(work, found.mail, found.told)
    if ours:
        return _put(file, READ)
    if time.time() - file.stat().st_mtime > _OTHERS_LOOK:
        return _put(file, NOT_UNDERSTOOD)
    return None


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MOST)


def _put(file: Path, where: str) -> None:
    """Out of the way, under its own name."""
    folder = file.parent / where
    folder.mkdir(mode=0o700, exist_ok=True)
    file.replace(folder / file.name)
