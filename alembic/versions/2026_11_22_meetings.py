"""Meetings: series, agendas with their circles and answers, who is there, and what is written down.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence
from functools import partial

from tafel import schema
from tafel.schema import (
    check,
    clock_time,
    create,
    day,
    flag,
    ident,
    index,
    key,
    moment,
    number,
    points,
    raw,
    text,
    unique,
    unique_index,
    wall,
    within,
)

revision: str = "20261122"
down_revision: str | None = "20261121"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    meetings()
    agenda()
    room()
    written()
    wall(*REGIONAL)


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")


REGIONAL = (
    "series", "meetings", "series_items", "series_partners", "meeting_partners", "agenda_items",
    "item_partners", "attendances", "admissions", "presences", "lines", "decisions", "action_items", "notes",
)  # fmt: skip
WORDS = {
    "actionstate": ("open", "done", "could-not", "not-done"),
    "answer": ("open", "unchanged", "new", "none", "later"),
    "attendancestate": ("expected", "present", "absent"),
    "datacategory": (
        "D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D8i", "D9", "D10", "D11", "D12", "D13", "D14", "D15",
        "D16", "D17", "D18",
    ),
    "framework": ("A", "B", "C", "D"),
    "how": ("room", "online"),
    "itemkind": ("case", "free", "standing", "actions", "minutes"),
    "itemstate": ("proposed", "accepted", "returned", "postponed", "handled"),
    "linekind": ("question", "said", "decision", "action"),
    "meetingkind": ("cases", "weighing", "board"),
    "meetingstate": ("draft", "invited", "in-session", "closed"),
    "minutingmode": ("agreed", "report", "nothing"),
    "presencesource": ("attendance", "chair", "own"),
    "purpose": ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"),
    "route": ("route", "lead", "accepted", "transferred", "scaled-down", "other"),
}  # fmt: skip
term = partial(schema.term, WORDS)


def meetings() -> None:
    """When the table meets: series, and each meeting with the partners invited to it."""
    create(
        "series",
        ident("region_id"),
        ident("id"),
        term("kind", "meetingkind"),
        text("name", 80),
        term("framework", "framework"),
        number("every_weeks"),
        number("weekday"),
        clock_time("starts"),
        number("minutes"),
        text("place", 120),
        text("link", 300),
        number("announce_days"),
        clock_time("announce_time"),
        number("agenda_days"),
        clock_time("agenda_time"),
        number("contribute_days"),
        clock_time("contribute_time"),
        ident("chair_id"),
        ident("note_taker_id"),
        moment("ended_at", optional=True),
        key("region_id", "id"),
        points("region_id", "regions.id"),
        within("chair_id", "memberships"),
        within("note_taker_id", "memberships"),
        unique("region_id", "name"),
        check("lasts", "minutes BETWEEN 10 AND 480"),
        check("comes_back", "every_weeks BETWEEN 1 AND 26"),
    )
    create(
        "meetings",
        ident("region_id"),
        ident("id"),
        ident("series_id", optional=True),
        term("kind", "meetingkind"),
        text("name", 80),
        term("framework", "framework"),
        flag("urgent"),
        moment("starts_at"),
        moment("ends_at"),
        text("place", 120),
        text("link", 300),
        moment("announce_by", optional=True),
        moment("agenda_by", optional=True),
        moment("contribute_by", optional=True),
        ident("chair_id"),
        ident("note_taker_id"),
        term("state", "meetingstate"),
        number("order_edit"),
        ident("made_by"),
        moment("sent_at", optional=True),
        moment("opened_at", optional=True),
        moment("closed_at", optional=True),
        moment("paused_at", optional=True),
        key("region_id", "id"),
        points("made_by", "persons.id"),
        points("region_id", "regions.id"),
        within("chair_id", "memberships"),
        within("note_taker_id", "memberships"),
        within("series_id", "series"),
        check("ends_after_start", "ends_at > starts_at"),
        check("closed_has_a_time", "(state = 'closed') = (closed_at IS NOT NULL)"),
    )
    index("meetings_by_time", "meetings", "region_id", "starts_at")
    create(
        "series_items",
        ident("region_id"),
        ident("id"),
        ident("series_id"),
        number("position"),
        flag("at_end"),
        term("kind", "itemkind"),
        text("title", 80),
        number("minutes"),
        key("region_id", "id"),
        within("series_id", "series"),
        unique("region_id", "series_id", "position"),
    )
    create(
        "series_partners",
        ident("region_id"),
        ident("series_id"),
        ident("partner_id"),
        key("region_id", "series_id", "partner_id"),
        within("partner_id", "partners"),
        within("series_id", "series"),
    )
    create(
        "meeting_partners",
        ident("region_id"),
        ident("meeting_id"),
        ident("partner_id"),
        key("region_id", "meeting_id", "partner_id"),
        within("meeting_id", "meetings"),
        within("partner_id", "partners"),
    )


def agenda() -> None:
    """About what: the items, and what each partner of an item's circle answered."""
    create(
        "agenda_items",
        ident("region_id"),
        ident("id"),
        ident("meeting_id"),
        ident("case_id"),
        term("kind", "itemkind"),
        text("title", 80),
        text("brief", 300),
        term("purpose", "purpose", optional=True),
        ident("proposed_by"),
        ident("proposed_person"),
        moment("proposed_at"),
        flag("late"),
        flag("urgent"),
        number("minutes"),
        number("position"),
        term("state", "itemstate"),
        text("reason", 300),
        text("remark", 300),
        ident("question_id", optional=True),
        term("mode", "minutingmode"),
        term("preset", "datacategory", optional=True),
        ident("chair_id", optional=True),
        ident("note_taker_id", optional=True),
        moment("starts_at", optional=True),
        moment("opened_at", optional=True),
        moment("closed_at", optional=True),
        key("region_id", "id"),
        points("proposed_person", "persons.id"),
        within("case_id", "cases"),
        within("chair_id", "memberships"),
        within("meeting_id", "meetings"),
        within("note_taker_id", "memberships"),
        within("proposed_by", "partners"),
        within("question_id", "statements"),
        check("lasts", "minutes BETWEEN 1 AND 240"),
    )
    index("agenda_items_by_case", "agenda_items", "region_id", "case_id")
    index("agenda_items_by_meeting", "agenda_items", "region_id", "meeting_id", "position")
    on_the_table = "opened_at IS NOT NULL AND closed_at IS NULL"
    unique_index("one_item_on_the_table", "agenda_items", "region_id", "meeting_id", where=on_the_table)
    create(
        "item_partners",
        ident("region_id"),
        ident("item_id"),
        ident("partner_id"),
        moment("since"),
        moment("until", optional=True),
        moment("asked_at"),
        term("answer", "answer"),
        moment("later_until", optional=True),
        moment("answered_at", optional=True),
        ident("answered_by", optional=True),
        key("region_id", "item_id", "partner_id"),
        points("answered_by", "persons.id"),
        within("item_id", "agenda_items"),
        within("partner_id", "partners"),
    )
    index("item_partners_by_partner", "item_partners", "region_id", "partner_id", "item_id")


def room() -> None:
    """Who is there: expected, let in for an item, in or out."""
    create(
        "attendances",
        ident("region_id"),
        ident("id"),
        ident("meeting_id"),
        ident("membership_id", optional=True),
        ident("partner_id", optional=True),
        text("guest", 120, optional=True),
        flag("secrecy_signed"),
        term("how", "how"),
        term("state", "attendancestate"),
        ident("noted_by"),
        moment("noted_at"),
        key("region_id", "id"),
        points("noted_by", "persons.id"),
        within("meeting_id", "meetings"),
        within("membership_id", "memberships"),
        within("partner_id", "partners"),
        check("seated_or_guest", "(membership_id IS NULL) = (guest IS NOT NULL)"),
    )
    seated = "membership_id IS NOT NULL"
    unique_index("one_attendance", "attendances", "region_id", "meeting_id", "membership_id", where=seated)
    create(
        "admissions",
        ident("region_id"),
        ident("item_id"),
        ident("attendance_id"),
        ident("member_id", optional=True),
        ident("admitted_by"),
        moment("at"),
        key("region_id", "item_id", "attendance_id"),
        points("admitted_by", "persons.id"),
        within("attendance_id", "attendances"),
        within("item_id", "agenda_items"),
        within("member_id", "case_members"),
    )
    create(
        "presences",
        ident("region_id"),
        ident("id"),
        ident("attendance_id"),
        ident("item_id", optional=True),
        flag("here"),
        term("source", "presencesource"),
        ident("noted_by"),
        moment("at"),
        key("region_id", "id"),
        points("noted_by", "persons.id"),
        within("attendance_id", "attendances"),
        within("item_id", "agenda_items"),
    )
    index("presences_by_attendance", "presences", "region_id", "attendance_id", "at")


def written() -> None:
    """What is written down: lines, the decisions and actions among them, and the note-taker's own notes."""
    create(
        "lines",
        ident("region_id"),
        ident("statement_id"),
        ident("item_id"),
        term("kind", "linekind"),
        ident("taken_by", optional=True),
        moment("confirmed_at", optional=True),
        ident("confirmed_by", optional=True),
        key("region_id", "statement_id"),
        points("confirmed_by", "persons.id"),
        within("item_id", "agenda_items"),
        within("statement_id", "statements"),
        within("taken_by", "memberships"),
    )
    index("lines_by_item", "lines", "region_id", "item_id")
    index("lines_by_taker", "lines", "region_id", "taken_by")
    create(
        "decisions",
        ident("region_id"),
        ident("statement_id"),
        term("route", "route"),
        ident("lead_partner_id", optional=True),
        key("region_id", "statement_id"),
        within("lead_partner_id", "partners"),
        within("statement_id", "statements"),
    )
    create(
        "action_items",
        ident("region_id"),
        ident("statement_id"),
        ident("person_id", optional=True),
        day("due_on"),
        day("first_due_on"),
        term("state", "actionstate"),
        number("put_off"),
        moment("changed_at"),
        key("region_id", "statement_id"),
        within("person_id", "memberships"),
        within("statement_id", "statements"),
    )
    create(
        "notes",
        ident("region_id"),
        ident("item_id"),
        ident("membership_id"),
        number("edit"),
        raw("text_sealed"),
        moment("saved_at"),
        key("region_id", "item_id", "membership_id"),
        within("item_id", "agenda_items"),
        within("membership_id", "memberships"),
    )
