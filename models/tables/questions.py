"""Questions to partners (uitvraag): who asks whom, for what and by when, and what each answered."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from models.question_terms import Reply
from models.tables.columns import own, process, statement, term, within_region
from models.terms import Purpose


class Question(SQLModel, table=True):
    """A partner asks others about a case; the words are a statement of its own, shared with each partner it asks."""

    __tablename__ = "questions"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("item_id", "agenda_items"),
        within_region("statement_id", "statements"),
        within_region("partner_id", "partners"),
        UniqueConstraint("region_id", "statement_id"),
        Index("questions_by_case", "region_id", "case_id"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    case_id: UUID = process()
    item_id: UUID | None = process(default=None)
    statement_id: UUID = statement()
    partner_id: UUID = process()
    asked_by: UUID = own(foreign_key="persons.id")
    purpose: Purpose = process(sa_type=term(Purpose))
    due_on: date = process()
    asked_at: datetime = process()
    withdrawn_at: datetime | None = process(default=None)
    withdrawn_by: UUID | None = own(default=None, foreign_key="persons.id")


class QuestionPartner(SQLModel, table=True):
    """A partner that was asked, and its answer; others see only open, shared or no contribution."""

    __tablename__ = "question_partners"
    __table_args__ = (
        within_region("question_id", "questions"),
        within_region("partner_id", "partners"),
        Index("question_partners_by_partner", "region_id", "partner_id", "question_id"),
    )

    region_id: UUID = process(primary_key=True)
    question_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)
    answer: Reply = own(default=Reply.OPEN, sa_type=term(Reply))
    later_on: date | None = own(default=None)
    answered_at: datetime | None = own(default=None)
    answered_by: UUID | None = own(default=None, foreign_key="persons.id")
