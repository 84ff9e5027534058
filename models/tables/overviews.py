"""Overviews: the figures of a half-year as they were published, and nothing they were made from."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import SQLModel

from models.tables.columns import process


class Overview(SQLModel, table=True):
    """What was published of the half-year that begins on a day: rounded figures alone; it never changes."""

    __tablename__ = "overviews"

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    begins_on: date = process(primary_key=True)
    figures: dict[str, Any] = process(sa_type=JSON)
    published_at: datetime = process()
