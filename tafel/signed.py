"""What the signer remembers of a region's register, beside the key: the tree it signed last, under each origin.

Only what continues that tree is signed, so that whoever puts an older database back cannot go on as if it were whole.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tafel import durable
from tafel.seal import CannotUnseal
from tafel.settings import settings
from tafel.tree import BadProof, Frontier, verify_consistency

_FEWER = (
    "Het register telt {size} regels, en er waren er al {last} ondertekend. Het wordt niet ondertekend: er ontbreekt "
    "iets. Is een oudere kopie teruggezet, draai dan: tafel ledger continue"
)
_OTHER = (
    "Het register is niet het vervolg van de {last} regels die al waren ondertekend. Het wordt niet ondertekend: er is "
    "iets veranderd. Is een oudere kopie teruggezet, draai dan: tafel ledger continue"
)
_ORIGIN = "Het laatst werd {last} ondertekend, en dit is {origin}. Draai: tafel ledger continue"


class CannotSign(CannotUnseal):
    """Asked for a tree that is not the one signed before with more after it."""


class Last(NamedTuple):
    """The tree that was signed last under an origin."""

    origin: str
    tree: Frontier

    def line(self) -> str:
        """As it is kept and told."""
        return f"{self.origin} {self.tree.to_bytes().hex()}"


def read(told: str) -> list[Last]:
    """What lines tell, one for each origin, the one of today last."""
    parts = (line.split(" ") for line in told.splitlines())
    return [Last(origin, Frontier.from_bytes(bytes.fromhex(tree))) for origin, tree in parts]


def known(name: str) -> str:
    """What is kept beside the signing key of this name; nothing where nothing was signed yet."""
    path = _file(name)
    return path.read_text("utf-8") if path.exists() else ""


def go_on(name: str, origin: str, tree: Frontier, proof: Sequence[bytes]) -> None:
    """Remember this tree, or raise CannotSign unless it continues the last one; the first is taken as it is."""
    before = read(known(name))
    if before:
        refuse_other(before[-1], origin, tree, proof)
    if not before or tree.size > before[-1].tree.size:
        _keep(name, [*before[:-1], Last(origin, tree)])


def refuse_other(last: Last, origin: str, tree: Frontier, proof: Sequence[bytes]) -> None:
    """Raise CannotSign unless the proof shows that this tree continues the one signed last."""
    if origin != last.origin:
        raise CannotSign(_ORIGIN.format(last=last.origin, origin=origin))
    if tree.size < last.tree.size:
        raise CannotSign(_FEWER.format(size=tree.size, last=last.tree.size))
    try:
        verify_consistency(last.tree.size, last.tree.root(), tree.size, tree.root(), proof)
    except BadProof:
        raise CannotSign(_OTHER.format(last=last.tree.size)) from None


def begin_anew(name: str, origin: str, tree: Frontier) -> None:
    """From now on this origin is signed, from this tree on; what was signed under others is not forgotten."""
    before = [each for each in read(known(name)) if each.origin != origin]
    _keep(name, [*before, Last(origin, tree)])


def _keep(name: str, lines: Sequence[Last]) -> None:
    """On the disk, whole, before anything is signed."""
    with durable.written(_file(name)) as file:
        file.write("".join(f"{each.line()}\n" for each in lines).encode())


def _file(name: str) -> Path:
    return settings().key_folder / f"{name}.signed"
