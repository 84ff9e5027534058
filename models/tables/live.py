"""What live pages have to fetch anew: read by the processes that hold their streams, and soon forgotten."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import SQLModel

from models.tables.columns import process, within_region


class Change(SQLModel, table=True):
    """Parts of a meeting's page by name, the seats that are to hear, and the process that told its own streams."""

    __tablename__ = "changes"
    __table_args__ = (within_region("meeting_id", "meetings"), Index("changes_by_time", "region_id", "at"))

    region_id: UUID = process(primary_key=True)
    id: UUID = process(primary_key=True, default_factory=uuid4)
    meeting_id: UUID = process()
    parts: list[str] = process(sa_type=JSON)
    audience: list[str] = process(sa_type=JSON)
    told_by: UUID = process()
    at: datetime = process()
