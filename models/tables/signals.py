"""Signals: what is a signal's own beside its case row, what was ticked, and how a region receives them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from models.signal_terms import SignalOutcome, SignalState
from models.tables.columns import index_where, own, process, statement, term, within_region
from models.terms import ExploitationForm


class Signal(SQLModel, table=True):
    """How far a signal is, whose it is to take up, and by when; what it says stands in statements.

    `facts_id`, `impression_id`, `checklist_id`: the statements of the partner that brought it; `reason_id` and
    `feedback_id`: of the one that weighed it.
    """

    __tablename__ = "signals"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("handler_id", "memberships"),
        within_region("handler_partner_id", "partners"),
        within_region("facts_id", "statements"),
        within_region("impression_id", "statements"),
        within_region("checklist_id", "statements"),
        within_region("reason_id", "statements"),
        within_region("feedback_id", "statements"),
        CheckConstraint("(state = 'draft') = (brought_at IS NULL)", name="brought_has_a_time"),
        CheckConstraint("(state = 'weighed') = (weighed_at IS NOT NULL)", name="weighed_has_a_time"),
        CheckConstraint("weighed_at IS NULL OR outcome IS NOT NULL", name="weighed_has_an_outcome"),
        Index("signals_by_state", "region_id", "state", "brought_at"),
        Index("signals_by_weighing", "region_id", "weighed_at"),
        index_where("signals_open", "region_id", where="state <> 'weighed'"),
    )

    region_id: UUID = process(primary_key=True)
    case_id: UUID = process(primary_key=True)
    state: SignalState = process(default=SignalState.DRAFT, sa_type=term(SignalState))
    begun_at: datetime = process()
    brought_at: datetime | None = process(default=None)
    handler_id: UUID | None = own(default=None)
    handler_partner_id: UUID | None = process(default=None)
    acknowledge_by: datetime | None = process(default=None)
    acknowledged_at: datetime | None = process(default=None)
    weigh_by: datetime | None = process(default=None)
    outcome: SignalOutcome | None = process(default=None, sa_type=term(SignalOutcome))
    weighed_at: datetime | None = process(default=None)
    facts_id: UUID | None = own(default=None)
    impression_id: UUID | None = own(default=None)
    checklist_id: UUID | None = own(default=None)
    reason_id: UUID | None = statement(default=None)
    feedback_id: UUID | None = statement(default=None)


class Checklist(SQLModel, table=True):
    """What a checklist says besides its words, for what counts and sorts: the form, and when it was seen.

    It is read where its statement is; once that was shared neither changes.
    """

    __tablename__ = "checklists"
    __table_args__ = (within_region("statement_id", "statements"),)

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    form: ExploitationForm = statement(sa_type=term(ExploitationForm))
    seen_from: date | None = statement(default=None)
    seen_to: date | None = statement(default=None)


class SignalIndicator(SQLModel, table=True):
    """An indicator that was ticked, by its code; read where the statement of its checklist is."""

    __tablename__ = "signal_indicators"
    __table_args__ = (within_region("statement_id", "checklists", "statement_id"),)

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    code: str = statement(primary_key=True, max_length=12)


class SignalLink(SQLModel, table=True):
    """A link for a colleague without an account, by name, for one signal; only its hash is kept.

    What comes by it is an act of the seat that made it.
    """

    __tablename__ = "signal_links"
    __table_args__ = (
        within_region("membership_id", "memberships"),
        within_region("partner_id", "partners"),
        within_region("case_id", "cases"),
        UniqueConstraint("token_hash"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    membership_id: UUID = own()
    partner_id: UUID = own()
    name: str = own(max_length=80)
    token_hash: bytes = own(max_length=32)
    made_at: datetime = own()
    ends_at: datetime = own()
    used_at: datetime | None = own(default=None)
    revoked_at: datetime | None = own(default=None)
    case_id: UUID | None = own(default=None)


class SignalDesk(SQLModel, table=True):
    """How a region receives signals: whom to call when there is danger, and who takes a signal up."""

    __tablename__ = "signal_desks"
    __table_args__ = (within_region("handler_id", "memberships"),)

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    avim_phone: str = process(default="", max_length=30)
    safe_home_phone: str = process(default="", max_length=30)
    care_phone: str = process(default="", max_length=30)
    handler_id: UUID | None = process(default=None)
    changed_at: datetime = process()
    changed_by: UUID = process(foreign_key="persons.id")
