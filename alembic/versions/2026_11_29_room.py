"""Secrecy is signed for a year, or for one item; a part of an item can be for fewer; an order can be proposed.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import (
    check,
    clock_time,
    create,
    ident,
    index,
    key,
    moment,
    number,
    points,
    text,
    unique_index,
    wall,
    within,
)

revision: str = "20261129"
down_revision: str | None = "2026112803"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_YEAR_ON = {
    "postgresql": "(secrecy_signed_at AT TIME ZONE 'Europe/Amsterdam' + interval '1 year') "
    "AT TIME ZONE 'Europe/Amsterdam'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', secrecy_signed_at, '+1 year')",
}


def upgrade() -> None:
    """Make the tables and columns; what was signed counts for a year from then, also where it is over by now."""
    op.add_column("memberships", moment("secrecy_until", optional=True))
    op.add_column("meetings", moment("ordered_at", optional=True))
    op.add_column("agenda_items", clock_time("fixed_time", optional=True))
    _secrecy()
    _narrowings()
    _count_from_signing(op.get_context().dialect.name)


def _count_from_signing(dialect: str) -> None:
    """Of every region at once: the wall around a region is open meanwhile to the owner of the tables."""
    if dialect == "postgresql":
        op.execute("ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY")
    op.execute(f"UPDATE memberships SET secrecy_until = {_YEAR_ON[dialect]} WHERE secrecy_signed_at IS NOT NULL")  # noqa: S608 fixed words
    if dialect == "postgresql":
        op.execute("ALTER TABLE memberships FORCE ROW LEVEL SECURITY")


def _secrecy() -> None:
    create(
        "secrecy_texts",
        ident("region_id"), number("number"), text("text", 2000), text("spoken", 300), moment("since"),
        ident("made_by"), key("region_id", "number"), points("region_id", "regions.id"),
        points("made_by", "persons.id"),
    )  # fmt: skip
    create(
        "secrecy_signatures",
        ident("region_id"), ident("id"), ident("membership_id", optional=True), ident("attendance_id", optional=True),
        ident("item_id", optional=True), number("text_number"), moment("signed_at"), moment("ends_at", optional=True),
        key("region_id", "id"), points("region_id", "regions.id"), within("membership_id", "memberships"),
        within("attendance_id", "attendances"), within("item_id", "agenda_items"),
        check("seat_or_guest", "(membership_id IS NULL) = (attendance_id IS NOT NULL)"),
        check("year_or_item", "(item_id IS NULL) = (ends_at IS NOT NULL)"),
        check("guest_for_an_item", "attendance_id IS NULL OR item_id IS NOT NULL"),
    )  # fmt: skip
    index("secrecy_signatures_by_item", "secrecy_signatures", "region_id", "item_id")
    index("secrecy_signatures_by_seat", "secrecy_signatures", "region_id", "membership_id")
    wall("secrecy_texts", "secrecy_signatures")


def _narrowings() -> None:
    create(
        "narrowings",
        ident("region_id"), ident("id"), ident("item_id"), ident("begun_by"), moment("begun_at"),
        moment("ended_at", optional=True), key("region_id", "id"), within("item_id", "agenda_items"),
        points("begun_by", "persons.id"),
    )  # fmt: skip
    unique_index("one_narrowing", "narrowings", "region_id", "item_id", where="ended_at IS NULL")
    create(
        "narrowing_partners",
        ident("region_id"), ident("narrowing_id"), ident("partner_id"),
        key("region_id", "narrowing_id", "partner_id"), within("narrowing_id", "narrowings"),
        within("partner_id", "partners"),
    )  # fmt: skip
    create(
        "narrowed_lines",
        ident("region_id"), ident("statement_id"), ident("narrowing_id"), key("region_id", "statement_id"),
        within("statement_id", "statements"), within("narrowing_id", "narrowings"),
    )  # fmt: skip
    create(
        "stood_aside",
        ident("region_id"), ident("item_id"), ident("membership_id"), moment("since"),
        moment("until", optional=True),
        key("region_id", "item_id", "membership_id"), within("item_id", "agenda_items"),
        within("membership_id", "memberships"),
    )  # fmt: skip
    wall("narrowings", "narrowing_partners", "narrowed_lines", "stood_aside")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
