"""The vocabulary of meetings: agenda, circle, answers, the room, and what is written down."""

from enum import StrEnum


class MeetingKind(StrEnum):
    CASES = "cases"  # casusoverleg
    WEIGHING = "weighing"  # weegtafel
    BOARD = "board"  # bestuurlijke tafel: no persons


class MeetingState(StrEnum):
    DRAFT = "draft"
    INVITED = "invited"
    IN_SESSION = "in-session"
    CLOSED = "closed"


class ItemKind(StrEnum):
    CASE = "case"
    FREE = "free"
    STANDING = "standing"
    ACTIONS = "actions"  # open actions, by themselves
    MINUTES = "minutes"  # the last minutes, by themselves


class ItemState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    POSTPONED = "postponed"
    HANDLED = "handled"


class MinutingMode(StrEnum):
    """What is written down of an item."""

    AGREED = "agreed"  # alleen afspraken en acties
    REPORT = "report"  # verslag
    NOTHING = "nothing"  # niets vastleggen


class Answer(StrEnum):
    """A partner's answer to an item of the agenda."""

    OPEN = "open"
    UNCHANGED = "unchanged"
    NEW = "new"
    NONE = "none"
    LATER = "later"


class Readiness(StrEnum):
    """All that others see of an answer."""

    OPEN = "open"
    SHARED = "shared"
    NONE = "none"


class AttendanceState(StrEnum):
    EXPECTED = "expected"
    PRESENT = "present"
    ABSENT = "absent"


class Coming(StrEnum):
    """What a partner says of one of its people: who comes to a meeting."""

    ROOM = "room"
    ONLINE = "online"
    NOT = "not"
    SUBSTITUTE = "substitute"


class How(StrEnum):
    ROOM = "room"
    ONLINE = "online"


class Lead(StrEnum):
    """Who leads an item, and who writes at it."""

    CHAIR = "chair"
    NOTE_TAKER = "note-taker"


class PresenceSource(StrEnum):
    """Who said so: that somebody came in or went out."""

    ATTENDANCE = "attendance"
    CHAIR = "chair"
    OWN = "own"


class LineKind(StrEnum):
    """What a line at an item of the agenda is."""

    QUESTION = "question"
    SAID = "said"
    DECISION = "decision"
    ACTION = "action"
    TELLING = "telling"  # who tells a presumed victim, when
    REMARK = "remark"  # opmerking bij het verslag
    ADDITION = "addition"  # aanvulling op een vastgesteld verslag


class Route(StrEnum):
    """What a decision settles."""

    ROUTE = "route"
    LEAD = "lead"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    SCALED_DOWN = "scaled-down"
    OTHER = "other"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    COULD_NOT = "could-not"
    NOT_DONE = "not-done"


class MinutesState(StrEnum):
    DRAFT = "draft"
    FOR_REMARKS = "for-remarks"
    ADOPTED = "adopted"


class RemarkOutcome(StrEnum):
    """What the secretariat did with a remark."""

    OPEN = "open"
    PROCESSED = "processed"  # verwerkt
    ATTACHED = "attached"  # als opmerking bij het verslag
    DECLINED = "declined"  # niet overgenomen


class CopyFormat(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"


class Closing(StrEnum):
    """Why a case is closed."""

    SAFE = "safe"  # de hulp is geregeld, het is veilig
    SCALED_DOWN = "scaled-down"  # verder zonder tafel
    TRANSFERRED = "transferred"  # overgedragen aan een andere regio
    NO_SIGNS = "no-signs"  # geen mensenhandel gebleken
    MERGED = "merged"  # verder in een andere casus
    OTHER = "other"
