"""An agreement says for which legal framework it counts.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import listed

revision: str = "20261127"
down_revision: str | None = "20261126"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; what was recorded before counts for every framework."""
    op.add_column("evidence", listed("frameworks", optional=True))


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
