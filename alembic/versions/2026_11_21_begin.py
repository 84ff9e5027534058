"""Everything the first release has: people, casework, sharing, the ledger; on PostgreSQL the wall between regions.

It imports no models, so that later models cannot change what it makes. Triggers are put up by env.py.
"""

from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa

from tafel import schema
from tafel.schema import (
    HERE,
    check,
    close,
    create,
    day,
    flag,
    generated,
    ident,
    index,
    key,
    large,
    listed,
    moment,
    number,
    points,
    policy,
    raw,
    text,
    unique,
    unique_index,
    wall,
    within,
)

revision: str = "20261121"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make every table; on PostgreSQL let each row be seen from its own region alone."""
    people()
    casework()
    sharing()
    ledger()
    walls()


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")


# --- the wall between regions (PostgreSQL)

MYSELF = "nullif(current_setting('tafel.person', true), '')::uuid"
REGIONAL = (
    "about", "access_tokens", "adoptions", "card_index", "case_keys", "case_members", "case_partners",
    "case_purposes", "cases", "category_doubts", "checkpoint_holders", "checkpoints", "evidence", "hand_outs",
    "leases", "ledger_entries", "ledger_heads", "ledger_leaves", "memberships", "once_keys", "outgoing_mails",
    "partners", "rule_books", "rules", "share_evidence", "share_grounds", "shares", "sharing_profiles", "statements",
    "subjects", "versions",
)  # fmt: skip


def walls() -> None:
    """Each row is seen from its own region; one's own seats, and which regions there are, from anywhere."""
    wall(*REGIONAL)
    close("regions")
    policy(
        f"own_seats ON memberships FOR SELECT USING (person_id = {MYSELF})",
        "known ON regions FOR SELECT USING (true)",
        "opened ON regions FOR INSERT WITH CHECK (true)",
        f"region ON regions FOR UPDATE USING (id = {HERE}) WITH CHECK (id = {HERE})",
    )


# --- the closed lists

WORDS = {
    "bookstate": ("draft", "advised", "adopted"),
    "casestate": ("open", "closed"),
    "condition": (
        "c-ROLE", "c-TTL", "c-LOG", "c-NPS", "c-CONS-S", "c-CONS-S(W)", "c-CONS-G", "c-AGE", "c-W19", "c-W20", "c-OM",
        "c-BF", "c-39f", "c-CVP", "c-CONV", "c-AGR", "c-REG", "c-FLAG", "c-INF", "c-OWN", "c-FOLG", "c-HIT", "c-PERS",
        "c-HAND", "c-DECL(min)", "c-DECL(order)", "c-DECL(meldpunt)", "c-DECL(victim)", "c-DECL(task)", "c-DECL(dep)",
        "c-DECL(ots)", "c-DECL(acute)", "c-DECL(vital)", "c-DECL(team)", "c-DECL(coop)", "c-DECL(prov)",
        "c-DECL(own)", "c-DECL(tenant)", "c-DECL(ask)", "c-DECL(firm)", "c-DECL(yesno)", "c-DECL(one)",
        "c-DECL(form)", "c-DECL(b8)", "c-DECL(wish)", "c-DECL(asked)", "c-DECL(behalf)", "c-DECL(signal)",
    ),
    "datacategory": (
        "D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D8i", "D9", "D10", "D11", "D12", "D13", "D14", "D15",
        "D16", "D17", "D18",
    ),
    "fieldname": (
        "role", "age-branch", "name", "birth-date", "address", "contact", "safe-contact", "secret-address", "form",
        "told",
    ),
    "framework": ("A", "B", "C", "D"),
    "partnerkind": (
        "POL", "KMAR", "NLA-O", "OM", "BGM", "COL-W", "COL-T", "NLA-T", "ZC", "OPV", "VT", "GGD", "ARTS", "JHV", "GI",
        "RvdK", "COM", "SHN", "RECL", "LEER", "WOCO", "RIEC", "ZVH", "VZ", "IND", "BD", "ZC-X", "BUI",
    ),
    "purpose": ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"),
    "reliability": ("own-observation", "heard", "unverified"),
    "retentionclass": ("disclosure", "audit", "rules"),
    "role": (
        "member", "chair", "secretary", "care-coordinator", "privacy-contact", "privacy-officer", "administrator",
    ),
    "rowoutcome": ("yes", "if", "no-statute", "no-policy"),
    "shape": ("passage", "field"),
    "shareend": ("withdrawn", "expired", "replaced", "evidence-ended", "moved", "left", "category-changed"),
    "statementkind": ("fact", "opinion", "hypothesis"),
    "subjectrole": ("victim", "suspect", "both", "guardian", "witness", "other"),
}  # fmt: skip


term = partial(schema.term, WORDS)


# --- the tables


def people() -> None:
    create(
        "attempts",
        ident("id"),
        raw("who"),
        moment("at"),
        key("id"),
    )
    index("attempts_by_who", "attempts", "who", "at")
    create(
        "persons",
        ident("id"),
        text("name", 120),
        text("login", 120),
        text("language", 2),
        flag("private_view"),
        moment("created_at"),
        key("id"),
        unique("login"),
    )
    create(
        "regions",
        ident("id"),
        text("name", 120),
        text("prefix", 4),
        moment("created_at"),
        number("closing_term_months"),
        key("id"),
    )
    create(
        "partners",
        ident("region_id"),
        ident("id"),
        term("kind", "partnerkind"),
        text("name", 120),
        text("short_name", 60),
        text("municipality", 80, optional=True),
        number("position"),
        moment("created_at"),
        key("region_id", "id"),
        points("region_id", "regions.id"),
        unique("region_id", "name"),
        unique("region_id", "position"),
    )
    create(
        "passwords",
        ident("person_id"),
        text("hash", 300),
        moment("changed_at"),
        key("person_id"),
        points("person_id", "persons.id"),
    )
    create(
        "memberships",
        ident("region_id"),
        ident("id"),
        ident("person_id"),
        ident("partner_id", optional=True),
        term("role", "role"),
        text("job", 80),
        flag("is_contact"),
        ident("proposed_by", optional=True),
        moment("proposed_at"),
        ident("confirmed_by", optional=True),
        moment("confirmed_at", optional=True),
        moment("secrecy_signed_at", optional=True),
        moment("ended_at", optional=True),
        key("region_id", "id"),
        points("confirmed_by", "persons.id"),
        points("person_id", "persons.id"),
        points("proposed_by", "persons.id"),
        points("region_id", "regions.id"),
        within("partner_id", "partners"),
        check("confirmed_has_a_time", "confirmed_by IS NULL OR confirmed_at IS NOT NULL"),
        check("ends_after_start", "ended_at IS NULL OR ended_at >= proposed_at"),
        check("nobody_confirms_oneself", "confirmed_by <> person_id"),
        check("seat_without_partner", "(partner_id IS NULL) = (role IN ('privacy-officer', 'administrator'))"),
    )
    index("ix_memberships_person_id", "memberships", "person_id")
    unique_index("one_seat_in_force", "memberships", "region_id", "person_id", "partner_id", where="ended_at IS NULL")
    create(
        "access_tokens",
        ident("region_id"),
        ident("id"),
        ident("membership_id"),
        text("name", 80),
        raw("token_hash"),
        moment("made_at"),
        moment("ends_at"),
        moment("revoked_at", optional=True),
        key("region_id", "id"),
        points("region_id", "regions.id"),
        within("membership_id", "memberships"),
        unique("token_hash"),
    )
    create(
        "sittings",
        ident("id"),
        ident("person_id"),
        raw("token_hash"),
        ident("region_id", optional=True),
        ident("membership_id", optional=True),
        moment("started_at"),
        moment("seen_at"),
        moment("ends_at"),
        moment("ended_at", optional=True),
        key("id"),
        points("person_id", "persons.id"),
        points("region_id", "regions.id"),
        within("membership_id", "memberships"),
        unique("token_hash"),
    )
    index("ix_sittings_person_id", "sittings", "person_id")


def casework() -> None:
    create(
        "cases",
        ident("region_id"),
        ident("id"),
        text("reference", 12),
        text("code_word", 40),
        term("framework", "framework"),
        text("municipality", 80, optional=True),
        ident("brought_by"),
        ident("lead_partner_id"),
        term("state", "casestate"),
        moment("opened_at"),
        moment("closed_at", optional=True),
        key("region_id", "id"),
        points("region_id", "regions.id"),
        within("brought_by", "partners"),
        within("lead_partner_id", "partners"),
        unique("region_id", "reference"),
        check("closed_has_a_time", "(state = 'closed') = (closed_at IS NOT NULL)"),
    )
    create(
        "case_keys",
        ident("region_id"),
        ident("case_id"),
        raw("wrapped"),
        key("region_id", "case_id"),
        within("case_id", "cases"),
    )
    create(
        "case_members",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("membership_id"),
        ident("partner_id"),
        ident("added_by"),
        moment("since"),
        moment("until", optional=True),
        key("region_id", "id"),
        points("added_by", "persons.id"),
        within("case_id", "cases"),
        within("membership_id", "memberships"),
        within("partner_id", "partners"),
    )
    index("case_members_by_seat", "case_members", "region_id", "membership_id", "case_id")
    unique_index("one_member_in_force", "case_members", "region_id", "case_id", "membership_id", where="until IS NULL")
    create(
        "case_partners",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("partner_id"),
        moment("since"),
        moment("until", optional=True),
        key("region_id", "id"),
        within("case_id", "cases"),
        within("partner_id", "partners"),
    )
    unique_index("one_part_in_force", "case_partners", "region_id", "case_id", "partner_id", where="until IS NULL")
    create(
        "case_purposes",
        ident("region_id"),
        ident("case_id"),
        term("purpose", "purpose"),
        number("position"),
        key("region_id", "case_id", "purpose"),
        within("case_id", "cases"),
        unique("region_id", "case_id", "position"),
    )
    create(
        "once_keys",
        ident("region_id"),
        ident("key"),
        ident("membership_id"),
        text("route", 120),
        raw("body_hash"),
        text("result", 200),
        moment("at"),
        key("region_id", "key"),
        points("region_id", "regions.id"),
        within("membership_id", "memberships"),
    )
    create(
        "subjects",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        text("letter", 2),
        moment("added_at"),
        ident("merged_into", optional=True),
        key("region_id", "id"),
        within("case_id", "cases"),
        within("merged_into", "subjects"),
        unique("region_id", "case_id", "letter"),
    )
    create(
        "statements",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("partner_id"),
        term("shape", "shape"),
        term("field", "fieldname", optional=True),
        ident("subject_id", optional=True),
        number("latest"),
        moment("written_at"),
        moment("removed_at", optional=True),
        key("region_id", "id"),
        within("case_id", "cases"),
        within("partner_id", "partners"),
        within("subject_id", "subjects"),
        check("field_has_a_name", "(shape = 'field') = (field IS NOT NULL)"),
        check("field_has_a_subject", "(shape = 'field') = (subject_id IS NOT NULL)"),
    )
    index("statements_by_case", "statements", "region_id", "case_id", "partner_id")
    create(
        "card_index",
        ident("region_id"),
        ident("statement_id"),
        raw("digest"),
        key("region_id", "statement_id"),
        within("statement_id", "statements"),
    )
    index("card_index_by_digest", "card_index", "region_id", "digest")
    create(
        "versions",
        ident("region_id"),
        ident("id"),
        ident("statement_id"),
        number("number"),
        number("edit"),
        term("category", "datacategory"),
        term("kind", "statementkind"),
        term("reliability", "reliability", optional=True),
        day("observed_on", optional=True),
        flag("by_month"),
        flag("names_person"),
        flag("exact_place"),
        raw("text_sealed"),
        ident("written_by"),
        moment("written_at"),
        moment("frozen_at", optional=True),
        key("region_id", "id"),
        within("statement_id", "statements"),
        points("written_by", "persons.id"),
        unique("region_id", "statement_id", "number"),
        check("minor_is_derived", "category <> 'D14'"),
    )
    index("versions_by_writer", "versions", "region_id", "written_by")
    create(
        "about",
        ident("region_id"),
        ident("version_id"),
        ident("subject_id"),
        term("role", "subjectrole"),
        key("region_id", "version_id", "subject_id"),
        within("subject_id", "subjects"),
        within("version_id", "versions"),
    )
    create(
        "hand_outs",
        ident("region_id"),
        ident("version_id"),
        ident("sitting_id"),
        ident("membership_id"),
        ident("person_id"),
        ident("partner_id"),
        moment("at"),
        key("region_id", "version_id", "sitting_id", "membership_id"),
        points("person_id", "persons.id"),
        within("membership_id", "memberships"),
        within("partner_id", "partners"),
        within("version_id", "versions"),
        points("sitting_id", "sittings.id"),
    )
    index("hand_outs_by_version", "hand_outs", "region_id", "version_id", "partner_id", "at")


def sharing() -> None:
    create(
        "rule_books",
        ident("region_id"),
        ident("id"),
        number("version"),
        term("state", "bookstate"),
        text("source"),
        text("hash", 64),
        day("valid_from", optional=True),
        day("valid_until", optional=True),
        ident("advised_by", optional=True),
        moment("advised_at", optional=True),
        moment("adopted_at", optional=True),
        key("region_id", "id"),
        points("advised_by", "persons.id"),
        points("region_id", "regions.id"),
        unique("region_id", "version"),
    )
    create(
        "rules",
        ident("region_id"),
        ident("book_id"),
        number("number"),
        term("outcome", "rowoutcome"),
        text("article", 200),
        key("region_id", "book_id", "number", "outcome"),
        within("book_id", "rule_books"),
    )
    create(
        "adoptions",
        ident("region_id"),
        ident("book_id"),
        ident("person_id"),
        ident("membership_id"),
        moment("at"),
        key("region_id", "book_id", "person_id"),
        points("person_id", "persons.id"),
        within("book_id", "rule_books"),
        within("membership_id", "memberships"),
    )
    create(
        "sharing_profiles",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("giver_id"),
        term("purpose", "purpose"),
        listed("receivers"),
        day("ends_on"),
        ident("confirmed_by"),
        moment("confirmed_at"),
        moment("replaced_at", optional=True),
        key("region_id", "id"),
        points("confirmed_by", "persons.id"),
        within("case_id", "cases"),
        within("giver_id", "partners"),
    )
    unique_index(
        "one_profile_in_force", "sharing_profiles", "region_id", "case_id", "giver_id", where="replaced_at IS NULL"
    )
    create(
        "evidence",
        ident("region_id"),
        ident("id"),
        term("condition", "condition"),
        ident("case_id", optional=True),
        ident("partner_id"),
        ident("giver_id", optional=True),
        ident("subject_id", optional=True),
        listed("receivers", optional=True),
        listed("categories", optional=True),
        listed("purposes", optional=True),
        listed("versions", optional=True),
        raw("text_sealed"),
        day("claimed_from"),
        day("claimed_until", optional=True),
        ident("made_by"),
        moment("made_at"),
        flag("needs_confirmation"),
        ident("confirmed_by", optional=True),
        ident("confirmed_for", optional=True),
        ident("asked_person", optional=True),
        moment("confirmed_at", optional=True),
        moment("ended_at", optional=True),
        key("region_id", "id"),
        points("asked_person", "persons.id"),
        points("confirmed_by", "persons.id"),
        points("made_by", "persons.id"),
        points("region_id", "regions.id"),
        within("case_id", "cases"),
        within("confirmed_for", "partners"),
        within("giver_id", "partners"),
        within("partner_id", "partners"),
        within("subject_id", "subjects"),
        check("ends_after_start", "claimed_until IS NULL OR claimed_until >= claimed_from"),
        check("nobody_confirms_oneself", "confirmed_by <> made_by"),
    )
    index("evidence_by_case", "evidence", "region_id", "case_id", "giver_id")
    create(
        "shares",
        ident("region_id"),
        ident("id"),
        ident("case_id"),
        ident("statement_id"),
        ident("version_id"),
        number("number"),
        ident("giver_id"),
        ident("receiver_id"),
        ident("receiver_person_id", optional=True),
        term("category", "datacategory"),
        term("purpose", "purpose"),
        ident("book_id"),
        number("rule_number"),
        term("rule_outcome", "rowoutcome"),
        ident("given_by"),
        moment("given_at"),
        moment("ends_at"),
        moment("held_at", optional=True),
        moment("ended_at", optional=True),
        term("ended_why", "shareend", optional=True),
        ident("ended_by", optional=True),
        key("region_id", "id"),
        points("ended_by", "persons.id"),
        points("given_by", "persons.id"),
        points("receiver_person_id", "persons.id"),
        sa.ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        within("case_id", "cases"),
        within("giver_id", "partners"),
        within("receiver_id", "partners"),
        within("statement_id", "statements"),
        within("version_id", "versions"),
        check("ended_has_a_reason", "(ended_at IS NULL) = (ended_why IS NULL)"),
        check("ends_after_start", "ends_at > given_at"),
        check("rule_permits", "rule_outcome IN ('yes', 'if')"),
        check("to_another", "giver_id <> receiver_id"),
    )
    unique_index("one_share_in_force", "shares", "region_id", "statement_id", "receiver_id", where="ended_at IS NULL")
    index("shares_by_end", "shares", "ended_at", "ends_at")
    index("shares_by_giver", "shares", "region_id", "giver_id", "given_at")
    index("shares_by_receiver", "shares", "region_id", "receiver_id", "case_id", "ended_at")
    index("shares_by_version", "shares", "region_id", "version_id")
    create(
        "category_doubts",
        ident("region_id"),
        ident("id"),
        ident("share_id"),
        ident("version_id"),
        term("suggested", "datacategory", optional=True),
        ident("doubted_by"),
        ident("doubted_for"),
        moment("doubted_at"),
        moment("answered_at", optional=True),
        ident("answered_by", optional=True),
        flag("kept", optional=True),
        key("region_id", "id"),
        points("answered_by", "persons.id"),
        points("doubted_by", "persons.id"),
        within("doubted_for", "partners"),
        within("share_id", "shares"),
        within("version_id", "versions"),
    )
    create(
        "share_evidence",
        ident("region_id"),
        ident("share_id"),
        ident("evidence_id"),
        term("condition", "condition"),
        key("region_id", "share_id", "evidence_id"),
        within("evidence_id", "evidence"),
        within("share_id", "shares"),
    )
    index("share_evidence_by_evidence", "share_evidence", "region_id", "evidence_id")
    create(
        "share_grounds",
        ident("region_id"),
        ident("share_id"),
        term("category", "datacategory"),
        ident("book_id"),
        number("rule_number"),
        term("rule_outcome", "rowoutcome"),
        key("region_id", "share_id", "category", "book_id", "rule_number"),
        sa.ForeignKeyConstraint(
            ["region_id", "book_id", "rule_number", "rule_outcome"],
            ["rules.region_id", "rules.book_id", "rules.number", "rules.outcome"],
        ),
        within("share_id", "shares"),
    )


def ledger() -> None:
    create(
        "checkpoints",
        ident("region_id"),
        ident("id"),
        large("size"),
        text("note"),
        moment("signed_at"),
        key("region_id", "id"),
        points("region_id", "regions.id"),
    )
    index("checkpoints_by_size", "checkpoints", "region_id", "size")
    create(
        "leases",
        ident("region_id"),
        text("chore", 40),
        ident("holder", optional=True),
        moment("held_until", optional=True),
        moment("done_at", optional=True),
        key("region_id", "chore"),
        points("region_id", "regions.id"),
    )
    create(
        "ledger_heads",
        ident("region_id"),
        large("size"),
        raw("frontier"),
        moment("last_at"),
        key("region_id"),
        points("region_id", "regions.id"),
    )
    create(
        "ledger_leaves",
        ident("region_id"),
        large("position"),
        text("leaf"),
        raw("hash"),
        term("retention", "retentionclass"),
        key("region_id", "position"),
        points("region_id", "regions.id"),
    )
    create(
        "ledger_entries",
        ident("region_id"),
        large("position"),
        text("envelope"),
        raw("key"),
        generated("at"),
        generated("act"),
        generated("case"),
        generated("giver"),
        generated("receiver"),
        generated("person"),
        generated("result"),
        key("region_id", "position"),
        within("position", "ledger_leaves", "position"),
    )
    index("ledger_entries_by_act", "ledger_entries", "region_id", "act", "position")
    index("ledger_entries_by_case", "ledger_entries", "region_id", "case", "position")
    index("ledger_entries_by_giver", "ledger_entries", "region_id", "giver", "position")
    index("ledger_entries_by_time", "ledger_entries", "region_id", "at")
    create(
        "checkpoint_holders",
        ident("region_id"),
        ident("id"),
        ident("checkpoint_id"),
        ident("membership_id"),
        text("how", 20),
        moment("at"),
        key("region_id", "id"),
        within("checkpoint_id", "checkpoints"),
        within("membership_id", "memberships"),
    )
    create(
        "outgoing_mails",
        ident("region_id"),
        ident("id"),
        ident("membership_id", optional=True),
        ident("checkpoint_id", optional=True),
        text("recipient", 200),
        text("subject", 200),
        text("body"),
        moment("written_at"),
        moment("sent_at", optional=True),
        key("region_id", "id"),
        points("region_id", "regions.id"),
        within("checkpoint_id", "checkpoints"),
        within("membership_id", "memberships"),
    )
