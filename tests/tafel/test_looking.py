"""Two processes see of entries what one sees, in the same order."""

from uuid import UUID

import pytest

from models.acts import RetentionClass
from tafel import looking
from tafel.entries import StoredEntry, seal_entry

REGION = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")


def stored(at: int) -> StoredEntry:
    """One in the class of its number; some were changed, some erased, one cannot be read."""
    said = {"act": "share.given", "at": f"2026-11-02T09:00:{at:02}.000000Z", "region": str(REGION), "to": "é" * at}
    made = seal_entry(said, REGION, list(RetentionClass)[at % len(RetentionClass)])
    if at % 7 == 6:
        return StoredEntry(at, made.leaf_text, None, None)
    text = made.envelope_text.replace("share.given", "share.ended") if at % 3 == 2 else made.envelope_text
    return StoredEntry(at, "\udce9" if at == 10 else made.leaf_text, text, made.key)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 23])
def test_another_process_sees_the_same(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_PART", 4)
    entries = [stored(at) for at in range(count)]
    assert list(looking.by_two(entries)) == list(looking.alone(entries))


def test_what_is_changed_is_seen() -> None:
    seen = [(entry.position, looked.problem) for entry, looked in looking.alone(map(stored, range(9)))]
    assert [at for at, problem in seen if problem] == [2, 5, 8]
    assert seen[2][1] == "envelope and key do not give the commitment in the leaf"


def test_only_for_many_a_process_is_started() -> None:
    assert looking.of(1_000) is looking.alone
    assert looking.of(1_000_000) is looking.by_two
