"""What is wrong with something filled in, in plain words: the same on a page and for a machine."""

import re

from pydantic_core import ErrorDetails

from models.forms.casework import CODE_WORD
from models.forms.meetings import LINK
from models.forms.people import LOGIN
from tafel.refusals import Said, say

WRONG_WAY_ROUND = say("De laatste dag ligt voor de eerste.")
MONTHS_WRONG_WAY_ROUND = say("De laatste maand ligt voor de eerste.")
IN_MARKUP = say("Hier staat opmaak van een webpagina tussen (HTML). Plak alleen de tekst.")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!(--|doctype)", re.IGNORECASE)
_CHOOSE = say("Kies een van de mogelijkheden.")
_NO_DAY = say("Dit is geen datum. Schrijf dag, maand en jaar.")
_NO_MOMENT = say("Dit is geen moment. Schrijf dag, maand, jaar, uren en minuten.")
_NUMBER = say("Vul een getal in.")
_YES_OR_NO = say("Antwoord met ja of nee.")
_TEXT = say("Vul hier tekst in.")
_WORDS = {
    "missing": say("Vul dit in."),
    "string_too_short": say("Vul dit in."),
    "too_short": say("Kies er ten minste één."),
    "date_from_datetime_parsing": _NO_DAY,
    "date_from_datetime_inexact": _NO_DAY,
    "date_parsing": _NO_DAY,
    "date_type": _NO_DAY,
    "datetime_parsing": _NO_MOMENT,
    "datetime_from_date_parsing": _NO_MOMENT,
    "datetime_type": _NO_MOMENT,
    "time_parsing": say("Dit is geen tijd. Schrijf uren en minuten: 13:00."),
    "no_such_month": say("Dit is geen maand. Schrijf maand en jaar, zoals 10-2026."),
    "no_such_year": say("Dit jaartal kan niet. Kijk het na."),
    "enum": _CHOOSE,
    "uuid_parsing": _CHOOSE,
    "uuid_type": _CHOOSE,
    "string_pattern_mismatch": say("Dit heeft niet de goede vorm."),
    "extra_forbidden": say("Dit hoort niet op dit formulier."),
    "wrong_way_round": WRONG_WAY_ROUND,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "bool_parsing": _YES_OR_NO,
    "bool_type": _YES_OR_NO,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "list_type": say("Geef hier een lijst."),
    "model_type": say("Geef hier een JSON-object."),
    "model_attributes_type": say("Geef hier een JSON-object."),
}
_SHAPES = {
    CODE_WORD: say("Kies één woord van 3 tot 30 letters: eerst een hoofdletter, dan kleine letters."),
    LINK: say("Begin met https:// en gebruik geen spaties."),
    LOGIN: say("Gebruik alleen letters, cijfers, punten, streepjes en @."),
}
_DEFAULT = say("Dit kan niet. Kijk het na.")


def has_markup(text: str) -> bool:
    """Whether a text was pasted with the marks of a web page in it."""
    return _MARKUP.search(text) is not None


def sentence(error: ErrorDetails) -> Said:
    """One sentence for one mistake."""
    limit = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return say("Dit is te lang: ten hoogste {most} tekens.", most=limit["max_length"])
        case "too_long":
            return say("Dit zijn er te veel: ten hoogste {most}.", most=limit["max_length"])
        case "string_too_short" if limit.get("min_length", 1) > 1:
            return say("Dit is te kort: ten minste {least} tekens.", least=limit["min_length"])
        case "greater_than_equal":
            return say("Dit is te weinig: ten minste {least}.", least=limit["ge"])
        case "less_than_equal":
            return say("Dit is te veel: ten hoogste {most}.", most=limit["le"])
    return _SHAPES.get(limit.get("pattern", "")) or _WORDS.get(error["type"], _DEFAULT)
