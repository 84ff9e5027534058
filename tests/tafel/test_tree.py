"""The tree: the constants everybody publishes, and a second implementation by the definitions of RFC 9162."""

import random
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tafel import tree
from tafel.tree import BadProof, EmptyTree, Frontier

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 8): ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"],
    (5, 8): ["bc1a0643b12e4d2d", "ca854ea128ed050b", "d37ee418976dd957"],
    (2, 3): ["fac54203e7cc696c"],
    (1, 5): ["6e340b9cffb37a98", "5f083f0a1a33ca07", "bc1a0643b12e4d2d"],
    (0, 1): [],
}
CONSISTENCIES = {
    (1, 8): ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"],
    (6, 8): ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"],
    (2, 5): ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"],
    (8, 8): [],
}
KNOWN = [tree.leaf_hash(bytes.fromhex(each)) for each in INPUTS]
LEAVES = [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(5000)]
GET = tree.nodes(LEAVES)
ANY = bytes(range(32))


@cache
def textbook_root(start: int, end: int) -> bytes:
    """MTH of RFC 9162, 2.1.1, over LEAVES[start:end]."""
    if end - start == 1:
        return LEAVES[start]
    middle = start + half(end - start)
    return sha256(b"\x01" + textbook_root(start, middle) + textbook_root(middle, end)).digest()


def half(length: int) -> int:
    power = 1
    while power * 2 < length:
        power *= 2
    return power


def textbook_path(index: int, start: int, end: int) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if end - start == 1:
        return []
    middle = start + half(end - start)
    if index < middle:
        return [*textbook_path(index, start, middle), textbook_root(middle, end)]
    return [*textbook_path(index, middle, end), textbook_root(start, middle)]


def textbook_subproof(old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1; `old` counts from the first leaf of all."""
    if old == end:
        return [] if whole else [textbook_root(start, end)]
    middle = start + half(end - start)
    if old <= middle:
        return [*textbook_subproof(old, start, middle, whole=whole), textbook_root(middle, end)]
    return [*textbook_subproof(old, middle, end, whole=False), textbook_root(start, middle)]


def flipped(data: bytes, bit: int) -> bytes:
    return (int.from_bytes(data, "big") ^ 1 << bit % (8 * len(data))).to_bytes(len(data), "big")


def test_the_published_roots() -> None:
    assert tree.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [tree.root(KNOWN[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_published_proofs() -> None:
    get = tree.nodes(KNOWN)
    for (index, size), expected in INCLUSIONS.items():
        assert [each.hex()[:16] for each in tree.inclusion_proof(index, size, get)] == expected
    for (old, new), expected in CONSISTENCIES.items():
        assert [each.hex()[:16] for each in tree.consistency_proof(old, new, get)] == expected


def test_every_pair_of_sizes_up_to_257_agrees_with_the_textbook() -> None:
    for new in range(1, 258):
        root = textbook_root(0, new)
        assert tree.root_at(new, GET) == root
        for old in range(1, new + 1):
            proof = tree.consistency_proof(old, new, GET)
            assert proof == textbook_subproof(old, 0, new, whole=True)
            tree.verify_consistency(old, textbook_root(0, old), new, root, proof)


def test_every_leaf_of_every_size_up_to_257_agrees_with_the_textbook() -> None:
    for size in range(1, 258):
        for index in range(size):
            proof = tree.inclusion_proof(index, size, GET)
            assert proof == textbook_path(index, 0, size)
            tree.verify_inclusion(LEAVES[index], index, size, proof, textbook_root(0, size))


@pytest.mark.parametrize("seed", range(50))
def test_larger_trees_agree_with_the_textbook(seed: int) -> None:
    chance = random.Random(seed)
    new = chance.randrange(258, len(LEAVES))
    old, index = chance.randrange(1, new), chance.randrange(new)
    assert tree.consistency_proof(old, new, GET) == textbook_subproof(old, 0, new, whole=True)
    assert tree.inclusion_proof(index, new, GET) == textbook_path(index, 0, new)


def test_a_frontier_grows_as_the_tree_does_and_survives_storage() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES[:300], 1):
        frontier = Frontier.from_bytes(frontier.append(leaf).to_bytes())
        assert (frontier.size, frontier.root()) == (size, textbook_root(0, size))
    assert frontier == Frontier().extend(LEAVES[:300])


@pytest.mark.parametrize("stored", [b"", bytes(7), bytes(9), bytes(40), bytes(7) + b"\x01", b"\xff" * (8 + 64 * 32)])
def test_a_damaged_frontier_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r"size|leaves"):
        Frontier.from_bytes(stored)


def test_nothing_is_proven_about_an_empty_tree() -> None:
    for ask in (
        lambda: tree.root([]),
        lambda: Frontier().root(),
        lambda: tree.root_at(0, GET),
        lambda: tree.inclusion_proof(0, 0, GET),
        lambda: tree.consistency_proof(0, 5, GET),
        lambda: tree.consistency_proof(0, 0, GET),
        lambda: tree.verify_inclusion(LEAVES[0], 0, 0, [], tree.EMPTY_ROOT),
        lambda: tree.verify_consistency(0, tree.EMPTY_ROOT, 5, textbook_root(0, 5), []),
        lambda: tree.verify_consistency(0, tree.EMPTY_ROOT, 0, tree.EMPTY_ROOT, []),
    ):
        with pytest.raises(EmptyTree, match=r"empty|without leaves"):
            ask()


def test_what_cannot_be_is_refused() -> None:
    root = textbook_root(0, 5)
    for ask in (
        lambda: tree.inclusion_proof(5, 5, GET),
        lambda: tree.inclusion_proof(-1, 5, GET),
        lambda: tree.consistency_proof(6, 5, GET),
        lambda: tree.verify_consistency(6, textbook_root(0, 6), 5, root, [ANY]),
        lambda: tree.verify_consistency(5, root, 5, root, [ANY]),
        lambda: tree.verify_consistency(5, root, 5, ANY, []),
        lambda: tree.verify_consistency(3, textbook_root(0, 3), 5, root, []),
        lambda: tree.verify_inclusion(LEAVES[0], 0, 1, [ANY], LEAVES[0]),
        lambda: tree.verify_inclusion(b"short", 0, 1, [], b"short"),
    ):
        with pytest.raises(BadProof):
            ask()


@settings(max_examples=150, deadline=None)
@given(some.data(), some.integers(1, 600))
def test_a_changed_inclusion_proof_does_not_hold(data: some.DataObject, size: int) -> None:
    index, bit = data.draw(some.integers(0, size - 1)), data.draw(some.integers(0, 255))
    proof, root = tree.inclusion_proof(index, size, GET), textbook_root(0, size)
    spoiled = [(flipped(LEAVES[index], bit), index, proof), (LEAVES[index], index, [*proof, ANY])]
    spoiled += [(LEAVES[index], other, proof) for other in (index + 1, index - 1, index ^ 1) if other != index]
    if proof:
        at = data.draw(some.integers(0, len(proof) - 1))
        spoiled.append((LEAVES[index], index, [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]))
        spoiled.append((LEAVES[index], index, proof[:at] + proof[at + 1 :]))
    for leaf, place, path in spoiled:
        with pytest.raises(BadProof):
            tree.verify_inclusion(leaf, place, size, path, root)


@settings(max_examples=150, deadline=None)
@given(some.data(), some.integers(2, 600))
def test_a_changed_consistency_proof_does_not_hold(data: some.DataObject, new: int) -> None:
    old, bit = data.draw(some.integers(1, new - 1)), data.draw(some.integers(0, 255))
    proof, before, after = tree.consistency_proof(old, new, GET), textbook_root(0, old), textbook_root(0, new)
    at = data.draw(some.integers(0, len(proof) - 1))
    for first, last, path in (
        (flipped(before, bit), after, proof),
        (before, flipped(after, bit), proof),
        (after, before, proof),
        (before, after, [*proof, ANY]),
        (before, after, [ANY, *proof]),
        (before, after, proof[:at] + proof[at + 1 :]),
        (before, after, [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]),
    ):
        with pytest.raises(BadProof):
            tree.verify_consistency(old, first, new, last, path)
