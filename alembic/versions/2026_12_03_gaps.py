"""When a later version of the rules ends a share; what a meeting carried on; what the secretariat asks of a circle.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, ident, key, moment, text, wall, within

revision: str = "2026120302"
down_revision: str | None = "2026120301"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("shares", moment("rules_end_at", optional=True))
    op.add_column("agenda_items", text("asked", 200, optional=True))
    create(
        "carried_on",
        ident("region_id"), ident("meeting_id"), ident("item_id"), moment("at"),
        key("region_id", "meeting_id", "item_id"),
        within("meeting_id", "meetings"), within("item_id", "agenda_items"),
    )  # fmt: skip
    wall("carried_on")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
