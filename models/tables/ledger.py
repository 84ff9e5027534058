"""What stands: the ledger's entries and leaves, the head of each region's tree, and its signed checkpoints.

Of an entry only the envelope is stored; every column one can filter by is generated from it by the database,
so none can disagree with what was hashed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, ColumnElement, Computed, Index, Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import Field, SQLModel

from models.acts import RetentionClass
from models.tables.columns import term, within_region


class EnvelopeField(ColumnElement[str]):
    """A top-level field of the envelope's JSON text, as text; each database has its own way to say so."""

    _cache_key_traversal = [("name", InternalTraversal.dp_string)]
    type = Text()

    def __init__(self, name: str) -> None:
        self.name = name


@compiles(EnvelopeField, "sqlite")
def _in_sqlite(field: EnvelopeField, _compiler: Any, **_: Any) -> str:
    return f"json_extract(envelope, '$.{field.name}')"


@compiles(EnvelopeField, "postgresql")
def _in_postgresql(field: EnvelopeField, _compiler: Any, **_: Any) -> str:
    return f"((envelope)::jsonb ->> '{field.name}')"


class EnvelopeCount(ColumnElement[int]):
    """How many things a list in the envelope holds; 0 when there is no such list."""

    _cache_key_traversal = [("name", InternalTraversal.dp_string)]
    type = Integer()

    def __init__(self, name: str) -> None:
        self.name = name


@compiles(EnvelopeCount, "sqlite")
def _count_in_sqlite(field: EnvelopeCount, _compiler: Any, **_: Any) -> str:
    return f"coalesce(json_array_length(envelope, '$.{field.name}'), 0)"


@compiles(EnvelopeCount, "postgresql")
def _count_in_postgresql(field: EnvelopeCount, _compiler: Any, **_: Any) -> str:
    return f"coalesce(jsonb_array_length((envelope)::jsonb -> '{field.name}'), 0)"


def generated(name: str) -> Any:
    """A column the database fills from the envelope."""
    return Field(default=None, sa_column=Column(name, Text, Computed(EnvelopeField(name), persisted=True)))


class Leaf(SQLModel, table=True):
    """One place in a region's tree. It says nothing but month, class and a commitment, and is never erased."""

    __tablename__ = "ledger_leaves"

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    leaf: str
    hash: bytes = Field(max_length=32)
    retention: RetentionClass = Field(sa_type=term(RetentionClass))


class Entry(SQLModel, table=True):
    """The envelope of a leaf (RFC 8785 JSON text) and the key of its commitment. Case text never enters."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        within_region("position", "ledger_leaves", "position"),
        Index("ledger_entries_by_time", "region_id", "at"),
        Index("ledger_entries_by_act", "region_id", "act", "at"),
        Index("ledger_entries_by_case", "region_id", "case", "position"),
        Index("ledger_entries_by_giver", "region_id", "giver", "position"),
    )

    region_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    envelope: str
    key: bytes = Field(max_length=32)
    at: str | None = generated("at")
    act: str | None = generated("act")
    case: str | None = generated("case")
    giver: str | None = generated("giver")
    receiver: str | None = generated("receiver")
    person: str | None = generated("person")
    result: str | None = generated("result")


class Head(SQLModel, table=True):
    """The size and right edge of a region's tree; locking this row orders all that is written in a region."""

    __tablename__ = "ledger_heads"

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    size: int = Field(default=0, sa_type=BigInteger)
    frontier: bytes
    last_at: datetime


class CheckpointRow(SQLModel, table=True):
    """A signed statement of a tree's size and root."""

    __tablename__ = "checkpoints"
    __table_args__ = (Index("checkpoints_by_size", "region_id", "size"),)

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    size: int = Field(sa_type=BigInteger)
    note: str
    signed_at: datetime


class CheckpointHolder(SQLModel, table=True):
    """Somebody outside who holds a checkpoint: from then on nothing below it can change unseen."""

    __tablename__ = "checkpoint_holders"
    __table_args__ = (within_region("checkpoint_id", "checkpoints"), within_region("membership_id", "memberships"))

    region_id: UUID = Field(primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    checkpoint_id: UUID
    membership_id: UUID
    how: str = Field(max_length=20)
    at: datetime


class Lease(SQLModel, table=True):
    """Who does a chore for a region now, and when it was last done."""

    __tablename__ = "leases"

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    chore: str = Field(primary_key=True, max_length=40)
    holder: UUID | None = None
    held_until: datetime | None = None
    done_at: datetime | None = None


class OutgoingMail(SQLModel, table=True):
    """A mail to be sent: written with the act that caused it, sent by a chore, never with case text.

    With a `checkpoint_id`, whoever it was sent to holds that checkpoint from then on; `calendar` goes along as a file.
    Whoever sends it claims it first. What the other side refuses for good, or may have taken without our knowing, is
    not sent again by itself: it waits for the secretariat. `wait_until` puts off the next try. What it said
    is not kept once it is sent or settled.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        within_region("checkpoint_id", "checkpoints"),
        within_region("membership_id", "memberships"),
        Index("outgoing_mails_by_sending", "region_id", "sent_at", "written_at"),
    )

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID | None = None
    checkpoint_id: UUID | None = None
    recipient: str = Field(max_length=200)
    subject: str = Field(max_length=200)
    body: str
    written_at: datetime
    sent_at: datetime | None = None
    calendar: str | None = None
    tries: int | None = None
    claimed_at: datetime | None = None
    wait_until: datetime | None = None
    refused_at: datetime | None = None
    unsure_at: datetime | None = None
    told: str | None = Field(default=None, max_length=200)
    settled_at: datetime | None = None
