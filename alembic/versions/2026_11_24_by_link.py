"""Which sittings an item link opened, and when another link took its place: an end of its own it has no longer.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, ident, key, moment, points, wall, within

revision: str = "2026112401"
down_revision: str | None = "20261124"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; on PostgreSQL let each row be seen from its own region alone."""
    op.add_column("item_links", moment("replaced_at", optional=True))
    op.drop_column("item_links", "ends_at")
    create(
        "link_sittings",
        ident("region_id"),
        ident("sitting_id"),
        ident("link_id"),
        key("region_id", "sitting_id"),
        points("sitting_id", "sittings.id"),
        within("link_id", "item_links"),
    )
    wall("link_sittings")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
