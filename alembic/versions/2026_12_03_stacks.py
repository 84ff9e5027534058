"""Stacks: what lies together, and who was told that something is a repeat.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from tafel.schema import (
    check,
    create,
    flag,
    ident,
    index,
    key,
    moment,
    number,
    points,
    term,
    text,
    unique,
    unique_index,
    wall,
    within,
)

revision: str = "2026120309"
down_revision: str | None = "2026120308"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {"rowoutcome": ("yes", "if", "no-statute", "no-policy")}


def upgrade() -> None:
    """Add the tables; on PostgreSQL let each row be seen from its own region alone."""
    create(
        "stacks",
        ident("region_id"), ident("id"), text("reference", 20), text("code_word", 40), moment("made_at"),
        key("region_id", "id"), unique("region_id", "reference"), points("region_id", "regions.id"),
    )  # fmt: skip
    create(
        "stack_parts",
        ident("region_id"), ident("id"), ident("stack_id"), ident("case_id"), ident("partner_id"), ident("put_by"),
        moment("put_at"), flag("tells"), moment("sought_at", optional=True), moment("out_at", optional=True),
        ident("out_by", optional=True), key("region_id", "id"), within("stack_id", "stacks"),
        within("case_id", "cases"), within("partner_id", "partners"), points("put_by", "persons.id"),
        points("out_by", "persons.id"), check("taken_out_by_somebody", "(out_at IS NULL) = (out_by IS NULL)"),
    )  # fmt: skip
    where = "out_at IS NULL"
    unique_index("one_place_in_force", "stack_parts", "region_id", "stack_id", "case_id", "partner_id", where=where)
    index("stack_parts_by_case", "stack_parts", "region_id", "case_id")
    index("stack_parts_by_time", "stack_parts", "region_id", "put_at")
    index("stack_parts_by_stack", "stack_parts", "region_id", "stack_id")
    _repeats()
    wall("stacks", "stack_parts", "repeats")


def _repeats() -> None:
    create(
        "repeats",
        ident("region_id"), ident("part_id"), ident("earlier_id"), ident("giver_id"), ident("receiver_id"),
        ident("book_id"), number("rule_number"), term(_WORDS, "rule_outcome", "rowoutcome"), moment("told_at"),
        moment("ends_at"), key("region_id", "part_id", "earlier_id"), within("part_id", "stack_parts"),
        within("earlier_id", "cases"), within("giver_id", "partners"), within("receiver_id", "partners"),
        sa.ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        check("rule_permits", "rule_outcome IN ('yes', 'if')"), check("to_another", "giver_id <> receiver_id"),
    )  # fmt: skip
    index("repeats_by_receiver", "repeats", "region_id", "receiver_id", "told_at")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
