"""What must be said where an older copy was put back, in the judgement of both verifiers."""

from pathlib import Path
from typing import Any

import pytest

from models.acts import RetentionClass
from tafel import checkpoint, tree
from tafel.entries import StoredEntry, from_line, seal_entry, to_line
from tests.tools.exports import ERASED_BY, ORIGIN, REGION, SECRET, SOUND, Export, envelope, judged, manifest_of

NEXT = checkpoint.origin(REGION, 2)
HASHES = [tree.leaf_hash(from_line(line).leaf_text.encode()) for line in SOUND.lines]
AT = 24
ROOT = tree.root(HASHES[:30])
SAID = {
    "since": AT, "log": NEXT, "decided_by": "De burgemeester",
    "ended": [{"log": ORIGIN, "known": 30, "root": ROOT.hex()}],
}  # fmt: skip
WRONG = {
    "from elsewhere": {"since": AT - 1},
    "by nobody": {"decided_by": ""},
    "under no name": {"log": 7},
    "under the same name": {"log": ORIGIN},
    "of nothing": {"ended": []},
    "of what": {"ended": [{"known": 3}]},
    "how many": {"ended": [{"log": ORIGIN, "known": "30"}]},
}


def went_on(said: dict[str, Any], retention: RetentionClass = RetentionClass.RULES) -> list[str]:
    """The ledger as it was at entry 24, with an entry that says that it goes on there."""
    gone = [index for index in range(AT) if '"erased":true' in SOUND.lines[index]]
    lines = [whole(index) if index in gone else SOUND.lines[index] for index in range(AT)]
    made = seal_entry(envelope(AT) | {"act": "ledger.continued"} | said, REGION, retention)
    return [*lines, to_line(StoredEntry(AT, made.leaf_text, made.envelope_text, made.key))]


def whole(index: int) -> str:
    made = seal_entry(envelope(index), REGION, RetentionClass.AUDIT, bytes([index]) * 32)
    return to_line(StoredEntry(index, made.leaf_text, made.envelope_text, made.key))


def held(size: int, root: bytes | None = None) -> str:
    return checkpoint.sign(ORIGIN, size, root or tree.root(HASHES[:size]), SECRET)


def bad(lines: list[str], tmp_path: Path, *notes: str) -> list[int]:
    return judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", list(notes))


def test_what_is_said_accounts_for_what_is_lost(tmp_path: Path) -> None:
    assert AT < ERASED_BY
    assert bad(went_on(SAID), tmp_path, held(8), held(AT), held(27), held(30)) == []


@pytest.mark.parametrize(("note", "where"), [(held(31), AT), (held(30, bytes(32)), AT), (held(8, bytes(32)), 0)])
def test_a_checkpoint_that_does_not_fit_is_a_fault(tmp_path: Path, note: str, where: int) -> None:
    assert bad(went_on(SAID), tmp_path, note) == [where]


@pytest.mark.parametrize("change", WRONG)
def test_it_must_say_what_and_who(tmp_path: Path, change: str) -> None:
    assert bad(went_on(SAID | WRONG[change]), tmp_path) == [AT]


def test_it_is_kept_for_good(tmp_path: Path) -> None:
    assert bad(went_on(SAID, RetentionClass.AUDIT), tmp_path) == [AT]
