"""What is worked on: cases, who takes part, the subjects by letter, and what partners say (statements)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.meeting_terms import Closing
from models.signal_terms import CaseStage
from models.tables.columns import index_where, own, process, statement, term, unique_where, within_region
from models.terms import (
    CaseState,
    DataCategory,
    FieldName,
    Framework,
    Purpose,
    Reliability,
    Shape,
    StatementKind,
    SubjectRole,
)


class Case(SQLModel, table=True):
    """A case, or a signal, called by a code word; all that is said about it stands in statements."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("region_id", "reference"),
        within_region("brought_by", "partners"),
        within_region("lead_partner_id", "partners"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_a_time"),
        index_where("cases_open", "region_id", where="state = 'open'"),
    )

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    reference: str = process(max_length=12)
    code_word: str = process(max_length=40)
    framework: Framework = process(sa_type=term(Framework))
    municipality: str | None = process(default=None, max_length=80)
    brought_by: UUID = process()
    lead_partner_id: UUID = process()
    state: CaseState = process(default=CaseState.OPEN, sa_type=term(CaseState))
    opened_at: datetime = process()
    closed_at: datetime | None = process(default=None)
    stage: CaseStage = process(default=CaseStage.CASE, sa_type=term(CaseStage), since=CaseStage.CASE.value)


class CaseClosing(SQLModel, table=True):
    """That a case was closed, why, and until when it is kept; it may be opened again, and closed again."""

    __tablename__ = "case_closings"
    __table_args__ = (within_region("case_id", "cases"),)

    region_id: UUID = process(primary_key=True)
    case_id: UUID = process(primary_key=True)
    closed_at: datetime = process(primary_key=True)
    reason: Closing = process(sa_type=term(Closing))
    kept_to: date = process()
    closed_by: UUID = process(foreign_key="persons.id")
    reopened_at: datetime | None = process(default=None)
    reopened_by: UUID | None = process(default=None, foreign_key="persons.id")
    reopened_why: str = own(default="", max_length=300)


class CasePurpose(SQLModel, table=True):
    """One of the one to three purposes of a case, in the order the opening partner fixed them."""

    __tablename__ = "case_purposes"
    __table_args__ = (within_region("case_id", "cases"), UniqueConstraint("region_id", "case_id", "position"))

    region_id: UUID = process(primary_key=True)
    case_id: UUID = process(primary_key=True)
    purpose: Purpose = process(primary_key=True, sa_type=term(Purpose))
    position: int = process()


class CaseKey(SQLModel, table=True):
    """The key that seals a case's texts, itself wrapped by the region's key outside the database."""

    __tablename__ = "case_keys"
    __table_args__ = (within_region("case_id", "cases"),)

    region_id: UUID = process(primary_key=True)
    case_id: UUID = process(primary_key=True)
    wrapped: bytes = process(max_length=80)


class CasePartner(SQLModel, table=True):
    """A partner that takes part in a case: what every member may know of who else does."""

    __tablename__ = "case_partners"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("partner_id", "partners"),
        unique_where("one_part_in_force", "region_id", "case_id", "partner_id", where="until IS NULL"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    case_id: UUID = process()
    partner_id: UUID = process()
    since: datetime = process()
    until: datetime | None = process(default=None)


class CaseMember(SQLModel, table=True):
    """A person who may read, for one partner, what is that partner's or shared with it; known to that partner only."""

    __tablename__ = "case_members"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("membership_id", "memberships"),
        within_region("partner_id", "partners"),
        unique_where("one_member_in_force", "region_id", "case_id", "membership_id", where="until IS NULL"),
        Index("case_members_by_seat", "region_id", "membership_id", "case_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    case_id: UUID = own()
    membership_id: UUID = own()
    partner_id: UUID = own()
    added_by: UUID = own(foreign_key="persons.id")
    since: datetime = own()
    until: datetime | None = own(default=None)


class Subject(SQLModel, table=True):
    """Somebody a case is about, by a neutral letter; who that is stands in statements alone."""

    __tablename__ = "subjects"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("merged_into", "subjects"),
        UniqueConstraint("region_id", "case_id", "letter"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    case_id: UUID = process()
    letter: str = process(max_length=2)
    added_at: datetime = process()
    merged_into: UUID | None = process(default=None)


class Statement(SQLModel, table=True):
    """One thing one partner says on a case: a passage, or a field of a subject. Its words stand in its versions."""

    __tablename__ = "statements"
    __table_args__ = (
        within_region("case_id", "cases"),
        within_region("partner_id", "partners"),
        within_region("subject_id", "subjects"),
        CheckConstraint("(shape = 'field') = (field IS NOT NULL)", name="field_has_a_name"),
        CheckConstraint("(shape = 'field') = (subject_id IS NOT NULL)", name="field_has_a_subject"),
        Index("statements_by_case", "region_id", "case_id", "partner_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    case_id: UUID = own()
    partner_id: UUID = own()
    shape: Shape = statement(sa_type=term(Shape))
    field: FieldName | None = statement(default=None, sa_type=term(FieldName))
    subject_id: UUID | None = statement(default=None)
    latest: int = own(default=1)
    written_at: datetime = own()
    removed_at: datetime | None = own(default=None)


class Version(SQLModel, table=True):
    """The words of a statement at one moment; frozen for ever once shared, and unchanged once anybody was shown them.

    `edit` counts saves, for stale pages. `agreed_in`: of an action with a reason below it, the number of the version
    that holds what was agreed.
    """

    __tablename__ = "versions"
    __table_args__ = (
        within_region("statement_id", "statements"),
        UniqueConstraint("region_id", "statement_id", "number"),
        CheckConstraint("category <> 'D14'", name="minor_is_derived"),
        Index("versions_by_writer", "region_id", "written_by"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    statement_id: UUID = own()
    number: int = own()
    edit: int = own(default=1)
    category: DataCategory = statement(sa_type=term(DataCategory))
    kind: StatementKind = statement(default=StatementKind.FACT, sa_type=term(StatementKind))
    reliability: Reliability | None = statement(default=None, sa_type=term(Reliability))
    observed_on: date | None = statement(default=None)
    by_month: bool = statement(default=False)
    names_person: bool = statement(default=False)
    exact_place: bool = statement(default=False)
    text_sealed: bytes = statement()
    written_by: UUID = own(foreign_key="persons.id")
    written_at: datetime = own()
    frozen_at: datetime | None = own(default=None)
    agreed_in: int | None = own(default=None)


class About(SQLModel, table=True):
    """A version is about a subject, in a role: somebody who is both is linked as what this passage is about."""

    __tablename__ = "about"
    __table_args__ = (within_region("version_id", "versions"), within_region("subject_id", "subjects"))

    region_id: UUID = statement(primary_key=True)
    version_id: UUID = statement(primary_key=True)
    subject_id: UUID = statement(primary_key=True)
    role: SubjectRole = statement(default=SubjectRole.OTHER, sa_type=term(SubjectRole))


class CardIndex(SQLModel, table=True):
    """A keyed fingerprint of an identity card's field, or of what identifies in a signal: finds the same unread.

    `exact`: where it is found by a looser form (a sound, a house), the fingerprint of how it was written.
    """

    __tablename__ = "card_index"
    __table_args__ = (
        within_region("statement_id", "statements"),
        Index("card_index_by_digest", "region_id", "digest"),
    )

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    digest: bytes = statement(max_length=32)
    exact: bytes | None = statement(default=None, max_length=32)


class HandOut(SQLModel, table=True):
    """The first time in a sitting that a person was shown a version somebody else wrote."""

    __tablename__ = "hand_outs"
    __table_args__ = (
        within_region("version_id", "versions"),
        within_region("membership_id", "memberships"),
        within_region("partner_id", "partners"),
        ForeignKeyConstraint(["person_id"], ["persons.id"]),
        ForeignKeyConstraint(["sitting_id"], ["sittings.id"]),
        Index("hand_outs_by_version", "region_id", "version_id", "partner_id", "at"),
        Index("hand_outs_by_time", "region_id", "at"),
    )

    region_id: UUID = own(primary_key=True)
    version_id: UUID = own(primary_key=True)
    sitting_id: UUID = own(primary_key=True)
    membership_id: UUID = own(primary_key=True)
    person_id: UUID = own()
    partner_id: UUID = own()
    at: datetime = own()


class OnceKey(SQLModel, table=True):
    """One rendering of an act's form: the same form sent twice acts once."""

    __tablename__ = "once_keys"
    __table_args__ = (within_region("membership_id", "memberships"),)

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    key: UUID = Field(primary_key=True)
    membership_id: UUID
    route: str = Field(max_length=120)
    body_hash: bytes = Field(max_length=32)
    result: str = Field(default="", max_length=200)
    at: datetime
