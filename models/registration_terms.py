"""The closed lists of a registration with CoMensha; nothing that points at a person can be written in it."""

from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Residence(StrEnum):
    """By what right somebody stays here."""

    DUTCH = "dutch"
    EUROPEAN = "european"
    PERMIT = "permit"
    ASYLUM = "asylum"
    NONE = "none"


class Sector(StrEnum):
    """Where somebody was made to work."""

    SEX_WORK = "sex-work"
    AGRICULTURE = "agriculture"
    HOSPITALITY = "hospitality"
    HOUSEHOLD = "household"
    CONSTRUCTION = "construction"
    CLEANING = "cleaning"
    AGENCY = "agency"
    TRANSPORT = "transport"
    OTHER = "other"


class Crossing(StrEnum):
    """Whether it all happened in this country."""

    INTERNAL = "internal"
    ABROAD = "abroad"


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


class Registering(StrEnum):
    """What goes to CoMensha: what is known, as far as the rules permit, or that there is one more."""

    FIELDS = "fields"
    COUNT = "count"
