"""What the register holds of the item on the table since it began: how long it stood still, who went on all the same.

A pause changes no time of an item: it is counted here, from the acts themselves.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import Entry, EnvelopeField
from tafel import ledger
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, given
from tafel.sight.hearing import Point


@dataclass(frozen=True, slots=True)
class SinceBegun:
    """`still`: how long the meeting paused meanwhile; `went_on`: whose act it was to begin although `present` were."""

    still: timedelta = timedelta()
    went_on: UUID | None = None
    present: frozenset[UUID] = frozenset()


def ends_at(reading: Reading, meeting_id: UUID, point: Point) -> datetime:
    """When the time of the item on the table is over; while the meeting pauses, that moves along with the clock."""
    ends: datetime = point.row.opened_at + timedelta(minutes=point.row.minutes)
    return ends + of(reading, meeting_id, point).still


@asked_once
def of(reading: Reading, meeting_id: UUID, point: Point) -> SinceBegun:
    """What happened to the item on the table since it began."""
    since = ledger.in_envelope(point.row.opened_at)
    rows = reading.values(_SINCE, meeting=str(meeting_id), since=since)
    told = [json.loads(envelope) for envelope in rows]
    on = next((one for one in told if one.get("item") == str(point.id)), None)
    return SinceBegun(
        still=_still(told, reading.now),
        went_on=UUID(on["membership"]) if on else None,
        present=frozenset(map(UUID, on["present"])) if on else frozenset(),
    )


def _still(told: Iterable[dict[str, Any]], now: datetime) -> timedelta:
    """All pauses together, with one that lasts until now."""
    total, began = timedelta(), None
    for one in told:
        if "paused" not in one:
            continue
        at = datetime.fromisoformat(one["at"])
        if one["paused"]:
            began = at
        elif began:
            total, began = total + (at - began), None
    return total + max(now - began, timedelta()) if began else total


_SINCE = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.at) >= given("since"))
    .where(col(Entry.act).in_((Act.ROOM_OVERRULED, Act.MEETING_CHANGED)), EnvelopeField("meeting") == given("meeting"))
    .order_by(col(Entry.at), col(Entry.position))
)
