"""Questions to partners, and what each that was asked answered.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import create, day, ident, index, key, moment, points, term, unique, wall, within

revision: str = "2026112902"
down_revision: str | None = "20261129"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORDS = {
    "purpose": ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"),
    "reply": ("open", "shared", "none", "later"),
}


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "questions",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("item_id", optional=True),
        ident("statement_id"),
        ident("partner_id"),
        ident("asked_by"),
        term(WORDS, "purpose", "purpose"),
        day("due_on"),
        moment("asked_at"),
        moment("withdrawn_at", optional=True),
        ident("withdrawn_by", optional=True),
        key("region_id", "id"),
        unique("region_id", "statement_id"),
        within("case_id", "cases"),
        within("item_id", "agenda_items"),
        within("statement_id", "statements"),
        within("partner_id", "partners"),
        points("asked_by", "persons.id"),
        points("withdrawn_by", "persons.id"),
    )
    create(
        "question_partners",
        ident("region_id"),
        ident("question_id"),
        ident("partner_id"),
        term(WORDS, "answer", "reply"),
        day("later_on", optional=True),
        moment("answered_at", optional=True),
        ident("answered_by", optional=True),
        key("region_id", "question_id", "partner_id"),
        within("question_id", "questions"),
        within("partner_id", "partners"),
        points("answered_by", "persons.id"),
    )
    index("questions_by_case", "questions", "region_id", "case_id")
    index("question_partners_by_partner", "question_partners", "region_id", "partner_id", "question_id")
    wall("questions", "question_partners")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
