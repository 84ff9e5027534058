"""The vocabulary of the rule desk: what can be so of a passage, what the matrix says, what a version changes."""

from enum import StrEnum

from models.terms import Framework, Purpose


class Fact(StrEnum):
    """What can be so of a passage, and makes it more in the law's eyes."""

    NAMED = "named"
    LINKED = "linked"
    EXACT_PLACE = "exact_place"
    EXACT_DATE = "exact_date"
    SUSPECT = "suspect"
    MINOR = "minor"


class Answered(StrEnum):
    """What a place of the matrix says, when nobody recorded anything yet."""

    MAY = "may"  # mag
    ONLY_IF = "only-if"  # mag als
    UNLESS = "unless"  # mag niet, tenzij
    NEVER = "never"  # mag niet


class Change(StrEnum):
    """What another version of the rules does to one place of the matrix."""

    PERMITTED = "permitted"  # newly permitted
    FORBIDDEN = "forbidden"  # newly forbidden
    CONDITIONS = "conditions"  # other conditions


class EndedBy(StrEnum):
    """What else ends a share at its last moment than the day its giver chose."""

    RULES = "rules"  # a later version of the rules


class ProfileWhy(StrEnum):
    """Why a sharing profile must be confirmed again."""

    OLD = "old"
    OPENED = "opened"  # the lead partner changed lead or purposes, or opened a closed case again
    RECEIVERS = "receivers"
    EVIDENCE = "evidence"
    RULES = "rules"


PURPOSES_OF = {
    Framework.A: (Purpose.P2, Purpose.P3, Purpose.P4),
    Framework.B: (Purpose.P4, Purpose.P5),
    Framework.C: (Purpose.P1, Purpose.P2, Purpose.P3, Purpose.P4, Purpose.P5, Purpose.P6, Purpose.P9),
    Framework.D: (Purpose.P1,),
}
