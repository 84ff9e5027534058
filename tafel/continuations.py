"""Where a register went on under another name, after an older database was put back: what it says of what was lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.acts import RetentionClass
from tafel.checkpoint import Checkpoint
from tafel.entries import BadEntry, Checked, StoredEntry, parse_envelope


class BadContinuation(BadEntry):
    """The log went on under another name, and that is not recorded as it should be."""


class Ended(NamedTuple):
    """A log that ended there, and the last of it that was signed and kept elsewhere: how many entries, and the root."""

    log: str
    known: int
    root: str


@dataclass(frozen=True, slots=True)
class Continuation:
    """A `ledger.continued` entry: it is the first under the name `log`."""

    entry: int
    log: str
    ended: tuple[Ended, ...]
    decided_by: str
    at: str

    @property
    def lost(self) -> tuple[tuple[str, int, int], ...]:
        """Of each log that ended here the first and the last entry that are known to be lost."""
        return tuple((each.log, self.entry, each.known - 1) for each in self.ended if each.known > self.entry)


class Continuations:
    """Those of one register, as its entries pass by."""

    def __init__(self) -> None:
        self.found: list[Continuation] = []

    def take(self, entry: StoredEntry, checked: Checked) -> None:
        """One more, or BadContinuation."""
        self.found.append(_read(entry, checked))

    def judge(self, held: Checkpoint) -> tuple[int, str] | None:
        """Of a checkpoint over entries that were lost the entry that says so, and why that does not account for it."""
        for each in self.found:
            for ended in each.ended:
                if ended.log == held.origin and each.entry < held.size:
                    return each.entry, _contradicted(ended, held)
        return None


def _contradicted(ended: Ended, held: Checkpoint) -> str:
    if held.size > ended.known or (held.size == ended.known and held.root.hex() != ended.root):
        return f"it accounts for {ended.known} entries of {ended.log}, not for the checkpoint of {held.size}"
    return ""


def _read(entry: StoredEntry, checked: Checked) -> Continuation:
    said = parse_envelope(entry.envelope_text or "")
    log, who, since = said.get("log"), said.get("decided_by"), said.get("since")
    if checked.retention is not RetentionClass.RULES:
        raise BadContinuation("it says that the log went on, and would not be kept for good")
    if type(since) is not int or since != entry.position:
        raise BadContinuation("it says that the log went on, and not from where it stands")
    if not (isinstance(log, str) and log and isinstance(who, str) and who):
        raise BadContinuation("it says that the log went on, and not under what name or who decided that")
    return Continuation(entry.position, log, tuple(_ended(said.get("ended"), log)), who, checked.at or "")


def _ended(told: Any, log: str) -> Iterator[Ended]:
    for each in told if isinstance(told, list) and told else [None]:
        said = each if isinstance(each, dict) else {}
        name, known, root = said.get("log"), said.get("known", 0), said.get("root", "")
        if not (isinstance(name, str) and name not in ("", log) and type(known) is int and isinstance(root, str)):
            raise BadContinuation("it says that the log went on, and not what was signed before")
        yield Ended(name, known, root)
