"""What identifies in a signal, that it was compared, and what came of it when two held the same.

What it says is the sealed text of a statement; `card_index` finds the same again without reading it.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import SQLModel

from models.identifier_terms import Asking, HitAnswer, IdentifierKind, Likeness
from models.tables.columns import own, statement, term, unique_where, within_region
from models.terms import Purpose, RowOutcome


class Identifier(SQLModel, table=True):
    """A statement that identifies; once its term is over only that it was there.

    `compared`: not where its partner is bound to secrecy about people, and not yet in a draft.
    """

    __tablename__ = "identifiers"
    __table_args__ = (within_region("statement_id", "statements"),)

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    kind: IdentifierKind = statement(sa_type=term(IdentifierKind))
    compared: bool = statement()
    asked_at: datetime = statement()
    erased_at: datetime | None = statement(default=None)


class Asked(SQLModel, table=True):
    """Somebody asked by writing, changing or deleting what identifies.

    `nonce`: opens the commitment in the ledger, together with the key of its kind outside the database.
    `compared_at`: when it was looked up, in the same round whatever was found.
    """

    __tablename__ = "identifiers_asked"
    __table_args__ = (
        within_region("statement_id", "statements"),
        within_region("partner_id", "partners"),
        Index("identifiers_asked_by_person", "region_id", "person_id", "at"),
        Index("identifiers_asked_waiting", "region_id", "compared_at", "at"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    statement_id: UUID = own()
    partner_id: UUID = own()
    person_id: UUID = own(foreign_key="persons.id")
    change: Asking = own(sa_type=term(Asking))
    purpose: Purpose = own(sa_type=term(Purpose))
    nonce: bytes = own(max_length=32)
    commitment: bytes = own(max_length=32)
    at: datetime = own()
    compared_at: datetime | None = own(default=None)


class Hit(SQLModel, table=True):
    """Two partners hold the same: who asked, and who held it before. Who of them hears of whom stands in tellings.

    `chooses`: the holder is told without a name, and may make itself known.
    """

    __tablename__ = "hits"
    __table_args__ = (
        within_region("asked_id", "statements"),
        within_region("held_id", "statements"),
        within_region("asker_id", "partners"),
        within_region("holder_id", "partners"),
        CheckConstraint("asker_id <> holder_id", name="between_two"),
        CheckConstraint("(answer = 'open') = (answered_at IS NULL)", name="answered_has_a_time"),
        unique_where("one_hit_in_force", "region_id", "asked_id", "held_id", where="ended_at IS NULL"),
        Index("hits_by_holder", "region_id", "holder_id", "held_id"),
        Index("hits_by_asker", "region_id", "asker_id", "asked_id"),
    )

    region_id: UUID = own(primary_key=True)
    id: UUID = own(default_factory=uuid4, primary_key=True)
    asked_id: UUID = own()
    held_id: UUID = own()
    asker_id: UUID = own()
    holder_id: UUID = own()
    likeness: Likeness = own(sa_type=term(Likeness))
    chooses: bool = own()
    found_at: datetime = own()
    answer: HitAnswer = own(default=HitAnswer.OPEN, sa_type=term(HitAnswer))
    answered_at: datetime | None = own(default=None)
    answered_by: UUID | None = own(default=None, foreign_key="persons.id")
    ended_at: datetime | None = own(default=None)


class HitTelling(SQLModel, table=True):
    """One partner was told that another holds the same: on which permitting rule, until when."""

    __tablename__ = "hit_tellings"
    __table_args__ = (
        within_region("hit_id", "hits"),
        within_region("giver_id", "partners"),
        within_region("receiver_id", "partners"),
        ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        CheckConstraint("rule_outcome IN ('yes', 'if')", name="rule_permits"),
        CheckConstraint("giver_id <> receiver_id", name="to_another"),
    )

    region_id: UUID = own(primary_key=True)
    hit_id: UUID = own(primary_key=True)
    giver_id: UUID = own(primary_key=True)
    receiver_id: UUID = own()
    book_id: UUID = own()
    rule_number: int = own()
    rule_outcome: RowOutcome = own(sa_type=term(RowOutcome))
    told_at: datetime = own()
    ends_at: datetime = own()
