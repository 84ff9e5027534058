"""The closed lists of what identifies somebody or something in a signal, and of what is done when two hold the same."""

from enum import StrEnum


class IdentifierKind(StrEnum):
    """What can be compared between signals without anybody reading it."""

    ADDRESS = "address"  # postcode, huisnummer en toevoeging
    PHONE = "phone"
    PLATE = "plate"
    ADVERT = "advert"  # webadres of nummer van een advertentie
    PERSON = "person"  # naam en geboortedatum
    COMPANY = "company"  # KvK-nummer, of btw-nummer elders


class Asking(StrEnum):
    """How one asks: each of these counts."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"


class Likeness(StrEnum):
    """How sure it is that two are the same."""

    SAME = "same"
    ALIKE = "alike"  # sounds the same, or the same house with another addition


class HitAnswer(StrEnum):
    """What the earlier holder chose."""

    OPEN = "open"
    KNOWN = "known"  # maak mij bekend
    NOT_NOW = "not-now"
