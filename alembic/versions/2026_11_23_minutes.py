"""What comes of a meeting: minutes, remarks, copies; and how a case is closed.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence
from functools import partial

from alembic import op

from tafel import schema
from tafel.schema import (
    check,
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
    unique_index,
    wall,
    within,
)

revision: str = "20261123"
down_revision: str | None = "20261122"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    kinds_of_lines()
    minutes()
    copies()
    closing()
    wall(*REGIONAL)


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")


REGIONAL = (
    "minutes", "minutes_lines", "tellings", "remarks", "minutes_copies", "minutes_copy_lines", "house_styles",
    "case_closings",
)  # fmt: skip
WORDS = {
    "closing": ("safe", "scaled-down", "transferred", "no-signs", "merged", "other"),
    "copyformat": ("pdf", "docx", "odt"),
    "linekind": ("question", "said", "decision", "action", "telling", "remark", "addition"),
    "minutesstate": ("draft", "for-remarks", "adopted"),
    "remarkoutcome": ("open", "processed", "attached", "declined"),
}
term = partial(schema.term, WORDS)


def kinds_of_lines() -> None:
    """A line may also be who tells a presumed victim, a remark on minutes, or an addition to them."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_lines_linekind"), "lines", type_="check")
        known = ", ".join(f"'{word}'" for word in WORDS["linekind"])
        op.create_check_constraint(op.f("ck_lines_linekind"), "lines", f"kind IN ({known})")
        return
    for name in ("lines_by_item", "lines_by_taker"):
        op.drop_index(op.f(name), "lines")
    op.rename_table("lines", "lines_before")
    lines()
    op.execute("INSERT INTO lines SELECT * FROM lines_before")
    op.drop_table("lines_before")


def lines() -> None:
    """SQLite changes no closed list in place: the table is made anew, its columns in the order they had."""
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


def minutes() -> None:
    """Minutes of each item and of the general part, what stands in them once adopted, and what is said of them."""
    create(
        "minutes",
        ident("region_id"),
        ident("id"),
        ident("meeting_id"),
        ident("item_id", optional=True),
        term("state", "minutesstate"),
        day("remarks_by", optional=True),
        moment("sent_at", optional=True),
        moment("adopted_at", optional=True),
        key("region_id", "id"),
        check("adopted_has_a_time", "(state = 'adopted') = (adopted_at IS NOT NULL)"),
        check("remarks_have_an_end", "(state = 'draft') = (remarks_by IS NULL)"),
        within("item_id", "agenda_items"),
        within("meeting_id", "meetings"),
    )
    ours = ("region_id", "meeting_id")
    unique_index("one_minutes_of_an_item", "minutes", *ours, "item_id", where="item_id IS NOT NULL")
    unique_index("one_general_part", "minutes", *ours, where="item_id IS NULL")
    create(
        "minutes_lines",
        ident("region_id"),
        ident("minutes_id"),
        ident("version_id"),
        key("region_id", "minutes_id", "version_id"),
        within("minutes_id", "minutes"),
        within("version_id", "versions"),
    )
    create(
        "tellings",
        ident("region_id"),
        ident("statement_id"),
        ident("subject_id"),
        ident("person_id", optional=True),
        day("on_day"),
        flag("postponed"),
        key("region_id", "statement_id"),
        within("person_id", "memberships"),
        within("statement_id", "statements"),
        within("subject_id", "subjects"),
    )
    create(
        "remarks",
        ident("region_id"),
        ident("statement_id"),
        ident("minutes_id"),
        term("outcome", "remarkoutcome"),
        moment("answered_at", optional=True),
        ident("answered_by", optional=True),
        key("region_id", "statement_id"),
        points("answered_by", "persons.id"),
        within("minutes_id", "minutes"),
        within("statement_id", "statements"),
    )


def copies() -> None:
    """A sealed file for each recipient, and how the region's documents look."""
    create(
        "minutes_copies",
        ident("region_id"),
        ident("id"),
        ident("minutes_id"),
        ident("membership_id"),
        term("format", "copyformat"),
        number("edition"),
        moment("made_at"),
        ident("made_by"),
        moment("notified_at", optional=True),
        moment("fetched_at", optional=True),
        raw("sha256", 32),
        raw("file_sealed"),
        key("region_id", "id"),
        points("made_by", "persons.id"),
        within("membership_id", "memberships"),
        within("minutes_id", "minutes"),
    )
    index("minutes_copies_by_minutes", "minutes_copies", "region_id", "minutes_id")
    index("minutes_copies_by_recipient", "minutes_copies", "region_id", "membership_id", "made_at")
    create(
        "minutes_copy_lines",
        ident("region_id"),
        ident("copy_id"),
        ident("version_id"),
        ident("share_id", optional=True),
        key("region_id", "copy_id", "version_id"),
        within("copy_id", "minutes_copies"),
        within("share_id", "shares"),
        within("version_id", "versions"),
    )
    create(
        "house_styles",
        ident("region_id"),
        text("colour", 7),
        raw("logo", optional=True),
        raw("base_docx", optional=True),
        raw("base_odt", optional=True),
        moment("changed_at"),
        ident("changed_by"),
        key("region_id"),
        points("changed_by", "persons.id"),
        points("region_id", "regions.id"),
    )


def closing() -> None:
    """Why a case was closed, and until when it is kept."""
    create(
        "case_closings",
        ident("region_id"),
        ident("case_id"),
        moment("closed_at"),
        term("reason", "closing"),
        day("kept_to"),
        ident("closed_by"),
        moment("reopened_at", optional=True),
        ident("reopened_by", optional=True),
        text("reopened_why", 300),
        key("region_id", "case_id", "closed_at"),
        points("closed_by", "persons.id"),
        points("reopened_by", "persons.id"),
        within("case_id", "cases"),
    )
