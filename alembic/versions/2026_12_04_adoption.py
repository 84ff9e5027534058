"""Illegal adoption is a form of exploitation too.

It leaves the release before this one working until somebody says so of a signal, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, day, ident, key, term, within

revision: str = "20261204"
down_revision: str | None = "2026120309"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {
    "exploitationform": (
        "sexual", "labour", "criminal", "begging", "services", "organs", "marriage", "adoption", "unknown",
    ),
}  # fmt: skip


def upgrade() -> None:
    """A checklist may be of one form more."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_checklists_exploitationform"), "checklists", type_="check")
        known = ", ".join(f"'{word}'" for word in _WORDS["exploitationform"])
        op.create_check_constraint(op.f("ck_checklists_exploitationform"), "checklists", f"form IN ({known})")
        return
    op.rename_table("checklists", "checklists_before")  # what points to it keeps its name: tafel/migrating.py
    _checklists()
    op.execute("INSERT INTO checklists SELECT * FROM checklists_before")
    op.drop_table("checklists_before")


def _checklists() -> None:
    """SQLite changes no closed list in place: the table is made anew, its columns in the order they had."""
    create(
        "checklists",
        ident("region_id"), ident("statement_id"), term(_WORDS, "form", "exploitationform"),
        day("seen_from", optional=True), day("seen_to", optional=True), key("region_id", "statement_id"),
        within("statement_id", "statements"),
    )  # fmt: skip


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
