"""The closed lists of how a case is cared for."""

from enum import StrEnum


class Way(StrEnum):
    """How somebody can be reached in safety."""

    CALL = "call"
    MESSAGE = "message"
    MAIL = "mail"
    VISIT = "visit"


class Came(StrEnum):
    """What came of an item at a meeting."""

    DISCUSSED = "discussed"  # besproken
    NOT_REACHED = "not-reached"  # niet aan toegekomen
    CARRIED_ON = "carried-on"  # doorgeschoven
