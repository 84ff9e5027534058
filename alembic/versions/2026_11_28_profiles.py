"""A sharing profile for all signals of a weighing table; and since when one of a case must be confirmed again.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, day, ident, key, listed, moment, points, term, unique_index, wall, within

revision: str = "2026112803"
down_revision: str | None = "2026112801"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORDS = {"purpose": ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9")}


def upgrade() -> None:
    """Add the column and make the table; on PostgreSQL let each row be seen from its own region alone."""
    op.add_column("sharing_profiles", moment("opened_at", optional=True))
    create(
        "series_profiles",
        ident("region_id"),
        ident("id"),
        ident("series_id"),
        ident("giver_id"),
        term(WORDS, "purpose", "purpose"),
        listed("receivers"),
        day("ends_on"),
        ident("confirmed_by"),
        moment("confirmed_at"),
        moment("replaced_at", optional=True),
        key("region_id", "id"),
        points("confirmed_by", "persons.id"),
        within("series_id", "series"),
        within("giver_id", "partners"),
    )
    unique_index(
        "one_series_profile", "series_profiles", "region_id", "series_id", "giver_id", where="replaced_at IS NULL"
    )
    wall("series_profiles")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
