"""What comes of a meeting: minutes for each item, remarks on them, who tells whom, and a copy for each recipient."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from models.meeting_terms import CopyFormat, MinutesState, RemarkOutcome
from models.tables.columns import own, process, statement, term, unique_where, within_region


class Minutes(SQLModel, table=True):
    """The minutes of one item; without an item the general part of a meeting: who was there.

    They hold no words. Until they are adopted they are composed of the lines of the item as these stand, each time
    they are read; from then on of the versions in `minutes_lines`. Each reader reads of them what that reader may see.
    `sent_at`: when they were sent for remarks, last with another last day.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        within_region("meeting_id", "meetings"),
        within_region("item_id", "agenda_items"),
        CheckConstraint("(state = 'adopted') = (adopted_at IS NOT NULL)", name="adopted_has_a_time"),
        CheckConstraint("(state = 'draft') = (remarks_by IS NULL)", name="remarks_have_an_end"),
        unique_where("one_minutes_of_an_item", "region_id", "meeting_id", "item_id", where="item_id IS NOT NULL"),
        unique_where("one_general_part", "region_id", "meeting_id", where="item_id IS NULL"),
        Index("minutes_by_meeting", "region_id", "meeting_id"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = process()
    item_id: UUID | None = process(default=None)
    state: MinutesState = process(default=MinutesState.DRAFT, sa_type=term(MinutesState))
    remarks_by: date | None = process(default=None)
    sent_at: datetime | None = process(default=None)
    adopted_at: datetime | None = process(default=None)


class MinutesLine(SQLModel, table=True):
    """One version that stands in adopted minutes: what is said of it later changes nothing there."""

    __tablename__ = "minutes_lines"
    __table_args__ = (within_region("minutes_id", "minutes"), within_region("version_id", "versions"))

    region_id: UUID = statement(primary_key=True)
    minutes_id: UUID = statement(primary_key=True)
    version_id: UUID = statement(primary_key=True)


class Telling(SQLModel, table=True):
    """Who tells a presumed victim what was agreed, and when; or that it is postponed until then.

    The words are those of the statement, whose partner tells.
    """

    __tablename__ = "tellings"
    __table_args__ = (
        within_region("statement_id", "statements"),
        within_region("subject_id", "subjects"),
        within_region("person_id", "memberships"),
    )

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    subject_id: UUID = statement()
    person_id: UUID | None = statement(default=None)
    on_day: date = statement()
    postponed: bool = statement(default=False)


class Remark(SQLModel, table=True):
    """What became of a partner's remark on the minutes; its words are a statement of that partner."""

    __tablename__ = "remarks"
    __table_args__ = (within_region("statement_id", "statements"), within_region("minutes_id", "minutes"))

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    minutes_id: UUID = statement()
    outcome: RemarkOutcome = statement(default=RemarkOutcome.OPEN, sa_type=term(RemarkOutcome))
    answered_at: datetime | None = statement(default=None)
    answered_by: UUID | None = statement(default=None, foreign_key="persons.id")


class MinutesAgreement(SQLModel, table=True):
    """A partner of the circle agrees with minutes as they stood then: what is said in them later it did not see."""

    __tablename__ = "minutes_agreements"
    __table_args__ = (
        within_region("minutes_id", "minutes"),
        within_region("partner_id", "partners"),
        within_region("agreed_by", "memberships"),
    )

    region_id: UUID = process(primary_key=True)
    minutes_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)
    agreed_by: UUID = process()
    agreed_at: datetime = process()


class MinutesCopy(SQLModel, table=True):
    """A file made for one person under that person's own sight, sealed; others learn that it was made, never what.

    `source_sha256` is of all it was made of: while that stays the same there is no other edition.
    """

    __tablename__ = "minutes_copies"
    __table_args__ = (
        within_region("minutes_id", "minutes"),
        within_region("membership_id", "memberships"),
        Index("minutes_copies_by_minutes", "region_id", "minutes_id"),
        Index("minutes_copies_by_recipient", "region_id", "membership_id", "made_at"),
        unique_where(
            "one_copy_of_an_edition", "region_id", "minutes_id", "membership_id", "format", "edition",
            where="edition > 0",
        ),
    )  # fmt: skip

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    minutes_id: UUID = process()
    membership_id: UUID = process()
    format: CopyFormat = process(sa_type=term(CopyFormat))
    edition: int = process(default=1)
    made_at: datetime = process()
    made_by: UUID = process(foreign_key="persons.id")
    notified_at: datetime | None = process(default=None)
    fetched_at: datetime | None = own(default=None)
    sha256: bytes = own(max_length=32)
    file_sealed: bytes = own()
    source_sha256: bytes | None = own(default=None, max_length=32)


class CopyOrder(SQLModel, table=True):
    """Somebody wants the copies of a meeting's minutes made: of the parts that seat writes up.

    Whoever holds it makes them; who dies lets go by itself. Of one meeting one order is made at a time.
    """

    __tablename__ = "copy_orders"
    __table_args__ = (
        within_region("meeting_id", "meetings"),
        within_region("asked_by", "memberships"),
        Index("copy_orders_by_meeting", "region_id", "meeting_id", "asked_at"),
        unique_where("one_order_of_each", "region_id", "meeting_id", "asked_by", where="ended_at IS NULL"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = process()
    asked_by: UUID = process()
    asked_at: datetime = process()
    of_all: int = process()
    done: int = process(default=0)
    holder: UUID | None = process(default=None)
    held_until: datetime | None = process(default=None)
    ended_at: datetime | None = process(default=None)


class CopyFailure(SQLModel, table=True):
    """When what is to be printed for somebody last failed; no time once it was made."""

    __tablename__ = "copy_failures"
    __table_args__ = (within_region("minutes_id", "minutes"), within_region("membership_id", "memberships"))

    region_id: UUID = process(primary_key=True)
    minutes_id: UUID = process(primary_key=True)
    membership_id: UUID = process(primary_key=True)
    failed_at: datetime | None = process(default=None)


class CopyLine(SQLModel, table=True):
    """One version whose words stand in a copy: once the recipient may not read it any more, the copy is not given."""

    __tablename__ = "minutes_copy_lines"
    __table_args__ = (
        within_region("copy_id", "minutes_copies"),
        within_region("version_id", "versions"),
        within_region("share_id", "shares"),
    )

    region_id: UUID = statement(primary_key=True)
    copy_id: UUID = statement(primary_key=True)
    version_id: UUID = statement(primary_key=True)
    share_id: UUID | None = statement(default=None)


class HouseStyle(SQLModel, table=True):
    """How a region's documents look: a colour, a logo, and a document to begin from for Word and for ODT."""

    __tablename__ = "house_styles"

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    colour: str = process(default="", max_length=7)
    logo: bytes | None = process(default=None)
    base_docx: bytes | None = process(default=None)
    base_odt: bytes | None = process(default=None)
    changed_at: datetime = process()
    changed_by: UUID = process(foreign_key="persons.id")
