"""The only code that signs the register: with a region's signing key, which lies outside the database.

It signs here, or asks `tafel signer`: a process of another user of the machine, so that whoever serves cannot read it.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tafel import checkpoint, clock, key_sources, keys, signing_apart
from tafel.key_sources import NEXT
from tafel.settings import settings


def sign(region: UUID, origin: str, size: int, root: bytes) -> str:
    """The signed note over the tree of a region: that its log had this many entries and this root."""
    return _do("sign", region=str(region), origin=origin, size=size, root=root.hex())


def public_key(region: UUID, origin: str) -> str:
    """The verifier key by which anyone checks what is signed under this origin."""
    return _do("key", region=str(region), origin=origin)


def begin(region: UUID) -> None:
    """Make a new region's signing key; an existing one is left as it is."""
    _do("begin", region=str(region))


def next_key(region: UUID, origin: str) -> str:
    """The verifier key of the key that will sign next; it is made when it is not there."""
    return _do("next", region=str(region), origin=origin)


def hand_over(region: UUID, origin: str) -> str:
    """A note by the key of today that the next one signs after it."""
    return _do("hand-over", region=str(region), origin=origin)


def take_over(region: UUID) -> None:
    """From now on the next key signs."""
    _do("take-over", region=str(region))


def here(what: str, told: Mapping[str, Any]) -> str:
    """Do it in this process, with the keys that it can read."""
    return _HERE[what](**told)


def _do(what: str, **told: str | int) -> str:
    apart = settings().signer
    return signing_apart.ask(apart, what, told) if apart else here(what, told)


def _sign(region: str, origin: str, size: int, root: str) -> str:
    return checkpoint.sign(origin, size, bytes.fromhex(root), _key(region))


def _public(region: str, origin: str) -> str:
    return checkpoint.encode_vkey(origin, _key(region).public_key())


def _begin(region: str) -> str:
    key_sources.make(_name(region))
    return ""


def _next(region: str, origin: str) -> str:
    key_sources.make(f"{_name(region)}.{NEXT}")
    return checkpoint.encode_vkey(origin, _key(region, f".{NEXT}").public_key())


def _hand_over(region: str, origin: str) -> str:
    return checkpoint.hand_over(origin, _next(region, origin), _key(region))


def _take_over(region: str) -> str:
    key_sources.begin_change(_name(region))
    key_sources.end_change(_name(region), clock.today())
    return ""


def _key(region: str, which: str = "") -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_sources.key(_name(region) + which))


def _name(region: str) -> str:
    return keys.signing_name(UUID(region))  # nothing but an id leads to a file


_HERE: dict[str, Callable[..., str]] = {
    "sign": _sign, "key": _public, "begin": _begin, "next": _next, "hand-over": _hand_over, "take-over": _take_over,
}  # fmt: skip
