"""Files that are there whole or not at all, also when the machine stops halfway."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write, for its owner alone: under its name only once all of it is on the disk; else nothing is left."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600), "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # one at a time: BlockingIOError for another
        _refuse_finished(file, half)
        try:
            file.truncate()
            yield file
            file.flush()
            os.fsync(file.fileno())
            half.replace(path)
            keep_names(path.parent)
        finally:
            half.unlink(missing_ok=True)


def _refuse_finished(file: BinaryIO, half: Path) -> None:
    """Another may have finished between our opening and our lock: then what we hold is its whole file."""
    if not half.exists() or os.fstat(file.fileno()).st_ino != half.stat().st_ino:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else does this in the folder meanwhile: BlockingIOError for another."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def add_line(path: Path, line: str) -> None:
    """Add a line to a file, and have it on the disk before going on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as file:
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk before going on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
