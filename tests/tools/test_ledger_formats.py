"""The stand-alone verifier refuses by itself whatever the product refuses."""

from typing import Any

import pytest

from tafel import tree
from tafel.entries import Shapes
from tests.tafel.test_checkpoint import DAMAGED, EXAMPLES, NO_CHECKPOINTS, NO_VKEYS, NOTE, ROOT, VKEY, signed
from tests.tafel.test_entries import NOT_CANONICAL, TEXT
from tests.tools.exports import NODES, tool

formats: Any = tool.formats
KEYS = formats.read_vkey(VKEY)
ANY = bytes(32)


@pytest.mark.parametrize("vkey", NO_VKEYS)
def test_what_is_no_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(tool.Unusable):
        formats.read_vkey(vkey)


@pytest.mark.parametrize("note", [*DAMAGED, *map(signed, NO_CHECKPOINTS)])
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 it may be of any kind
        formats.read_note(note, KEYS)


def test_a_checkpoint_and_the_published_keys_are_read() -> None:
    assert formats.read_note(NOTE, KEYS) == (100, ROOT)
    for vkey, note in EXAMPLES.items():
        text, line = note.rsplit("\n\n", 1)
        found = formats.re.fullmatch(r"— (\S+) (\S+)\n", line)
        assert formats.signer(found, f"{text}\n".encode(), formats.read_vkey(vkey)) == found[1]
        with pytest.raises(tool.Bad, match="does not fit"):
            formats.signer(found, text.encode(), formats.read_vkey(vkey))


@pytest.mark.parametrize("written", [*NOT_CANONICAL, TEXT.replace("told", "töld")], ids=range(len(NOT_CANONICAL) + 1))
def test_an_envelope_is_written_in_one_way_only(written: str) -> None:
    with pytest.raises((tool.Bad, UnicodeEncodeError)):
        tool.Audit(iter(())).facts(written)[0].encode()


@pytest.mark.parametrize("reader", [tool.Audit(iter(())), Shapes()])
def test_an_envelope_has_its_greatest_length(reader: Any) -> None:
    longest = TEXT.replace(":26,", f':"{"x" * (2**18 - len(TEXT))}",')
    assert len(reader.facts(longest)) == 3
    with pytest.raises(ValueError, match=r"too long|at most"):
        reader.facts(longest.replace("x", "xx", 1))


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 2), (3, 7), (4, 8), (6, 8), (7, 7)])
def test_a_proof_has_as_many_hashes_as_it_should(old: int, new: int) -> None:
    steps, path = tree.consistency_proof(old, new, NODES), tree.inclusion_proof(old - 1, new, NODES)
    known = tree.root_at(old, NODES)
    for wrong in ([*steps, ANY], [ANY, *steps], steps[1:]):
        if wrong != steps:
            with pytest.raises(tool.Bad):
                formats.need(formats.from_consistency(old, new, wrong, known)[0] == known, "another root")
    for wrong in ([*path, ANY], path[1:]):
        if wrong != path:
            with pytest.raises(tool.Bad):
                formats.from_inclusion(NODES(0, old - 1), old - 1, new, wrong)
