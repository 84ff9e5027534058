"""What was erased is written down outside the database as well: ids, so that a copy from before is erased again.

It stands there before the erasure itself is kept, so that none is ever missing.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from tafel import durable
from tafel.refusals import Unavailable
from tafel.settings import settings


def note(region: UUID, what: str, things: Iterable[UUID]) -> None:
    """These are about to be erased."""
    try:
        durable.add_line(_file(region), json.dumps({what: sorted(map(str, things))}))
    except OSError as wrong:
        raise Unavailable(f"{_file(region)} kan niet worden geschreven: {wrong.strerror}") from wrong


def noted(region: UUID, what: str) -> list[UUID]:
    """All that was erased of one kind; a line that was cut off was of an erasure that did not come to pass."""
    found = [UUID(each) for line in _lines(_file(region)) for each in _read(line).get(what, ())]
    return list(dict.fromkeys(found))


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _read(line: str) -> dict[str, list[str]]:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}


def _file(region: UUID) -> Path:
    return settings().key_folder / f"erased-{region}.jsonl"
