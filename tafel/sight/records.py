"""Records that meet conditions, as far as a seat may see them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlmodel import col

from models.evidence_terms import Involved
from models.tables.sharing import Evidence
from models.terms import AgeBranch, Condition, ConsentOf, DataCategory, Framework, Purpose
from tafel import clock, keys, seal
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.seat import Seat
from tafel.sight import visible

_CONSENTS_AT = {
    AgeBranch.UNDER_12: {ConsentOf.GUARDIAN, ConsentOf.BOTH},
    AgeBranch.FROM_12_TO_15: {ConsentOf.BOTH},
    AgeBranch.FROM_16_TO_17: {ConsentOf.MINOR, ConsentOf.BOTH},
    AgeBranch.ADULT: set(ConsentOf),
}
_SENTENCES = [condition for condition in Condition if condition.is_declaration]


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
    consent_of: ConsentOf | None = None
    guardian_involved: bool = False
    frameworks: frozenset[str] | None = None

    def names(self, receiver: str, purpose: Purpose) -> bool:
        """Whether it names this receiver and purpose."""
        given = self.receivers is None or receiver in self.receivers
        return given and (self.purposes is None or purpose in self.purposes)

    def covers(self, data: Iterable[DataCategory], version: str) -> bool:
        """Whether it names this data and passage."""
        about = self.categories is None or self.categories.issuperset(data)
        return about and (self.versions is None or version in self.versions)

    def fresh(self, today: date, lasts: timedelta | None) -> bool:
        """Whether it holds today, and is young enough where age matters at the act."""
        begun = self.claimed_from <= today
        running = self.claimed_until is None or self.claimed_until >= today
        return begun and running and (lasts is None or self.made_on + lasts >= today)

    def within(self, framework: Framework) -> bool:
        """Whether it was made for cases of this framework."""
        return self.frameworks is None or framework in self.frameworks

    def fits(self, age: AgeBranch | None) -> bool:
        """Whether those consented whom the law asks at this age; of somebody whose age is not known, both."""
        return self.consent_of in _CONSENTS_AT.get(age or AgeBranch.MAYBE_MINOR, {ConsentOf.BOTH})

    @property
    def asked_guardian(self) -> bool:
        """Whether a parent or guardian agreed."""
        return self.consent_of in (ConsentOf.GUARDIAN, ConsentOf.BOTH)

    @property
    def lasts_until(self) -> date:
        """The last day it can hold."""
        return self.claimed_until or date.max


def for_giver(reading: Reading, case_id: UUID) -> tuple[Record, ...]:
    """The records on which this seat's partner could share in a case: in force, confirmed where that is needed."""
    us, rows = str(reading.seat.partner), reading.rows(_FOR_GIVER, case=case_id)
    return tuple(_record(reading, row) for row in rows if row.giver_id or us in (row.receivers or ()))


def agreements(reading: Reading) -> tuple[Record, ...]:
    """The agreements of the whole region in force: all its partners know of them."""
    return tuple(_record(reading, row) for row in reading.rows(_AGREEMENTS))


def could_carry(seat: Seat, case_id: UUID) -> Any:
    """Records, not ended, that this seat's partner could lean on in a case.

    A ticked sentence proves the one act it was ticked in, and carries no other.
    """
    return (
        (col(Evidence.region_id) == seat.region)
        & or_(col(Evidence.giver_id) == seat.partner, col(Evidence.giver_id).is_(None))
        & or_(col(Evidence.case_id).is_(None), col(Evidence.case_id) == case_id)
        & col(Evidence.condition).not_in(_SENTENCES)
        & col(Evidence.ended_at).is_(None)
    )


def _record(reading: Reading, row: Row[Any]) -> Record:
    consent, involved = _on_age(reading, row) if row.condition is Condition.AGE else (None, False)
    return Record(
        id=row.id,
        condition=row.condition,
        subject=row.subject_id,
        receivers=_named(row.receivers),
        categories=_named(row.categories),
        purposes=_named(row.purposes),
        versions=_named(row.versions),
        claimed_from=row.claimed_from,
        claimed_until=row.claimed_until,
        made_on=clock.day_of(row.made_at),
        consent_of=consent,
        guardian_involved=involved,
        frameworks=_named(row.frameworks),
    )


def _named(listed: list[str] | None) -> frozenset[str] | None:
    return None if listed is None else frozenset(listed)


def answers(reading: Reading, evidence_id: UUID, sealed: bytes) -> list[str]:
    """What was answered in a record."""
    told = json.loads(seal.unseal(keys.own_key(reading), sealed, bound_to(evidence_id)))
    return [str(answer) for answer in told]


def bound_to(evidence_id: UUID) -> str:
    """What a record's sealed text is bound to."""
    return f"evidence|{evidence_id}|text"


def _on_age(reading: Reading, row: Row[Any]) -> tuple[ConsentOf | None, bool]:
    """Who consented, and whether a guardian may be involved: the answers of a record on age; others prove nothing."""
    consent, involved = (*answers(reading, row.id, row.text_sealed), "", "")[:2]
    return ConsentOf(consent) if consent in set(ConsentOf) else None, involved == Involved.YES


COUNTS = or_(col(Evidence.needs_confirmation).is_(False), col(Evidence.confirmed_at).is_not(None))
_RECORDS = select(
    col(Evidence.id), col(Evidence.condition), col(Evidence.subject_id), col(Evidence.receivers),
    col(Evidence.categories), col(Evidence.purposes), col(Evidence.versions), col(Evidence.claimed_from),
    col(Evidence.claimed_until), col(Evidence.made_at), col(Evidence.giver_id), col(Evidence.text_sealed),
    col(Evidence.frameworks),
).order_by(col(Evidence.made_at), col(Evidence.id))  # fmt: skip
_FOR_GIVER = _RECORDS.where(visible.evidence_of_partner(ASKER), could_carry(ASKER, given("case")), COUNTS)
_AGREEMENTS = _RECORDS.where(
    col(Evidence.region_id) == ASKER.region, col(Evidence.condition) == Condition.CONV, COUNTS,
    col(Evidence.case_id).is_(None), col(Evidence.giver_id).is_(None), col(Evidence.ended_at).is_(None),
)  # fmt: skip
