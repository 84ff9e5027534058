"""What live pages have to fetch anew stands in the database: a call between processes holds nothing.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, ident, index, key, listed, moment, wall, within

revision: str = "20261206"
down_revision: str | None = "20261204"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the table; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "changes",
        ident("region_id"), ident("id"), ident("meeting_id"), listed("parts"), listed("audience"), ident("told_by"),
        moment("at"), key("region_id", "id"), within("meeting_id", "meetings"),
    )  # fmt: skip
    index("changes_by_time", "changes", "region_id", "at")
    wall("changes")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
