"""Who said whether they come and in whose place; and whose case it was when an action lapsed with it.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import ident, moment

revision: str = "20261125"
down_revision: str | None = "2026112401"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns; of what stood before it is not known."""
    op.add_column("attendances", moment("answered_at", optional=True))
    op.add_column("attendances", ident("instead_of", optional=True))
    op.add_column("action_items", ident("lapsed_by", optional=True))


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
