"""One entry of the ledger: the envelope that says what happened, and the leaf that commits to it and outlives it.

The envelope is RFC 8785 JSON, narrowed so that all libraries write it alike: names are printable ASCII, numbers whole.
"""

import json
import re
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hmac import digest as hmac_digest
from secrets import token_bytes
from typing import Any, NamedTuple
from uuid import UUID

import rfc8785

from models.acts import Act, RetentionClass
from tafel.tree import leaf_hash

FORMAT = 1
KEY_BYTES = 32
MAX_ENVELOPE = 2**18  # characters
MAX_INTEGER = 2**53 - 1
YEARS = {RetentionClass.DISCLOSURE: 5, RetentionClass.AUDIT: 3}

_NAME = re.compile(r"[!#-\[\]-~]+")
_TIME = (
    r"2[0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)
_REGION = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_AS_ITSELF = r'[^\x00-\x1f"\\]'  # all that RFC 8785 writes without a backslash
_STRING = f'"{_AS_ITSELF}*"'
_CAPTURED = {"act": f'"({_AS_ITSELF}+)"', "at": f'"({_TIME})"', "region": f'"({_REGION})"'}
_FACTS = {name: re.compile(pattern[1:-1]) for name, pattern in _CAPTURED.items()}
_CLASSES = {each.value: each for each in RetentionClass}
_LEAF = '{{"class":"{}","commitment":"{}","month":"{}","region":"{}","v":1}}'
_LEAF_TEXT = re.compile(
    r'\{"class":"([a-z]+)","commitment":"([0-9a-f]{64})","month":"(2[0-9]{3}-(?:0[1-9]|1[0-2]))",'
    rf'"region":"({_REGION})","v":1\}}'
)
_INDEX, _KEY = "(0|[1-9][0-9]{0,17})", "([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)"
_LINE = re.compile(rf'\{{"envelope":(.*),"index":{_INDEX},"key":"{_KEY}","leaf":(.*)\}}\n')
_ERASED_LINE = re.compile(rf'\{{"erased":true,"index":{_INDEX},"leaf":(.*)\}}\n')


class BadEntry(ValueError):
    """The entry is not what the ledger writes, or not what its leaf was made from; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it is stored."""

    envelope_text: str
    key: bytes
    leaf_text: str
    leaf_hash: bytes


class StoredEntry(NamedTuple):
    """An entry as it is read back; once erased, only the leaf is left."""

    position: int
    leaf_text: str
    envelope_text: str | None
    key: bytes | None


class Checked(NamedTuple):
    """What a sound entry says of itself; of an erased one the act and the time are gone."""

    retention: RetentionClass
    month: str
    region: str
    act: str | None
    at: str | None


def canonical(value: Any) -> str:
    """RFC 8785 JSON text; `BadEntry` for what it cannot say."""
    try:
        return rfc8785.dumps(value).decode()
    except (ValueError, RecursionError) as error:
        raise BadEntry(f"this cannot be written as canonical JSON: {error}") from None


def seal_entry(
    envelope: Mapping[str, Any], region: UUID, retention: RetentionClass, key: bytes | None = None
) -> Sealed:
    """Envelope, key and leaf of a new entry; the leaf tells month, class and a commitment, and nothing else."""
    key = token_bytes(KEY_BYTES) if key is None else key
    text = canonical(dict(envelope))
    act, at, said = _facts(parse_envelope(text))
    if said != str(region):
        raise BadEntry("the envelope is of another region")
    if act == Act.ERASED and retention is not RetentionClass.RULES:
        raise BadEntry("an erasure is recorded for good, in the class `rules`")
    leaf = _LEAF.format(retention.value, commitment(key, text), at[:7], said)
    return Sealed(text, key, leaf, leaf_hash(leaf.encode()))


def commitment(key: bytes, envelope_text: str) -> str:
    """HMAC-SHA-256 of the envelope under the entry's own key, in hex."""
    if len(key) != KEY_BYTES:
        raise BadEntry(f"the key of an entry is {KEY_BYTES} bytes")
    try:
        return hmac_digest(key, envelope_text.encode(), "sha256").hex()
    except UnicodeEncodeError:
        raise BadEntry("the envelope is not Unicode text") from None


def parse_envelope(text: str) -> dict[str, Any]:
    """The envelope in a text; `BadEntry` unless it is JSON with ASCII names and whole numbers, and not too long."""
    if len(text) > MAX_ENVELOPE:
        raise BadEntry(f"an envelope is at most {MAX_ENVELOPE} characters")
    try:
        envelope = json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise BadEntry(f"the envelope is not JSON as the ledger writes it: {error}") from None
    if not isinstance(envelope, dict):
        raise BadEntry("the envelope is not a JSON object")
    _names(envelope)
    return envelope


def check_entry(entry: StoredEntry, shapes: "Shapes | None" = None) -> Checked:
    """Recompute a stored entry; `BadEntry` says what does not fit. An erased one is judged by its leaf."""
    _, leaf_text, envelope_text, key = entry
    if envelope_text is None or key is None:
        if envelope_text is not None or key is not None:
            raise BadEntry("envelope and key are erased together, here only one of them is gone")
        retention, _, month, region = _leaf_parts(leaf_text)
        return Checked(_CLASSES[retention], month, region, None, None)
    act, at, region = (shapes or Shapes()).facts(envelope_text)
    made = commitment(key, envelope_text)
    retention = leaf_text[10 : leaf_text.find('"', 10)]
    if leaf_text != _LEAF.format(retention, made, at[:7], region) or retention not in _CLASSES:
        raise BadEntry(_difference(leaf_text, at[:7], region))
    return Checked(_CLASSES[retention], at[:7], region, act, at)


def due_on(month: str, retention: RetentionClass) -> date | None:
    """The first day on which an envelope of this month may go; None as long as the region exists."""
    if retention not in YEARS:
        return None
    year, number = map(int, month.split("-"))
    return date(year + YEARS[retention] + number // 12, number % 12 + 1, 1)


def erasure(
    first: int, last: int, retention: RetentionClass, ground: str, approver: str, due: date | None
) -> dict[str, Any]:
    """What an envelope of the act `erased` says besides: all leaves of this class in the range lost their envelopes."""
    named = {"due": due.isoformat()} if due else {}
    return {"first": first, "last": last, "class": retention.value, "ground": ground, "approver": approver} | named


def to_line(entry: StoredEntry) -> str:
    """The entry's line in an export: JSON, with envelope and leaf in it letter for letter as they were hashed."""
    position, leaf, envelope, key = entry
    if envelope is None and key is None:
        return f'{{"erased":true,"index":{position},"leaf":{leaf}}}\n'
    return f'{{"envelope":{envelope},"index":{position},"key":"{b64encode(key or b"").decode()}","leaf":{leaf}}}\n'


def from_line(line: str) -> StoredEntry:
    """The entry in a line of an export; `BadEntry` when it is not one."""
    found = _LINE.fullmatch(line)
    if found:
        return StoredEntry(int(found[2]), found[4], found[1], a2b_base64(found[3]))
    erased = _ERASED_LINE.fullmatch(line)
    if not erased:
        raise BadEntry("the line is not an entry")
    return StoredEntry(int(erased[1]), erased[2], None, None)


class Shapes:
    """Reads envelopes, recognising canonical texts by the shapes it has seen."""

    # A pattern matches nothing but canonical texts, so this is as exact as parsing and writing again, and far cheaper.
    _PER_ACT, _ACTS, _LONGEST = 32, 64, 4_000

    def __init__(self) -> None:
        self._known: dict[str, list[re.Pattern[str]]] = {}

    def facts(self, text: str) -> tuple[str, str, str]:
        """Act, time and region of an envelope whose text is canonical; `BadEntry` when it is not."""
        for pattern in self._known.get(text[8 : text.find('"', 8)], ()):
            found = pattern.fullmatch(text)
            if found and len(text) <= MAX_ENVELOPE:
                return found[1], found[2], found[3]
        envelope = parse_envelope(text)
        if canonical(envelope) != text:
            raise BadEntry("the text of the envelope is not canonical")
        facts = _facts(envelope)
        self._learn(text, envelope)
        return facts

    def _learn(self, text: str, envelope: dict[str, Any]) -> None:
        pattern = _object(envelope, _CAPTURED)
        if len(self._known) >= self._ACTS:
            self._known.clear()
        if len(pattern) <= self._LONGEST:
            patterns = self._known.setdefault(text[8 : text.find('"', 8)], [])
            patterns.insert(0, re.compile(pattern))
            del patterns[self._PER_ACT :]


def _shape(value: Any) -> str:
    """A pattern for the canonical texts of all values of the same shape as this one."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "(?:true|false)"
    if isinstance(value, int):
        return "(?:0|-?[1-9][0-9]{0,14})"
    if isinstance(value, str):
        return _STRING
    if isinstance(value, dict):
        return _object(value, {})
    shapes = [_shape(each) for each in value]
    alike = len(set(shapes)) == 1
    return rf"\[{shapes[0]}(?:,{shapes[0]})*\]" if alike else rf"\[{','.join(shapes)}\]"


def _object(value: dict[str, Any], captured: Mapping[str, str]) -> str:
    members = (f'"{re.escape(name)}":{captured.get(name) or _shape(value[name])}' for name in sorted(value))
    return rf"\{{{','.join(members)}\}}"


def _facts(envelope: dict[str, Any]) -> tuple[str, str, str]:
    for name, pattern in _FACTS.items():
        said = envelope.get(name)
        if not isinstance(said, str) or not pattern.fullmatch(said):
            raise BadEntry(f"the envelope has no sound `{name}`")
    return envelope["act"], envelope["at"], envelope["region"]


def _names(value: Any) -> None:
    if isinstance(value, dict):
        if not all(map(_NAME.fullmatch, value)):
            raise BadEntry("the names in an envelope are printable ASCII")
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        _names(each)


def _leaf_parts(leaf_text: str) -> tuple[str, str, str, str]:
    found = _LEAF_TEXT.fullmatch(leaf_text)
    if not found or found[1] not in _CLASSES:
        raise BadEntry(f"the leaf is not one of format {FORMAT}")
    return found[1], found[2], found[3], found[4]


def _difference(leaf_text: str, month: str, region: str) -> str:
    _, _, leaf_month, leaf_region = _leaf_parts(leaf_text)
    if leaf_month != month:
        return f"the leaf is of {leaf_month}, its envelope of {month}"
    if leaf_region != region:
        return "the leaf is of another region than its envelope"
    return "envelope and key do not give the commitment in the leaf"


def _no_fraction(written: str) -> Any:
    raise ValueError(f"{written} is not a whole number")


def _integer(written: str) -> int:
    if len(written) > len(str(-MAX_INTEGER)) or abs(int(written)) > MAX_INTEGER:
        raise ValueError(f"{written[:20]} is too large to be the same number everywhere")
    return int(written)
