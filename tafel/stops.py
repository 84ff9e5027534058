"""Where a ledger that is verified is held against a checkpoint: its own, and those that others hold."""

from collections.abc import Iterable, Iterator
from sys import maxsize
from typing import NamedTuple

from tafel.checkpoint import BadCheckpoint, Checkpoint, VerifierKey, read


class Stop(NamedTuple):
    """A size at which a checkpoint speaks, or at which the ledger's own checkpoints stop making sense."""

    size: int
    checkpoint: Checkpoint | None
    outside: bool
    problem: str = ""


END = Stop(maxsize, None, False)


def size(stop: Stop) -> int:
    """How many entries it speaks of."""
    return stop.size


def own(notes: Iterable[str], keys: list[VerifierKey]) -> Iterator[Stop]:
    """The checkpoints of a ledger itself, in the order in which they were signed."""
    last = 0
    for number, note in enumerate(notes, 1):
        try:
            found = read(note, keys)
        except BadCheckpoint as bad:
            yield Stop(last, None, False, f"the ledger's checkpoint number {number} is void, {bad}")
            continue
        if found.size < last:
            yield Stop(last, None, False, f"the ledger's checkpoint number {number} goes back to {found.size} entries")
        else:
            last = found.size
            yield Stop(last, found, False)
