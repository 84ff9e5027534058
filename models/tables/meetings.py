"""When and about what the table meets: series, meetings, agenda items, and each item's circle with its answers."""

from datetime import datetime, time
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from models.meeting_terms import Answer, ItemKind, ItemState, MeetingKind, MeetingState, MinutingMode
from models.tables.columns import index_where, own, process, statement, term, unique_where, within_region
from models.terms import DataCategory, Framework, Purpose


class Series(SQLModel, table=True):
    """Meetings that come back: how often, where, under which frame, and by when things must be in.

    `weekday`: 0 is Monday. Deadlines count back from the day of the meeting, each at its own time of day.
    """

    __tablename__ = "series"
    __table_args__ = (
        UniqueConstraint("region_id", "name"),
        within_region("chair_id", "memberships"),
        within_region("note_taker_id", "memberships"),
        CheckConstraint("every_weeks BETWEEN 1 AND 26", name="comes_back"),
        CheckConstraint("minutes BETWEEN 10 AND 480", name="lasts"),
    )

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    kind: MeetingKind = process(sa_type=term(MeetingKind))
    name: str = process(max_length=80)
    framework: Framework = process(sa_type=term(Framework))
    every_weeks: int = process()
    weekday: int = process()
    starts: time = process()
    minutes: int = process()
    place: str = process(default="", max_length=120)
    link: str = process(default="", max_length=300)
    announce_days: int = process(default=7)
    announce_time: time = process(default=time(12))
    agenda_days: int = process(default=5)
    agenda_time: time = process(default=time(17))
    contribute_days: int = process(default=1)
    contribute_time: time = process(default=time(12))
    chair_id: UUID = process()
    note_taker_id: UUID = process()
    ended_at: datetime | None = process(default=None)


class SeriesItem(SQLModel, table=True):
    """An item that stands on every agenda of a series, before or after the cases."""

    __tablename__ = "series_items"
    __table_args__ = (within_region("series_id", "series"), UniqueConstraint("region_id", "series_id", "position"))

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    series_id: UUID = process()
    position: int = process()
    at_end: bool = process(default=False)
    kind: ItemKind = process(default=ItemKind.STANDING, sa_type=term(ItemKind))
    title: str = process(max_length=80)
    minutes: int = process()


class SeriesPartner(SQLModel, table=True):
    """A partner that usually takes part."""

    __tablename__ = "series_partners"
    __table_args__ = (within_region("series_id", "series"), within_region("partner_id", "partners"))

    region_id: UUID = process(primary_key=True)
    series_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)


class Meeting(SQLModel, table=True):
    """One meeting. `order_edit` counts changes of the order, for stale pages."""

    __tablename__ = "meetings"
    __table_args__ = (
        within_region("series_id", "series"),
        within_region("chair_id", "memberships"),
        within_region("note_taker_id", "memberships"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_a_time"),
        Index("meetings_by_time", "region_id", "starts_at"),
        index_where("meetings_to_come", "region_id", where="state <> 'closed'"),
    )

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    series_id: UUID | None = process(default=None)
    kind: MeetingKind = process(sa_type=term(MeetingKind))
    name: str = process(max_length=80)
    framework: Framework = process(sa_type=term(Framework))
    urgent: bool = process(default=False)
    starts_at: datetime = process()
    ends_at: datetime = process()
    place: str = process(default="", max_length=120)
    link: str = process(default="", max_length=300)
    announce_by: datetime | None = process(default=None)
    agenda_by: datetime | None = process(default=None)
    contribute_by: datetime | None = process(default=None)
    chair_id: UUID = process()
    note_taker_id: UUID = process()
    state: MeetingState = process(default=MeetingState.DRAFT, sa_type=term(MeetingState))
    order_edit: int = process(default=1)
    made_by: UUID = process(foreign_key="persons.id")
    sent_at: datetime | None = process(default=None)
    opened_at: datetime | None = process(default=None)
    closed_at: datetime | None = process(default=None)
    paused_at: datetime | None = process(default=None)
    ordered_at: datetime | None = process(default=None)


class MeetingPartner(SQLModel, table=True):
    """A partner that is invited to a meeting."""

    __tablename__ = "meeting_partners"
    __table_args__ = (within_region("meeting_id", "meetings"), within_region("partner_id", "partners"))

    region_id: UUID = process(primary_key=True)
    meeting_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)


class AgendaItem(SQLModel, table=True):
    """One item of an agenda; what is said at it hangs on a case, or on a file of the item's own.

    `case_id` of an item that is no case is that file: its members are the persons of the circle. A free `title` and
    `brief` name nobody. `starts_at` is fixed when the agenda is sent; `position` orders, and is shown to nobody.
    What is opened and not closed is on the table. At a `fixed_time`, in Amsterdam, somebody is called for it.
    `asked`: what the secretariat asks of its circle besides; it names nobody.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        within_region("meeting_id", "meetings"),
        within_region("case_id", "cases"),
        within_region("proposed_by", "partners"),
        within_region("question_id", "statements"),
        within_region("chair_id", "memberships"),
        within_region("note_taker_id", "memberships"),
        CheckConstraint("minutes BETWEEN 1 AND 240", name="lasts"),
        Index("agenda_items_by_meeting", "region_id", "meeting_id", "position"),
        Index("agenda_items_by_case", "region_id", "case_id"),
        Index("agenda_items_by_state", "region_id", "state"),
        unique_where(
            "one_item_on_the_table", "region_id", "meeting_id", where="opened_at IS NOT NULL AND closed_at IS NULL"
        ),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = process()
    case_id: UUID = process()
    kind: ItemKind = process(sa_type=term(ItemKind))
    title: str = process(default="", max_length=80)
    brief: str = process(default="", max_length=300)
    purpose: Purpose | None = process(default=None, sa_type=term(Purpose))
    proposed_by: UUID = process()
    proposed_person: UUID = own(foreign_key="persons.id")
    proposed_at: datetime = process()
    late: bool = process(default=False)
    urgent: bool = process(default=False)
    minutes: int = process()
    position: int = process()
    state: ItemState = process(default=ItemState.PROPOSED, sa_type=term(ItemState))
    reason: str = own(default="", max_length=300)
    remark: str = own(default="", max_length=300)
    question_id: UUID | None = statement(default=None)
    mode: MinutingMode = process(default=MinutingMode.AGREED, sa_type=term(MinutingMode))
    preset: DataCategory | None = process(default=None, sa_type=term(DataCategory))
    chair_id: UUID | None = process(default=None)
    note_taker_id: UUID | None = process(default=None)
    starts_at: datetime | None = process(default=None)
    opened_at: datetime | None = process(default=None)
    closed_at: datetime | None = process(default=None)
    fixed_time: time | None = process(default=None)
    asked: str | None = process(default=None, max_length=200)


class CarriedOn(SQLModel, table=True):
    """An item that stood on the agenda of a meeting and went on to the next one, not handled; the minutes name it."""

    __tablename__ = "carried_on"
    __table_args__ = (within_region("meeting_id", "meetings"), within_region("item_id", "agenda_items"))

    region_id: UUID = process(primary_key=True)
    meeting_id: UUID = process(primary_key=True)
    item_id: UUID = process(primary_key=True)
    at: datetime = process()


class ItemPartner(SQLModel, table=True):
    """A partner in the circle of an item, and its answer; everyone but that partner sees only open, shared or none."""

    __tablename__ = "item_partners"
    __table_args__ = (
        within_region("item_id", "agenda_items"),
        within_region("partner_id", "partners"),
        Index("item_partners_by_partner", "region_id", "partner_id", "item_id"),
    )

    region_id: UUID = process(primary_key=True)
    item_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)
    since: datetime = process()
    until: datetime | None = process(default=None)
    asked_at: datetime = process()
    answer: Answer = own(default=Answer.OPEN, sa_type=term(Answer))
    later_until: datetime | None = own(default=None)
    answered_at: datetime | None = own(default=None)
    answered_by: UUID | None = own(default=None, foreign_key="persons.id")
