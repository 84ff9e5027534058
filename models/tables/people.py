"""Who exists: regions, partners, persons, their seats, and how they sign in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import term, unique_where, within_region
from models.terms import PartnerKind, Role


class Region(SQLModel, table=True):
    """A tenant: one Regionale Tafel. `prefix` starts its case references.

    `own_key`: what seals that which is of no case, wrapped by the key outside the database; none in older regions.
    `vkey`: by what anyone checks the checkpoints signed now.
    """

    __tablename__ = "regions"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120)
    prefix: str = Field(max_length=4)
    created_at: datetime
    closing_term_months: int = 12
    own_key: bytes | None = Field(default=None, max_length=80)
    vkey: str | None = Field(default=None, max_length=200)


class Partner(SQLModel, table=True):
    """An organisation that signed the convenant; `position` fixes the order in which all partners are listed."""

    __tablename__ = "partners"
    __table_args__ = (UniqueConstraint("region_id", "position"), UniqueConstraint("region_id", "name"))

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: PartnerKind = Field(sa_type=term(PartnerKind))
    name: str = Field(max_length=120)
    short_name: str = Field(max_length=60)
    municipality: str | None = Field(default=None, max_length=80)
    position: int
    created_at: datetime


class Person(SQLModel, table=True):
    """Somebody with an account of the installation; `login` is how they name themselves at sign-in."""

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("login"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120)
    login: str = Field(max_length=120)
    language: str = Field(default="nl", max_length=2)
    private_view: bool = False
    created_at: datetime


class Membership(SQLModel, table=True):
    """A person's seat: for a partner, or (privacy officer, administrator) for the region alone.

    In force once confirmed by a person already seated for that partner; a partner's first person is confirmed by VZ.
    `secrecy_until`: until when what this person last signed for secrecy counts.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        within_region("partner_id", "partners"),
        CheckConstraint(
            "(partner_id IS NULL) = (role IN ('privacy-officer', 'administrator'))", name="seat_without_partner"
        ),
        CheckConstraint("ended_at IS NULL OR ended_at >= proposed_at", name="ends_after_start"),
        CheckConstraint("confirmed_by <> person_id", name="nobody_confirms_oneself"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_at IS NOT NULL", name="confirmed_has_a_time"),
        unique_where("one_seat_in_force", "region_id", "person_id", "partner_id", where="ended_at IS NULL"),
    )

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="persons.id", index=True)
    partner_id: UUID | None = None
    role: Role = Field(sa_type=term(Role))
    job: str = Field(default="", max_length=80)
    is_contact: bool = False
    proposed_by: UUID | None = Field(default=None, foreign_key="persons.id")
    proposed_at: datetime
    confirmed_by: UUID | None = Field(default=None, foreign_key="persons.id")
    confirmed_at: datetime | None = None
    secrecy_signed_at: datetime | None = None
    ended_at: datetime | None = None
    secrecy_until: datetime | None = None


class Password(SQLModel, table=True):
    """The argon2id hash of a person's password."""

    __tablename__ = "passwords"

    person_id: UUID = Field(foreign_key="persons.id", primary_key=True)
    hash: str = Field(max_length=300)
    changed_at: datetime


class Sitting(SQLModel, table=True):
    """One signed-in session: short, on the server, revocable. Only the hash of its token is kept."""

    __tablename__ = "sittings"
    __table_args__ = (UniqueConstraint("token_hash"), within_region("membership_id", "memberships"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="persons.id", index=True)
    token_hash: bytes = Field(max_length=32)
    region_id: UUID | None = Field(default=None, foreign_key="regions.id")
    membership_id: UUID | None = None
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class Attempt(SQLModel, table=True):
    """A failed sign-in or a missed page, counted under a hash of who tried: throttling needs no more."""

    __tablename__ = "attempts"
    __table_args__ = (Index("attempts_by_who", "who", "at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    who: bytes = Field(max_length=32)
    at: datetime


class AccessToken(SQLModel, table=True):
    """A machine's key to one seat, made on one's own page and revocable; only its hash is kept."""

    __tablename__ = "access_tokens"
    __table_args__ = (UniqueConstraint("token_hash"), within_region("membership_id", "memberships"))

    region_id: UUID = Field(foreign_key="regions.id", primary_key=True)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    membership_id: UUID
    name: str = Field(max_length=80)
    token_hash: bytes = Field(max_length=32)
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None


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
