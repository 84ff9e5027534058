"""What a giver put right of what others were shown, and what each of those did about it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import SQLModel

from models.amend_terms import AmendmentKind, Dealt, RecallReason
from models.tables.columns import own, statement, term, within_region


class Amendment(SQLModel, table=True):
    """A giver corrected a statement that others were shown, or recalled it.

    `text_sealed`: what was wrong with the words before; read with the new version, and by nobody else.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("statement_id", "statements"),
        within_region("giver_id", "partners"),
        within_region("new_version_id", "versions"),
        CheckConstraint("(kind = 'corrected') = (new_version_id IS NOT NULL)", name="corrected_has_new_words"),
        CheckConstraint("(kind = 'corrected') = (text_sealed IS NOT NULL)", name="corrected_says_what_was_wrong"),
        CheckConstraint("(kind = 'recalled') = (reason IS NOT NULL)", name="recalled_has_a_reason"),
        Index("amendments_by_case", "region_id", "case_id", "made_at"),
        Index("amendments_by_statement", "region_id", "statement_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    case_id: UUID = own()
    statement_id: UUID = own()
    giver_id: UUID = own()
    kind: AmendmentKind = own(sa_type=term(AmendmentKind))
    reason: RecallReason | None = own(default=None, sa_type=term(RecallReason))
    new_version_id: UUID | None = statement(default=None)
    text_sealed: bytes | None = statement(default=None)
    made_by: UUID = own(foreign_key="persons.id")
    made_at: datetime = own()


class AmendmentReceiver(SQLModel, table=True):
    """A partner that had been shown it: since when and in what form, when it was told, and what it did."""

    __tablename__ = "amendment_receivers"
    __table_args__ = (
        within_region("amendment_id", "amendments"),
        within_region("receiver_id", "partners"),
        CheckConstraint("(confirmed_at IS NULL) = (dealt IS NULL)", name="confirmed_says_what_was_done"),
        Index("amendment_receivers_by_receiver", "region_id", "receiver_id", "confirmed_at"),
    )

    region_id: UUID = own(primary_key=True)
    amendment_id: UUID = own(primary_key=True)
    receiver_id: UUID = own(primary_key=True)
    shown_at: datetime = own()
    had_as: list[str] = own(sa_type=JSON)
    told_at: datetime | None = own(default=None)
    confirmed_at: datetime | None = own(default=None)
    confirmed_by: UUID | None = own(default=None, foreign_key="persons.id")
    dealt: Dealt | None = own(default=None, sa_type=term(Dealt))
