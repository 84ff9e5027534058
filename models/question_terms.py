"""The vocabulary of questions to partners (uitvraag)."""

from enum import StrEnum


class Reply(StrEnum):
    """What a partner that was asked answered; only that partner reads it. What others see is a `Readiness`."""

    OPEN = "open"
    SHARED = "shared"
    NONE = "none"
    LATER = "later"


class Saying(StrEnum):
    """What can be said without sharing words of one's own; sharing has its own page."""

    NONE = "none"
    LATER = "later"
    UNKNOWN = "unknown"  # niet bekend bij ons: tells that nothing is held, and so goes under the rules like any words
