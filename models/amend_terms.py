"""The vocabulary of putting right what was given: corrected or recalled, why, and what a receiver did with it."""

from enum import StrEnum


class AmendmentKind(StrEnum):
    """How a giver puts right what others were shown."""

    CORRECTED = "corrected"  # other words in its place
    RECALLED = "recalled"  # nothing in its place


class RecallReason(StrEnum):
    """Why a giver takes back what others were shown. The list is closed: no word of a case goes along with it."""

    WRONG = "wrong"
    OTHER_PERSON = "other-person"
    TOO_MUCH = "too-much"
    OTHER_RECEIVER = "other-receiver"
    NO_GROUND = "no-ground"
    OUT_OF_DATE = "out-of-date"
    OTHERWISE = "otherwise"


class Dealt(StrEnum):
    """What a receiver did with what it had."""

    REMOVED = "removed"
    CHANGED = "changed"
    NOTHING_KEPT = "nothing-kept"


class HadAs(StrEnum):
    """In what form a receiver had words of another."""

    SCREEN = "screen"
    AGENDA = "agenda"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    MACHINE = "machine"
