"""What was refused before: the ledger's line of a share says so."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import Entry
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight.sharing import Ready


def before(reading: Reading, case_id: UUID, shares: Iterable[Ready]) -> list[dict[str, Any]]:
    """The same words, refused before under another category or purpose."""
    rows = reading.values(_REFUSED, giver=str(reading.seat.partner), case=str(case_id))
    now = {one.item.fingerprint: (str(one.item.category), str(one.purpose)) for one in shares}
    return [line for envelope in rows for line in _lines_of(json.loads(envelope), now)]


def _lines_of(envelope: dict[str, Any], now: dict[str, tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for passage in envelope["passages"]:
        then = (passage["chosen"], envelope["purpose"])
        if now.get(passage.get("fingerprint"), then) != then:
            yield {"at": envelope["at"], "chosen": then[0], "purpose": then[1], "fingerprint": passage["fingerprint"]}


_REFUSED = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.giver) == given("giver"))
    .where(col(Entry.case) == given("case"), col(Entry.act) == Act.SHARE_REFUSED)
    .order_by(col(Entry.position))
)
