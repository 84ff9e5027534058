"""Which partner agrees with minutes, and what could not be printed.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, ident, key, moment, wall, within

revision: str = "20261124"
down_revision: str | None = "2026112302"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "minutes_agreements",
        ident("region_id"),
        ident("minutes_id"),
        ident("partner_id"),
        ident("agreed_by"),
        moment("agreed_at"),
        key("region_id", "minutes_id", "partner_id"),
        within("minutes_id", "minutes"),
        within("partner_id", "partners"),
        within("agreed_by", "memberships"),
    )
    create(
        "copy_failures",
        ident("region_id"),
        ident("minutes_id"),
        ident("membership_id"),
        moment("failed_at", optional=True),
        key("region_id", "minutes_id", "membership_id"),
        within("minutes_id", "minutes"),
        within("membership_id", "memberships"),
    )
    wall("minutes_agreements", "copy_failures")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
