"""The closed lists in records that meet conditions."""

from enum import StrEnum


class Involved(StrEnum):
    """Whether a parent or guardian may have a part in the exploitation."""

    NO = "no"
    YES = "yes"


class Spoken(StrEnum):
    """How somebody agreed."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class AimOfPolice(StrEnum):
    """For what a single decision lets police data go to others."""

    OFFENCES = "offences"
    ORDER = "order"
    HELP = "help"
    SUPERVISION = "supervision"


class AimOfProsecutor(StrEnum):
    """For what the prosecutor lets data on a prosecution go to others."""

    OFFENCES = "offences"
    ORDER = "order"
    SUPERVISION = "supervision"
    ADMINISTRATIVE = "administrative"
    DISCIPLINE = "discipline"
    HELP = "help"


class WaitGround(StrEnum):
    """Why somebody is not told yet; in the order of the law that lets one wait."""

    NATION = "nation"
    DEFENCE = "defence"
    SAFETY = "safety"
    OFFENCES = "offences"
    PUBLIC_INTEREST = "public-interest"
    COURTS = "courts"
    PROFESSIONS = "professions"
    SUPERVISION = "supervision"
    PROTECTION = "protection"
    CLAIMS = "claims"
