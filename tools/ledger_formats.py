"""What stands in the export of a ledger, for verify_ledger.py: hashes, signed notes, entries."""

import base64
import hashlib
import json
import re
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Keys = dict[tuple[str, bytes], Ed25519PublicKey]
Hashes = list[bytes]

CLASSES = ("disclosure", "audit", "rules")
YEARS = {"disclosure": 5, "audit": 3}
MONTH = "2[0-9]{3}-(?:0[1-9]|1[0-2])"
AT = MONTH + r"-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{6}Z"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PLAIN = r'[^\x00-\x1f"\\]'  # what JSON writes as itself
TEXT = f'"{PLAIN}*"'
FACTS = {"act": f'"({PLAIN}+)"', "at": f'"({AT})"', "region": f'"({UUID})"'}
LEAF = '{"class":"%s","commitment":"%s","month":"%s","region":"%s","v":1}'
LEAF_TEXT = re.compile(re.escape(LEAF) % (f"({'|'.join(CLASSES)})", "([0-9a-f]{64})", f"({MONTH})", f"({UUID})"))
TAIL = re.compile(r',"index":(0|[1-9][0-9]{0,17}),"key":"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)","leaf":(.*)\}\n')
ERASED = re.compile(r'\{"erased":true,"index":(0|[1-9][0-9]{0,17}),"leaf":(.*)\}\n')
INCLUSION = r"c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,17})(?=\n|$)"
CONSISTENCY = r"old ([1-9][0-9]{0,17})(?=\n|$)"
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Unusable(Exception):
    """The input is not what this program reads."""


class Bad(ValueError):
    """Something is not as it should be: the reason."""


def need(condition: object, reason: str) -> None:
    if not condition:
        raise Bad(reason)


# The tree: RFC 9162 by its recursive definitions.


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(edge: list[bytes]) -> bytes:
    root = edge[-1]
    for left in edge[-2::-1]:
        root = node(left, root)
    return root


def from_inclusion(leaf: bytes, index: int, size: int, proof: Hashes) -> bytes:
    """The root to which a leaf and its proof lead."""
    need((size == 1) == (not proof), "the proof has not as many hashes as it should")
    if size == 1:
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node(from_inclusion(leaf, index, half, proof[:-1]), proof[-1])
    return node(proof[-1], from_inclusion(leaf, index - half, size - half, proof[:-1]))


def from_consistency(old: int, new: int, proof: Hashes, known: bytes | None) -> tuple[bytes, bytes]:
    """Both roots to which a proof leads; `known` is the older one, as long as its whole tree is looked at."""
    if old == new:
        need(len(proof) == (known is None), "the proof has not as many hashes as it should")
        return (known or proof[0],) * 2
    need(proof, "the proof has not as many hashes as it should")
    half = 1 << (new - 1).bit_length() - 1
    if old <= half:
        before, after = from_consistency(old, half, proof[:-1], known)
        return before, node(after, proof[-1])
    before, after = from_consistency(old - half, new - half, proof[:-1], None)
    return node(proof[-1], before), node(proof[-1], after)


# Checkpoints: C2SP signed-note and tlog-checkpoint.


def unbase64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if not data or base64.b64encode(data).decode() != text:
        raise Bad("what should be base64 is not")
    return data


def read_vkey(vkey: str) -> Keys:
    try:
        name, key_id, material = vkey.strip().split("+", 2)
        kind, key = unbase64(material)[:1], unbase64(material)[1:]
        expected = hashlib.sha256(name.encode() + b"\n\1" + key).digest()[:4]
        need(kind == b"\1" and expected.hex() == key_id, "it is not an Ed25519 key with its own id")
        need(re.fullmatch(r"\S+", name), "its name is not one word")
        return {(name, expected): Ed25519PublicKey.from_public_bytes(key)}
    except ValueError as error:
        raise Unusable(f"the vkey: {error}") from None


def follow(keys: Keys, before: list[dict[str, str | None]]) -> Keys:
    """These keys with those that one of them named, or that named one of them, as the log's key that signs next."""
    links = [
        (read_vkey(each["old"] or ""), named(each["note"] or "", each["old"] or "")) for each in before if each["note"]
    ]
    for _ in links:
        for old, new in links:
            if old.keys() & keys.keys() or new.keys() & keys.keys():
                keys = keys | old | new
    return keys


def named(note: str | None, vkey: str) -> Keys:
    """The key that this one named, in a note it signed."""
    text, _, signature = (note or "").rpartition("\n\n")
    found = re.fullmatch(r"(\S+)\nnext key\n(\S+)", text)
    line = re.fullmatch(r"— ([^\s+]+) (\S+)\n", signature)
    try:
        if found and signer(line, f"{text}\n".encode(), read_vkey(vkey)) == found[1]:
            return read_vkey(found[2])
    except ValueError as error:
        raise Unusable(f"a note on the next key: {error}") from None
    raise Unusable("a note on the next key is not signed by the key before it")


def read_note(note: str, keys: Keys) -> tuple[int, bytes]:
    """Size and root in a checkpoint that the log itself signed; ValueError when it is none."""
    text, _, signatures = note.rpartition("\n\n")
    found = re.fullmatch(r"([^\x00-\x1f]+)\n([1-9][0-9]{0,18})\n(\S+)", text)
    if not found or not signatures.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise Bad("it is not a checkpoint")
    origin, size, root = found[1], int(found[2]), unbase64(found[3])
    lines = [re.fullmatch(r"— ([^\s+]+) (\S+)", line) for line in signatures[:-1].split("\n")]
    need(len(lines) <= 64 and len(root) == 32 and size < 2**63, "it is not a checkpoint")
    signers = [signer(line, f"{text}\n".encode(), keys) for line in lines]
    need(origin in signers, "no known key of the log itself signed it")
    return size, root


def signer(line: re.Match[str] | None, text: bytes, keys: Keys) -> str | None:
    """The name of the known key that made this signature, None for an unknown key."""
    if not line or len(unbase64(line[2])) < 5:
        raise Bad("a line that should be a signature is not")
    name, signature = line[1], unbase64(line[2])
    if (name, signature[:4]) not in keys:
        return None
    try:
        keys[name, signature[:4]].verify(signature[4:], text)
    except InvalidSignature:
        raise Bad(f"the signature of {name} does not fit") from None
    return name


def notes_of(lines: Iterable[str]) -> Iterator[str]:
    """The notes in a file in which they stand an empty line apart."""
    note = ""
    for line in lines:
        if (line == "\n" and "\n\n" in note) or len(note) > 2**16:
            yield note
            note = ""
        else:
            note += line
    if note:
        yield note


def origin_of(note: str) -> str:
    """The log that a checkpoint is of."""
    return note.partition("\n")[0]


def own_checkpoints(lines: Iterable[str], keys: Keys) -> Iterator[tuple[int, bytes, str, str, str]]:
    """(size, root, whose, problem, log) for each of the ledger's own checkpoints."""
    last = 0
    for number, note in enumerate(notes_of(lines), 1):
        try:
            size, root = read_note(note, keys)
            need(size >= last, "it goes back")
        except ValueError as error:
            yield last, b"", "own", f"nothing vouches from here on: own checkpoint {number} is void, {error}", ""
        else:
            last = size
            yield size, root, "own", "", origin_of(note)


class Proof(NamedTuple):
    """A proof file: the fields in its head, its hashes, and size and root of the checkpoint it ends with."""

    fields: tuple[str, ...]
    hashes: Hashes
    size: int
    root: bytes
    log: str


def read_proof(path: str, keys: Keys, head: str) -> Proof:
    first, _, note = read_text(path).partition("\n\n")
    found = re.match(head, first)
    if not found:
        raise Unusable(f"{path}: it is not a proof")
    try:
        hashes = [unbase64(each) for each in first[found.end() :].split("\n")[1:]]
        need(all(len(each) == 32 for each in hashes), "its hashes are not hashes")
        return Proof(found.groups(), hashes, *read_note(note, keys), origin_of(note))
    except ValueError as error:
        raise Unusable(f"{path}: {error}") from None


def read_held(path: str, keys: Keys) -> tuple[int, bytes, str]:
    try:
        return *read_note(read_text(path), keys), origin_of(read_text(path))
    except ValueError as error:
        raise Unusable(f"{path}: {error}") from None


def read_text(path: str) -> str:
    """A file as it was signed: mail and browsers change line ends, and add spaces and lines around."""
    with Path(path).open(encoding="utf-8-sig") as file:
        lines = [line.rstrip() for line in file.read(2**20).strip().split("\n")]
    return "\n".join(lines) + "\n"


# Entries.


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(re.fullmatch(r"[!#-\[\]-~]+", name) for name in found):
        raise Bad("a name stands twice or is not plain ASCII")
    return found


def whole(written: str) -> int:
    if len(written) > 17 or abs(int(written)) >= 2**53:
        raise Bad(f"{written[:20]} is not a whole number below 2**53")
    return int(written)


def load(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=members, parse_int=whole, parse_float=whole, parse_constant=whole)
    except (ValueError, RecursionError) as error:
        raise Bad(f"it is not JSON as the ledger writes it: {error}") from None


def fields(line: str) -> tuple[int, str, str | None, bytes | None]:
    """Index, leaf, envelope and key in a line of the export, the texts as they were hashed."""
    cut = line.rfind(',"index":')
    tail = TAIL.fullmatch(line, cut) if cut > 0 else None
    if tail and line.startswith('{"envelope":'):
        index, key, leaf = tail.groups()
        return int(index), leaf, line[12:cut], a2b_base64(key)
    erased = ERASED.fullmatch(line)
    if not erased:
        raise Bad("the line is not an entry")
    return int(erased[1]), erased[2], None, None


def shape(value: Any, captured: Iterable[str] = ()) -> str:
    """A pattern that matches only canonical texts: those of all values of the same shape as this one."""
    if isinstance(value, dict):
        pairs = ((name, FACTS[name] if name in captured else shape(value[name])) for name in sorted(value))
        return r"\{" + ",".join(f'"{re.escape(name)}":{pattern}' for name, pattern in pairs) + r"\}"
    if isinstance(value, list):
        inside = [shape(each) for each in value]
        alike = len(set(inside)) == 1
        return rf"\[{inside[0]}(?:,{inside[0]})*\]" if alike else rf"\[{','.join(inside)}\]"
    if isinstance(value, str):
        return TEXT
    return "(?:null|true|false)" if value is None or isinstance(value, bool) else "(?:0|-?[1-9][0-9]{0,14})"


def leaf_parts(leaf: str) -> tuple[str, ...]:
    """Class, commitment, month and region in a leaf."""
    found = LEAF_TEXT.fullmatch(leaf)
    if not found:
        raise Bad("the leaf is not one of format 1")
    return found.groups()


def erasure(index: int, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """What an entry of the act `erased` says."""
    first, last, due = said.get("first"), said.get("last"), said.get("due")
    need(kind == "rules", "it records an erasure, and would not be kept for good")
    sound = type(first) is int and type(last) is int and 0 <= first <= last < index
    need(sound, "it records an erasure without naming a range of earlier entries")
    need(said.get("class") in CLASSES, "it records an erasure without naming a class")
    texts = [said.get("ground"), said.get("approver")]
    need(all(each and isinstance(each, str) for each in texts), "it records an erasure without ground or approver")
    need(is_date(due) or (due is None and said["class"] == "rules"), "it records an erasure without a due date")
    kept = ("first", "last", "class", "ground", "approver", "at")
    return {"entry": index, "due": due} | {name: said[name] for name in kept}


def continuation(index: int, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """What an entry of the act `ledger.continued` says: an older copy was put back, and the log has a new name."""
    log, who, ended = said.get("log"), said.get("decided_by"), said.get("ended")
    need(kind == "rules", "it says that the log went on, and would not be kept for good")
    from_here = type(said.get("since")) is int and said["since"] == index
    need(from_here, "it says that the log went on, and not from where it stands")
    named = all(each and isinstance(each, str) for each in (log, who))
    need(named, "it says that the log went on, and not under what name or who decided that")
    sound = isinstance(ended, list) and ended and all(isinstance(each, dict) for each in ended)
    known = [(each.get("log"), each.get("known", 0), each.get("root", "")) for each in ended] if sound else []
    types = all(type(size) is int and isinstance(root, str) for _, size, root in known)
    names = all(name and isinstance(name, str) and name != log for name, _, _ in known)
    need(sound and types and names, "it says that the log went on, and not what was signed before")
    return {"entry": index, "log": log, "decided_by": who, "at": said["at"], "ended": known}


def is_date(said: object) -> bool:
    try:
        return isinstance(said, str) and date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def due_on(month: str, kind: str) -> str | None:
    """The first day on which an envelope may go, None when never."""
    year, number = map(int, month.split("-"))
    return f"{year + YEARS[kind] + number // 12}-{number % 12 + 1:02}-01" if kind in YEARS else None
