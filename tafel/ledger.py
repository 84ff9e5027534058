"""The ledger of a region: acts append their entries last, in their own transaction; checkpoints are signed over it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from models.acts import Act, RetentionClass
from models.tables.ledger import CheckpointRow, Entry, Head, Leaf
from models.tables.people import Region
from tafel import checkpoint, ids, signer
from tafel.db import Entry as ActEntry
from tafel.db import Reading, Writing
from tafel.entries import StoredEntry, seal_entry
from tafel.prepared import ASKER, given
from tafel.refusals import Unavailable
from tafel.tree import Frontier, consistency_proof, nodes_after

_DISCLOSURES = {
    Act.AMENDMENT_CONFIRMED,
    Act.SHARE_GIVEN,
    Act.SHARE_RECALLED,
    Act.STATEMENT_CORRECTED,
    Act.SHARE_WITHDRAWN,
    Act.SHARE_ENDED,
    Act.SHARE_REFUSED,
    Act.STATEMENT_HANDED_OUT,
    Act.SHARES_EXPORTED,
    Act.CATEGORY_DOUBTED,
    Act.CATEGORY_KEPT,
    Act.COPY_FETCHED,
    Act.COPY_MADE,
    Act.HIT_HANDED_OUT,
    Act.HIT_MADE_KNOWN,
    Act.IDENTIFIER_ASKED,
    Act.IDENTIFIER_COMPARED,
    Act.REPEAT_HANDED_OUT,
    Act.REPEAT_SOUGHT,
    Act.VICTIM_REGISTERED,
    Act.VICTIM_REGISTRATION_TAKEN,
}
_RULES = {
    Act.BOOK_PROPOSED,
    Act.BOOK_ADVISED,
    Act.BOOK_ADOPTED,
    Act.REGION_OPENED,
    Act.ERASED,
    Act.KEY_REPLACED,
    Act.LEDGER_CONTINUED,
}


def open_tree(session: Session, region: UUID, now: datetime) -> None:
    """Give a new region its empty tree."""
    session.add(Head(region_id=region, size=0, frontier=Frontier().to_bytes(), last_at=now))
    session.flush()


def append(work: Writing) -> None:
    """Write what the act recorded: envelope, leaf and new head, behind the lock on the region's head."""
    if not work.entries:
        return
    head = locked_head(work)
    at = max(work.now, head.last_at)
    frontier = Frontier.from_bytes(head.frontier)
    leaves, entries = [], []
    for position, entry in enumerate(work.entries, head.size):
        sealed = seal_entry(_envelope(work, entry, at), work.seat.region, retention_of(entry.act))
        frontier = frontier.append(sealed.leaf_hash)
        place = {"region_id": work.seat.region, "position": position}
        leaves.append(place | _leaf_columns(entry.act, sealed))
        entries.append(place | {"envelope": sealed.envelope_text, "key": sealed.key})
    try:
        _store(work.session.connection(), leaves, entries)
        _advance(work.session.connection(), work.seat.region, frontier, at)
    except DBAPIError as wrong:
        raise Unavailable(f"the ledger cannot be written: {wrong.orig}") from wrong
    work.entries = []


def retention_of(act: Act) -> RetentionClass:
    """Which clock an act's envelope follows."""
    if act in _DISCLOSURES:
        return RetentionClass.DISCLOSURE
    return RetentionClass.RULES if act in _RULES else RetentionClass.AUDIT


def locked_head(work: Writing) -> Any:
    """The head of the tree, of which nobody else makes another until this is over."""
    return work.row(_LOCKED_HEAD)


def has_moved(reading: Reading) -> bool:
    """Whether anything was written since the last checkpoint."""
    size = reading.session.scalar(select(col(Head.size)).where(col(Head.region_id) == reading.seat.region))
    last = newest_checkpoint(reading)
    return bool(size) and (last is None or last.size != size)


def newest_checkpoint(reading: Reading) -> CheckpointRow | None:
    """The checkpoint over the most entries."""
    return reading.session.scalar(
        select(CheckpointRow)
        .where(col(CheckpointRow.region_id) == reading.seat.region)
        .order_by(col(CheckpointRow.size).desc(), col(CheckpointRow.signed_at))
        .limit(1)
    )


def take_checkpoint(work: Writing) -> UUID | None:
    """Sign the tree as it stands; None when nothing came since the last one."""
    region, head = work.seat.region, locked_head(work)
    last = newest_checkpoint(work)
    if head.size == 0 or (last and last.size == head.size):
        return None
    note = signer.sign(region, origin(work), *_with_proof(work, Frontier.from_bytes(head.frontier)))
    row = CheckpointRow(region_id=region, size=head.size, note=note, signed_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row.id


def continued(reading: Reading) -> tuple[Frontier, list[bytes]]:
    """The tree as it stands, with the proof that it continues the one signed last; without where it does not."""
    return _with_proof(reading, Frontier.from_bytes(head_of(reading).frontier))


def _with_proof(reading: Reading, tree: Frontier) -> tuple[Frontier, list[bytes]]:
    before = signer.last(reading.seat.region)
    old = before[-1].tree if before else tree
    after = reading.values(_HASHES, first=old.size) if old.size < tree.size else ()
    if old.size + len(after) != tree.size or not after:
        return tree, []
    return tree, consistency_proof(old.size, tree.size, nodes_after(old, after))


def stored(reading: Reading) -> Iterator[StoredEntry]:
    """Every leaf of the region with its envelope and key, or without them where they were erased, in order."""
    return (StoredEntry(*row[:4]) for row in rows(reading))


def rows(reading: Reading) -> Iterator[Any]:
    """The same with what the database keeps beside it: the leaf's hash and class, and the act."""
    asked = reading.session.connection().execute(_ROWS, {"asker_region": reading.seat.region})
    with closing(asked) as found:
        yield from found


def head_of(reading: Reading) -> Head:
    """The head of the region's tree, as it is stored."""
    return reading.session.scalars(select(Head).where(col(Head.region_id) == reading.seat.region)).one()


def checkpoints(reading: Reading) -> list[str]:
    """The signed notes of the region, oldest first."""
    wanted = select(col(CheckpointRow.note)).where(col(CheckpointRow.region_id) == reading.seat.region)
    return list(reading.session.scalars(wanted.order_by(col(CheckpointRow.size))))


def origin(reading: Reading) -> str:
    """The name of the region's log: another once an older database was put back."""
    told = continuations(reading)
    return str(told[-1]["log"]) if told else checkpoint.origin(reading.seat.region, 1)


def continuations(reading: Reading) -> list[dict[str, Any]]:
    """What the register says of each older database that was put back, oldest first."""
    return list(map(json.loads, reading.values(_CONTINUED)))


def public_key(reading: Reading) -> str:
    """The verifier key by which anyone checks what is signed now; known also when the key itself was lost."""
    return known_key(reading) or signer.public_key(reading.seat.region, origin(reading))


def public_keys(reading: Reading) -> list[str]:
    """That one, and those it took the place of."""
    former = (told.get("old") for told in keys_replaced(reading))
    return list(dict.fromkeys((public_key(reading), *filter(None, former))))


def known_key(reading: Reading) -> str | None:
    """The verifier key as the database keeps it; none in a region from before it did."""
    return cast("str | None", reading.row(_VKEY)[0])


def keep_key(work: Writing) -> None:
    """Keep the verifier key of the key that signs now."""
    work.change(_KEEP_VKEY, vkey=signer.public_key(work.seat.region, origin(work)))


def keys_replaced(reading: Reading) -> list[dict[str, Any]]:
    """What the register says of each signing key that gave way to another, or to another name, oldest first."""
    told = map(json.loads, reading.values(_REPLACED))
    return [each for one in told for each in one.get("ended", [one]) if one.get("what", "ledger") == "ledger"]


def _envelope(work: Writing, entry: ActEntry, at: datetime) -> dict[str, Any]:
    seat = work.seat
    known = {
        "id": ids.new(),
        "trace": work.trace,
        "at": in_envelope(at),
        "region": seat.region,
        "person": seat.person,
        "partner": seat.partner,
        "membership": seat.membership,
        "origin": seat.origin,
        "act": entry.act,
        "result": entry.result,
    }
    return {name: _plain(value) for name, value in (known | entry.details).items() if value is not None}


def in_envelope(moment: datetime) -> str:
    """A moment as envelopes say it: UTC, with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return in_envelope(value)
    return str(value)


def _leaf_columns(act: Act, sealed: Any) -> dict[str, Any]:
    return {"leaf": sealed.leaf_text, "hash": sealed.leaf_hash, "retention": retention_of(act)}


def _store(connection: Connection, leaves: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
    connection.execute(_ADD_LEAF, leaves)
    connection.execute(_ADD_ENTRY, entries)


def _advance(connection: Connection, region: UUID, frontier: Frontier, at: datetime) -> None:
    moved = {"region": region, "size": frontier.size, "frontier": frontier.to_bytes(), "last_at": at}
    connection.execute(_MOVE_HEAD, moved)


_LOCKED_HEAD = (
    select(col(Head.size), col(Head.frontier), col(Head.last_at))
    .where(col(Head.region_id) == ASKER.region)
    .with_for_update()
)
_VKEY = select(col(Region.vkey)).where(col(Region.id) == ASKER.region)
_KEEP_VKEY = update(Region).where(col(Region.id) == ASKER.region).values(vkey=given("vkey"))
_REPLACED = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.act).in_((Act.KEY_REPLACED, Act.LEDGER_CONTINUED)))
    .order_by(col(Entry.position))
)
_CONTINUED = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.act) == Act.LEDGER_CONTINUED)
    .order_by(col(Entry.position))
)
_HASHES = (
    select(col(Leaf.hash))
    .where(col(Leaf.region_id) == ASKER.region, col(Leaf.position) >= given("first"))
    .order_by(col(Leaf.position))
)
_ROWS = (
    select(
        col(Leaf.position), col(Leaf.leaf), col(Entry.envelope), col(Entry.key), col(Leaf.hash), col(Leaf.retention),
        col(Entry.act),
    )
    .outerjoin(Entry, (col(Entry.region_id) == col(Leaf.region_id)) & (col(Entry.position) == col(Leaf.position)))
    .where(col(Leaf.region_id) == ASKER.region)
    .order_by(col(Leaf.position))
    .execution_options(yield_per=5_000)
)  # fmt: skip
_ADD_LEAF, _ADD_ENTRY = insert(Leaf), insert(Entry)
_MOVE_HEAD = update(Head).where(col(Head.region_id) == given("region"))
