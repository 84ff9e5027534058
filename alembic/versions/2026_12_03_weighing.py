"""What came of weighing is kept each time, and who handed a signal on to whom.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, day, ident, index, key, listed, moment, points, term, wall, within

revision: str = "20261203"
down_revision: str | None = "20261202"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {
    "signaloutcome": (
        "no-trafficking", "enrich", "criminal", "care", "administrative", "handed-over", "combined", "consulted",
    ),
}  # fmt: skip


def upgrade() -> None:
    """Add the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "weighings",
        ident("region_id"), ident("id"), ident("case_id"), ident("item_id", optional=True),
        term(_WORDS, "outcome", "signaloutcome"), listed("routes"), ident("lead_partner_id", optional=True),
        day("follow_up_on", optional=True), moment("at"), ident("weighed_by"), ident("reason_id"),
        ident("feedback_id"), ident("lead_reason_id", optional=True), key("region_id", "id"),
        within("case_id", "cases"), within("item_id", "agenda_items"), within("lead_partner_id", "partners"),
        within("reason_id", "statements"), within("feedback_id", "statements"), within("lead_reason_id", "statements"),
        points("weighed_by", "persons.id"),
    )  # fmt: skip
    index("weighings_by_case", "weighings", "region_id", "case_id", "at")
    index("weighings_by_reason", "weighings", "region_id", "reason_id")
    create(
        "signals_handed_on",
        ident("region_id"), ident("id"), ident("case_id"), ident("giver_id"), ident("receiver_id"), moment("at"),
        ident("handed_by"), ident("reason_id"), key("region_id", "id"), within("case_id", "cases"),
        within("giver_id", "partners"), within("receiver_id", "partners"), within("reason_id", "statements"),
        points("handed_by", "persons.id"),
    )  # fmt: skip
    index("signals_handed_on_by_case", "signals_handed_on", "region_id", "case_id", "at")
    wall("weighings", "signals_handed_on")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
