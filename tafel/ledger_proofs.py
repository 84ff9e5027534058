"""Proofs to take along: that one entry stands in the register, and that it continues a checkpoint somebody kept.

Each is a small file that `tools/verify_ledger.py` checks without us; it is checked here before it leaves.
"""

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.ledger import TakeProof, VerifyRegister
from models.tables.ledger import Entry, Leaf
from tafel import checkpoint, clock, ledger, ledger_desk, tree
from tafel.checkpoint import BadCheckpoint, Checkpoint
from tafel.db import Reading, Writing
from tafel.entries import StoredEntry, to_line
from tafel.exports import File
from tafel.refusals import Invalid, NotFound, say
from tafel.sight import ledger as seen
from tafel.sight.ledger_lines import id_of
from tafel.tree import BadProof, EmptyTree, Nodes

_BROKEN = say("Dit bewijs komt niet uit: er is iets veranderd in het register. Controleer het.")
_SHORTER = say("Dit controlepunt telt {old} regels, het register {new}. Er ontbreekt iets. Controleer het register.")

_LOST = say(
    "Dit controlepunt telt {old} regels. Wat na de eerste {since} kwam, ging verloren toen een oudere kopie werd "
    "teruggezet. Dat staat in het register."
)


def inclusion(work: Writing, form: TakeProof) -> File:
    """That an entry stands in the register as it is signed now; the signed checkpoint is in the file."""
    note = ledger_desk.hold(work, how="proof")
    signed, entry = _read(work, note), _entry(work, form.line)
    leaf = tree.leaf_hash(entry.leaf_text.encode())
    try:
        proof = tree.inclusion_proof(entry.position, signed.size, _nodes(work))
        tree.verify_inclusion(leaf, entry.position, signed.size, proof, signed.root)
    except (BadProof, EmptyTree):
        raise Invalid(form=_BROKEN) from None
    work.record(Act.LEDGER_EXPORTED, entry=id_of(entry.envelope_text or ""), size=signed.size)
    return _file("bewijs-regel", checkpoint.inclusion_file(entry.position, proof, note, to_line(entry)))


def consistency(work: Writing, form: VerifyRegister) -> File:
    """That the register as it is signed now continues a checkpoint that somebody kept."""
    note = ledger_desk.hold(work, how="proof")
    signed, old = _read(work, note), _brought(work, form.checkpoint)
    for told in ledger.continuations(work):
        if told["since"] < old.size and old.origin in (each["log"] for each in told["ended"]):
            raise Invalid(checkpoint=say(_LOST.sentence, old=old.size, since=told["since"]))
    if old.size > signed.size:
        raise Invalid(checkpoint=say(_SHORTER.sentence, old=old.size, new=signed.size))
    try:
        proof = tree.consistency_proof(old.size, signed.size, _nodes(work))
        tree.verify_consistency(old.size, old.root, signed.size, signed.root, proof)
    except (BadProof, EmptyTree):
        raise Invalid(form=_BROKEN) from None
    work.record(Act.LEDGER_EXPORTED, since=old.size, size=signed.size)
    return _file("bewijs-vervolg", checkpoint.consistency_file(old.size, proof, note))


def _brought(work: Writing, typed: str) -> Checkpoint:
    try:
        return _read(work, ledger_desk.as_sent(typed))
    except BadCheckpoint:
        raise Invalid(checkpoint=ledger_desk.NO_CHECKPOINT) from None


def _read(reading: Reading, note: str) -> Checkpoint:
    return checkpoint.read(note, map(checkpoint.decode_vkey, ledger.public_keys(reading)))


def _entry(reading: Reading, key: str) -> StoredEntry:
    wanted = key.partition("~")[2]
    place = next(row.position for row in seen.entries_of(reading, key) if id_of(row.envelope) == wanted)
    row = reading.session.execute(
        select(col(Leaf.leaf), col(Entry.envelope), col(Entry.key))
        .join(Entry, (col(Entry.region_id) == col(Leaf.region_id)) & (col(Entry.position) == col(Leaf.position)))
        .where(col(Leaf.region_id) == reading.seat.region, col(Leaf.position) == place)
    ).first()
    if row is None:
        raise NotFound
    return StoredEntry(place, row.leaf, row.envelope, row.key)


def _nodes(reading: Reading) -> Nodes:
    """Subtrees computed from the leaves when asked for: a proof asks for every leaf once at most."""

    def get(level: int, index: int) -> bytes:
        first, edge = index << level, list[bytes]()
        here = (col(Leaf.region_id) == reading.seat.region, col(Leaf.position) >= first)
        wanted = select(col(Leaf.leaf)).where(*here, col(Leaf.position) < first + (1 << level))
        found = reading.session.scalars(wanted.order_by(col(Leaf.position)).execution_options(yield_per=5_000))
        for size, leaf in enumerate(found):
            tree.grow(edge, size, tree.leaf_hash(leaf.encode()))
        return tree.fold(edge)

    return get


def _file(name: str, text: str) -> File:
    return File(f"{name}-{clock.today()}.txt", "text/plain; charset=utf-8", text.encode())
