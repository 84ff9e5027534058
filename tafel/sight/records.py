"""Records that meet conditions, as far as a seat may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from models.tables.sharing import Evidence
from models.terms import Condition, DataCategory, Purpose
from tafel import clock
from tafel.db import Reading
from tafel.sight import visible


@dataclass(frozen=True, slots=True)
class Record:
    """A record in force, without its text: what it proves, and what it names (None names all)."""

    id: UUID
    condition: Condition
    subject: UUID | None
    receivers: frozenset[str] | None
    categories: frozenset[str] | None
    purposes: frozenset[str] | None
    versions: frozenset[str] | None
    claimed_from: date
    claimed_until: date | None
    made_on: date

    def names(self, receiver: UUID, purpose: Purpose, data: Iterable[DataCategory], version: UUID) -> bool:
        """Whether it names this receiver, purpose, data and passage."""
        return (
            (self.receivers is None or str(receiver) in self.receivers)
            and (self.purposes is None or purpose in self.purposes)
            and (self.categories is None or self.categories.issuperset(data))
            and (self.versions is None or str(version) in self.versions)
        )

    def fresh(self, today: date, lasts: timedelta | None) -> bool:
        """Whether it holds today, and is young enough where age matters at the act."""
        begun = self.claimed_from <= today
        running = self.claimed_until is None or self.claimed_until >= today
        return begun and running and (lasts is None or self.made_on + lasts >= today)


def for_giver(reading: Reading, case_id: UUID) -> tuple[Record, ...]:
    """The records on which this seat's partner could share in a case: in force, confirmed where that is needed."""
    rows = reading.session.execute(
        select(
            Evidence.id,
            Evidence.condition,
            Evidence.subject_id,
            Evidence.receivers,
            Evidence.categories,
            Evidence.purposes,
            Evidence.versions,
            Evidence.claimed_from,
            Evidence.claimed_until,
            Evidence.made_at,
            Evidence.giver_id,
        )
        .where(visible.evidence(reading.seat))
        .where(or_(col(Evidence.giver_id) == reading.seat.partner, col(Evidence.giver_id).is_(None)))
        .where(or_(col(Evidence.case_id).is_(None), col(Evidence.case_id) == case_id))
        .where(col(Evidence.ended_at).is_(None))
        .where(or_(col(Evidence.needs_confirmation).is_(False), col(Evidence.confirmed_at).is_not(None)))
        .order_by(col(Evidence.made_at), col(Evidence.id))
    )
    return tuple(
        Record(row[0], row[1], row[2], *(_named(part) for part in row[3:7]), row[7], row[8], clock.day_of(row[9]))
        for row in rows
        if row.giver_id or str(reading.seat.partner) in row.receivers
    )


def _named(listed: list[str] | None) -> frozenset[str] | None:
    return None if listed is None else frozenset(listed)
