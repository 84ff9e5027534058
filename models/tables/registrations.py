"""Registrations with CoMensha: that a partner registered a presumed victim; what it told stands in a statement."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from models.tables.columns import own, within_region


class Registration(SQLModel, table=True):
    """One registration, known to the partner that made it. No statement: only that there is one more was told."""

    __tablename__ = "registrations"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("subject_id", "subjects"),
        within_region("partner_id", "partners"),
        within_region("statement_id", "statements"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    case_id: UUID = own()
    subject_id: UUID = own()
    partner_id: UUID = own()
    statement_id: UUID | None = own(default=None)
    made_at: datetime = own()
    made_by: UUID = own(foreign_key="persons.id")
