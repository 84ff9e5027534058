"""What permits and what was given: rule books, evidence, sharing profiles, shares and their grounds."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from models.tables.columns import own, process, statement, term, unique_where, within_region
from models.terms import BookState, Condition, DataCategory, Purpose, RowOutcome, ShareEnd


class RuleBookRow(SQLModel, table=True):
    """A version of the rules for sharing; once adopted the database lets nobody change it."""

    __tablename__ = "rule_books"
    __table_args__ = (UniqueConstraint("region_id", "version"),)

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    version: int = process()
    state: BookState = process(default=BookState.DRAFT, sa_type=term(BookState))
    source: str = process()
    hash: str = process(max_length=64)
    valid_from: date | None = process(default=None)
    valid_until: date | None = process(default=None)
    advised_by: UUID | None = process(default=None, foreign_key="persons.id")
    advised_at: datetime | None = process(default=None)
    adopted_at: datetime | None = process(default=None)


class Adoption(SQLModel, table=True):
    """One mandated official's adoption of a rule book; no person twice."""

    __tablename__ = "adoptions"
    __table_args__ = (within_region("book_id", "rule_books"), within_region("membership_id", "memberships"))

    region_id: UUID = process(primary_key=True)
    book_id: UUID = process(primary_key=True)
    person_id: UUID = process(primary_key=True, foreign_key="persons.id")
    membership_id: UUID = process()
    at: datetime = process()


class Rule(SQLModel, table=True):
    """A row of an adopted book, as far as a share must point at it: its number and that it permits."""

    __tablename__ = "rules"
    __table_args__ = (within_region("book_id", "rule_books"),)

    region_id: UUID = process(primary_key=True)
    book_id: UUID = process(primary_key=True)
    number: int = process(primary_key=True)
    outcome: RowOutcome = process(primary_key=True, sa_type=term(RowOutcome))
    article: str = process(max_length=200)


def _permitting_rule() -> ForeignKeyConstraint:
    columns = ["region_id", "book_id", "rule_number", "rule_outcome"]
    return ForeignKeyConstraint(columns, [f"rules.{name}" for name in ("region_id", "book_id", "number", "outcome")])


class Evidence(SQLModel, table=True):
    """A record that meets a condition: made by the partner whose authority it is, or confirmed by it.

    `receivers`, `categories`, `purposes`, `versions`, `frameworks`: what it names; null names all. No `giver_id`: an
    agreement between all `receivers`. `confirmed_for`: the partner that must confirm it; `asked_person`: the colleague
    asked to. Server time (`made_at`) stands beside the claimed dates. Its text names nobody: the privacy officer
    reads it.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("partner_id", "partners"),
        within_region("giver_id", "partners"),
        within_region("subject_id", "subjects"),
        within_region("confirmed_for", "partners"),
        CheckConstraint("confirmed_by <> made_by", name="nobody_confirms_oneself"),
        CheckConstraint("claimed_until IS NULL OR claimed_until >= claimed_from", name="ends_after_start"),
        Index("evidence_by_case", "region_id", "case_id", "giver_id"),
        Index("evidence_by_claim", "region_id", "claimed_until"),
    )

    region_id: UUID = own(foreign_key="regions.id", primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    condition: Condition = own(sa_type=term(Condition))
    case_id: UUID | None = own(default=None)
    partner_id: UUID = own()
    giver_id: UUID | None = own(default=None)
    subject_id: UUID | None = own(default=None)
    receivers: list[str] | None = own(default=None, sa_type=JSON)
    categories: list[str] | None = own(default=None, sa_type=JSON)
    purposes: list[str] | None = own(default=None, sa_type=JSON)
    versions: list[str] | None = own(default=None, sa_type=JSON)
    text_sealed: bytes = own()
    claimed_from: date = own()
    claimed_until: date | None = own(default=None)
    made_by: UUID = own(foreign_key="persons.id")
    made_at: datetime = own()
    needs_confirmation: bool = own(default=False)
    confirmed_by: UUID | None = own(default=None, foreign_key="persons.id")
    confirmed_for: UUID | None = own(default=None)
    asked_person: UUID | None = own(default=None, foreign_key="persons.id")
    confirmed_at: datetime | None = own(default=None)
    ended_at: datetime | None = own(default=None)
    frameworks: list[str] | None = own(default=None, sa_type=JSON)


class SharingProfile(SQLModel, table=True):
    """With whom, for what and until when a giver shares on a case: confirmed once, carried forward.

    `opened_at`: since when it must be confirmed again because the case changed.
    """

    __tablename__ = "sharing_profiles"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("giver_id", "partners"),
        unique_where("one_profile_in_force", "region_id", "case_id", "giver_id", where="replaced_at IS NULL"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    case_id: UUID = own()
    giver_id: UUID = own()
    purpose: Purpose = own(sa_type=term(Purpose))
    receivers: list[str] = own(sa_type=JSON)
    ends_on: date = own()
    confirmed_by: UUID = own(foreign_key="persons.id")
    confirmed_at: datetime = own()
    replaced_at: datetime | None = own(default=None)
    opened_at: datetime | None = own(default=None)


class SeriesProfile(SQLModel, table=True):
    """The same for all signals of a weighing table: it counts where a case on its agenda has none of its own."""

    __tablename__ = "series_profiles"
    __table_args__ = (
        within_region("series_id", "series"),
        within_region("giver_id", "partners"),
        unique_where("one_series_profile", "region_id", "series_id", "giver_id", where="replaced_at IS NULL"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    series_id: UUID = own()
    giver_id: UUID = own()
    purpose: Purpose = own(sa_type=term(Purpose))
    receivers: list[str] = own(sa_type=JSON)
    ends_on: date = own()
    confirmed_by: UUID = own(foreign_key="persons.id")
    confirmed_at: datetime = own()
    replaced_at: datetime | None = own(default=None)


class Share(SQLModel, table=True):
    """One version given to one partner: by whom, for what, on which permitting rule, until when.

    `ends_at` is only ever lowered. `held_at`: doubted, and hidden until the giver answers. `rules_end_at`: from when
    a later version of the rules does not permit it; where that is its end, it is what ends it.
    """

    __tablename__ = "shares"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("version_id", "versions"),
        within_region("statement_id", "statements"),
        within_region("giver_id", "partners"),
        within_region("receiver_id", "partners"),
        _permitting_rule(),
        CheckConstraint("rule_outcome IN ('yes', 'if')", name="rule_permits"),
        CheckConstraint("giver_id <> receiver_id", name="to_another"),
        CheckConstraint("ends_at > given_at", name="ends_after_start"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_has_a_reason"),
        unique_where("one_share_in_force", "region_id", "statement_id", "receiver_id", where="ended_at IS NULL"),
        Index("shares_by_receiver", "region_id", "receiver_id", "case_id", "ended_at"),
        Index("shares_by_giver", "region_id", "giver_id", "given_at"),
        Index("shares_by_case", "region_id", "case_id", "giver_id", "ended_at"),
        Index("shares_by_version", "region_id", "version_id"),
        Index("shares_by_end", "ended_at", "ends_at"),
    )

    region_id: UUID = statement(primary_key=True)
    id: UUID = statement(default_factory=uuid4, primary_key=True)
    case_id: UUID = statement()
    statement_id: UUID = statement()
    version_id: UUID = statement()
    number: int = statement(default=1)
    giver_id: UUID = statement()
    receiver_id: UUID = statement()
    receiver_person_id: UUID | None = statement(default=None, foreign_key="persons.id")
    category: DataCategory = statement(sa_type=term(DataCategory))
    purpose: Purpose = statement(sa_type=term(Purpose))
    book_id: UUID = statement()
    rule_number: int = statement()
    rule_outcome: RowOutcome = statement(sa_type=term(RowOutcome))
    given_by: UUID = statement(foreign_key="persons.id")
    given_at: datetime = statement()
    ends_at: datetime = statement()
    held_at: datetime | None = statement(default=None)
    ended_at: datetime | None = statement(default=None)
    ended_why: ShareEnd | None = statement(default=None, sa_type=term(ShareEnd))
    ended_by: UUID | None = statement(default=None, foreign_key="persons.id")
    rules_end_at: datetime | None = statement(default=None)


class ShareGround(SQLModel, table=True):
    """Another rule a share stands on, for a category that was derived."""

    __tablename__ = "share_grounds"
    __table_args__ = (within_region("share_id", "shares"), _permitting_rule())

    region_id: UUID = statement(primary_key=True)
    share_id: UUID = statement(primary_key=True)
    category: DataCategory = statement(primary_key=True, sa_type=term(DataCategory))
    book_id: UUID = statement(primary_key=True)
    rule_number: int = statement(primary_key=True)
    rule_outcome: RowOutcome = statement(sa_type=term(RowOutcome))


class ShareEvidence(SQLModel, table=True):
    """A record a share leans on: when the record ends, so does the share."""

    __tablename__ = "share_evidence"
    __table_args__ = (
        within_region("share_id", "shares"),
        within_region("evidence_id", "evidence"),
        Index("share_evidence_by_evidence", "region_id", "evidence_id"),
    )

    region_id: UUID = statement(primary_key=True)
    share_id: UUID = statement(primary_key=True)
    evidence_id: UUID = statement(primary_key=True)
    condition: Condition = statement(sa_type=term(Condition))


class CategoryDoubt(SQLModel, table=True):
    """A receiver says a passage stands under the wrong category; every share of it is held until the giver answers."""

    __tablename__ = "category_doubts"
    __table_args__ = (
        within_region("share_id", "shares"),
        within_region("version_id", "versions"),
        within_region("doubted_for", "partners"),
    )

    region_id: UUID = statement(primary_key=True)
    id: UUID = statement(default_factory=uuid4, primary_key=True)
    share_id: UUID = statement()
    version_id: UUID = statement()
    suggested: DataCategory | None = statement(default=None, sa_type=term(DataCategory))
    doubted_by: UUID = statement(foreign_key="persons.id")
    doubted_for: UUID = statement()
    doubted_at: datetime = statement()
    answered_at: datetime | None = statement(default=None)
    answered_by: UUID | None = statement(default=None, foreign_key="persons.id")
    kept: bool | None = statement(default=None)
