"""Meetings: series, agendas with their circles and answers, who is there, and what is written down.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "20261122"
down_revision: str | None = "20261121"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HERE = "nullif(current_setting('tafel.region', true), '')::uuid"
TABLES = (
    "series",
    "meetings",
    "series_items",
    "series_partners",
    "action_items",
    "agenda_items",
    "attendances",
    "decisions",
    "meeting_partners",
    "admissions",
    "item_partners",
    "lines",
    "notes",
    "presences",
)


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    series()
    meetings()
    series_items()
    series_partners()
    action_items()
    agenda_items()
    attendances()
    decisions()
    meeting_partners()
    admissions()
    item_partners()
    lines()
    notes()
    presences()
    if op.get_context().dialect.name == "postgresql":
        walls()


def walls() -> None:
    """Whatever is asked, only rows of the region of this transaction answer: for the owner of the tables too."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY region ON {table} USING (region_id = {HERE}) WITH CHECK (region_id = {HERE})")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")


def series() -> None:
    """Make it."""
    op.create_table(
        "series",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cases", "weighing", "board", name="meetingkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.AutoString(length=80), nullable=False),
        sa.Column(
            "framework",
            sa.Enum("A", "B", "C", "D", name="framework", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sqlmodel.AutoString(length=120), nullable=False),
        sa.Column("link", sqlmodel.AutoString(length=300), nullable=False),
        sa.Column("announce_days", sa.Integer(), nullable=False),
        sa.Column("announce_time", sa.Time(), nullable=False),
        sa.Column("agenda_days", sa.Integer(), nullable=False),
        sa.Column("agenda_time", sa.Time(), nullable=False),
        sa.Column("contribute_days", sa.Integer(), nullable=False),
        sa.Column("contribute_time", sa.Time(), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=False),
        sa.Column("note_taker_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 26", name=op.f("ck_series_comes_back")),
        sa.CheckConstraint("minutes BETWEEN 10 AND 480", name=op.f("ck_series_lasts")),
        sa.ForeignKeyConstraint(
            ["region_id", "chair_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_series_region_id_chair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "note_taker_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_series_region_id_note_taker_id"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_series_region_id")),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_series")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_series_region_id_name")),
    )


def meetings() -> None:
    """Make it."""
    op.create_table(
        "meetings",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "cases", "weighing", "board", name="meetingkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.AutoString(length=80), nullable=False),
        sa.Column(
            "framework",
            sa.Enum("A", "B", "C", "D", name="framework", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("place", sqlmodel.AutoString(length=120), nullable=False),
        sa.Column("link", sqlmodel.AutoString(length=300), nullable=False),
        sa.Column("announce_by", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("agenda_by", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("contribute_by", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("chair_id", sa.Uuid(), nullable=False),
        sa.Column("note_taker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "invited",
                "in-session",
                "closed",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("order_edit", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("opened_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("paused_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_meetings_closed_has_a_time")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_ends_after_start")),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_meetings_made_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "chair_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_meetings_region_id_chair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "note_taker_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_meetings_region_id_note_taker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "series_id"], ["series.region_id", "series.id"], name=op.f("fk_meetings_region_id_series_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_meetings_region_id")),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_meetings")),
    )
    op.create_index("meetings_by_time", "meetings", ["region_id", "starts_at"], unique=False)


def series_items() -> None:
    """Make it."""
    op.create_table(
        "series_items",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at_end", sa.Boolean(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "free",
                "standing",
                "actions",
                "minutes",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.AutoString(length=80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "series_id"],
            ["series.region_id", "series.id"],
            name=op.f("fk_series_items_region_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_series_items")),
        sa.UniqueConstraint(
            "region_id", "series_id", "position", name=op.f("uq_series_items_region_id_series_id_position")
        ),
    )


def series_partners() -> None:
    """Make it."""
    op.create_table(
        "series_partners",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "partner_id"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_series_partners_region_id_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "series_id"],
            ["series.region_id", "series.id"],
            name=op.f("fk_series_partners_region_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "series_id", "partner_id", name=op.f("pk_series_partners")),
    )


def action_items() -> None:
    """Make it."""
    op.create_table(
        "action_items",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "could-not",
                "not-done",
                name="actionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("changed_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "person_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_action_items_region_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "statement_id"],
            ["statements.region_id", "statements.id"],
            name=op.f("fk_action_items_region_id_statement_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "statement_id", name=op.f("pk_action_items")),
    )


def agenda_items() -> None:
    """Make it."""
    op.create_table(
        "agenda_items",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "free",
                "standing",
                "actions",
                "minutes",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.AutoString(length=80), nullable=False),
        sa.Column("brief", sqlmodel.AutoString(length=300), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "P1",
                "P2",
                "P3",
                "P4",
                "P5",
                "P6",
                "P7",
                "P8",
                "P9",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_person", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "returned",
                "postponed",
                "handled",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.AutoString(length=300), nullable=False),
        sa.Column("remark", sqlmodel.AutoString(length=300), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "agreed", "report", "nothing", name="minutingmode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "preset",
            sa.Enum(
                "D0",
                "D1",
                "D2",
                "D3",
                "D4",
                "D5",
                "D6",
                "D7",
                "D8",
                "D8i",
                "D9",
                "D10",
                "D11",
                "D12",
                "D13",
                "D14",
                "D15",
                "D16",
                "D17",
                "D18",
                name="datacategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("note_taker_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("opened_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 240", name=op.f("ck_agenda_items_lasts")),
        sa.ForeignKeyConstraint(["proposed_person"], ["persons.id"], name=op.f("fk_agenda_items_proposed_person")),
        sa.ForeignKeyConstraint(
            ["region_id", "case_id"], ["cases.region_id", "cases.id"], name=op.f("fk_agenda_items_region_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "chair_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_agenda_items_region_id_chair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "meeting_id"],
            ["meetings.region_id", "meetings.id"],
            name=op.f("fk_agenda_items_region_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "note_taker_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_agenda_items_region_id_note_taker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "proposed_by"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_agenda_items_region_id_proposed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "question_id"],
            ["statements.region_id", "statements.id"],
            name=op.f("fk_agenda_items_region_id_question_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_agenda_items")),
    )
    op.create_index("agenda_items_by_case", "agenda_items", ["region_id", "case_id"], unique=False)
    op.create_index("agenda_items_by_meeting", "agenda_items", ["region_id", "meeting_id", "position"], unique=False)
    op.create_index(
        "one_item_on_the_table",
        "agenda_items",
        ["region_id", "meeting_id"],
        unique=True,
        sqlite_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
    )


def attendances() -> None:
    """Make it."""
    op.create_table(
        "attendances",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("guest", sqlmodel.AutoString(length=120), nullable=True),
        sa.Column("secrecy_signed", sa.Boolean(), nullable=False),
        sa.Column(
            "how",
            sa.Enum("room", "online", name="how", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "present",
                "absent",
                name="attendancestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(membership_id IS NULL) = (guest IS NOT NULL)", name=op.f("ck_attendances_seated_or_guest")
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["persons.id"], name=op.f("fk_attendances_noted_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "meeting_id"],
            ["meetings.region_id", "meetings.id"],
            name=op.f("fk_attendances_region_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "membership_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_attendances_region_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "partner_id"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_attendances_region_id_partner_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_attendances")),
    )
    op.create_index(
        "one_attendance",
        "attendances",
        ["region_id", "meeting_id", "membership_id"],
        unique=True,
        sqlite_where=sa.text("membership_id IS NOT NULL"),
        postgresql_where=sa.text("membership_id IS NOT NULL"),
    )


def decisions() -> None:
    """Make it."""
    op.create_table(
        "decisions",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "route",
                "lead",
                "accepted",
                "transferred",
                "scaled-down",
                "other",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lead_partner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_id", "lead_partner_id"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_decisions_region_id_lead_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "statement_id"],
            ["statements.region_id", "statements.id"],
            name=op.f("fk_decisions_region_id_statement_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "statement_id", name=op.f("pk_decisions")),
    )


def meeting_partners() -> None:
    """Make it."""
    op.create_table(
        "meeting_partners",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "meeting_id"],
            ["meetings.region_id", "meetings.id"],
            name=op.f("fk_meeting_partners_region_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "partner_id"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_meeting_partners_region_id_partner_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "meeting_id", "partner_id", name=op.f("pk_meeting_partners")),
    )


def admissions() -> None:
    """Make it."""
    op.create_table(
        "admissions",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("admitted_by", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["admitted_by"], ["persons.id"], name=op.f("fk_admissions_admitted_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "attendance_id"],
            ["attendances.region_id", "attendances.id"],
            name=op.f("fk_admissions_region_id_attendance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "item_id"],
            ["agenda_items.region_id", "agenda_items.id"],
            name=op.f("fk_admissions_region_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "member_id"],
            ["case_members.region_id", "case_members.id"],
            name=op.f("fk_admissions_region_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "item_id", "attendance_id", name=op.f("pk_admissions")),
    )


def item_partners() -> None:
    """Make it."""
    op.create_table(
        "item_partners",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("since", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("asked_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "open",
                "unchanged",
                "new",
                "none",
                "later",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("later_until", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("answered_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["persons.id"], name=op.f("fk_item_partners_answered_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "item_id"],
            ["agenda_items.region_id", "agenda_items.id"],
            name=op.f("fk_item_partners_region_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "partner_id"],
            ["partners.region_id", "partners.id"],
            name=op.f("fk_item_partners_region_id_partner_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "item_id", "partner_id", name=op.f("pk_item_partners")),
    )
    op.create_index("item_partners_by_partner", "item_partners", ["region_id", "partner_id", "item_id"], unique=False)


def lines() -> None:
    """Make it."""
    op.create_table(
        "lines",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "question",
                "said",
                "decision",
                "action",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["persons.id"], name=op.f("fk_lines_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "item_id"],
            ["agenda_items.region_id", "agenda_items.id"],
            name=op.f("fk_lines_region_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "statement_id"],
            ["statements.region_id", "statements.id"],
            name=op.f("fk_lines_region_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "taken_by"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_lines_region_id_taken_by"),
        ),
        sa.PrimaryKeyConstraint("region_id", "statement_id", name=op.f("pk_lines")),
    )
    op.create_index("lines_by_item", "lines", ["region_id", "item_id"], unique=False)
    op.create_index("lines_by_taker", "lines", ["region_id", "taken_by"], unique=False)


def notes() -> None:
    """Make it."""
    op.create_table(
        "notes",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "item_id"],
            ["agenda_items.region_id", "agenda_items.id"],
            name=op.f("fk_notes_region_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "membership_id"],
            ["memberships.region_id", "memberships.id"],
            name=op.f("fk_notes_region_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "item_id", "membership_id", name=op.f("pk_notes")),
    )


def presences() -> None:
    """Make it."""
    op.create_table(
        "presences",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attendance_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "attendance",
                "chair",
                "own",
                name="presencesource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by"], ["persons.id"], name=op.f("fk_presences_noted_by")),
        sa.ForeignKeyConstraint(
            ["region_id", "attendance_id"],
            ["attendances.region_id", "attendances.id"],
            name=op.f("fk_presences_region_id_attendance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "item_id"],
            ["agenda_items.region_id", "agenda_items.id"],
            name=op.f("fk_presences_region_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("region_id", "id", name=op.f("pk_presences")),
    )
    op.create_index("presences_by_attendance", "presences", ["region_id", "attendance_id", "at"], unique=False)
