"""Two versions of the rules beside each other, over everything that can be asked: from compiled rows, never by points.

What permits a place is worked out once for all places where the same rows meet, as the ways in which it can be
permitted: each the least that must be on record. No way at all is a refusal.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, product
from typing import Any, NamedTuple, TypeVar

from models.rule_terms import Change, Fact
from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose
from tafel.book import Row, RuleBook
from tafel.matrix import Cell, Conditions, cells
from tafel.rules import CHOICES, Facts, categories

Ways = frozenset[Conditions]
Aims = tuple[tuple[tuple[Purpose, ...], tuple[Framework, ...]], ...]
Between = tuple[PartnerKind, PartnerKind, Purpose, Framework]
T = TypeVar("T")
_NONE: Conditions = frozenset()
_NEVER: Ways = frozenset()
_WRITTEN, _CONSENT = Condition.CONS_S_WRITTEN, frozenset({Condition.CONS_S})
_BY_AGE = frozenset({Condition.AGE})
_MORE = (Fact.NAMED, Fact.SUSPECT, Fact.MINOR)
_LEAST_FIRST = [told for count in range(4) for told in combinations(_MORE, count)]


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, for all these places at once; `aims`: purposes with their frames; `facts`: only where so."""

    change: Change
    givers: tuple[PartnerKind, ...]
    receivers: tuple[PartnerKind, ...]
    categories: tuple[DataCategory, ...]
    aims: Aims
    facts: tuple[Fact, ...]
    before: Ways
    after: Ways


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences in as few lines as it goes, how many places changed, and the rows that are not the same."""

    lines: tuple[Line, ...]
    places: Counter[Change]
    added: tuple[int, ...]
    removed: tuple[int, ...]
    altered: tuple[int, ...]


class _Kind(NamedTuple):
    """Where the same rows meet, the same may be held and the same follows, the books say the same."""

    old: tuple[int, ...] | None
    new: tuple[int, ...] | None
    may_hold: tuple[frozenset[DataCategory], frozenset[DataCategory]]
    follows: frozenset[DataCategory]


class _Difference(NamedTuple):
    change: Change
    facts: tuple[Fact, ...]
    before: Ways
    after: Ways


@lru_cache(maxsize=8)  # of two versions that do not change
def compare(old: RuleBook, new: RuleBook) -> Comparison:
    """What is newly permitted, newly forbidden, or asks something else."""
    found: dict[tuple[_Difference, frozenset[DataCategory]], list[Between]] = defaultdict(list)
    places = Counter[Change]()
    rows = _rows(old, new)
    touched = frozenset(chain(*rows))
    for kind, of_kind in _kinds(old, new).items():
        if not _may_differ(kind, touched):
            continue
        for difference, data in _differences(old, new, of_kind[0]).items():
            found[difference, frozenset(data)] += of_kind
            if not difference.facts:
                places[difference.change] += len(of_kind) * len(data)
    lines = (line for (what, data), where in found.items() for line in _lines(what, data, where))
    return Comparison(tuple(sorted(lines, key=_order)), places, *rows)


def least(ways: Iterable[Conditions]) -> Ways:
    """Without those that ask more than another does."""
    kept: list[Conditions] = []
    for way in sorted(set(ways), key=len):
        if not any(less <= way for less in kept):
            kept.append(way)
    return frozenset(kept)


def permitted_by(cell: Cell) -> Ways:
    """The ways in which a cell permits; written consent is consent too."""
    if cell.settled:
        return _NEVER if cell.settled.refused else frozenset({_NONE})
    if not cell.refusals:
        return least(_whole(grant.row.needs) for grant in cell.grants)
    if not cell.held:
        return _NEVER
    ways = frozenset({_NONE})
    for refusal in cell.refusals:
        ways = both(ways, least(_whole(row.needs) for row in refusal.exceptions))
    return ways


@lru_cache(maxsize=1 << 16)
def both(these: Ways, those: Ways) -> Ways:
    """The ways in which two things are permitted together."""
    return least(one | other for one, other in product(these, those))


def _whole(needs: Conditions) -> Conditions:
    return needs | _CONSENT if _WRITTEN in needs else needs


def _kinds(old: RuleBook, new: RuleBook) -> dict[_Kind, list[Between]]:
    """All places, by what meets there. Whatever goes to the secretariat is judged for the minutes."""
    before, after = _meeting(old), _meeting(new)
    follows = {giver: categories(giver, DataCategory.D2, _facts(())) for giver in PartnerKind}
    found: dict[_Kind, list[Between]] = defaultdict(list)
    for here in product(PartnerKind, PartnerKind, Purpose, Framework):
        giver, receiver, purpose, framework = here
        if receiver is PartnerKind.VZ and purpose is not Purpose.P8:
            continue
        held = old.may_hold(receiver, framework), new.may_hold(receiver, framework)
        rows = (
            tuple(before.get(here, ())) if old.allows(framework, purpose) else None,
            tuple(after.get(here, ())) if new.allows(framework, purpose) else None,
        )
        found[_Kind(*rows, held, follows[giver])].append(here)
    return found


def _may_differ(kind: _Kind, touched: frozenset[int]) -> bool:
    """Where the same rows meet in words that are the same, and the same may be held, both say the same."""
    once, later = kind.may_hold
    return kind.old != kind.new or once != later or bool(touched & frozenset(kind.old or ()))


@lru_cache(maxsize=4)
def _meeting(book: RuleBook) -> dict[Between, list[int]]:
    """The rows that meet between two kinds of partner, for a purpose in a frame."""
    found: dict[Between, list[int]] = defaultdict(list)
    for row in book.rows:
        for here in product(row.givers, row.receivers, row.purposes, row.frameworks):
            found[here].append(row.number)
    return found


def _differences(old: RuleBook, new: RuleBook, here: Between) -> dict[_Difference, list[DataCategory]]:
    """What differs for each kind of data at one place of a kind; more facts only where they change it otherwise."""
    before, after = _compiled(old, here), _compiled(new, here)
    if before == after:
        return {}
    found: dict[_Difference, list[DataCategory]] = defaultdict(list)
    for chosen in CHOICES:
        seen: list[tuple[frozenset[Fact], Change]] = []
        for told in _LEAST_FIRST:
            data = _data(here[0], chosen, told)
            was, will = _together(before, data, told), _together(after, data, told)
            change = _change(was, will)
            if change and data and not any(less <= set(told) and change is known for less, known in seen):
                seen.append((frozenset(told), change))
                found[_Difference(change, told, was, will)].append(chosen)
    return found


def _compiled(book: RuleBook, here: Between) -> tuple[dict[DataCategory, Ways], dict[DataCategory, Ways]]:
    """What permits each kind of data at a place: of an adult, and of somebody who is or may be a child."""
    giver, receiver, purpose, framework = here
    lines = (cells(book, giver, receiver, purpose, framework, by_age) for by_age in (_NONE, _BY_AGE))
    adult, minor = ({category: permitted_by(cell) for category, cell in line.items()} for line in lines)
    return adult, minor


@lru_cache(maxsize=1 << 13)
def _data(giver: PartnerKind, chosen: DataCategory, told: tuple[Fact, ...]) -> frozenset[DataCategory]:
    """What a passage is; nothing where more facts make it another kind, which is looked at by itself."""
    if chosen is DataCategory.D0:
        return frozenset() if told else frozenset({chosen})
    if chosen is DataCategory.D18 and Fact.NAMED in told:
        return frozenset()
    return categories(giver, chosen, _facts(told))


def _facts(told: tuple[Fact, ...]) -> Facts:
    return Facts(**{fact.value: fact in (*told, Fact.LINKED) for fact in Fact})


def _together(
    compiled: tuple[dict[DataCategory, Ways], dict[DataCategory, Ways]],
    data: frozenset[DataCategory],
    told: tuple[Fact, ...],
) -> Ways:
    ways, line = frozenset({_NONE}), compiled[Fact.MINOR in told]
    for category in data:
        ways = both(ways, line.get(category, _NEVER))
    return ways


def _change(was: Ways, will: Ways) -> Change | None:
    if was == will:
        return None
    if not was:
        return Change.PERMITTED
    return Change.CONDITIONS if will else Change.FORBIDDEN


def _lines(what: _Difference, data: frozenset[DataCategory], where: Iterable[Between]) -> Iterator[Line]:
    """The places of one difference, together as far as that goes."""
    aims = _along((here[:2], here[2:]) for here in where)
    receivers = _along(((giver, aim), receiver) for (giver, receiver), aim in aims.items())
    givers = _along(((receiver, aim), giver) for (giver, aim), receiver in receivers.items())
    for (to, aim), of in givers.items():
        given, got = _in_order(PartnerKind, of), _in_order(PartnerKind, to)
        yield Line(
            what.change, given, got, _in_order(DataCategory, data), _aims(aim), what.facts, what.before, what.after
        )


def _aims(pairs: Iterable[tuple[Purpose, Framework]]) -> Aims:
    """Purposes of the same frames together."""
    frames = _along(pairs)
    purposes = _along((some, purpose) for purpose, some in frames.items())
    found = ((_in_order(Purpose, some), _in_order(Framework, frame)) for frame, some in purposes.items())
    return tuple(sorted(found))


def _along(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, frozenset[Any]]:
    together = defaultdict(set)
    for rest, one in pairs:
        together[rest].add(one)
    return {rest: frozenset(some) for rest, some in together.items()}


def _in_order(vocabulary: Iterable[T], some: Iterable[T]) -> tuple[T, ...]:
    known = set(some)
    return tuple(one for one in vocabulary if one in known)


def _order(line: Line) -> tuple[object, ...]:
    kinds, data = list(PartnerKind), list(DataCategory)
    return (
        list(Change).index(line.change), len(line.facts), [kinds.index(one) for one in line.givers],
        [kinds.index(one) for one in line.receivers], [data.index(one) for one in line.categories], line.aims,
    )  # fmt: skip


def _rows(old: RuleBook, new: RuleBook) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The numbers of rows that came, that went, and that say something else: another term, article or sentence too."""
    before, after = {row.number: row for row in old.rows}, {row.number: row for row in new.rows}
    same = sorted(before.keys() & after.keys())
    altered = [number for number in same if _told(old, before[number]) != _told(new, after[number])]
    return tuple(sorted(after.keys() - before.keys())), tuple(sorted(before.keys() - after.keys())), tuple(altered)


def _told(book: RuleBook, row: Row) -> object:
    return row, book.sentence(row.number)
