"""The line on who tells a presumed victim: kept in Dutch words like any other, read in each reader's own language.

What tafel wrote of it is known again at the head of the words; what people wrote stays as they wrote it.
"""

import re
from datetime import date

from models.views.minutes import WhoTells
from tafel import line_input

_POSTPONED, _TELLS = "Uitgesteld tot {day}.", "{teller} vertelt wat is afgesproken, op {day}."
_HAS_TOLD = "{teller} heeft verteld wat is afgesproken, op {day}."
_READ = re.compile(
    r"(?:Uitgesteld tot|(?P<teller>[^\n]+?) (?:vertelt|(?P<done>heeft verteld)) wat is afgesproken, op)"
    r" (?P<day>\d+ [a-z]{3} \d{4})\.(?P<words>.*)",
    re.DOTALL,
)


def compose(teller: str, day: date, words: str, *, postponed: bool, done: bool = False) -> str:
    """The words to keep; `done`: it was told on that day."""
    said = _POSTPONED if postponed else _HAS_TOLD if done else _TELLS
    return f"{said.format(teller=teller, day=line_input.as_dated(day))} {words}".strip()


def read(words: str) -> WhoTells:
    """What was kept: who and when apart from the rest; where a person wrote it otherwise, only words."""
    found = _READ.fullmatch(words)
    day = line_input.dated(found["day"]) if found else None
    if found is None or day is None:
        return WhoTells(words=words)
    return WhoTells(teller=found["teller"] or "", on=day, done=bool(found["done"]), words=found["words"].strip())
