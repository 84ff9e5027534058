"""Reads a rule book as a careful colleague would, and says in plain words what does not hold together."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic_core import ErrorDetails

from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose, RowOutcome

if TYPE_CHECKING:
    from tafel.book import Place, Row, RuleBook


_SLIPS = {"missing": "is missing", "extra_forbidden": "is not a word of the rules"}


def in_plain_words(slip: ErrorDetails, tree: dict[str, Any]) -> str:
    """What is wrong in a text that cannot be read as rules, and where."""
    section, *steps = slip["loc"]
    if section == "row" and steps:
        row = tree["row"][steps.pop(0)]
        section = f"row {row.get('number', 'without number')}" if isinstance(row, dict) else "a row"
    places = [str(step + 1 if isinstance(step, int) else step) for step in (section, *steps) if step != "[key]"]
    return f"{', '.join(places)}: {_SLIPS.get(slip['type']) or slip['msg'].removeprefix('Value error, ')}"


def problems(book: "RuleBook") -> Iterator[str]:
    """Everything wrong with a book that can be read, each in one sentence."""
    yield from _lists(book)
    yield from _receivers(book)
    yield from _numbers(book)
    yield from _sentences(book)
    for row in book.rows:
        for problem in (*_outcome(row), *_minors(row), *_exception(row, book), *_silence(row, book)):
            yield f"row {row.number}: {problem}"


def _lists(book: "RuleBook") -> Iterator[str]:
    for name in sorted(book.lists.keys() & set(PartnerKind)):
        yield f"lists, {name}: has the name of a kind of partner"


def _receivers(book: "RuleBook") -> Iterator[str]:
    listed = Counter((kind, frame) for line in book.receivers for kind in line.kinds for frame in line.frameworks)
    for kind in PartnerKind:
        if not any(listed[kind, framework] for framework in Framework):
            yield f"receiver {kind}: is missing in the receiver table"
    for (kind, framework), times in sorted(listed.items()):
        if times > 1:
            yield f"receiver {kind}: stands {times} times in the receiver table for framework {framework}"


def _numbers(book: "RuleBook") -> Iterator[str]:
    for number, times in Counter(row.number for row in book.rows).items():
        if times > 1:
            yield f"row {number}: {times} rows have this number"


def _sentences(book: "RuleBook") -> Iterator[str]:
    spoken = Counter(number for numbers in book.sentences for number in numbers)
    numbers = {row.number for row in book.rows}
    for number in sorted(numbers - spoken.keys()):
        yield f"row {number}: has no sentence"
    for number in sorted(spoken.keys() - numbers):
        yield f"row {number}: has a sentence, but there is no such row"
    for number in sorted(number for number, times in spoken.items() if times > 1):
        yield f"row {number}: has more than one sentence"


def _outcome(row: "Row") -> Iterator[str]:
    if row.refuses and (row.conditions or row.lifts or row.keep):
        yield "refuses, so it has no conditions, no 'except' and no term to keep"
    if row.outcome is RowOutcome.YES and row.conditions:
        yield "says JA and yet has conditions; write MITS"
    if row.outcome is RowOutcome.IF and not row.conditions:
        yield "says MITS without a condition; write JA"
    if not row.refuses and row.keep is None:
        yield "does not say how long the receiver may keep it"


def _minors(row: "Row") -> Iterator[str]:
    if DataCategory.D14 in row.data and not row.refuses:
        yield "grants D14, which no row can: a minor only adds to what the other rows ask"


def _exception(row: "Row", book: "RuleBook") -> Iterator[str]:
    for number in row.lifts:
        lifted = [other for other in book.rows if other.number == number]
        if not lifted:
            yield f"is an exception to row {number}, which does not exist"
        elif not any(other.refuses for other in lifted):
            yield f"is an exception to row {number}, which does not refuse"
        elif not any(row.meets(other) for other in lifted):
            yield f"is an exception to row {number}, but the two never apply to the same ask"


def _silence(row: "Row", book: "RuleBook") -> Iterator[str]:
    rivals = [other for other in book.rows if other.adopted and other.meets(row)]
    if row.adopted and not any(_decides(row, place, rivals, book) for place in _askable(row, book)):
        yield "can never decide: wherever it applies other rows do, or the receiver may not hold this"


def _askable(row: "Row", book: "RuleBook") -> Iterator["Place"]:
    for place in row.places():
        if place.receiver is PartnerKind.VZ and place.purpose is not Purpose.P8:
            continue
        if book.allows(place.framework, place.purpose):
            yield place


def _decides(row: "Row", place: "Place", rivals: list["Row"], book: "RuleBook") -> bool:
    """Whether there are records with which this row decides here."""
    here = [other for other in rivals if other.covers(place)]
    refusals = [other for other in here if other.refuses]
    exceptions = [other for other in here if other.lifts]
    if row.refuses:
        return _all_liftable([other for other in refusals if other.number < row.number], exceptions)
    if place.category not in book.may_hold(place.receiver, place.framework):
        return False
    if row.lifts:
        return _lifts_first(row, refusals, exceptions)
    return not refusals and not any(_outdoes(other, row) for other in here if not other.lifts)


def _all_liftable(refusals: list["Row"], exceptions: list["Row"]) -> bool:
    return all(any(_lifts(each, other) for each in exceptions) for other in refusals)


def _lifts_first(row: "Row", refusals: list["Row"], exceptions: list["Row"]) -> bool:
    """Whether this row lifts a refusal before any other does, where all refusals can be lifted."""
    lower = [each for each in exceptions if _outdoes(each, row)]
    first = any(_lifts(row, other) and not _all_liftable([other], lower) for other in refusals)
    return first and _all_liftable(refusals, exceptions)


def _lifts(exception: "Row", refusal: "Row") -> bool:
    return refusal.number in exception.lifts


def _outdoes(other: "Row", row: "Row") -> bool:
    """A lower row that asks no more is always taken first; written consent is consent too."""
    implied = {Condition.CONS_S} if Condition.CONS_S_WRITTEN in row.conditions else set()
    return other.number < row.number and other.conditions <= row.conditions | implied
