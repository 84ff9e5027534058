"""What a page asks for is found without reading all that a region ever did: by case, by state, by when it changed.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import index, index_where

revision: str = "20261211"
down_revision: str | None = "20261208"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INDEXES = {
    "shares_by_case": ("shares", "region_id", "case_id", "giver_id", "ended_at"),
    "action_items_by_change": ("action_items", "region_id", "changed_at"),
    "agenda_items_by_state": ("agenda_items", "region_id", "state"),
    "evidence_by_claim": ("evidence", "region_id", "claimed_until"),
    "ledger_entries_by_act": ("ledger_entries", "region_id", "act", "at"),
    "hand_outs_by_time": ("hand_outs", "region_id", "at"),
    "minutes_by_meeting": ("minutes", "region_id", "meeting_id"),
    "lines_by_confirming": ("lines", "region_id", "confirmed_at"),
}


def upgrade() -> None:
    """Add the indexes."""
    op.drop_index(op.f("ledger_entries_by_act"), "ledger_entries")
    for name, (table, *columns) in _INDEXES.items():
        index(name, table, *columns)
    index_where("cases_open", "cases", "region_id", where="state = 'open'")
    index_where("actions_open", "action_items", "region_id", where="state = 'open'")
    index_where("signals_open", "signals", "region_id", where="state <> 'weighed'")
    index_where("meetings_to_come", "meetings", "region_id", where="state <> 'closed'")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
