"""What is to be made of minutes, and of what each copy was made.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, ident, index, key, moment, number, raw, unique_index, wall, within

revision: str = "2026112302"
down_revision: str | None = "2026112301"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; on PostgreSQL let each row be seen from its own region alone."""
    op.add_column("minutes_copies", raw("source_sha256", 32, optional=True))
    one = ("region_id", "minutes_id", "membership_id", "format", "edition")
    unique_index("one_copy_of_an_edition", "minutes_copies", *one, where="edition > 0")
    create(
        "copy_orders",
        ident("region_id"),
        ident("id"),
        ident("meeting_id"),
        ident("asked_by"),
        moment("asked_at"),
        number("of_all"),
        number("done"),
        ident("holder", optional=True),
        moment("held_until", optional=True),
        moment("ended_at", optional=True),
        key("region_id", "id"),
        within("asked_by", "memberships"),
        within("meeting_id", "meetings"),
    )
    index("copy_orders_by_meeting", "copy_orders", "region_id", "meeting_id", "asked_at")
    unique_index("one_order_at_a_time", "copy_orders", "region_id", "meeting_id", where="ended_at IS NULL")
    wall("copy_orders")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
