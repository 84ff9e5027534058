"""Checkpoints of the ledger (C2SP tlog-checkpoint, a signed note with Ed25519) and the proofs that travel with one."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tafel.tree import HASH_BYTES, MAX_SIZE, EmptyTree

ED25519 = b"\x01"
KEY_BYTES = 32
ID_BYTES = 4
MAX_SIGNATURES = 64
NEXT_KEY = "next key"
SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadCheckpoint(ValueError):
    """The text is not a checkpoint signed by a known key; the sentence says why."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or any(char.isspace() or char < " " or char == "+" for char in self.name):
            raise BadCheckpoint(f"a key's name has neither spaces nor plus: {self.name!r}")
        if len(self.public) != KEY_BYTES:
            raise BadCheckpoint(f"an Ed25519 public key is {KEY_BYTES} bytes")

    @cached_property
    def key_id(self) -> bytes:
        """The four bytes by which a signature line names this key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def verify(self, signature: bytes, text: str) -> None:
        """Raise `BadCheckpoint` unless this key made the signature over the text."""
        try:
            self._key.verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            raise BadCheckpoint(f"the signature of {self.name} does not fit the text") from None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What somebody signed: this log had this many entries and this root."""

    origin: str
    size: int
    root: bytes
    signed_by: tuple[str, ...]


def encode_vkey(name: str, public_key: Ed25519PublicKey) -> str:
    """The C2SP vkey: `<name>+<key id, hex>+<base64 of type and key>`."""
    key = VerifierKey(name, public_key.public_bytes_raw())
    return f"{key.name}+{key.key_id.hex()}+{_encode(ED25519 + key.public)}"


def decode_vkey(vkey: str) -> VerifierKey:
    """The key in a vkey; `BadCheckpoint` on anything else."""
    name, _, rest = vkey.partition("+")
    key_id, _, material = rest.partition("+")
    public = _decode(material, "the key in the vkey")
    if public[:1] != ED25519:
        raise BadCheckpoint("the vkey is not of the type Ed25519")
    key = VerifierKey(name, public[1:])
    if key.key_id.hex() != key_id:
        raise BadCheckpoint("the id in the vkey is not that of its key")
    return key


def origin(region: UUID, number: int) -> str:
    """The name of a region's log, which is also the name of its key."""
    return f"tafel/{region}/{number}"


def sign(origin: str, size: int, root: bytes, private_key: Ed25519PrivateKey, key_name: str | None = None) -> str:
    """The signed note over these entries; the log's own key is called after the origin, and `read` asks for that."""
    if size < 1:
        raise EmptyTree("a checkpoint of an empty tree proves nothing")
    text = f"{origin}\n{size}\n{_encode(root)}\n"
    _body(text)
    key = VerifierKey(key_name or origin, private_key.public_key().public_bytes_raw())
    return f"{text}\n— {key.name} {_encode(key.key_id + private_key.sign(text.encode()))}\n"


def hand_over(origin: str, vkey: str, private_key: Ed25519PrivateKey) -> str:
    """The signed note by which a log's key names the one that signs after it; never to be taken for a checkpoint."""
    text = f"{origin}\n{NEXT_KEY}\n{vkey}\n"
    key = VerifierKey(origin, private_key.public_key().public_bytes_raw())
    return f"{text}\n— {key.name} {_encode(key.key_id + private_key.sign(text.encode()))}\n"


def read(note: str, public_keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note, if the log's own key signed it; `BadCheckpoint` says what is wrong."""
    text, signed_by = open_note(note, public_keys)
    origin, size, root = _body(text)
    if origin not in signed_by:
        raise BadCheckpoint(
            f"the checkpoint of {origin} is not signed by the log itself, only by {', '.join(signed_by)}"
        )
    return Checkpoint(origin, size, root, signed_by)


def open_note(note: str, public_keys: Iterable[VerifierKey]) -> tuple[str, tuple[str, ...]]:
    """The text of a C2SP signed note and the known keys that signed it: at least one, and none of them falsely."""
    text, lines = _split(note)
    known = {(key.name, key.key_id): key for key in public_keys}
    signed_by = []
    for name, signature in map(_signature, lines):
        key = known.get((name, signature[:ID_BYTES]))
        if key:
            key.verify(signature[ID_BYTES:], text)
            signed_by.append(name)
    if not signed_by:
        raise BadCheckpoint("no known key signed this checkpoint")
    return text, tuple(dict.fromkeys(signed_by))


def inclusion_file(index: int, proof: Sequence[bytes], note: str, line: str) -> str:
    """A C2SP tlog-proof: that the entry of this export line stands at `index` in the log as signed."""
    head = ("c2sp.org/tlog-proof@v1", f"extra {_encode(line.encode())}", f"index {index}")
    return "\n".join((*head, *map(_encode, proof), "", note))


def consistency_file(old: int, proof: Sequence[bytes], note: str) -> str:
    """That the log as signed continues the log of `old` entries: the body a C2SP tlog-witness is sent."""
    return "\n".join((f"old {old}", *map(_encode, proof), "", note))


def _split(note: str) -> tuple[str, list[str]]:
    if any(char < " " and char != "\n" for char in note):
        raise BadCheckpoint("a checkpoint has no control characters")
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise BadCheckpoint("a checkpoint is a text, an empty line and signatures, each line ended")
    lines = signatures[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadCheckpoint(f"a checkpoint has at most {MAX_SIGNATURES} signatures")
    return text + "\n", lines


def _signature(line: str) -> tuple[str, bytes]:
    found = SIGNATURE_LINE.fullmatch(line)
    if not found or "+" in found[1]:
        raise BadCheckpoint("a signature line is a dash, a name and base64")
    signature = _decode(found[2], "a signature")
    if len(signature) <= ID_BYTES:
        raise BadCheckpoint("a signature is a key id and more")
    return found[1], signature


def _body(text: str) -> tuple[str, int, bytes]:
    lines = text.split("\n")
    if len(lines) != len(("origin", "size", "root", "")) or not lines[0] or lines[3]:
        raise BadCheckpoint("a checkpoint's text is three lines: origin, size and root")
    if not SIZE.fullmatch(lines[1]) or int(lines[1]) > MAX_SIZE:
        raise BadCheckpoint("the size of a checkpoint is a whole number without leading zeros")
    if lines[1] == "0":
        raise BadCheckpoint("a checkpoint of an empty tree proves nothing")
    root = _decode(lines[2], "the root")
    if len(root) != HASH_BYTES:
        raise BadCheckpoint(f"the root of a checkpoint is {HASH_BYTES} bytes")
    return lines[0], int(lines[1]), root


def _encode(data: bytes) -> str:
    return b64encode(data).decode()


def _decode(text: str, what: str) -> bytes:
    """Standard base64, only in the one way of writing it."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        data = b""
    if not data or _encode(data) != text:
        raise BadCheckpoint(f"{what} is not base64")
    return data
