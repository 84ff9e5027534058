"""The statement of secrecy: its texts, each with the day it came, and who signed which."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.tables.columns import within_region


class SecrecyText(SQLModel, table=True):
    """What the people of a region sign, and the sentence that is said aloud of it; the first is number 1."""

    __tablename__ = "secrecy_texts"

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str = Field(max_length=2000)
    spoken: str = Field(max_length=300)
    since: datetime
    made_by: UUID = Field(foreign_key="persons.id")


class SecrecySignature(SQLModel, table=True):
    """Somebody signed: for a year, by a seat; or for one item, by a seat that came by a link or a guest by name.

    `text_number`: which text it was; 0 is the one that comes with the product.
    """

    __tablename__ = "secrecy_signatures"
    __table_args__ = (
        within_region("membership_id", "memberships"),
        within_region("attendance_id", "attendances"),
        within_region("item_id", "agenda_items"),
        CheckConstraint("(membership_id IS NULL) = (attendance_id IS NOT NULL)", name="seat_or_guest"),
        CheckConstraint("(item_id IS NULL) = (ends_at IS NOT NULL)", name="year_or_item"),
        CheckConstraint("attendance_id IS NULL OR item_id IS NOT NULL", name="guest_for_an_item"),
        Index("secrecy_signatures_by_item", "region_id", "item_id"),
        Index("secrecy_signatures_by_seat", "region_id", "membership_id"),
    )

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID | None = None
    attendance_id: UUID | None = None
    item_id: UUID | None = None
    text_number: int
    signed_at: datetime
    ends_at: datetime | None = None
