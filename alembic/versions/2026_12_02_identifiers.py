"""What identifies in a signal is compared, and what comes of it is kept; the index of cards can tell same from alike.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

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
    raw,
    term,
    unique_index,
    wall,
    within,
)

revision: str = "20261202"
down_revision: str | None = "20261201"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {
    "asking": ("new", "changed", "deleted"),
    "hitanswer": ("open", "known", "not-now"),
    "identifierkind": ("address", "phone", "plate", "advert", "person", "company"),
    "likeness": ("same", "alike"),
    "purpose": ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"),
    "rowoutcome": ("yes", "if", "no-statute", "no-policy"),
}


def upgrade() -> None:
    """Add the column and the tables; on PostgreSQL let each row be seen from its own region alone."""
    op.add_column("card_index", raw("exact", 32, optional=True))
    _identifiers()
    _hits()
    wall("identifiers", "identifiers_asked", "hits", "hit_tellings")


def _identifiers() -> None:
    create(
        "identifiers",
        ident("region_id"), ident("statement_id"), term(_WORDS, "kind", "identifierkind"), flag("compared"),
        moment("asked_at"), key("region_id", "statement_id"), within("statement_id", "statements"),
    )  # fmt: skip
    create(
        "identifiers_asked",
        ident("region_id"), ident("id"), ident("statement_id"), ident("partner_id"), ident("person_id"),
        term(_WORDS, "change", "asking"), term(_WORDS, "purpose", "purpose"), raw("nonce", 32), raw("commitment", 32),
        moment("at"), moment("compared_at", optional=True), key("region_id", "id"),
        within("statement_id", "statements"), within("partner_id", "partners"), points("person_id", "persons.id"),
    )  # fmt: skip
    index("identifiers_asked_by_person", "identifiers_asked", "region_id", "person_id", "at")
    index("identifiers_asked_waiting", "identifiers_asked", "region_id", "compared_at", "at")


def _hits() -> None:
    create(
        "hits",
        ident("region_id"), ident("id"), ident("asked_id"), ident("held_id"), ident("asker_id"), ident("holder_id"),
        term(_WORDS, "likeness", "likeness"), flag("chooses"), moment("found_at"),
        term(_WORDS, "answer", "hitanswer"), moment("answered_at", optional=True), ident("answered_by", optional=True),
        moment("ended_at", optional=True), key("region_id", "id"), within("asked_id", "statements"),
        within("held_id", "statements"), within("asker_id", "partners"), within("holder_id", "partners"),
        points("answered_by", "persons.id"), check("between_two", "asker_id <> holder_id"),
        check("answered_has_a_time", "(answer = 'open') = (answered_at IS NULL)"),
    )  # fmt: skip
    index("hits_by_holder", "hits", "region_id", "holder_id", "held_id")
    index("hits_by_asker", "hits", "region_id", "asker_id", "asked_id")
    unique_index("one_hit_in_force", "hits", "region_id", "asked_id", "held_id", where="ended_at IS NULL")
    create(
        "hit_tellings",
        ident("region_id"), ident("hit_id"), ident("giver_id"), ident("receiver_id"), ident("book_id"),
        number("rule_number"), term(_WORDS, "rule_outcome", "rowoutcome"), moment("told_at"), moment("ends_at"),
        key("region_id", "hit_id", "giver_id"), within("hit_id", "hits"), within("giver_id", "partners"),
        within("receiver_id", "partners"),
        sa.ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        check("rule_permits", "rule_outcome IN ('yes', 'if')"), check("to_another", "giver_id <> receiver_id"),
    )  # fmt: skip


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
