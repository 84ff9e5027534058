"""What an erasure must leave behind, in the judgement of both verifiers."""

import re
from pathlib import Path

import pytest

from models.terms import RetentionClass
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
    "one": {"first": True},
}


@pytest.mark.parametrize("change", ERASURES)
def test_an_erasure_must_say_what_and_why(change: str, tmp_path: Path) -> None:
    said = {"first": 2, "last": 20, "class": "audit"} | ERASURES["term"] | ERASURES[change]
    lines = list(SOUND.lines[:ERASED_BY])
    made = seal_entry(envelope(ERASED_BY) | {"act": "erased"} | said, REGION, RetentionClass.RULES)
    lines.append(to_line(StoredEntry(ERASED_BY, made.leaf_text, made.envelope_text, made.key)))
    bad = judged(Export(lines, [], manifest_of(lines)), tmp_path / "export", [])
    assert bad == ([] if change == "term" else [3, ERASED_BY])


def test_an_erasure_before_its_time_is_named(tmp_path: Path) -> None:
    lines = SOUND.lines[:ERASED_BY]
    made = seal_entry(envelope(ERASED_BY) | {"act": "erased"} | ERASURES["term"], REGION, RetentionClass.RULES)
    lines.append(to_line(StoredEntry(ERASED_BY, made.leaf_text, made.envelope_text, made.key)))
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
