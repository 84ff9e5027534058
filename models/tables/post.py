"""What goes out to one person: invitations with the times of that person alone, a calendar to follow, reminders."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from models.tables.columns import own, unique_where, within_region


class Invitation(SQLModel, table=True):
    """What one person's calendar holds of a meeting: from when until when that person is expected.

    `id` is the event's own; `edit` goes up when these times do, or when they no longer hold, and for nothing else.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        within_region("meeting_id", "meetings"),
        within_region("membership_id", "memberships"),
        UniqueConstraint("region_id", "meeting_id", "membership_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = own()
    membership_id: UUID = own()
    starts_at: datetime = own()
    ends_at: datetime = own()
    edit: int = own(default=0)
    sent_at: datetime = own()
    withdrawn_at: datetime | None = own(default=None)


class CalendarFeed(SQLModel, table=True):
    """An address at which a calendar programme fetches one's dates; only its hash is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        within_region("membership_id", "memberships"),
        UniqueConstraint("token_hash"),
        unique_where("one_calendar_feed", "region_id", "membership_id", where="revoked_at IS NULL"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    membership_id: UUID = own()
    token_hash: bytes = own(max_length=32)
    made_at: datetime = own()
    fetched_at: datetime | None = own(default=None)
    revoked_at: datetime | None = own(default=None)


class ItemLink(SQLModel, table=True):
    """A link to an item for one person. With a code that is mailed each time, it signs that person in.

    It works until its meeting is over, or a newer one took its place.
    """

    __tablename__ = "item_links"
    __table_args__ = (
        within_region("item_id", "agenda_items"),
        within_region("meeting_id", "meetings"),
        within_region("membership_id", "memberships"),
        UniqueConstraint("token_hash"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    item_id: UUID = own()
    meeting_id: UUID = own()
    membership_id: UUID = own()
    token_hash: bytes = own(max_length=32)
    made_at: datetime = own()
    code_hash: bytes | None = own(default=None, max_length=32)
    code_until: datetime | None = own(default=None)
    wrong: int = own(default=0)
    replaced_at: datetime | None = own(default=None)


class LinkSitting(SQLModel, table=True):
    """A sitting that an item link opened: it is for that seat alone, and is over when the meeting is."""

    __tablename__ = "link_sittings"
    __table_args__ = (within_region("link_id", "item_links"),)

    region_id: UUID = own(primary_key=True)
    sitting_id: UUID = own(foreign_key="sittings.id", primary_key=True)
    link_id: UUID = own()


class Reminder(SQLModel, table=True):
    """A person was reminded: at most once a day. Its link works once, and buys rest until `quiet_until`."""

    __tablename__ = "reminders"
    __table_args__ = (
        within_region("membership_id", "memberships"),
        UniqueConstraint("token_hash"),
        UniqueConstraint("region_id", "membership_id", "on_day"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    membership_id: UUID = own()
    on_day: date = own()
    token_hash: bytes = own(max_length=32)
    sent_at: datetime = own()
    used_at: datetime | None = own(default=None)
    quiet_until: datetime | None = own(default=None)
