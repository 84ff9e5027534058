"""A case has a goal and a day on which it is looked at again; an action can ask to be in contact with somebody.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, day, ident, key, moment, wall, within

revision: str = "20261130"
down_revision: str | None = "2026112902"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the tables."""
    create(
        "case_care",
        ident("region_id"),
        ident("case_id"),
        ident("goal_id", optional=True),
        day("review_on", optional=True),
        moment("anonymous_until", optional=True),
        key("region_id", "case_id"),
        within("case_id", "cases"),
        within("goal_id", "statements"),
    )
    create(
        "action_contacts",
        ident("region_id"),
        ident("statement_id"),
        ident("subject_id", optional=True),
        key("region_id", "statement_id"),
        within("statement_id", "statements"),
        within("subject_id", "subjects"),
    )
    wall("case_care", "action_contacts")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
