"""The Merkle tree of RFC 9162 (hashing as in RFC 6962): roots, proofs, and a right edge that grows leaf by leaf."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256

HASH_BYTES = 32
SIZE_BYTES = 8
MAX_SIZE = 2**63 - 1
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""get(level, index): the hash over the 2**level leaves from index * 2**level on; asked only where all exist."""


class EmptyTree(ValueError):
    """A question about a tree without leaves: whatever the answer, it would prove nothing."""


class BadProof(ValueError):
    """The proof does not show what it claims."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def grow(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Put the next leaf hash on the right edge of a tree of this size, in place: the loop that must be fast."""
    while size & 1:
        leaf = sha256(b"\x01" + edge.pop() + leaf).digest()
        size >>= 1
    edge.append(leaf)


def fold(edge: Sequence[bytes]) -> bytes:
    """The root above a right edge; `EmptyTree` when there is none."""
    if not edge:
        raise EmptyTree("a tree without leaves has no root to compare with")
    return reduce(lambda right, left: node_hash(left, right), reversed(edge))


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree's size and the hashes on its right edge, largest subtree first: enough to append and to know the root."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise ValueError(f"a tree cannot have {self.size} leaves")
        if len(self.hashes) != self.size.bit_count() or any(len(each) != HASH_BYTES for each in self.hashes):
            raise ValueError(
                f"the right edge of {self.size} leaves is {self.size.bit_count()} hashes of {HASH_BYTES} bytes"
            )

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaf hashes, in order."""
        edge, size = list(self.hashes), self.size
        for leaf in leaves:
            grow(edge, size, leaf)
            size += 1
        return Frontier(size, tuple(edge))

    def root(self) -> bytes:
        """The root of the tree; `EmptyTree` before the first leaf."""
        return fold(self.hashes)

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big-endian, and the hashes."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Frontier":
        """Read back what `to_bytes` wrote; `ValueError` on anything else."""
        if len(stored) % HASH_BYTES != SIZE_BYTES:
            raise ValueError(f"{len(stored)} bytes are not a size and whole hashes")
        hashes = tuple(stored[at : at + HASH_BYTES] for at in range(SIZE_BYTES, len(stored), HASH_BYTES))
        return cls(int.from_bytes(stored[:SIZE_BYTES], "big"), hashes)


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes; `EmptyTree` when there are none."""
    return Frontier().extend(leaves).root()


def nodes(leaves: Iterable[bytes]) -> Nodes:
    """All complete subtrees over these leaf hashes, kept in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def nodes_after(edge: Frontier, leaves: Sequence[bytes]) -> Nodes:
    """The complete subtrees on that right edge, and those over the leaves that came after it.

    They are all that a proof of consistency with the tree of that edge asks for.
    """
    ends, known = 0, dict[tuple[int, int], bytes]()
    for level in reversed(range(edge.size.bit_length())):
        if edge.size >> level & 1:
            known[level, ends >> level] = edge.hashes[len(known)]
            ends += 1 << level

    def get(level: int, index: int) -> bytes:
        first = (index << level) - edge.size
        return known[level, index] if first < 0 else root(leaves[first : first + (1 << level)])

    return get


def root_at(size: int, get: Nodes) -> bytes:
    """The root the tree had when it counted this many leaves."""
    return _between(0, size, get)


def inclusion_proof(index: int, size: int, get: Nodes) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the first `size` leaves (RFC 9162, 2.1.3.1)."""
    _must_hold(index, size)
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_between(middle, end, get))
            end = middle
        else:
            proof.append(_between(start, middle, get))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, get: Nodes) -> list[bytes]:
    """The hashes that show that the first `old` of `new` leaves are the earlier tree (RFC 9162, 2.1.4.1)."""
    _must_grow(old, new)
    proof, start, end = [], 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_between(middle, end, get))
            end = middle
        else:
            proof.append(_between(start, middle, get))
            start = middle
    if start:
        proof.append(_between(start, end, get))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `BadProof` unless this leaf hash stands at `index` under the root of `size` leaves (RFC 9162, 2.1.3.2)."""
    _must_hold(index, size)
    _must_be_hashes((leaf, root, *proof))
    at, last = index, size - 1
    for sibling in proof:
        if not last:
            raise BadProof("the inclusion proof has too many hashes")
        if at & 1 or at == last:
            leaf = node_hash(sibling, leaf)
            at, last = _up_to_odd(at, last)
        else:
            leaf = node_hash(leaf, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the inclusion proof has too few hashes")
    if leaf != root:
        raise BadProof(f"the inclusion proof for entry {index} does not lead to the root of {size} entries")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise `BadProof` unless the tree of `new` leaves continues the tree of `old` leaves (RFC 9162, 2.1.4.2)."""
    _must_grow(old, new)
    _must_be_hashes((old_root, new_root, *proof))
    if old == new:
        if proof or old_root != new_root:
            raise BadProof("two trees of the same size are consistent only with the same root and no proof")
        return
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not path:
        raise BadProof("the consistency proof has too few hashes")
    if _both_roots(path, old - 1, new - 1) != (old_root, new_root):
        raise BadProof(f"the consistency proof does not lead from {old} entries to {new}")


def _both_roots(path: list[bytes], at: int, last: int) -> tuple[bytes, bytes]:
    """The two roots a consistency path leads to, when `at` and `last` are the last leaves of the two trees."""
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for each in path[1:]:
        if not last:
            raise BadProof("the consistency proof has too many hashes")
        if at & 1 or at == last:
            older, newer = node_hash(each, older), node_hash(each, newer)
            at, last = _up_to_odd(at, last)
        else:
            newer = node_hash(newer, each)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the consistency proof has too few hashes")
    return older, newer


def _up_to_odd(at: int, last: int) -> tuple[int, int]:
    """Climb past the levels at which the last node has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(length: int) -> int:
    """The largest power of two below `length`: where RFC 9162 divides a tree."""
    return 1 << (length - 1).bit_length() - 1


def _between(start: int, end: int, get: Nodes) -> bytes:
    """The hash over leaves [start, end), where `start` is one of the places where the tree divides."""
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append(get(level, start >> level))
        start += 1 << level
    return fold(pieces)


def _must_hold(index: int, size: int) -> None:
    if size < 1:
        raise EmptyTree("a tree without leaves includes nothing")
    if not 0 <= index < size:
        raise BadProof(f"there is no entry {index} in a tree of {size}")


def _must_grow(old: int, new: int) -> None:
    if old < 1:
        raise EmptyTree("every tree continues the empty one: that proves nothing")
    if old > new:
        raise BadProof(f"a tree of {new} leaves cannot continue one of {old}")


def _must_be_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise BadProof(f"every hash in a proof is {HASH_BYTES} bytes")
