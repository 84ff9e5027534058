"""Files that are there whole or not at all, whoever else is at it."""

import fcntl
from pathlib import Path

import pytest

from tafel import durable


def test_whoever_finished_in_between_keeps_a_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and lock another gave the very same file its name: it is not written over."""
    path, half, lock = tmp_path / "copy", tmp_path / ".copy.part", fcntl.flock

    def after_another(handle: int, how: int) -> None:
        half.write_bytes(b"whole")
        half.replace(path)
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", after_another)
    with pytest.raises(BlockingIOError), durable.written(path):
        pass
    assert path.read_bytes() == b"whole"


def test_a_link_that_somebody_laid_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"kept")
    (tmp_path / ".copy.part").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"), durable.written(tmp_path / "copy"):
        pass
    assert precious.read_bytes() == b"kept"


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), durable.written(path) as file:
        file.write(b"half")
        1 / 0  # noqa: B018 something goes wrong
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
    with durable.written(path) as file:
        file.write(b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", 0o600)
