"""The vocabulary of the ledger: what can stand in it, with what result, and which clock it follows."""

from enum import StrEnum


class RetentionClass(StrEnum):
    """Which clock an envelope in the ledger follows."""

    DISCLOSURE = "disclosure"  # 5 years
    AUDIT = "audit"  # 3 years
    RULES = "rules"  # as long as the region exists


class Act(StrEnum):
    """What can stand in the ledger: `thing.done`, alphabetical; a name once used is never used for anything else."""

    ACTION_ADDED = "action.added"
    ACTION_CHANGED = "action.changed"
    AGENDA_EXPORTED = "agenda.exported"
    AGENDA_ORDERED = "agenda.ordered"
    AGENDA_SENT = "agenda.sent"
    ANSWER_ASKED = "answer.asked"
    ANSWER_GIVEN = "answer.given"
    ATTENDANCE_NOTED = "attendance.noted"
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
    CIRCLE_CHANGED = "circle.changed"
    DECISION_ADDED = "decision.added"
    DECISION_CHANGED = "decision.changed"
    ERASED = "erased"
    EVIDENCE_CONFIRMED = "evidence.confirmed"
    EVIDENCE_ENDED = "evidence.ended"
    EVIDENCE_HANDED_OUT = "evidence.handed-out"
    EVIDENCE_RECORDED = "evidence.recorded"
    ITEM_ACCEPTED = "item.accepted"
    ITEM_CHANGED = "item.changed"
    ITEM_CLOSED = "item.closed"
    ITEM_OPENED = "item.opened"
    ITEM_POSTPONED = "item.postponed"
    ITEM_PROPOSED = "item.proposed"
    ITEM_RETURNED = "item.returned"
    LEDGER_EXPORTED = "ledger.exported"
    LEDGER_HANDED_OUT = "ledger.handed-out"
    LEDGER_VERIFIED = "ledger.verified"
    LINE_CHANGED = "line.changed"
    LINE_CONFIRMED = "line.confirmed"
    LINE_DROPPED = "line.dropped"
    LINE_WRITTEN = "line.written"
    MEETING_CHANGED = "meeting.changed"
    MEETING_CLOSED = "meeting.closed"
    MEETING_MADE = "meeting.made"
    MEETING_OPENED = "meeting.opened"
    MEMBERSHIP_CONFIRMED = "membership.confirmed"
    MEMBERSHIP_ENDED = "membership.ended"
    MEMBERSHIP_PROPOSED = "membership.proposed"
    MEMBER_ADDED = "member.added"
    MEMBER_REMOVED = "member.removed"
    MEMBER_SIGNED_IN = "member.signed-in"
    MEMBER_SIGNED_OUT = "member.signed-out"
    PARTNER_ADDED = "partner.added"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 the name of an act
    PERSON_ADDED = "person.added"
    PERSON_ADMITTED = "person.admitted"
    PRESENCE_NOTED = "presence.noted"
    PROFILE_CONFIRMED = "profile.confirmed"
    REGION_OPENED = "region.opened"
    ROOM_OVERRULED = "room.overruled"
    SECRECY_SIGNED = "secrecy.signed"
    SERIES_CHANGED = "series.changed"
    SERIES_MADE = "series.made"
    SHARES_EXPORTED = "shares.exported"
    SHARE_ENDED = "share.ended"
    SHARE_GIVEN = "share.given"
    SHARE_REFUSED = "share.refused"
    SHARE_WITHDRAWN = "share.withdrawn"
    STATEMENT_EDITED = "statement.edited"
    STATEMENT_HANDED_OUT = "statement.handed-out"
    STATEMENT_MOVED = "statement.moved"
    STATEMENT_REMOVED = "statement.removed"
    STATEMENT_RESTORED = "statement.restored"
    STATEMENT_WRITTEN = "statement.written"
    SUBJECTS_MERGED = "subjects.merged"
    SUBJECTS_SPLIT = "subjects.split"
    SUBJECT_ADDED = "subject.added"
    TOKEN_MADE = "token.made"  # noqa: S105 the name of an act
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 the name of an act


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"


class Wrong(StrEnum):
    """What can be wrong with the register when it is computed again."""

    ENTRY = "entry"
    PLACE = "place"
    CHANGED = "changed"
    MISSING = "missing"
    CHECKPOINT = "checkpoint"
    ERASED = "erased"
    NOT_ERASED = "not-erased"
    ERASURE = "erasure"
    BESIDE = "beside"
    HEAD = "head"
