"""Entries computed again, each by itself: that needs no memory of the others, so a second process can do half of it."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple

from tafel.entries import BadEntry, Checked, Shapes, StoredEntry, check_entry
from tafel.tree import HASH_BYTES, leaf_hash

_PART, _MANY = 5_000, 50_000


class Looked(NamedTuple):
    """The hash of an entry's leaf, and what a sound one says of itself, or what is wrong with it."""

    leaf: bytes
    checked: Checked | None
    problem: str = ""


Both = tuple[StoredEntry, Looked]
Looking = Callable[[Iterable[StoredEntry]], Iterator[Both]]


def of(size: int) -> Looking:
    """How to look at so many: a process that helps has to be started first."""
    return by_two if size > _MANY else alone


def alone(entries: Iterable[StoredEntry]) -> Iterator[Both]:
    """Each entry with what is seen of it."""
    shapes = Shapes()
    for entry in entries:
        yield entry, _look(entry, shapes)


def by_two(entries: Iterable[StoredEntry]) -> Iterator[Both]:
    """The same in the same order, while another process looks at every second part."""
    shapes, ahead = Shapes(), iter(entries)
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        while theirs := list(islice(ahead, _PART)):
            asked = other.submit(_look_at, tuple(zip(*theirs, strict=True)))
            ours = list(islice(ahead, _PART))
            seen = [_look(each, shapes) for each in ours]
            yield from zip(theirs, _told(*asked.result()), strict=True)
            yield from zip(ours, seen, strict=True)


# Between processes they go in columns: a row of its own for each entry takes as long as looking at it.
Columns = tuple[tuple[Any, ...], ...]
_SHAPES = Shapes()
_NOTHING = (None,) * len(Checked._fields)


def _look_at(entries: Columns) -> tuple[bytes, Columns, dict[int, str]]:
    """In the other process."""
    seen = [_look(StoredEntry(*each), _SHAPES) for each in zip(*entries, strict=True)]
    rows = [one.checked or _NOTHING for one in seen]
    return (
        b"".join(one.leaf for one in seen),
        tuple(zip(*rows, strict=True)),
        {at: one.problem for at, one in enumerate(seen) if one.problem},
    )


def _told(leaves: bytes, checked: Columns, problems: dict[int, str]) -> Iterator[Looked]:
    for at, said in enumerate(map(Checked, *checked)):
        leaf = leaves[at * HASH_BYTES : (at + 1) * HASH_BYTES]
        yield Looked(leaf, None, problems[at]) if at in problems else Looked(leaf, said)


def _look(entry: StoredEntry, shapes: Shapes) -> Looked:
    leaf = leaf_hash(entry.leaf_text.encode(errors="surrogatepass"))
    try:
        return Looked(leaf, check_entry(entry, shapes))
    except BadEntry as bad:
        return Looked(leaf, None, str(bad))
