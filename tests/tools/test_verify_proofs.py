"""Proofs checked without the product, and the places where the two verifiers must read alike."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from models.acts import RetentionClass
from tafel import checkpoint, tree
from tafel.entries import BadEntry, Shapes, StoredEntry, canonical, from_line, seal_entry, to_line
from tests.tools.exports import (
    NODES,
    REGION,
    SIZE,
    SOUND,
    VKEY,
    Export,
    alone,
    at_size,
    envelope,
    inside,
    manifest_of,
    tool,
    whole,
)


def proof_files(folder: Path) -> tuple[Path, Path]:
    inclusion = tree.inclusion_proof(17, 30, NODES)
    (folder / "in").write_text(checkpoint.inclusion_file(17, inclusion, at_size(30), SOUND.lines[17]))
    steps = tree.consistency_proof(30, SIZE, NODES)
    (folder / "on").write_text(checkpoint.consistency_file(30, steps, at_size(SIZE)))
    return folder / "in", folder / "on"


def test_proofs_hold_with_and_without_the_export(tmp_path: Path) -> None:
    included, continued = proof_files(tmp_path)
    folder = SOUND.write(tmp_path / "export")
    (tmp_path / "old").write_text(at_size(30))
    assert inside(folder, "--inclusion", included, "--consistency", continued).code == 0
    said = alone("--vkey", VKEY, "--inclusion", included, "--consistency", continued, "--checkpoint", tmp_path / "old")
    assert (said.code, said.text) == (0, "the proofs hold\n")


def test_a_newer_checkpoint_is_no_loss_when_it_is_proven_to_continue_this_export(tmp_path: Path) -> None:
    older = Export(SOUND.lines[:30], SOUND.notes[:3], manifest_of(SOUND.lines[:30]))
    bare = [from_line(line) for line in older.lines]
    full = [each if each.key else StoredEntry(at, each.leaf_text, *whole(at)) for at, each in enumerate(bare)]
    folder = replace(older, lines=list(map(to_line, full))).write(tmp_path / "export")
    (tmp_path / "new").write_text(at_size(SIZE))
    _, continued = proof_files(tmp_path)
    assert inside(folder, "--checkpoint", tmp_path / "new").bad == [30]
    assert inside(folder, "--checkpoint", tmp_path / "new", "--consistency", continued).code == 0


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_proof_is_found(seed: int, tmp_path: Path) -> None:
    chance, files = random.Random(seed), proof_files(tmp_path)
    (tmp_path / "old").write_text(at_size(30))
    spoiled = files[seed % 2]
    data = bytearray(spoiled.read_bytes())
    data[chance.randrange(len(data) - 1)] ^= 1 << chance.randrange(8)
    spoiled.write_bytes(data)
    said = inside("--vkey", VKEY, "--checkpoint", tmp_path / "old", "--inclusion", files[0], "--consistency", files[1])
    assert said.code in (1, 2), said


def test_a_proof_that_leads_elsewhere_is_not_believed(tmp_path: Path) -> None:
    proof = tree.inclusion_proof(17, 30, NODES)
    (tmp_path / "in").write_text(checkpoint.inclusion_file(17, proof[:-1], at_size(30), SOUND.lines[17]))
    assert inside("--vkey", VKEY, "--inclusion", tmp_path / "in").bad == [17]
    (tmp_path / "in").write_text(checkpoint.inclusion_file(17, proof, at_size(30), SOUND.lines[18]))
    assert inside("--vkey", VKEY, "--inclusion", tmp_path / "in").bad == [17]
    made = seal_entry(envelope(17) | {"n": -17}, REGION, RetentionClass.AUDIT)
    forged = to_line(StoredEntry(17, made.leaf_text, made.envelope_text, made.key))
    (tmp_path / "in").write_text(checkpoint.inclusion_file(17, proof, at_size(30), forged))
    assert inside("--vkey", VKEY, "--inclusion", tmp_path / "in").bad == [17]
    (tmp_path / "on").write_text(checkpoint.consistency_file(35, [bytes(32)], at_size(30)))
    assert inside(SOUND.write(tmp_path / "export"), "--consistency", tmp_path / "on").bad == [35]
    steps = tree.consistency_proof(29, SIZE, NODES)
    (tmp_path / "on").write_text(checkpoint.consistency_file(30, steps, at_size(SIZE)))
    folder = SOUND.write(tmp_path / "export")
    assert inside(folder, "--consistency", tmp_path / "on").bad == [30]


TEXTS = some.recursive(
    some.none() | some.booleans() | some.integers(-99, 99) | some.text('aé\\"\n\x00\u2028😀', max_size=4),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text("ab.", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(some.dictionaries(some.text("ab.", min_size=1), TEXTS, max_size=4), some.data())
def test_both_read_envelopes_alike(found: dict[str, Any], data: some.DataObject) -> None:
    text = canonical(found | {name: envelope(0)[name] for name in ("act", "at", "region")})
    shapes, other = Shapes(), tool.Audit(iter(()))
    assert shapes.facts(text) == other.facts(text)
    at = data.draw(some.integers(0, len(text)))
    piece = data.draw(some.sampled_from(['"', "\\", "0", "1", "-", ".", ",", " ", "\x1f", "{", "]", "null", "é", ""]))
    changed = text[:at] + piece + text[at + data.draw(some.integers(0, 2)) :]
    try:
        expected = shapes.facts(changed)
    except BadEntry:
        with pytest.raises(tool.Bad):
            other.facts(changed)
    else:
        assert other.facts(changed) == expected


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 2**53, -(2**53), 10**15, 10**400])
def test_both_know_the_largest_number(number: int) -> None:
    known = {name: envelope(0)[name] for name in ("act", "at", "region")}
    text = canonical(known | {"z": 1}).replace("1}", f"{number}}}")
    if abs(number) < 2**53:
        assert Shapes().facts(text) == tool.Audit(iter(())).facts(text)
        return
    for read, bad in ((Shapes().facts, BadEntry), (tool.Audit(iter(())).facts, tool.Bad)):
        with pytest.raises(bad):
            read(text)


@settings(max_examples=60, deadline=None)
@given(some.integers(1, 300), some.data())
def test_both_trees_are_one_tree(new: int, data: some.DataObject) -> None:
    leaves = [tree.leaf_hash(bytes([number % 256])) for number in range(new)]
    get, old, index = tree.nodes(leaves), data.draw(some.integers(1, new)), data.draw(some.integers(0, new - 1))
    path, steps = tree.inclusion_proof(index, new, get), tree.consistency_proof(old, new, get)
    roots = tree.root(leaves[:old]), tree.root(leaves)
    assert tool.formats.from_inclusion(leaves[index], index, new, path) == roots[1]
    assert tool.formats.from_consistency(old, new, steps, roots[0]) == roots
