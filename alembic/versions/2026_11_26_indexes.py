"""Who is at a meeting, and what mail waits, are found without reading all there ever was.

Everybody who writes minutes up has an order of copies of one's own.
It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import index, unique_index

revision: str = "20261126"
down_revision: str | None = "20261125"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the indexes."""
    op.drop_index(op.f("one_order_at_a_time"), "copy_orders")
    unique_index("one_order_of_each", "copy_orders", "region_id", "meeting_id", "asked_by", where="ended_at IS NULL")
    index("attendances_by_meeting", "attendances", "region_id", "meeting_id")
    index("outgoing_mails_by_sending", "outgoing_mails", "region_id", "sent_at", "written_at")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
