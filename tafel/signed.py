"""What the signer remembers of a region's register, beside the key: the tree it signed last, under each origin.

Only what continues that tree is signed, so that whoever puts an older database back cannot go on as if it were whole.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tafel import durable
from tafel.refusals import Unavailable
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
_BEGUN = "Onder de naam {origin} is al ondertekend; een register gaat alleen verder onder een nieuwe naam."
_EMPTY = "Een leeg register wordt niet ondertekend."
_GARBLED = "Wat al is ondertekend, is niet te lezen in {file}. Zet uw kopie daarvan terug."
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
    try:
        told = path.read_text("utf-8") if path.exists() else ""
        read(told)
    except OSError as wrong:
        raise CannotSign(f"{path} kan niet worden gelezen: {wrong.strerror}.") from None
    except ValueError:
        raise CannotSign(_GARBLED.format(file=path)) from None
    return told


def number(origin: str) -> int:
    """The how manieth name of a register this is."""
    return int(origin.rpartition("/")[2])


def go_on(name: str, origin: str, tree: Frontier, proof: Sequence[bytes]) -> None:
    """Remember this tree, or raise CannotSign unless it continues the last one; the first is taken as it is."""
    if not tree.size:
        raise CannotSign(_EMPTY)
    with _changing(name) as (file, before):
        if before:
            refuse_other(before[-1], origin, tree, proof)
        _write(file, [*before[:-1], Last(origin, tree)])


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
    """From now on this origin is signed, from this tree on; what was signed under others is not forgotten.

    Raises CannotSign for a name that is not a later one: whoever begins an old one anew could sign two trees under it.
    """
    if is_begun(name, origin, tree):
        return
    with _changing(name) as (file, before):
        if any(number(each.origin) >= number(origin) for each in before):
            raise CannotSign(_BEGUN.format(origin=origin))
        _write(file, [*before, Last(origin, tree)])


def is_begun(name: str, origin: str, tree: Frontier) -> bool:
    """Whether this is what is signed now."""
    return read(known(name))[-1:] == [Last(origin, tree)]


@contextmanager
def _changing(name: str) -> Iterator[tuple[BinaryIO, list[Last]]]:
    """What is known, and a file for what is known from now on: on the disk, whole, before anything is signed.

    Nobody else reads and changes it meanwhile, so that two never sign two trees after the same one.
    """
    path = _file(name)
    try:
        with durable.written(path) as file:
            yield file, read(known(name))
    except OSError as wrong:
        raise Unavailable(f"{path} kan niet worden geschreven: {wrong.strerror}") from wrong


def _write(file: BinaryIO, lines: Sequence[Last]) -> None:
    file.write("".join(f"{each.line()}\n" for each in lines).encode())


def _file(name: str) -> Path:
    return settings().key_folder / f"{name}.signed"
