"""How a case is cared for: where it goes and when it is looked at again, and which actions ask to be in contact."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import SQLModel

from models.tables.columns import process, statement, within_region


class CaseCare(SQLModel, table=True):
    """The goal of a case, whose words are a statement of whoever set it, and the day it is looked at again.

    `anonymous_until`: it began as anonymous consultation, and went on with names from then.
    """

    __tablename__ = "case_care"
    __table_args__ = (within_region("case_id", "cases"), within_region("goal_id", "statements"))

    region_id: UUID = process(primary_key=True)
    case_id: UUID = process(primary_key=True)
    goal_id: UUID | None = statement(default=None)
    review_on: date | None = process(default=None)
    anonymous_until: datetime | None = process(default=None)


class ActionContact(SQLModel, table=True):
    """An action that asks to be in contact with somebody, by letter: while open, its owner reads how that is safe.

    No letter: it does not ask that any more.
    """

    __tablename__ = "action_contacts"
    __table_args__ = (within_region("statement_id", "statements"), within_region("subject_id", "subjects"))

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    subject_id: UUID | None = statement(default=None)
