"""Of an action below which a reason was written, which version holds what was agreed.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import number

revision: str = "2026120101"
down_revision: str | None = "20261130"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("versions", number("agreed_in", optional=True))


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
