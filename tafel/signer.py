"""The only code that signs the register: with a region's signing key, which lies outside the database.

It signs here, or asks `tafel signer`: a process of another user of the machine, so that whoever serves cannot read it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tafel import checkpoint, clock, key_sources, keys, signed, signing_apart
from tafel.key_sources import NEXT
from tafel.seal import CannotUnseal
from tafel.settings import settings
from tafel.signed import Last
from tafel.tree import Frontier


def sign(region: UUID, origin: str, tree: Frontier, proof: Sequence[bytes]) -> str:
    """The signed note over the tree of a region: that its log had this many entries and this root.

    Raises CannotUnseal unless the proof shows that the tree continues the one that was signed last.
    """
    told = [each.hex() for each in proof]
    return _do("sign", region=str(region), origin=origin, tree=tree.to_bytes().hex(), proof=told)


def last(region: UUID) -> list[Last]:
    """The tree that was signed last under each origin, the one of today last."""
    return signed.read(_do("last", region=str(region)))


def begin_anew(region: UUID, before: str, origin: str, tree: Frontier) -> str:
    """An older database was put back: from now on another origin is signed, that continues this tree.

    Returns the note by which the key of the origin before names that of this one.
    """
    return _do("begin-anew", region=str(region), before=before, origin=origin, tree=tree.to_bytes().hex())


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


def for_others(what: str, told: Mapping[str, Any]) -> str:
    """Do it for whoever asks over the socket: to begin anew only where the signer's own administrator let that be.

    Else whoever took over the process that serves could have a register of their own making signed under the next name.
    """
    if what != "begin-anew" or signed.is_begun(_name(told["region"]), told["origin"], _tree(told["tree"])):
        return here(what, told)
    permit = settings().key_folder / f"{_name(told['region'])}.anew"
    if not permit.exists():
        raise CannotUnseal(_NOT_LET.format(permit=permit))
    said = here(what, told)
    permit.unlink()
    return said


def _do(what: str, **told: str | list[str]) -> str:
    apart = settings().signer
    return signing_apart.ask(apart, what, told) if apart else here(what, told)


def _sign(region: str, origin: str, tree: str, proof: list[str]) -> str:
    key, wanted = _key(region), _tree(tree)
    signed.go_on(_name(region), _origin(region, origin), wanted, [bytes.fromhex(each) for each in proof])
    return checkpoint.sign(origin, wanted.size, wanted.root(), key)


def _last(region: str) -> str:
    return signed.known(_name(region))


def _begin_anew(region: str, before: str, origin: str, tree: str) -> str:
    note = checkpoint.hand_over(_origin(region, before), _public(region, origin), _key(region))
    signed.begin_anew(_name(region), origin, _tree(tree))
    return note


def _tree(told: str) -> Frontier:
    return Frontier.from_bytes(bytes.fromhex(told))


def _public(region: str, origin: str) -> str:
    return checkpoint.encode_vkey(_origin(region, origin), _key(region).public_key())


def _begin(region: str) -> str:
    key_sources.make(_name(region))
    return ""


def _next(region: str, origin: str) -> str:
    key_sources.make(f"{_name(region)}.{NEXT}")
    return checkpoint.encode_vkey(_origin(region, origin), _key(region, f".{NEXT}").public_key())


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


def _origin(region: str, told: str) -> str:
    """One of the names of this region's log, and nothing else: it stands in what is signed, and in what is kept."""
    if not re.fullmatch(rf"{re.escape(checkpoint.origin(UUID(region), 0)[:-1])}[1-9][0-9]{{0,8}}", told):
        raise ValueError(told)
    return told


_NOT_LET = (
    "De ondertekenaar gaat pas verder onder een nieuwe naam als zijn eigen beheerder dat toelaat. Laat die een leeg "
    "bestand {permit} maken, en draai dan: tafel ledger continue"
)
_HERE: dict[str, Callable[..., str]] = {
    "sign": _sign, "last": _last, "begin-anew": _begin_anew,
    "key": _public, "begin": _begin, "next": _next, "hand-over": _hand_over, "take-over": _take_over,
}  # fmt: skip
