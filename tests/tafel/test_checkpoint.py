"""Checkpoints: the examples of the C2SP specifications, and every way of not being one."""

from base64 import b64encode
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as some

from tafel import checkpoint, tree
from tafel.checkpoint import BadCheckpoint, Checkpoint, VerifierKey, decode_vkey, encode_vkey, open_note, read, sign

EXAMPLES = {
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k": (
        "This is an example message.\n\n"
        "— example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    ),
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW": (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    ),
}
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(32))
ORIGIN = checkpoint.origin(UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"), 1)
VKEY = encode_vkey(ORIGIN, SECRET.public_key())
KEYS = [decode_vkey(VKEY), decode_vkey(encode_vkey("witness.example", WITNESS.public_key()))]
ROOT = bytes(range(32))
NOTE = sign(ORIGIN, 100, ROOT, SECRET)
TEXT, LINE = NOTE.split("\n\n")


def signed(text: str) -> str:
    """A note over any text at all, by the log's own key."""
    return f"{text}\n— {ORIGIN} {b64encode(KEYS[0].key_id + SECRET.sign(text.encode())).decode()}\n"


NO_VKEYS = [
    "",
    "name",
    "name+00000000",
    VKEY[:-1],
    VKEY + "=",
    VKEY.replace("+A", "+B", 1),
    VKEY.replace("tafel", "tafeI"),
    VKEY.replace("tafel/", "tafel "),
    VKEY[len(ORIGIN) :],
    VKEY.replace(decode_vkey(VKEY).key_id.hex(), decode_vkey(VKEY).key_id.hex().upper()),
    f"{ORIGIN}+00000000+{b64encode(bytes([1]) + bytes(31)).decode()}",
    f"{ORIGIN}+00000000+{b64encode(bytes([4]) + bytes(32)).decode()}",
]
DAMAGED = [
    "",
    TEXT,
    TEXT + "\n\n",
    NOTE[:-1],
    NOTE + "\n",
    NOTE.replace("\n\n", "\n"),
    NOTE.replace("— ", "- "),
    NOTE.replace("— ", "—"),
    NOTE.replace("\n\n", "\n\t\n\n"),
    NOTE.replace("\n", "\r\n"),
    NOTE + "— a b\n",
    NOTE + "— a+b QUJDREVG\n",
    NOTE + "— other QUJDRA==\n",
    NOTE + "— other QUJDREVG\n" * 64,
    "\n" + NOTE,
    NOTE.replace("100", "101"),
    NOTE.replace("tafel/", "tafel/0"),
]
NO_CHECKPOINTS = [
    f"{ORIGIN}\n100\n",
    f"{ORIGIN}\n100\n{b64encode(ROOT).decode()}",
    f"{ORIGIN}\n100\n{b64encode(ROOT).decode()}\nextension\n",
    f"\n100\n{b64encode(ROOT).decode()}\n",
    *(f"{ORIGIN}\n{size}\n{b64encode(ROOT).decode()}\n" for size in ("0", "", "0100", "-1", "+1", "1e2", "١٠٠", 2**63)),
    f"{ORIGIN}\n100\n{b64encode(ROOT[1:]).decode()}\n",
    f"{ORIGIN}\n100\n{b64encode(ROOT).decode().rstrip('=')}\n",
    f"{ORIGIN}\n100\n{b64encode(ROOT).decode()[:-2]}9=\n",
    f"{ORIGIN}\n100\n\n",
]


def test_the_published_examples() -> None:
    for vkey, note in EXAMPLES.items():
        key = decode_vkey(vkey)
        text, names = open_note(note, [key])
        assert note.startswith(f"{text}\n— {names[0]} ")
        with pytest.raises(BadCheckpoint, match="does not fit"):
            open_note(note.replace("is", "was", 1), [key])


def test_a_checkpoint_to_the_letter() -> None:
    assert f"tafel/7c9e6679-7425-40de-944b-e07fc1f90ae7/1\n100\n{b64encode(ROOT).decode()}\n" == TEXT + "\n"
    assert read(NOTE, KEYS) == Checkpoint(ORIGIN, 100, ROOT, (ORIGIN,))


def test_a_vkey_comes_back() -> None:
    key = decode_vkey(VKEY)
    assert (key.name, key.public) == (ORIGIN, SECRET.public_key().public_bytes_raw())
    assert VKEY.startswith(f"{ORIGIN}+{key.key_id.hex()}+A")


@pytest.mark.parametrize("vkey", NO_VKEYS)
def test_what_is_no_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(BadCheckpoint):
        decode_vkey(vkey)


def test_a_key_has_its_length() -> None:
    with pytest.raises(BadCheckpoint, match="32 bytes"):
        VerifierKey("name", bytes(31))


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "a\nb"])
def test_a_key_has_a_plain_name(name: str) -> None:
    with pytest.raises(BadCheckpoint, match="name"):
        VerifierKey(name, bytes(32))


def test_a_witness_may_sign_too_but_not_alone() -> None:
    witnessed = sign(ORIGIN, 100, ROOT, WITNESS, "witness.example")
    both = NOTE + witnessed.split("\n\n")[1]
    assert read(both, KEYS).signed_by == (ORIGIN, "witness.example")
    assert read(both, KEYS[:1]).signed_by == (ORIGIN,)
    with pytest.raises(BadCheckpoint, match="only by witness"):
        read(witnessed, KEYS)


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    false = f"— witness.example {b64encode(KEYS[1].key_id + bytes(64)).decode()}\n"
    with pytest.raises(BadCheckpoint, match="does not fit"):
        read(NOTE + false, KEYS)
    assert read(NOTE + false, KEYS[:1]).size == 100


@pytest.mark.parametrize("note", DAMAGED)
def test_a_damaged_note_is_refused(note: str) -> None:
    with pytest.raises(BadCheckpoint):
        read(note, KEYS)


@pytest.mark.parametrize("text", NO_CHECKPOINTS)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        read(signed(text), KEYS)


def test_nobody_known_signed() -> None:
    with pytest.raises(BadCheckpoint, match="no known key"):
        read(NOTE, [])
    with pytest.raises(BadCheckpoint, match="no known key"):
        read(NOTE, [VerifierKey(ORIGIN, WITNESS.public_key().public_bytes_raw())])


def test_an_empty_tree_is_not_signed() -> None:
    with pytest.raises(tree.EmptyTree):
        sign(ORIGIN, 0, tree.EMPTY_ROOT, SECRET)


@settings(max_examples=200, deadline=None)
@given(some.integers(0, len(NOTE.encode()) * 8 - 1))
def test_no_bit_can_be_flipped(bit: int) -> None:
    damaged = bytearray(NOTE.encode())
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadCheckpoint):
        read(damaged.decode(errors="replace"), KEYS)


def test_the_files_of_proofs() -> None:
    hashes = [ROOT, bytes(32)]
    said = b64encode(ROOT).decode(), b64encode(bytes(32)).decode()
    assert checkpoint.consistency_file(7, hashes, NOTE) == f"old 7\n{said[0]}\n{said[1]}\n\n{NOTE}"
    file = checkpoint.inclusion_file(3, hashes, NOTE, "line\n")
    assert file == f"c2sp.org/tlog-proof@v1\nextra bGluZQo=\nindex 3\n{said[0]}\n{said[1]}\n\n{NOTE}"
