"""What a giver put right of what others were shown, and what each of those did about it.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from tafel.schema import check, create, ident, index, key, listed, moment, points, raw, term, wall, within

revision: str = "2026112801"
down_revision: str | None = "20261127"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORDS = {
    "amendmentkind": ("corrected", "recalled"),
    "dealt": ("removed", "changed", "nothing-kept"),
    "recallreason": (
        "wrong", "other-person", "too-much", "other-receiver", "no-ground", "out-of-date", "otherwise",
    ),
}  # fmt: skip


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "amendments",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("statement_id"),
        ident("giver_id"),
        term(WORDS, "kind", "amendmentkind"),
        term(WORDS, "reason", "recallreason", optional=True),
        ident("new_version_id", optional=True),
        raw("text_sealed", optional=True),
        ident("made_by"),
        moment("made_at"),
        key("region_id", "id"),
        within("case_id", "cases"),
        within("statement_id", "statements"),
        within("giver_id", "partners"),
        within("new_version_id", "versions"),
        points("made_by", "persons.id"),
        check("corrected_has_new_words", "(kind = 'corrected') = (new_version_id IS NOT NULL)"),
        check("corrected_says_what_was_wrong", "(kind = 'corrected') = (text_sealed IS NOT NULL)"),
        check("recalled_has_a_reason", "(kind = 'recalled') = (reason IS NOT NULL)"),
    )
    create(
        "amendment_receivers",
        ident("region_id"),
        ident("amendment_id"),
        ident("receiver_id"),
        moment("shown_at"),
        listed("had_as"),
        moment("told_at", optional=True),
        moment("confirmed_at", optional=True),
        ident("confirmed_by", optional=True),
        term(WORDS, "dealt", "dealt", optional=True),
        key("region_id", "amendment_id", "receiver_id"),
        within("amendment_id", "amendments"),
        within("receiver_id", "partners"),
        points("confirmed_by", "persons.id"),
        check("confirmed_says_what_was_done", "(confirmed_at IS NULL) = (dealt IS NULL)"),
    )
    index("amendments_by_case", "amendments", "region_id", "case_id", "made_at")
    index("amendments_by_statement", "amendments", "region_id", "statement_id")
    index("amendment_receivers_by_receiver", "amendment_receivers", "region_id", "receiver_id", "confirmed_at")
    wall("amendments", "amendment_receivers")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
