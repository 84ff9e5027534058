"""What identifies is erased when its term is over, and signals are found by how far they are.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import index, moment

revision: str = "2026120308"
down_revision: str | None = "2026120302"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column("identifiers", moment("erased_at", optional=True))
    index("signals_by_state", "signals", "region_id", "state", "brought_at")
    index("signals_by_weighing", "signals", "region_id", "weighed_at")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
