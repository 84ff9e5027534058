"""What an erasure must leave behind, in the judgement of both verifiers."""

import re
from pathlib import Path
from typing import Any

import pytest

from models.acts import RetentionClass
from tafel.entries import StoredEntry, commitment, due_on, erasure, seal_entry, to_line
from tests.tools.exports import ERASED_BY, REGION, SOUND, Export, alone, by_product, envelope, judged, manifest_of

ERASURES = {
    "term": erasure(2, 20, RetentionClass.AUDIT, "term", "FG", due_on("2026-12", RetentionClass.AUDIT)),
    "": {"ground": ""},
    "nobody": {"approver": 7},
    "backwards": {"first": 20, "last": 2},
    "itself": {"last": ERASED_BY},
    "no class": {"class": "everything"},
    "no day": {"due": "soon"},
    "no due date": {"due": None},
    "not a day": {"due": "2029-13-01"},
    "one": {"first": True},
}


def with_record(said: dict[str, Any]) -> list[str]:
    """The sound ledger up to its record of an erasure, and another record in its place."""
    made = seal_entry(envelope(ERASED_BY) | {"act": "erased"} | said, REGION, RetentionClass.RULES)
    return [*SOUND.lines[:ERASED_BY], to_line(StoredEntry(ERASED_BY, made.leaf_text, made.envelope_text, made.key))]


@pytest.mark.parametrize("change", ERASURES)
def test_an_erasure_must_say_what_and_why(change: str, tmp_path: Path) -> None:
    lines = with_record(ERASURES["term"] | ERASURES[change])
    bad = judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", [])
    assert bad == ([] if change == "term" else [3, ERASED_BY])


def test_an_erasure_before_its_time_is_named(tmp_path: Path) -> None:
    lines = with_record(ERASURES["term"])
    folder = Export(lines, [], manifest_of(lines)).write(tmp_path / "export")
    said, report = alone(folder), by_product(folder, [])
    assert said.code == 0
    assert "'term' ('FG'), NOT DUE before 2030-01-01\n" in said.text
    assert [(each.first, each.last, each.count) for each in report.undue] == [(2, 20, 9)]
    assert report.first_bad is None


def test_an_erasure_is_itself_kept_for_good(tmp_path: Path) -> None:
    said = envelope(ERASED_BY) | {"act": "erasure?"} | ERASURES["term"]
    made = seal_entry(said, REGION, RetentionClass.AUDIT, bytes(32))
    text = made.envelope_text.replace("erasure?", "erased")
    leaf = re.sub(r"[0-9a-f]{64}", commitment(bytes(32), text), made.leaf_text)
    lines = [*SOUND.lines[:ERASED_BY], to_line(StoredEntry(ERASED_BY, leaf, text, bytes(32)))]
    assert judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", []) == [3, ERASED_BY]


@pytest.mark.parametrize(
    ("at", "due", "early"),
    [
        ("2029-11-30T23:59:59.999999Z", "2029-12-01", True),
        ("2029-12-01T00:00:00.000000Z", "2029-12-01", False),
        ("2029-12-01T00:00:00.000000Z", "2029-01-01", False),
        ("2029-11-30T00:00:00.000000Z", "2029-01-01", True),
        ("2030-12-31T00:00:00.000000Z", "2031-01-01", True),
        ("2031-01-01T00:00:00.000000Z", "2031-01-01", False),
    ],
)
def test_the_day_on_which_a_class_is_due(at: str, due: str, early: bool, tmp_path: Path) -> None:  # noqa: FBT001
    lines = with_record(ERASURES["term"] | {"at": at, "due": due})
    export = Export(lines, [], manifest_of(lines))
    assert judged(export, tmp_path / "export", []) == []
    assert bool(by_product(tmp_path / "export", []).undue) is early


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ({"first": 3, "last": 19}, []),
        ({"first": 4}, [3]),
        ({"last": 18}, [19]),
        ({"first": 0}, [1]),
        ({"last": 21}, [21]),
        ({"class": "disclosure"}, [2, 3]),
        ({"class": "disclosure", "first": 0}, [0, 3]),
        ({"class": "rules", "first": 0, "last": 0}, [3]),
        ({"class": "rules", "first": 0, "last": 0, "due": None}, [3]),
    ],
)
def test_an_erasure_accounts_for_its_range_and_class_only(
    change: dict[str, Any], bad: list[int], tmp_path: Path
) -> None:
    lines = with_record(ERASURES["term"] | change)
    assert judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", []) == bad


def test_the_first_of_two_records_accounts(tmp_path: Path) -> None:
    lines = with_record(ERASURES["term"])
    made = seal_entry(envelope(ERASED_BY + 1) | {"act": "erased"} | ERASURES["term"], REGION, RetentionClass.RULES)
    lines.append(to_line(StoredEntry(ERASED_BY + 1, made.leaf_text, made.envelope_text, made.key)))
    assert judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", []) == []
    assert [each.count for each in by_product(tmp_path / "export", []).erased] == [9, 0]


def test_what_an_erasure_says_cannot_speak_for_the_verifier(tmp_path: Path) -> None:
    lines = with_record(ERASURES["term"] | {"ground": "x\nconsistent with itself\x1b[2J"})
    said = alone(Export(lines, [], manifest_of(lines)).write(tmp_path / "export"))
    assert "\nconsistent with itself\x1b" not in said.text
    assert said.code == 0
