"""The shorthand a rule book is written in: `OPS` for three kinds of partner, `D1-D5` for five kinds of data."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, StringConstraints, ValidationInfo

from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose, RowOutcome
from tafel.refusals import say

MOST_LISTS = 100  # each may name all others
Meanings = Mapping[str, Collection[str]]


def kinds_and_lists(lists: Any) -> Meanings:
    """Every kind of partner, and every list with the kinds it stands for; a list may name other lists."""
    meanings = _single(PartnerKind)
    given = lists.items() if isinstance(lists, dict) and len(lists) <= MOST_LISTS else ()
    written = {name: set(text.split()) for name, text in given if isinstance(text, str)}
    for _ in written:
        for name in written.keys() - set(PartnerKind):
            meanings[name] = {kind for word in written[name] if word != name for kind in meanings.get(word, ())}
    return meanings


def printable(text: str) -> str:
    """Signs that nobody sees turn words around, and a database does not keep them all."""
    if not text.replace("\n", "").isprintable():
        raise ValueError(say("bevat tekens die niemand ziet"))
    return text


def of_each(codes: Iterable[str]) -> AfterValidator:
    """Something must be said of each of these, and of nothing else."""
    expected = list(codes)

    def check(written: dict[str, Any]) -> dict[str, Any]:
        if absent := [code for code in expected if code not in written]:
            raise ValueError(say("er wordt niets gezegd over {codes}", codes=", ".join(absent)))
        if unknown := [code for code in written if code not in expected]:
            raise ValueError(say("onbekende code {codes}", codes=", ".join(unknown)))
        return written

    return AfterValidator(check)


def _single(codes: Iterable[str]) -> dict[str, Collection[str]]:
    return {str(code): (code,) for code in codes}


def _ranges(codes: list[str]) -> dict[str, Collection[str]]:
    pairs = combinations(range(len(codes)), 2)
    return {f"{codes[first]}-{codes[last]}": codes[first : last + 1] for first, last in pairs}


def _meant(written: Iterable[str], meanings: Meanings) -> frozenset[str]:
    words = [word for word in written if word != "-"]
    if unknown := [word for word in words if word not in meanings]:
        raise ValueError(say("onbekende code of lijst {codes}", codes=" ".join(unknown)))
    codes = Counter(code for word in words for code in meanings[word])
    if twice := sorted(code for code, times in codes.items() if times > 1):
        raise ValueError(say("noemt {codes} twee keer", codes=" ".join(twice)))
    return frozenset(codes)


def _words(written: Any) -> list[str]:
    if not isinstance(written, str):
        wrong = say("moet codes in één tekst zijn, zoals 'OPS OM'")
        raise ValueError(wrong)  # noqa: TRY004 only this is collected, not raised
    return written.split()


def _kinds(written: Any, info: ValidationInfo) -> frozenset[str]:
    return _meant(_words(written), info.context or {})


def _codes(meanings: Meanings) -> BeforeValidator:
    return BeforeValidator(lambda written: _meant(_words(written), meanings))


def _letters(meanings: Meanings) -> BeforeValidator:
    return BeforeValidator(lambda written: _meant("".join(_words(written)), meanings))


def _outcome(written: Any) -> RowOutcome:
    if " ".join(_words(written)) not in _OUTCOMES:
        known = ", ".join(_OUTCOMES)
        raise ValueError(say("onbekende uitkomst {written}; schrijf {known}", written=written, known=known))
    return _OUTCOMES[written]


_OUTCOMES = {
    "JA": RowOutcome.YES,
    "MITS": RowOutcome.IF,
    "NEE·s": RowOutcome.NO_STATUTE,
    "NEE·p": RowOutcome.NO_POLICY,
}
_DATA = _single(DataCategory) | _ranges([code for code in DataCategory if code is not DataCategory.D8I])
_PURPOSES = _single(Purpose) | _ranges(list(Purpose))

Kinds = Annotated[frozenset[PartnerKind], BeforeValidator(_kinds)]
Data = Annotated[frozenset[DataCategory], _codes(_DATA)]
Purposes = Annotated[frozenset[Purpose], _codes(_PURPOSES)]
Frameworks = Annotated[frozenset[Framework], _letters(_single(Framework))]
Conditions = Annotated[frozenset[Condition], _codes(_single(Condition))]
Outcome = Annotated[RowOutcome, BeforeValidator(_outcome)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(printable)]
Article = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(printable)
]
Number = Annotated[StrictInt, Field(ge=1, le=9_999)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(lambda written: tuple(str(written).split()))]
