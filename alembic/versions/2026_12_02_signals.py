"""Signals: a case has a stage, and a signal has a handler, its terms, a checklist, and a desk that receives it.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import check, create, day, ident, key, moment, points, raw, term, text, unique, wall, within

revision: str = "20261201"
down_revision: str | None = "2026120101"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {
    "signalstate": ("draft", "new", "enriching", "weighed"),
    "signaloutcome": (
        "no-trafficking", "enrich", "criminal", "care", "administrative", "handed-over", "combined", "consulted",
    ),
    "exploitationform": (
        "sexual", "labour", "criminal", "begging", "services", "organs", "marriage", "unknown",
    ),
}  # fmt: skip
_STAGE = (
    "ALTER TABLE cases ADD COLUMN stage VARCHAR(32) DEFAULT 'case' NOT NULL "
    "CONSTRAINT ck_cases_casestage CHECK (stage IN ('signal', 'case'))"
)


def upgrade() -> None:
    """Every case there is, is a case; add the tables."""
    op.execute(_STAGE)
    _signals()
    _checklists()
    _links()
    create(
        "signal_desks",
        ident("region_id"), text("avim_phone", 30), text("safe_home_phone", 30), text("care_phone", 30),
        ident("handler_id", optional=True), moment("changed_at"), ident("changed_by"), key("region_id"),
        points("region_id", "regions.id"), points("changed_by", "persons.id"), within("handler_id", "memberships"),
    )  # fmt: skip
    wall("signals", "checklists", "signal_indicators", "signal_links", "signal_desks")


def _signals() -> None:
    create(
        "signals",
        ident("region_id"), ident("case_id"), term(_WORDS, "state", "signalstate"), moment("begun_at"),
        moment("brought_at", optional=True), ident("handler_id", optional=True),
        ident("handler_partner_id", optional=True), moment("acknowledge_by", optional=True),
        moment("acknowledged_at", optional=True), moment("weigh_by", optional=True),
        term(_WORDS, "outcome", "signaloutcome", optional=True), moment("weighed_at", optional=True),
        ident("facts_id", optional=True), ident("impression_id", optional=True), ident("checklist_id", optional=True),
        ident("reason_id", optional=True), ident("feedback_id", optional=True),
        key("region_id", "case_id"), within("case_id", "cases"), within("handler_id", "memberships"),
        within("handler_partner_id", "partners"), within("facts_id", "statements"),
        within("impression_id", "statements"), within("checklist_id", "statements"),
        within("reason_id", "statements"), within("feedback_id", "statements"),
        check("brought_has_a_time", "(state = 'draft') = (brought_at IS NULL)"),
        check("weighed_has_a_time", "(state = 'weighed') = (weighed_at IS NOT NULL)"),
        check("weighed_has_an_outcome", "weighed_at IS NULL OR outcome IS NOT NULL"),
    )  # fmt: skip


def _checklists() -> None:
    create(
        "checklists",
        ident("region_id"), ident("statement_id"), term(_WORDS, "form", "exploitationform"),
        day("seen_from", optional=True), day("seen_to", optional=True), key("region_id", "statement_id"),
        within("statement_id", "statements"),
    )  # fmt: skip
    create(
        "signal_indicators",
        ident("region_id"), ident("statement_id"), text("code", 12), key("region_id", "statement_id", "code"),
        within("statement_id", "checklists", "statement_id"),
    )  # fmt: skip


def _links() -> None:
    create(
        "signal_links",
        ident("region_id"), ident("id"), ident("membership_id"), ident("partner_id"), text("name", 80),
        raw("token_hash", 32), moment("made_at"), moment("ends_at"), moment("used_at", optional=True),
        moment("revoked_at", optional=True), ident("case_id", optional=True), key("region_id", "id"),
        unique("token_hash"), within("membership_id", "memberships"), within("partner_id", "partners"),
        within("case_id", "cases"),
    )  # fmt: skip


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
