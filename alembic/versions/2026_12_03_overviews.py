"""Overviews: the figures of a half-year as published. Registrations with CoMensha of presumed victims.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, day, ident, key, listed, moment, points, wall, within

revision: str = "2026120301"
down_revision: str | None = "20261203"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "overviews",
        ident("region_id"), day("begins_on"), listed("figures"), moment("published_at"), key("region_id", "begins_on"),
        points("region_id", "regions.id"),
    )  # fmt: skip
    create(
        "registrations",
        ident("region_id"), ident("id"), ident("case_id"), ident("subject_id"), ident("partner_id"),
        ident("statement_id", optional=True), moment("made_at"), ident("made_by"), key("region_id", "id"),
        within("case_id", "cases"), within("subject_id", "subjects"), within("partner_id", "partners"),
        within("statement_id", "statements"), points("made_by", "persons.id"),
    )  # fmt: skip
    wall("overviews", "registrations")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
