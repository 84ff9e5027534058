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
_FULL_NAME = re.compile(r"(?=\b([A-Z][a-z]+)\s+(?:(?:van|de|den|der|ten|ter|el|al|la)\s+)*[A-Z][a-z]+\b)")
_IN_A_TITLE = (*_IN_A_QUESTION, _FULL_NAME)
_BEGINS_A_SENTENCE = re.compile(  # and is nobody's first name
    "Aan|Achter|Alle|Als|Bij|Boven|Buiten|Daar|Dan|Dat|De|Deze|Die|Dit|Door|Drie|Een|Elke|En|Enkele|Er|Haar|Het|Hier|"
    "Hij|Hun|Ik|In|Jonge|Maar|Man|Mannen|Meerdere|Met|Mijn|Na|Naar|Naast|Nog|Nu|Om|Onder|Onze|Ook|Op|Over|Sinds|"
    "Sommige|Te|Tegen|Tien|Toen|Tot|Tussen|Twee|Uit|Van|Vanuit|Veel|Vier|Vijf|Volgens|Voor|Vrouw|Vrouwen|Want|Wij|Ze|"
    "Zes|Zeven|Zij|Zijn|Zonder"
)
_TITLE = re.compile(r"\b(?:dhr|mevr|mw|meneer|mevrouw|de heer|familie|fam)\b\.?", re.IGNORECASE)
_TOO_SHORT = 3
_BEGINS_A_PLACE = re.compile(r"(?:Gemeente|Den|Het|Sint|Oude?|Nieuwe?|Noord|Zuid|Oost|West|Hoek)\s")
_WORDS_OF_A_PLACE = 4  # as in Alphen aan den Rijn
_ODD_IN_A_PLACE = re.compile(r"[\d,;:!?]")
_PLACES = frozenset(  # municipalities of two names, which might be somebody's
    {
        "de bilt", "de fryske marren", "de ronde venen", "de wolden", "gooise meren", "hoeksche waard",
        "hof van twente", "hollands kroon", "land van cuijk", "nuenen, gerwen en nederwetten",
        "reusel-de mierden", "stede broec", "stichtse vecht", "utrechtse heuvelrug",
    }
)  # fmt: skip


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


def seems_to_name_somebody(text: str) -> bool:
    """Whether a first and a last name seem to stand in running text; what else they could be, only the writer knows."""
    return any(not _BEGINS_A_SENTENCE.fullmatch(found[1]) for found in _FULL_NAME.finditer(text))


def is_only_a_place(place: str) -> bool:
    """Whether a municipality is all that is named: no sentence, no street, and no person; Den Haag is nobody."""
    if not place or place.casefold() in _PLACES:
        return True
    names = question_names_somebody if _BEGINS_A_PLACE.match(place) else title_names_somebody
    return len(place.split()) <= _WORDS_OF_A_PLACE and not _ODD_IN_A_PLACE.search(place) and not names(place)


def without_shapes(text: str) -> str:
    """A text without what points at a person by its shape, and without titles."""
    for shape in (*_SHAPES, _TITLE):
        text = shape.sub(" ", text)
    return text
