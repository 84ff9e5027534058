"""A region has a key of its own for what is of no case, so that the key outside the database only wraps others.

By what its checkpoints are checked is kept too, so that this is known when the key that signs them is lost.

It leaves the release before this one working until the key of a region is replaced, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import raw, text

revision: str = "20261208"
down_revision: str | None = "20261206"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """In the regions that are there it is the key they began with, until that is replaced."""
    op.add_column("regions", raw("own_key", 80, optional=True))
    op.add_column("regions", text("vkey", 200, optional=True))


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
