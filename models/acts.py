"""The vocabulary of the ledger: what can stand in it, with what result, and which clock it follows."""

from enum import StrEnum


class RetentionClass(StrEnum):
    """Which clock an envelope in the ledger follows."""

    DISCLOSURE = "disclosure"  # 5 years
    AUDIT = "audit"  # 3 years
    RULES = "rules"  # as long as the region exists


class Act(StrEnum):
    """What can stand in the ledger: `thing.done`, alphabetical; a name once used is never used for anything else."""

    BOOK_ADOPTED = "book.adopted"
    BOOK_ADVISED = "book.advised"
    BOOK_PROPOSED = "book.proposed"
    CARD_DUPLICATE_SHOWN = "card.duplicate-shown"
    CASE_CHANGED = "case.changed"
    CASE_OPENED = "case.opened"
    CASE_PARTNER_ADDED = "case.partner-added"
    CASE_PARTNER_REMOVED = "case.partner-removed"
    CATEGORY_DOUBTED = "category.doubted"
    CATEGORY_KEPT = "category.kept"
    CHECKPOINT_SENT = "checkpoint.sent"
    CHECKPOINT_TAKEN = "checkpoint.taken"
    ERASED = "erased"
    EVIDENCE_CONFIRMED = "evidence.confirmed"
    EVIDENCE_ENDED = "evidence.ended"
    EVIDENCE_HANDED_OUT = "evidence.handed-out"
    EVIDENCE_RECORDED = "evidence.recorded"
    LEDGER_EXPORTED = "ledger.exported"
    LEDGER_HANDED_OUT = "ledger.handed-out"
    LEDGER_VERIFIED = "ledger.verified"
    MEMBER_ADDED = "member.added"
    MEMBER_REMOVED = "member.removed"
    MEMBER_SIGNED_IN = "member.signed-in"
    MEMBER_SIGNED_OUT = "member.signed-out"
    MEMBERSHIP_CONFIRMED = "membership.confirmed"
    MEMBERSHIP_ENDED = "membership.ended"
    MEMBERSHIP_PROPOSED = "membership.proposed"
    PARTNER_ADDED = "partner.added"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 the name of an act
    PERSON_ADDED = "person.added"
    PROFILE_CONFIRMED = "profile.confirmed"
    REGION_OPENED = "region.opened"
    SECRECY_SIGNED = "secrecy.signed"
    SHARE_ENDED = "share.ended"
    SHARE_GIVEN = "share.given"
    SHARE_REFUSED = "share.refused"
    SHARE_WITHDRAWN = "share.withdrawn"
    SHARES_EXPORTED = "shares.exported"
    STATEMENT_EDITED = "statement.edited"
    STATEMENT_HANDED_OUT = "statement.handed-out"
    STATEMENT_MOVED = "statement.moved"
    STATEMENT_REMOVED = "statement.removed"
    STATEMENT_RESTORED = "statement.restored"
    STATEMENT_WRITTEN = "statement.written"
    SUBJECT_ADDED = "subject.added"
    SUBJECTS_MERGED = "subjects.merged"
    SUBJECTS_SPLIT = "subjects.split"
    TOKEN_MADE = "token.made"  # noqa: S105 the name of an act
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 the name of an act


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"
