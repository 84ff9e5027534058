"""What somebody agreed to, as a page to give to that person: no words of the case, no letter, no code word."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act, Result
from models.tables.people import Partner
from models.tables.sharing import Evidence
from models.terms import DataCategory, Purpose
from models.views.evidence import ClientSheet
from tafel import clock, db
from tafel.db import Reading
from tafel.evidence_kinds import CONSENTS
from tafel.refusals import NotFound
from tafel.sight import visible


def may_print(reading: Reading, record: Any) -> bool:
    """Whether there is such a page: of a consent that holds, for the partner that asked it; with all it names."""
    today = clock.day_of(reading.now)
    holds = record.ended_at is None and record.claimed_until is not None and record.claimed_until >= today
    ours = reading.seat.partner is not None and record.partner_id == reading.seat.partner
    named = record.receivers and record.categories and record.purposes
    return bool(record.condition in CONSENTS and holds and ours and named)


def sheet(reading: Reading, evidence_id: UUID) -> ClientSheet:
    """That page; that it was made stands in the register."""
    record = reading.session.scalar(
        select(Evidence).where(visible.evidence(reading.seat), col(Evidence.id) == evidence_id)
    )
    if record is None or record.claimed_until is None or not may_print(reading, record):
        raise NotFound
    names = _names(reading)
    reading.consulted.append(
        db.Entry(Act.EVIDENCE_HANDED_OUT, Result.DONE, {"evidence": [str(record.id)], "channel": "client"})
    )
    return ClientSheet(
        evidence_id=record.id,
        giver=names[str(record.giver_id)],
        receivers=tuple(name for partner, name in names.items() if partner in (record.receivers or ())),
        categories=tuple(DataCategory(one) for one in record.categories or ()),
        purposes=tuple(Purpose(one) for one in record.purposes or ()),
        until=record.claimed_until,
    )


def _names(reading: Reading) -> dict[str, str]:
    """All partners, in their order."""
    rows = reading.session.execute(
        select(col(Partner.id), col(Partner.name))
        .where(col(Partner.region_id) == reading.seat.region)
        .order_by(col(Partner.position))
    )
    return {str(row.id): row.name for row in rows}
