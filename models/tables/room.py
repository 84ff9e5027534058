"""Who is there, and what is written down: attendance, presence, working notes, lines, decisions, actions."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from models.meeting_terms import ActionState, AttendanceState, How, LineKind, PresenceSource, Route
from models.tables.columns import index_where, own, process, statement, term, unique_where, within_region


class Attendance(SQLModel, table=True):
    """A person at a meeting: with a seat at the table, or a guest by name who signed for secrecy.

    `answered_at`: when its partner last said whether this person comes. `instead_of`: the seat whose place it takes.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        within_region("meeting_id", "meetings"),
        within_region("membership_id", "memberships"),
        within_region("partner_id", "partners"),
        CheckConstraint("(membership_id IS NULL) = (guest IS NOT NULL)", name="seated_or_guest"),
        Index("attendances_by_meeting", "region_id", "meeting_id"),
        unique_where(
            "one_attendance", "region_id", "meeting_id", "membership_id", where="membership_id IS NOT NULL"
        ),
    )  # fmt: skip

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = process()
    membership_id: UUID | None = process(default=None)
    partner_id: UUID | None = process(default=None)
    guest: str | None = process(default=None, max_length=120)
    secrecy_signed: bool = process(default=False)
    how: How = process(default=How.ROOM, sa_type=term(How))
    state: AttendanceState = process(default=AttendanceState.EXPECTED, sa_type=term(AttendanceState))
    noted_by: UUID = process(foreign_key="persons.id")
    noted_at: datetime = process()
    answered_at: datetime | None = process(default=None)
    instead_of: UUID | None = process(default=None)


class Presence(SQLModel, table=True):
    """Somebody came in or went out; the last one counts. `item_id`: what was on the table."""

    __tablename__ = "presences"
    __table_args__ = (
        within_region("attendance_id", "attendances"),
        within_region("item_id", "agenda_items"),
        Index("presences_by_attendance", "region_id", "attendance_id", "at"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    attendance_id: UUID = process()
    item_id: UUID | None = process(default=None)
    here: bool = process()
    source: PresenceSource = process(sa_type=term(PresenceSource))
    noted_by: UUID = process(foreign_key="persons.id")
    at: datetime = process()


class Admission(SQLModel, table=True):
    """Somebody may hear one item who is no member of its case: a guest, or a substitute for one of its partners.

    `member_id`: a substitute reads along until the item is over.
    """

    __tablename__ = "admissions"
    __table_args__ = (
        within_region("item_id", "agenda_items"),
        within_region("attendance_id", "attendances"),
        within_region("member_id", "case_members"),
    )

    region_id: UUID = process(primary_key=True)
    item_id: UUID = process(primary_key=True)
    attendance_id: UUID = process(primary_key=True)
    member_id: UUID | None = process(default=None)
    admitted_by: UUID = process(foreign_key="persons.id")
    at: datetime = process()


class StoodAside(SQLModel, table=True):
    """Somebody said to be personally concerned with an item, and does not take part in it."""

    __tablename__ = "stood_aside"
    __table_args__ = (within_region("item_id", "agenda_items"), within_region("membership_id", "memberships"))

    region_id: UUID = process(primary_key=True)
    item_id: UUID = process(primary_key=True)
    membership_id: UUID = process(primary_key=True)
    since: datetime = process()
    until: datetime | None = process(default=None)


class Narrowing(SQLModel, table=True):
    """A part of an item that fewer partners hear than its circle; the others wait outside until it ends."""

    __tablename__ = "narrowings"
    __table_args__ = (
        within_region("item_id", "agenda_items"),
        unique_where("one_narrowing", "region_id", "item_id", where="ended_at IS NULL"),
    )

    region_id: UUID = process(primary_key=True)
    id: UUID = process(default_factory=uuid4, primary_key=True)
    item_id: UUID = process()
    begun_by: UUID = process(foreign_key="persons.id")
    begun_at: datetime = process()
    ended_at: datetime | None = process(default=None)


class NarrowingPartner(SQLModel, table=True):
    """A partner that stays for that part."""

    __tablename__ = "narrowing_partners"
    __table_args__ = (within_region("narrowing_id", "narrowings"), within_region("partner_id", "partners"))

    region_id: UUID = process(primary_key=True)
    narrowing_id: UUID = process(primary_key=True)
    partner_id: UUID = process(primary_key=True)


class Note(SQLModel, table=True):
    """Working notes of one note-taker at one item: nobody else's, and erased when the minutes are adopted."""

    __tablename__ = "notes"
    __table_args__ = (within_region("item_id", "agenda_items"), within_region("membership_id", "memberships"))

    region_id: UUID = own(primary_key=True)
    item_id: UUID = own(primary_key=True)
    membership_id: UUID = own(primary_key=True)
    edit: int = own(default=1)
    text_sealed: bytes = own()
    saved_at: datetime = own()


class Line(SQLModel, table=True):
    """A statement made at an item: the question, something said, a decision, an action.

    The statement's partner is its giver; `taken_by` wrote it down for the giver, and reads back what it wrote.
    What was said stands in nobody's copy before `confirmed_at`.
    """

    __tablename__ = "lines"
    __table_args__ = (
        within_region("statement_id", "statements"),
        within_region("item_id", "agenda_items"),
        within_region("taken_by", "memberships"),
        Index("lines_by_item", "region_id", "item_id"),
        Index("lines_by_taker", "region_id", "taken_by"),
        Index("lines_by_confirming", "region_id", "confirmed_at"),
    )

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    item_id: UUID = statement()
    kind: LineKind = statement(sa_type=term(LineKind))
    taken_by: UUID | None = statement(default=None)
    confirmed_at: datetime | None = statement(default=None)
    confirmed_by: UUID | None = statement(default=None, foreign_key="persons.id")


class NarrowedLine(SQLModel, table=True):
    """A line made in a narrowed part: it is for those who stayed, whoever else is in the circle."""

    __tablename__ = "narrowed_lines"
    __table_args__ = (within_region("statement_id", "statements"), within_region("narrowing_id", "narrowings"))

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    narrowing_id: UUID = statement()


class Decision(SQLModel, table=True):
    """What kind of decision a statement is, and who leads from now on where that is what it settles."""

    __tablename__ = "decisions"
    __table_args__ = (within_region("statement_id", "statements"), within_region("lead_partner_id", "partners"))

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    route: Route = statement(sa_type=term(Route))
    lead_partner_id: UUID | None = statement(default=None)


class ActionItem(SQLModel, table=True):
    """An action: its statement's partner owns it, before a day, by a person where one is named.

    Its day, state and how often it was put off are part of the shell of the item it was agreed at. `lapsed_by`: the
    partner that closed the case, where it lapsed with that.
    """

    __tablename__ = "action_items"
    __table_args__ = (
        within_region("statement_id", "statements"),
        within_region("person_id", "memberships"),
        index_where("actions_open", "region_id", where="state = 'open'"),
        Index("action_items_by_change", "region_id", "changed_at"),
    )

    region_id: UUID = statement(primary_key=True)
    statement_id: UUID = statement(primary_key=True)
    person_id: UUID | None = statement(default=None)
    due_on: date = process()
    first_due_on: date = process()
    state: ActionState = process(default=ActionState.OPEN, sa_type=term(ActionState))
    put_off: int = process(default=0)
    changed_at: datetime = statement()
    lapsed_by: UUID | None = statement(default=None)
