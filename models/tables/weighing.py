"""What came of weighing, each time, and who handed a signal on to whom."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import SQLModel

from models.signal_terms import SignalOutcome
from models.tables.columns import own, process, statement, term, within_region


class Weighing(SQLModel, table=True):
    """One weighing, at a weighing table or between two partners; the last one is what stands.

    Its words are statements of the partner that takes it up. `item_id`: the item of the weighing table.
    """

    __tablename__ = "weighings"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("item_id", "agenda_items"),
        within_region("lead_partner_id", "partners"),
        within_region("reason_id", "statements"),
        within_region("feedback_id", "statements"),
        within_region("lead_reason_id", "statements"),
        Index("weighings_by_case", "region_id", "case_id", "at"),
        Index("weighings_by_reason", "region_id", "reason_id"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    case_id: UUID = process()
    item_id: UUID | None = process(default=None)
    outcome: SignalOutcome = process(sa_type=term(SignalOutcome))
    routes: list[str] = process(sa_type=JSON)
    lead_partner_id: UUID | None = process(default=None)
    follow_up_on: date | None = process(default=None)
    at: datetime = process()
    weighed_by: UUID = own(foreign_key="persons.id")
    reason_id: UUID = statement()
    feedback_id: UUID = statement()
    lead_reason_id: UUID | None = statement(default=None)


class HandedOn(SQLModel, table=True):
    """A signal went on to another handler; why, is a statement of the partner that handed it on."""

    __tablename__ = "signals_handed_on"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("giver_id", "partners"),
        within_region("receiver_id", "partners"),
        within_region("reason_id", "statements"),
        Index("signals_handed_on_by_case", "region_id", "case_id", "at"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    case_id: UUID = process()
    giver_id: UUID = process()
    receiver_id: UUID = process()
    at: datetime = process()
    handed_by: UUID = own(foreign_key="persons.id")
    reason_id: UUID = statement()
