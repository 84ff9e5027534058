"""The vocabulary of mail: why a message goes out. What it says is fixed for each, and holds nothing of a case."""

from enum import StrEnum


class Notice(StrEnum):
    """Something waits in tafel for one person."""

    INVITED = "invited"  # a meeting: announced, moved or called off
    REMARKS_ASKED = "remarks-asked"
    AMENDED = "amended"  # something one's partner was shown was corrected or recalled
    ASKED = "asked"  # another partner asks one's partner what it knows
    COPY_READY = "copy-ready"
    ITEM_LINK = "item-link"
    CODE = "code"
    SIGNAL_WAITS = "signal-waits"
    SIGNAL_BY_LINK = "signal-by-link"
    SIGNAL_ARRIVED = "signal-arrived"  # who takes it up said so
    SIGNAL_MOVED = "signal-moved"
    SIGNAL_REPEATS = "signal-repeats"
    SIGNAL_WEIGHED = "signal-weighed"
    SIGNAL_LED = "signal-led"
    REMINDED = "reminded"  # a contribution, remarks or an action, together once a day
