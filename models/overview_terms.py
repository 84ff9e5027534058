"""The closed lists of overviews: by what signals are counted."""

from enum import StrEnum


class Breakdown(StrEnum):
    """By what the signals of a half-year are counted; in this order it is judged what can be told."""

    MONTH = "month"
    FORM = "form"
    OUTCOME = "outcome"
    BRINGER = "bringer"
    MUNICIPALITY = "municipality"
