"""What was given and refused before: the number of a share, and its line in the ledger, say so."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import Entry
from models.tables.sharing import Share
from models.terms import Purpose
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.sight.sharing import Ready

Refusals = Sequence[dict[str, Any]]
_Now = dict[str, tuple[str, str, str]]
Numbers = dict[tuple[UUID, UUID], dict[UUID, int]]


def refusals(reading: Reading, case_id: UUID) -> Refusals:
    """The entries of what our partner was refused in a case."""
    rows = reading.values(_REFUSED, giver=str(reading.seat.partner), case=str(case_id))
    return [json.loads(envelope) for envelope in rows]


def refused_before(refused: Refusals, shares: Iterable[Ready], purpose: Purpose) -> list[dict[str, Any]]:
    """The same words, refused before under another category or purpose: the one chosen, also for the secretariat.

    Another full stop does not make other words of them. Before there was `alike`, the register knew them to the letter.
    """
    now: _Now = {}
    for one in shares:
        said = (one.item.fingerprint, str(one.item.category), str(purpose))
        now |= dict.fromkeys((one.item.alike, one.item.fingerprint), said)
    return [line for envelope in refused for line in _lines_of(envelope, now)]


def numbers(reading: Reading, shares: Sequence[Ready]) -> Numbers:
    """By statement and receiver, the number under which each version was given before."""
    found: Numbers = {}
    statements, receivers = {one.item.statement for one in shares}, {one.receiver.id for one in shares}
    for row in reading.rows(_NUMBERS, statements=list(statements), receivers=list(receivers)):
        found.setdefault((row.statement_id, row.receiver_id), {})[row.version_id] = row.number
    return found


def next_number(known: Numbers, share: Ready) -> int:
    """Versions are numbered per receiver; the same words given again keep their number."""
    before = known.get((share.item.statement, share.receiver.id), {})
    return before.get(share.item.version) or max(before.values(), default=0) + 1


def _lines_of(envelope: dict[str, Any], now: _Now) -> Iterator[dict[str, Any]]:
    for passage in envelope["passages"]:
        chosen, purpose = passage["chosen"], envelope["purpose"]
        found = now.get(passage.get("alike") or passage.get("fingerprint"))
        if found and found[1:] != (chosen, purpose):
            yield {"at": envelope["at"], "chosen": chosen, "purpose": purpose, "fingerprint": found[0]}


_REFUSED = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.giver) == given("giver"))
    .where(col(Entry.case) == given("case"), col(Entry.act) == Act.SHARE_REFUSED)
    .order_by(col(Entry.position))
)
_NUMBERS = (
    select(
        col(Share.statement_id), col(Share.receiver_id), col(Share.version_id),
        func.max(col(Share.number)).label("number"),
    )
    .where(col(Share.region_id) == ASKER.region, one_of(col(Share.statement_id), "statements"))
    .where(one_of(col(Share.receiver_id), "receivers"))
    .group_by(col(Share.statement_id), col(Share.receiver_id), col(Share.version_id))
)  # fmt: skip
