"""The keys of the region and its cases, for acts that seal and for sight that unseals.

Each lies outside the database, where `key_sources` finds it. While one takes the place of another both are known.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models.identifier_terms import IdentifierKind
from models.tables.casework import CaseKey
from models.tables.people import Region
from tafel import key_sources, seal
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.seal import CannotUnseal


def region_key(region: UUID) -> bytes:
    """The region's key: it wraps the keys that seal."""
    return key_sources.key(region_name(region))


def region_keys(region: UUID) -> Iterator[bytes]:
    """The region's key, and any other that something may still be wrapped with."""
    yield region_key(region)
    yield from key_sources.spare(region_name(region))


def make_case_key(session: Session, region: UUID, case_id: UUID) -> None:
    """Give a new case its key."""
    wrapped = seal.wrap(region_key(region), seal.new_key(), case_id)
    session.add(CaseKey(region_id=region, case_id=case_id, wrapped=wrapped))


def case_key(reading: Reading, case_id: UUID) -> bytes:
    """The key that seals the texts of a case; unwrapped once for all that one page or act reads."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    if case_id not in known:
        (wrapped,) = reading.values(_WRAPPED, case=case_id)
        known |= _opened(reading, {case_id: wrapped})
    return known[case_id]


def read_ahead(reading: Reading, cases: Collection[UUID]) -> None:
    """Unwrap the keys of several cases at once, for a page that shows words of many."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    if unknown := set(cases) - known.keys():
        known |= _opened(reading, {row.case_id: row.wrapped for row in reading.rows(_SEVERAL, cases=list(unknown))})


def take(reading: Reading, wrapped: Mapping[UUID, bytes]) -> None:
    """Unwrap keys that a page read along with what it shows."""
    known: dict[UUID, bytes] = reading.session.info.setdefault("case keys", {})
    if unknown := {case: key for case, key in wrapped.items() if case not in known}:
        known |= _opened(reading, unknown)


def own_key(reading: Reading) -> bytes:
    """The key that seals what is of no case; in a region from before there was one, the key that region began with."""
    known: dict[str, bytes] = reading.session.info
    if "own key" not in known:
        known["own key"] = _own(reading.seat.region, *reading.values(_OWN))
    return known["own key"]


def _own(region: UUID, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        return key_sources.former(region_name(region)) or region_key(region)
    return unwrapped(region_keys(region), wrapped, region)


def new_own_key(region: UUID) -> bytes:
    """That key for a new region, as the database keeps it."""
    return seal.wrap(region_key(region), seal.new_key(), region)


def wrapped_anew(region: UUID, wrapped: bytes, of: UUID) -> bytes | None:
    """The same key wrapped by the region's key of today; None where it already is."""
    today = region_key(region)
    try:
        seal.unwrap(today, wrapped, of)
    except CannotUnseal:
        return seal.wrap(today, unwrapped(region_keys(region), wrapped, of), of)
    return None


def unwrapped(tried: Iterable[bytes], wrapped: bytes, of: UUID) -> bytes:
    """The key again, by the first that fits: the seal itself tells which that is."""
    failed = CannotUnseal()
    for key in tried:
        try:
            return seal.unwrap(key, wrapped, of)
        except CannotUnseal as wrong:
            failed = wrong
    raise failed


def index_key(region: UUID, kind: IdentifierKind) -> bytes:
    """The key under which one kind of thing that identifies is found again."""
    return key_sources.key(index_name(region, kind))


def has_index_key(region: UUID, kind: IdentifierKind) -> bool:
    """Whether there is one."""
    return key_sources.find(index_name(region, kind)) is not None


def is_index_changing(region: UUID) -> bool:
    """Whether one of them is taking the place of another, so that not all prints are under the same."""
    return any(key_sources.former(index_name(region, kind)) for kind in IdentifierKind)


def make_index_key(region: UUID, kind: IdentifierKind) -> None:
    """Make its file: in a region opened before there were any, once the first of this kind is written."""
    key_sources.make(index_name(region, kind))


def make_region_keys(region: UUID) -> None:
    """Make the files that hold a new region's key, its signing key, and one for each kind of thing that identifies.

    Keep copies of them in a safe place.
    """
    from tafel import signer

    key_sources.make(region_name(region))
    signer.begin(region)
    for kind in IdentifierKind:
        make_index_key(region, kind)


def region_name(region: UUID) -> str:
    """What the region's key is called where keys are kept."""
    return f"region-{region}"


def signing_name(region: UUID) -> str:
    """What its signing key is called there."""
    return f"ledger-{region}"


def index_name(region: UUID, kind: IdentifierKind) -> str:
    """What the key of one kind of thing that identifies is called there."""
    return f"index-{kind}-{region}"


def _opened(reading: Reading, wrapped: Mapping[UUID, bytes]) -> dict[UUID, bytes]:
    """The keys of cases; the region's own is looked up once, and others only for what it does not open."""
    region = reading.seat.region
    first = region_key(region)
    return {case: unwrapped(chain((first,), region_keys(region)), key, case) for case, key in wrapped.items()}


_OWN = select(col(Region.own_key)).where(col(Region.id) == ASKER.region)
_WRAPPED = select(col(CaseKey.wrapped)).where(
    col(CaseKey.region_id) == ASKER.region, col(CaseKey.case_id) == given("case")
)
_SEVERAL = select(col(CaseKey.case_id), col(CaseKey.wrapped)).where(
    col(CaseKey.region_id) == ASKER.region, one_of(col(CaseKey.case_id), "cases")
)
