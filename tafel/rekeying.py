"""A key gives way to a new one while the table goes on: both are known until all is under the new one.

Whatever stops it, it is begun again with the same words and goes on. The register tells that it was done.
"""

from collections.abc import Callable, Iterator
from time import sleep
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlmodel import col

from models.acts import Act
from models.identifier_terms import IdentifierKind
from models.tables.casework import CardIndex, CaseKey
from models.tables.people import Region
from tafel import clock, db, key_sources, keys, ledger, seal, signer
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, given
from tafel.seal import CannotUnseal
from tafel.seat import Seat
from tafel.sight import prints

Told = Callable[[int, int], None]
"""How many are done, of how many."""
_AT_ONCE = 200
_FIRST = UUID(int=0)
_ANOTHER = (
    "De sleutel die het register ondertekent is een andere dan tot nu toe. Zet uw kopie terug, of vervang haar met: "
    "tafel keys renew-ledger --lost"
)


def region_key(seat: Seat, told: Told) -> int:
    """Wrap the key of every case anew, by a new key of the region; returns how many. Texts stay as they are."""
    name = keys.region_name(seat.region)
    key_sources.begin_change(name)
    done = _until_none(seat, lambda: sum(_wrapped(seat, told)))
    _end(seat, name, what="region", cases=done)
    return done


def index_key(seat: Seat, kind: IdentifierKind) -> int:
    """Print all of one kind that identifies anew, under a new key; returns how many. Comparing waits for it."""
    name = keys.index_name(seat.region, kind)
    if keys.has_index_key(seat.region, kind):
        key_sources.begin_change(name)
    else:
        keys.make_index_key(seat.region, kind)  # it was lost
    done = _until_none(seat, lambda: _printed(seat, kind))
    _end(seat, name, what="index", kind=kind, prints=done)
    return done


def signing_key(seat: Seat, *, lost: bool = False) -> str:
    """Let a new key sign the register from now on; the old one says so, unless it was lost. Returns its public key."""
    with db.writing(seat) as work:
        old, new = ledger.known_key(work), signer.next_key(seat.region, ledger.origin(work))
        note = None if lost else signer.hand_over(seat.region, ledger.origin(work))
        work.record(Act.KEY_REPLACED, what="ledger", old=old, new=new, note=note)
    if not lost:
        with db.writing(seat) as work:
            ledger.take_checkpoint(work)  # the last under the old key vouches for what it said of the new one
    signer.take_over(seat.region)
    with db.writing(seat) as work:
        ledger.keep_key(work)
        ledger.take_checkpoint(work)
    return new


def check(seat: Seat) -> None:
    """Raise CannotUnseal unless the keys of a region are there, and are those of this database."""
    keys.region_key(seat.region)
    with db.writing(seat) as work:
        keys.own_key(work)
        for row in work.rows(_SOME, after=_FIRST)[:1]:
            keys.case_key(work, row.case_id)
        known, signs = ledger.known_key(work), signer.public_key(seat.region, ledger.origin(work))
        if known is None or known != signs == _replaced_by(work):
            ledger.keep_key(work)
        elif known != signs:
            raise CannotUnseal(_ANOTHER)


def _replaced_by(reading: Reading) -> str | None:
    """The key that signs as the register tells it: what was to be kept of it may not have been, when it was stopped."""
    replaced = ledger.keys_replaced(reading)
    return str(replaced[-1]["new"]) if replaced else None


def _until_none(seat: Seat, once: Callable[[], int]) -> int:
    """Go on until a whole round finds nothing, begun after all that may have read the key before."""
    done = 0
    _wait_out(seat)
    while found := once():
        done += found
        _wait_out(seat)
    return done


def _end(seat: Seat, name: str, **told: Any) -> None:
    with db.writing(seat) as work:
        work.record(Act.KEY_REPLACED, **told)
    _wait_out(seat)
    key_sources.end_change(name, clock.today())


def _wrapped(seat: Seat, told: Told) -> Iterator[int]:
    """How many each small transaction wrapped anew."""
    with db.writing(seat) as work:
        yield _wrap_own(work)
        total = work.row(_COUNT)[0]
    seen, last = 0, _FIRST
    while True:
        with db.writing(seat) as work:
            rows = work.rows(_SOME, after=last)
            yield sum(_wrap(work, row.case_id, row.wrapped) for row in rows)
        if not rows:
            return
        seen, last = seen + len(rows), rows[-1].case_id
        told(min(seen, total), total)


def _wrap(work: Writing, case: UUID, wrapped: bytes) -> bool:
    fresh = keys.wrapped_anew(work.seat.region, wrapped, case)
    if fresh:
        work.change(_TO_CASE, case=case, fresh=fresh)
    return fresh is not None


def _wrap_own(work: Writing) -> bool:
    """What seals that which is of no case stays the same key; in an older region that is the one it began with."""
    region = work.seat.region
    wrapped = work.row(_OWN)[0]
    fresh = keys.wrapped_anew(region, wrapped, region) if wrapped else _first(work)
    if fresh:
        work.change(_TO_REGION, fresh=fresh)
    return fresh is not None


def _first(work: Writing) -> bytes:
    return seal.wrap(keys.region_key(work.seat.region), keys.own_key(work), work.seat.region)


def _printed(seat: Seat, kind: IdentifierKind) -> int:
    """All in one transaction: at no moment do two that are the same look different."""
    with db.writing(seat) as work:
        found = list(prints.outdated(work, kind))
        for statement, fresh in found:
            work.change(_TO_INDEX, statement=statement, digest_now=fresh.digest, exact_now=fresh.exact)
        return len(found)


def _wait_out(seat: Seat) -> None:
    """Until every act is over that may still use the key before: where acts run side by side they are waited for."""
    with db.reading(seat) as reading:
        if reading.session.get_bind().dialect.name != "postgresql":
            return
        since = reading.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    while _any_since(seat, since):
        sleep(0.02)


def _any_since(seat: Seat, since: object) -> bool:
    with db.reading(seat) as reading:
        return bool(reading.session.execute(_OLDER, {"since": since}).scalar_one())


_COUNT = select(func.count()).select_from(CaseKey).where(col(CaseKey.region_id) == ASKER.region)
_SOME = (
    select(col(CaseKey.case_id), col(CaseKey.wrapped))
    .where(col(CaseKey.region_id) == ASKER.region, col(CaseKey.case_id) > given("after"))
    .order_by(col(CaseKey.case_id))
    .limit(_AT_ONCE)
    .with_for_update()
)
_TO_CASE = (
    update(CaseKey)
    .where(col(CaseKey.region_id) == ASKER.region, col(CaseKey.case_id) == given("case"))
    .values(wrapped=given("fresh"))
)
_OWN = select(col(Region.own_key)).where(col(Region.id) == ASKER.region).with_for_update()
_TO_REGION = update(Region).where(col(Region.id) == ASKER.region).values(own_key=given("fresh"))
_TO_INDEX = (
    update(CardIndex)
    .where(col(CardIndex.region_id) == ASKER.region, col(CardIndex.statement_id) == given("statement"))
    .values(digest=given("digest_now"), exact=given("exact_now"))
)
_OLDER = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND pid <> pg_backend_pid() AND xact_start < :since)"
)
