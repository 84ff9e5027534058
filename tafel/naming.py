"""Does a text name somebody? What can be found by shape: phone, plate, e-mail, postcode with number, web address."""

import re
from collections.abc import Iterable

from tafel.refusals import say

NAMES_SOMEBODY = say("Hier lijkt een naam, adres of nummer in te staan. Haal het weg, of vink aan dat het er geen is.")
_SHAPES = (
    re.compile(r"(?<!\d)(?:\+31|0031|0)[\s.-]?[1-9](?:[\s.-]?\d){8}(?!\d)"),  # phone
    re.compile(r"\b(?:[A-Z]{1,3}-?\d{1,3}-?[A-Z]{1,3}|\d{1,3}-[A-Z]{2,3}-\d{1,2}|\d{2}-\d{2}-[A-Z]{2})\b"),  # plate
    re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]{2,}\b"),  # e-mail
    re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\s+\d{1,5}\b"),  # postcode with house number
    re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),  # web address
)
_IN_A_QUESTION = (
    re.compile(
        r"\b[A-Z][\w-]*(?:straat|weg|laan|plein|kade|dijk|singel|gracht|pad|hof|steeg|dreef|plantsoen|markt)\s*\d"
    ),
    re.compile(r"\b(?:dhr|mevr|mw|meneer|mevrouw|de heer|familie|fam)\b\.?\s+[A-Z]", re.IGNORECASE),
)
_IN_A_TITLE = (
    *_IN_A_QUESTION,
    re.compile(r"\b[A-Z][a-z]+\s+(?:(?:van|de|den|der|ten|ter|el|al|la)\s+)*[A-Z][a-z]+\b"),  # first and last name
)
_TOO_SHORT = 3


def names_somebody(text: str, known: Iterable[str] = ()) -> bool:
    """Whether the text holds something that points at a person, or a name the writer may see on an identity card."""
    if any(shape.search(text) for shape in _SHAPES):
        return True
    words = (word for name in known for word in name.split() if len(word) > _TOO_SHORT)
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words)


def question_names_somebody(text: str) -> bool:
    """The same for a question to the table: a street with a number or somebody's title before a name do too."""
    return names_somebody(text) or any(shape.search(text) for shape in _IN_A_QUESTION)


def title_names_somebody(text: str) -> bool:
    """The same for a title that everyone in a circle reads: a street with a number or two capitals in a row do too."""
    return names_somebody(text) or any(shape.search(text) for shape in _IN_A_TITLE)
