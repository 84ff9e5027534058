"""Finding the same again without reading it: fingerprints under a key per kind, which lies outside the database."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import col

from models.identifier_terms import IdentifierKind
from models.tables.casework import CardIndex
from models.tables.identifiers import Identifier
from tafel import keys, seal
from tafel.db import Writing
from tafel.normal import Normal
from tafel.prepared import ASKER, given


class Fingerprints(NamedTuple):
    """By what it is found, and by what one knows that it was written the same."""

    digest: bytes
    exact: bytes


def fingerprints(region: UUID, kind: IdentifierKind, found: Normal) -> Fingerprints:
    """The keyed fingerprints of something that identifies: without the key of its kind nobody can make them."""
    key = keys.index_key(region, kind)
    return Fingerprints(
        seal.fingerprint(key, f"{kind}|loose", found.loose), seal.fingerprint(key, f"{kind}|exact", found.exact)
    )


def commitment(region: UUID, kind: IdentifierKind, nonce: bytes, exact: str) -> bytes:
    """What stands in the register of what was asked: it is opened with the nonce and the key of its kind together."""
    key = seal.fingerprint(keys.index_key(region, kind), "asked", nonce.hex())
    return seal.fingerprint(key, kind, exact)


def put(work: Writing, statement_id: UUID, kind: IdentifierKind, found: Normal) -> None:
    """Let a statement be found by this, and by nothing it said before."""
    if not (keys.has_index_key(work.seat.region, kind) or work.row(_ANY, kind=kind)[0]):
        keys.make_index_key(work.seat.region, kind)
    digest, exact = fingerprints(work.seat.region, kind, found)
    row = work.session.get(CardIndex, (work.seat.region, statement_id))
    if row is None:
        row = CardIndex(region_id=work.seat.region, statement_id=statement_id, digest=digest)
        work.session.add(row)
    row.digest, row.exact = digest, exact
    work.session.flush()


_ANY = select(
    exists().where(
        col(Identifier.region_id) == ASKER.region, col(Identifier.kind) == given("kind"),
        col(Identifier.compared).is_(True),
    )
)  # fmt: skip
