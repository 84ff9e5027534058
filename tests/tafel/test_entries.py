"""Envelopes and leaves: written in one way only, and anything else is noticed."""

import hmac
import json
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as some

from models.acts import RetentionClass
from tafel import entries
from tafel.entries import BadEntry, Shapes, StoredEntry, check_entry, seal_entry

REGION = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
KEY = bytes(range(32))
ENVELOPE = {"act": "share.given", "at": "2026-11-20T09:30:00.000001Z", "region": str(REGION), "rule": 26, "told": True}
TEXT = (
    '{"act":"share.given","at":"2026-11-20T09:30:00.000001Z",'
    '"region":"7c9e6679-7425-40de-944b-e07fc1f90ae7","rule":26,"told":true}'
)
NAMES = some.text(
    some.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"\\'), min_size=1, max_size=6
)
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | some.text(max_size=12),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
ENVELOPES = some.dictionaries(NAMES, VALUES, max_size=6).map(lambda found: found | ENVELOPE)


def stored(envelope: dict[str, Any] = ENVELOPE, retention: RetentionClass = RetentionClass.DISCLOSURE) -> StoredEntry:
    made = seal_entry(envelope, REGION, retention, KEY)
    return StoredEntry(0, made.leaf_text, made.envelope_text, made.key)


def test_an_entry_to_the_letter() -> None:
    made = seal_entry(ENVELOPE, REGION, RetentionClass.DISCLOSURE, KEY)
    commitment = hmac.new(KEY, TEXT.encode(), "sha256").hexdigest()
    leaf = f'{{"class":"disclosure","commitment":"{commitment}","month":"2026-11","region":"{REGION}","v":1}}'
    assert (made.envelope_text, made.leaf_text, made.key) == (TEXT, leaf, KEY)
    assert made.leaf_hash == sha256(b"\x00" + leaf.encode()).digest()
    assert rfc8785.dumps(json.loads(leaf)).decode() == leaf


def test_each_entry_has_a_key_of_its_own() -> None:
    first, second = (seal_entry(ENVELOPE, REGION, RetentionClass.AUDIT) for _ in range(2))
    assert len(first.key) == 32
    assert first.key != second.key
    assert first.leaf_hash != second.leaf_hash


def test_a_sound_entry_says_what_it_is() -> None:
    assert check_entry(stored()) == (RetentionClass.DISCLOSURE, "2026-11", str(REGION), "share.given", ENVELOPE["at"])
    erased = stored()._replace(envelope_text=None, key=None)
    assert check_entry(erased) == (RetentionClass.DISCLOSURE, "2026-11", str(REGION), None, None)


@pytest.mark.parametrize(
    "envelope",
    [
        {**ENVELOPE, "share": 0.5},
        {**ENVELOPE, "number": 2**53},
        {**ENVELOPE, "naïef": 1},
        {**ENVELOPE, "inside": [{"a b": 1}]},
        {**ENVELOPE, 'quote"': 1},
        {**ENVELOPE, "text": "\ud800"},
        {**ENVELOPE, "when": date(2026, 11, 1)},
        {**ENVELOPE, "at": "2026-11-20T09:30:00Z"},
        {**ENVELOPE, "at": "2026-11-20T09:30:00.000001+00:00"},
        {**ENVELOPE, "at": "2026-13-20T09:30:00.000001Z"},
        {**ENVELOPE, "act": ""},
        {**ENVELOPE, "act": 'share"given'},
        {**ENVELOPE, "act": None},
        {**ENVELOPE, "region": "7c9e6679-7425-40de-944b-000000000000"},
        {**ENVELOPE, "region": str(REGION).upper()},
        {**ENVELOPE, "text": "x" * 2**18},
        {name: ENVELOPE[name] for name in ("act", "at")},
        {**ENVELOPE, "act": "erased"},
    ],
)
def test_what_cannot_be_written_in_one_way_is_not_sealed(envelope: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        seal_entry(envelope, REGION, RetentionClass.DISCLOSURE)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(BadEntry, match="32 bytes"):
        seal_entry(ENVELOPE, REGION, RetentionClass.AUDIT, b"short")


LEAF = stored().leaf_text
CHANGES: dict[str, dict[str, Any]] = {
    "commitment": {"envelope_text": TEXT.replace("26,", "27,")},
    "give the commitment": {"key": bytes(32)},
    "32 bytes": {"key": KEY[:31]},
    "canonical": {"envelope_text": TEXT.replace(",", ", ")},
    "not JSON": {"envelope_text": TEXT[:-1]},
    "JSON object": {"envelope_text": "[]"},
    "only one": {"key": None},
    "gone": {"envelope_text": None},
    "no sound `at`": {"envelope_text": TEXT.replace("T09", "T29")},
    "the leaf is of 2026-12": {"leaf_text": LEAF.replace("2026-11", "2026-12")},
    "another region": {"leaf_text": LEAF.replace("7c9e", "7c9f")},
    "format 1": {"leaf_text": LEAF.replace('"v":1', '"v":2')},
    "one of format": {"leaf_text": LEAF.replace("disclosure", "forever")},
    "not one of": {"leaf_text": LEAF.replace(",", ", ")},
}


@pytest.mark.parametrize("reason", CHANGES)
def test_a_changed_entry_is_bad_and_says_why(reason: str) -> None:
    with pytest.raises(BadEntry, match=reason):
        check_entry(stored()._replace(**CHANGES[reason]))


NOT_CANONICAL = [
    TEXT.replace("26", "26.0"),
    TEXT.replace("26", "2.6e1"),
    TEXT.replace("26", "026"),
    TEXT.replace("26", "-0"),
    TEXT.replace("share", "\\u0073hare"),
    TEXT.replace('"rule":26,', '"rule":26,"rule":26,'),
    TEXT.replace('"told":true', '"told":NaN'),
    '{"told":true,' + TEXT[1:].replace(',"told":true', ""),
    "\ufeff" + TEXT,
    TEXT + "\n",
    TEXT.replace("given", "\ud800"),
    TEXT.replace("true", "[" * 100_000),
]


@pytest.mark.parametrize("written", NOT_CANONICAL, ids=range(len(NOT_CANONICAL)))
def test_an_envelope_is_written_in_one_way_only(written: str) -> None:
    with pytest.raises(BadEntry):
        check_entry(stored()._replace(envelope_text=written))


@settings(max_examples=60, deadline=None)
@given(ENVELOPES)
def test_every_envelope_comes_back(envelope: dict[str, Any]) -> None:
    try:
        made = stored(envelope)
    except BadEntry:
        assert "\\ud" in json.dumps(envelope)
        return
    assert json.loads(made.envelope_text or "") == envelope
    assert check_entry(made).at == ENVELOPE["at"]
    assert entries.from_line(entries.to_line(made)) == made


@settings(max_examples=80, deadline=None)
@given(ENVELOPES, some.data())
def test_a_shape_seen_before_lets_nothing_else_pass(envelope: dict[str, Any], data: some.DataObject) -> None:
    text = entries.canonical(json.loads(json.dumps(envelope).replace("\\ud", "d")))
    shapes = Shapes()
    assert shapes.facts(text) == Shapes().facts(text)
    at = data.draw(some.integers(0, len(text)))
    piece = data.draw(some.sampled_from(['"', "\\", "0", "1", "-", ".", ",", " ", "\x1f", "{", "]", "null", "é", ""]))
    changed = text[:at] + piece + text[at + data.draw(some.integers(0, 2)) :]
    try:
        expected = Shapes().facts(changed)
    except BadEntry:
        with pytest.raises(BadEntry):
            shapes.facts(changed)
    else:
        assert shapes.facts(changed) == expected


def test_when_a_class_is_due() -> None:
    assert entries.due_on("2026-11", RetentionClass.DISCLOSURE) == date(2031, 12, 1)
    assert entries.due_on("2026-12", RetentionClass.AUDIT) == date(2030, 1, 1)
    assert entries.due_on("2026-01", RetentionClass.RULES) is None


def test_what_an_erasure_says() -> None:
    said = entries.erasure(3, 9, RetentionClass.AUDIT, "term", "FG", date(2029, 12, 1))
    assert said == {"first": 3, "last": 9, "class": "audit", "due": "2029-12-01", "ground": "term", "approver": "FG"}
    assert "due" not in entries.erasure(3, 9, RetentionClass.RULES, "court", "FG", None)


def test_an_export_line_carries_the_texts_letter_for_letter() -> None:
    entry = stored()
    assert entries.to_line(entry).startswith(f'{{"envelope":{TEXT},"index":0,"key":"AAECAw')
    assert json.loads(entries.to_line(entry))["envelope"] == ENVELOPE
    erased = entry._replace(envelope_text=None, key=None)
    assert entries.to_line(erased) == f'{{"erased":true,"index":0,"leaf":{LEAF}}}\n'
    assert entries.from_line(entries.to_line(erased)) == erased
    for half in (entry._replace(key=None), entry._replace(envelope_text=None)):
        assert "erased" not in entries.to_line(half)


@pytest.mark.parametrize("line", ["", "{}\n", '{"erased":false,"index":0,"leaf":{}}\n', entries.to_line(stored())[:-1]])
def test_a_line_that_is_not_an_entry_is_refused(line: str) -> None:
    with pytest.raises(BadEntry):
        entries.from_line(line)
