"""Reads a rule book as a careful colleague would, and says in plain words what does not hold together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import ErrorDetails

from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose, RowOutcome
from tafel import mistakes
from tafel.refusals import Said, say

if TYPE_CHECKING:
    from tafel.book import Row, RuleBook


Codes = frozenset[Any]
_KINDS: Codes = frozenset(PartnerKind)
_MOST_ROWS = 250  # every row is held against every other
_SLIPS = {"missing": say("ontbreekt"), "extra_forbidden": say("is geen woord van de regels")}


class Area(NamedTuple):
    """Some givers, receivers, data, purposes and frameworks: all, unless it says which."""

    givers: Codes = _KINDS
    receivers: Codes = _KINDS
    data: Codes = frozenset(DataCategory)
    purposes: Codes = frozenset(Purpose)
    frameworks: Codes = frozenset(Framework)


_VZ: Codes = frozenset({PartnerKind.VZ})  # is only asked for the minutes
_ASKED = [Area(receivers=_KINDS - _VZ), Area(receivers=_VZ, purposes=frozenset({Purpose.P8}))]


def in_plain_words(slip: ErrorDetails, tree: dict[str, Any]) -> Said:
    """What is wrong in a text that cannot be read as rules, and where."""
    section, *steps = slip["loc"]
    where: object = section
    if section == "row" and steps:
        row = tree["row"][steps.pop(0)]
        where = _which(row.get("number")) if isinstance(row, dict) else say("een rij")
    places = [where, *(step + 1 if isinstance(step, int) else step for step in steps if step != "[key]")]
    return _at(_joined(", ", places), _SLIPS.get(slip["type"]) or _reason(slip))


def in_one(problems: Iterable[Said]) -> Said:
    """All that is wrong in one sentence."""
    return _joined("; ", problems)


def _reason(slip: ErrorDetails) -> Said:
    ours = slip.get("ctx", {}).get("error")
    return ours.args[0] if isinstance(ours, ValueError) else mistakes.sentence(slip)


def _which(number: object) -> Said:
    return say("rij zonder nummer") if number is None else say("rij {number}", number=number)


def _at(where: object, what: Said) -> Said:
    return Said("{where}: {what}", where=where, what=what)


def _joined(between: str, parts: Iterable[object]) -> Said:
    named = {f"part{place}": part for place, part in enumerate(parts)}
    return Said(between.join(f"{{{name}}}" for name in named), **named)


def problems(book: "RuleBook") -> Iterator[Said]:
    """Everything wrong with a book that can be read, each in one sentence."""
    if (count := len(book.rows)) > _MOST_ROWS:
        yield say("{count} rijen: dat zijn er te veel om na te lezen, ten hoogste {most}", count=count, most=_MOST_ROWS)
        return
    yield from _lists(book)
    yield from _receivers(book)
    yield from _numbers(book)
    yield from _sentences(book)
    for row in book.rows:
        for problem in (*_outcome(row), *_minors(row), *_exception(row, book), *_silence(row, book)):
            yield _at(_which(row.number), problem)


def _lists(book: "RuleBook") -> Iterator[Said]:
    for name in sorted(book.lists.keys() & set(PartnerKind)):
        yield say("lijsten, {name}: heet als een soort partner", name=name)


def _receivers(book: "RuleBook") -> Iterator[Said]:
    listed = Counter((kind, frame) for line in book.receivers for kind in line.kinds for frame in line.frameworks)
    for kind in PartnerKind:
        if not any(listed[kind, framework] for framework in Framework):
            yield say("ontvanger {kind}: ontbreekt in de tabel van ontvangers", kind=kind)
    for (kind, framework), times in sorted(listed.items()):
        if times > 1:
            yield say(
                "ontvanger {kind}: staat {times} keer in de tabel van ontvangers, bij kader {framework}",
                kind=kind, times=times, framework=framework,
            )  # fmt: skip


def _numbers(book: "RuleBook") -> Iterator[Said]:
    for number, times in Counter(row.number for row in book.rows).items():
        if times > 1:
            yield _at(_which(number), say("{times} rijen hebben dit nummer", times=times))


def _sentences(book: "RuleBook") -> Iterator[Said]:
    spoken = Counter(number for numbers in book.sentences for number in numbers)
    numbers = {row.number for row in book.rows}
    for number in sorted(numbers - spoken.keys()):
        yield _at(_which(number), say("heeft geen zin"))
    for number in sorted(spoken.keys() - numbers):
        yield _at(_which(number), say("heeft een zin, maar die rij is er niet"))
    for number in sorted(number for number, times in spoken.items() if times > 1):
        yield _at(_which(number), say("heeft meer dan één zin"))


def _outcome(row: "Row") -> Iterator[Said]:
    if row.refuses and (row.conditions or row.lifts or row.keep):
        yield say("weigert, dus heeft geen voorwaarden, geen 'behalve' en geen bewaartermijn")
    if row.outcome is RowOutcome.YES and row.conditions:
        yield say("zegt JA en heeft toch voorwaarden; schrijf MITS")
    if row.outcome is RowOutcome.IF and not row.conditions:
        yield say("zegt MITS zonder voorwaarde; schrijf JA")
    if not row.refuses and row.keep is None:
        yield say("zegt niet hoe lang de ontvanger het mag bewaren")


def _minors(row: "Row") -> Iterator[Said]:
    if DataCategory.D14 in row.data and not row.refuses:
        yield say("geeft D14, en dat kan geen rij: een minderjarige voegt alleen toe aan wat de andere rijen vragen")


def _exception(row: "Row", book: "RuleBook") -> Iterator[Said]:
    for number in row.lifts:
        lifted = [other for other in book.rows if other.number == number]
        if not lifted:
            yield say("is een uitzondering op rij {number}, en die is er niet", number=number)
        elif not any(other.refuses for other in lifted):
            yield say("is een uitzondering op rij {number}, en die weigert niet", number=number)
        elif not any(row.meets(other) for other in lifted):
            yield say(
                "is een uitzondering op rij {number}, maar de twee gelden nooit voor dezelfde vraag", number=number
            )


def _silence(row: "Row", book: "RuleBook") -> Iterator[Said]:
    if row.adopted and not any(_decides(row, here) for here in _meetings(row, book)):
        yield say("kan nooit beslissen: waar zij geldt beslissen andere rijen, of mag de ontvanger dit niet hebben")


def _meetings(row: "Row", book: "RuleBook") -> Iterator[list["Row"]]:
    """All rows that meet, of every place where a row can be asked and what it permits may be held."""
    rivals = [other for other in book.rows if other.adopted and other.meets(row)]
    needs = _ASKED, _allowed(book), [Area()] if row.refuses else _held(book)
    areas = [*(other.axes for other in rivals), *chain(*needs)]
    for met in _met(row.axes, areas):
        here, *needed = _apart(met, [len(rivals), *map(len, needs)])
        if all(needed):
            yield [other for at, other in enumerate(rivals) if here >> at & 1]


def _met(axes: Iterable[Codes], areas: Sequence[Sequence[Codes]]) -> set[int]:
    """Every set of areas that have a place in common, a bit for each area: found axis by axis, never by places."""
    met = {(1 << len(areas)) - 1}
    for axis, codes in enumerate(axes):
        speak = {sum(1 << at for at, area in enumerate(areas) if code in area[axis]) for code in codes}
        met = {here & there for here in met for there in speak}
    return met


def _apart(met: int, sizes: Iterable[int]) -> Iterator[int]:
    for size in sizes:
        yield met & ((1 << size) - 1)
        met >>= size


def _allowed(book: "RuleBook") -> list[Area]:
    """The purposes of each framework."""
    own = (Area(purposes=some, frameworks=frozenset({frame})) for frame, some in book.frameworks.items())
    return [Area(purposes=book.always), *own]


def _held(book: "RuleBook") -> list[Area]:
    """What each receiver may hold."""
    most = (Area(receivers=_KINDS - none, data=frozenset({data})) for data, none in book.all_but.items())
    return [*most, *(Area(receivers=r.kinds, data=r.holds, frameworks=r.frameworks) for r in book.receivers)]


def _decides(row: "Row", here: Sequence["Row"]) -> bool:
    """Whether there are records with which a row decides where these meet."""
    refusals = [other for other in here if other.refuses]
    exceptions = [other for other in here if other.lifts]
    if row.refuses:
        return _all_liftable([other for other in refusals if other.number < row.number], exceptions)
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
