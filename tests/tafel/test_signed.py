"""The signer remembers what it signed, outside the database, and signs only what continues that."""

import errno
import fcntl
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tafel import db, ledger, signer, tree
from tafel.db import Writing
from tafel.ledger_desk import hold
from tafel.refusals import Unavailable
from tafel.settings import settings as set_up
from tafel.signed import CannotSign
from tafel.tree import Frontier
from tests.cast import Cast
from tests.tafel.test_tree import LEAVES

OFFICER = "nadia.oosterhuis"


def signed(cast: Cast) -> str:
    """One more line in the register, and a checkpoint over all there is."""
    with db.writing(cast.seats[OFFICER]) as work:
        return hold(work)


def memory(cast: Cast) -> Path:
    return set_up().key_folder / f"ledger-{cast.administrator.region}.signed"


def known(cast: Cast) -> list[int]:
    return [each.tree.size for each in signer.last(cast.administrator.region)]


@given(sizes=some.lists(some.integers(1, 300), min_size=2, max_size=5, unique=True).map(sorted))
@settings(max_examples=60, deadline=None)
def test_a_proof_needs_only_the_edge_and_what_came_after(sizes: list[int]) -> None:
    for old, new in pairwise(sizes):
        before, after = Frontier().extend(LEAVES[:old]), Frontier().extend(LEAVES[:new])
        proof = tree.consistency_proof(old, new, tree.nodes_after(before, LEAVES[old:new]))
        assert proof == tree.consistency_proof(old, new, tree.nodes(LEAVES[:new]))
        tree.verify_consistency(old, before.root(), new, after.root(), proof)


def test_it_remembers_the_last_tree_it_signed(cast: Cast) -> None:
    signed(cast)
    (first,) = known(cast)
    signed(cast)
    assert known(cast) == [first + 1]


def another(work: Writing) -> None:
    """As many, and another tree."""
    head = ledger.head_of(work)
    rows = [*[row.hash for row in ledger.rows(work)][:-1], bytes(32)]
    head.frontier = Frontier().extend(rows).to_bytes()


def longer(work: Writing) -> None:
    """More, and not what was signed with more after it."""
    head = ledger.head_of(work)
    rows = [bytes(32), *[row.hash for row in ledger.rows(work)]]
    head.size, head.frontier = len(rows), Frontier().extend(rows).to_bytes()


@pytest.mark.parametrize("spoil", [another, longer])
def test_what_does_not_continue_it_is_not_signed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Writing], None]
) -> None:
    signed(cast)
    before = known(cast)
    monkeypatch.setattr(ledger, "newest_checkpoint", lambda _: None)  # the database forgot what was signed
    with pytest.raises(CannotSign, match="niet het vervolg"), db.writing(cast.seats[OFFICER]) as work:
        spoil(work)
        work.session.flush()
        ledger.take_checkpoint(work)
    assert known(cast) == before


def test_fewer_are_not_signed(cast: Cast) -> None:
    signed(cast)
    (last,) = signer.last(cast.administrator.region)
    with db.reading(cast.seats[OFFICER]) as reading:
        rows = [row.hash for row in ledger.rows(reading)][: last.tree.size - 1]
    with pytest.raises(CannotSign, match="ondertekend: er ontbreekt iets"):
        signer.sign(cast.administrator.region, last.origin, Frontier().extend(rows), [])
    assert signer.last(cast.administrator.region) == [last]


def test_another_origin_is_not_signed_unless_it_was_begun(cast: Cast) -> None:
    signed(cast)
    region = cast.administrator.region
    (last,) = signer.last(region)
    other = f"tafel/{region}/2"
    with pytest.raises(CannotSign, match="Draai: tafel ledger continue"):
        signer.sign(region, other, last.tree, [])
    signer.begin_anew(region, last.origin, other, last.tree)
    assert signer.sign(region, other, last.tree, []).startswith(other)
    with pytest.raises(CannotSign):
        signer.sign(region, last.origin, last.tree, [])
    assert [each.origin for each in signer.last(region)] == [last.origin, other]
    again = Frontier().extend([bytes(32)])
    for name in (last.origin, other):
        with pytest.raises(CannotSign, match="alleen verder onder een nieuwe naam"):
            signer.begin_anew(region, last.origin, name, again)
    signer.begin_anew(region, last.origin, other, last.tree)  # said twice, as where two names end at once


def test_an_empty_register_and_one_whose_memory_cannot_be_read_are_not_signed(cast: Cast) -> None:
    region = cast.administrator.region
    signed(cast)
    (last,) = signer.last(region)
    kept = memory(cast)
    told = kept.read_bytes()
    for garbled in (b"x", b"\xff", told[:-20], told + told[:30]):
        kept.write_bytes(garbled)
        with pytest.raises(CannotSign, match=r"niet te lezen in .* Zet uw kopie daarvan terug"):
            signer.last(region)
        with pytest.raises(CannotSign, match="niet te lezen"):
            signed(cast)
    kept.unlink()
    with pytest.raises(CannotSign, match="leeg register"):
        signer.sign(region, last.origin, Frontier(), [])
    assert not kept.exists()


def test_where_nothing_can_be_kept_nothing_is_signed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = signer.last(cast.administrator.region)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="kan niet worden geschreven: No space left on device"):
        signed(cast)
    assert signer.last(cast.administrator.region) == before


def test_of_two_that_sign_at_once_one_does(cast: Cast) -> None:
    """Else both could sign another tree after the same one."""
    region = cast.administrator.region
    signed(cast)
    (last,) = signer.last(region)
    with memory(cast).with_name(f".{memory(cast).name}.part").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Unavailable, match="kan niet worden geschreven"):
            signer.sign(region, last.origin, last.tree, [])
    assert signer.last(region) == [last]
    assert signer.sign(region, last.origin, last.tree, [])
