"""How somebody can be reached in safety: kept in Dutch words, line by line, and read back to the fields of its form.

What a person wrote otherwise stays as it is, under what to look out for.
"""

from collections.abc import Iterable

from models.care_terms import Way
from models.views.care import SafeContact

_WAYS = {Way.CALL: "bellen", Way.MESSAGE: "een bericht sturen", Way.MAIL: "mailen", Way.VISIT: "langsgaan"}
_NONE = "niets"
_MAY = "Mag: "
_LABELS = {"when": "Wanneer: ", "via": "Via: ", "word": "Afgesproken woord: ", "danger": "Let op: "}


def compose(said: SafeContact) -> str:
    """The words to keep."""
    may = ", ".join(_WAYS[way] for way in Way if way in said.ways) or _NONE
    lines = [f"{label}{getattr(said, name)}" for name, label in _LABELS.items() if getattr(said, name)]
    return "\n".join((f"{_MAY}{may}", *lines))


def read(words: str) -> SafeContact:
    """What was kept, part by part."""
    may, *lines = words.split("\n")
    if not may.startswith(_MAY):
        return SafeContact(danger=words)
    said = may.removeprefix(_MAY).split(", ")
    return SafeContact(ways=tuple(way for way in Way if _WAYS[way] in said), **dict(_parts(lines)))


def _parts(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        for name, label in _LABELS.items():
            if line.startswith(label):
                yield name, line.removeprefix(label)
