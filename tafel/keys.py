"""The keys of the region and its cases, for acts that seal and for sight that unseals."""

from collections.abc import Collection, Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models.identifier_terms import IdentifierKind
from models.tables.casework import CaseKey
from tafel import seal
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.settings import settings


def region_key(region: UUID) -> bytes:
    """The region's key, from its file outside the database."""
    return seal.region_key(settings().key_folder, region)


def signing_key(region: UUID) -> bytes:
    """The key that signs a region's register, from its file outside the database; only `signer` asks for it."""
    return seal.key_file(settings().key_folder / f"ledger-{region}.key")


def require_region_keys(region: UUID) -> None:
    """Raise CannotUnseal unless a region's key and its signing key are there."""
    for name in ("region", "ledger"):
        seal.key_file(settings().key_folder / f"{name}-{region}.key")


def make_case_key(session: Session, region: UUID, case_id: UUID) -> None:
    """Give a new case its key."""
    wrapped = seal.wrap(region_key(region), seal.new_key(), case_id)
    session.add(CaseKey(region_id=region, case_id=case_id, wrapped=wrapped))


def case_key(reading: Reading, case_id: UUID) -> bytes:
    """The key that seals the texts of a case; unwrapped once for all that one page or act reads."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    if case_id not in known:
        (wrapped,) = reading.values(_WRAPPED, case=case_id)
        known[case_id] = seal.unwrap(region_key(reading.seat.region), wrapped, case_id)
    return known[case_id]


def read_ahead(reading: Reading, cases: Collection[UUID]) -> None:
    """Unwrap the keys of several cases at once, for a page that shows words of many."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    if unknown := set(cases) - known.keys():
        for row in reading.rows(_SEVERAL, cases=list(unknown)):
            known[row.case_id] = seal.unwrap(region_key(reading.seat.region), row.wrapped, row.case_id)


def take(reading: Reading, wrapped: Mapping[UUID, bytes]) -> None:
    """Unwrap keys that a page read along with what it shows."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    unknown = {case: key for case, key in wrapped.items() if case not in known}
    region = region_key(reading.seat.region) if unknown else b""
    known.update({case: seal.unwrap(region, key, case) for case, key in unknown.items()})


def index_key(region: UUID, kind: IdentifierKind) -> bytes:
    """The key under which one kind of thing that identifies is found again, from its file outside the database."""
    return seal.key_file(_index_file(region, kind))


def has_index_key(region: UUID, kind: IdentifierKind) -> bool:
    """Whether that file is there."""
    return _index_file(region, kind).exists()


def make_index_key(region: UUID, kind: IdentifierKind) -> None:
    """Make that file: in a region opened before there were any, once the first of this kind is written."""
    seal.make_key_file(_index_file(region, kind))


def make_region_keys(region: UUID) -> None:
    """Make the files that hold a new region's key, its signing key, and one for each kind of thing that identifies.

    Keep copies of them in a safe place.
    """
    folder = settings().key_folder
    seal.make_key_file(folder / f"region-{region}.key")
    seal.make_key_file(folder / f"ledger-{region}.key")
    for kind in IdentifierKind:
        make_index_key(region, kind)


def _index_file(region: UUID, kind: IdentifierKind) -> Path:
    return settings().key_folder / f"index-{kind}-{region}.key"


_WRAPPED = select(col(CaseKey.wrapped)).where(
    col(CaseKey.region_id) == ASKER.region, col(CaseKey.case_id) == given("case")
)
_SEVERAL = select(col(CaseKey.case_id), col(CaseKey.wrapped)).where(
    col(CaseKey.region_id) == ASKER.region, one_of(col(CaseKey.case_id), "cases")
)
