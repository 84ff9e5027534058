"""Stacks: signals, and cases, that lie together because they may be about the same; and who was told of a repeat.

A stack says nothing of itself and has no members: who takes part in what lies in it knows that this lies there.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import SQLModel

from models.tables.columns import own, process, term, unique_where, within_region
from models.terms import RowOutcome


class Stack(SQLModel, table=True):
    """A stack, called by a code word; who was told its reference can lay something of its own in it."""

    __tablename__ = "stacks"
    __table_args__ = (UniqueConstraint("region_id", "reference"),)

    region_id: UUID = process(foreign_key="regions.id", primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    reference: str = process(max_length=20)
    code_word: str = process(max_length=40)
    made_at: datetime = own()


class StackPart(SQLModel, table=True):
    """That a partner laid a signal or a case in a stack. Two partners may each lay the same there.

    `tells`: who leads what it repeats may hear of it, says the partner that brought it; `sought_at`: when that was
    looked up, in the same round whatever was found.
    """

    __tablename__ = "stack_parts"
    __table_args__ = (
        within_region("stack_id", "stacks"),
        within_region("case_id", "cases"),
        within_region("partner_id", "partners"),
        CheckConstraint("(out_at IS NULL) = (out_by IS NULL)", name="taken_out_by_somebody"),
        unique_where("one_place_in_force", "region_id", "stack_id", "case_id", "partner_id", where="out_at IS NULL"),
        Index("stack_parts_by_case", "region_id", "case_id"),
        Index("stack_parts_by_time", "region_id", "put_at"),
        Index("stack_parts_by_stack", "region_id", "stack_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    stack_id: UUID = own()
    case_id: UUID = own()
    partner_id: UUID = own()
    put_by: UUID = own(foreign_key="persons.id")
    put_at: datetime = own()
    tells: bool = own(default=False)
    sought_at: datetime | None = own(default=None)
    out_at: datetime | None = own(default=None)
    out_by: UUID | None = own(default=None, foreign_key="persons.id")


class Repeat(SQLModel, table=True):
    """Who leads something that was done with was told that a new signal repeats it: on which permitting rule."""

    __tablename__ = "repeats"
    __table_args__ = (
        within_region("part_id", "stack_parts"),
        within_region("earlier_id", "cases"),
        within_region("giver_id", "partners"),
        within_region("receiver_id", "partners"),
        ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        CheckConstraint("rule_outcome IN ('yes', 'if')", name="rule_permits"),
        CheckConstraint("giver_id <> receiver_id", name="to_another"),
        Index("repeats_by_receiver", "region_id", "receiver_id", "told_at"),
    )

    region_id: UUID = own(primary_key=True)
    part_id: UUID = own(primary_key=True)
    earlier_id: UUID = own(primary_key=True)
    giver_id: UUID = own()
    receiver_id: UUID = own()
    book_id: UUID = own()
    rule_number: int = own()
    rule_outcome: RowOutcome = own(sa_type=term(RowOutcome))
    told_at: datetime = own()
    ends_at: datetime = own()
