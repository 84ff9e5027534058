"""What one reader may read of the signals in a stack, put together: in time, by place, by indicator, and how fresh.

All of it comes from the checklists and passages this reader may read; a stack of many signals asks as often as one of
two.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.identifier_terms import IdentifierKind
from models.signal_terms import CaseStage, Cluster, Missing, SignalState
from models.tables.identifiers import Identifier
from models.terms import ExploitationForm, StatementKind
from models.views.stacks import Lacks, StackCover, StackMoment, StackPlace, StackTicked
from tafel import clock, indicators, keys
from tafel.db import Reading
from tafel.prepared import ASKER, one_of
from tafel.sight import casework, checklists, passages, weighing

_OFFICIAL = (Cluster.DEPENDENCY, Cluster.FREEDOM, Cluster.CONDITIONS, Cluster.INTEGRITY, Cluster.PATTERN)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read. `read_of`: the signals of which anything can be read; `ours`: whether any of that is our own."""

    moments: tuple[StackMoment, ...]
    places: tuple[StackPlace, ...]
    covers: tuple[StackCover, ...]
    newest: date | None
    missing: tuple[Lacks, ...]
    forms: dict[UUID, ExploitationForm]
    last_seen: dict[UUID, date]
    read_of: frozenset[UUID]
    ours: bool


@dataclass(slots=True)
class _Read:
    """The rows, as they were found."""

    rows: Sequence[Row[Any]]
    words: dict[UUID, str]
    ticked: dict[UUID, list[Row[Any]]]
    codes: dict[UUID, list[str]]
    said: list[Row[Any]]
    addresses: list[Row[Any]]
    last: dict[UUID, date]

    @property
    def checklists(self) -> list[tuple[UUID, Row[Any]]]:
        return [(case, one) for case in self.words for one in self.ticked.get(case, ())]


def read(reading: Reading, inside: Sequence[Row[Any]]) -> Facts:
    """All of it, of what this reader takes part in and was brought as a signal, also where that is a case by now."""
    found = _read(reading, [row for row in inside if row.brought_at])
    ours = reading.seat.partner
    return Facts(
        moments=tuple(sorted(_moments(reading, found), key=_in_time)),
        places=tuple(_places(reading, found)), covers=tuple(_covers(found)),
        newest=max(found.last.values(), default=None), missing=tuple(_missing(reading, found)),
        forms={case: one.form for case, one in reversed(found.checklists)}, last_seen=found.last,
        read_of=frozenset(case for case, _ in found.checklists) | {row.case_id for row in found.said},
        ours=any(row.partner_id == ours for row in found.said) or any(
            one.partner_id == ours for _, one in found.checklists
        ),
    )  # fmt: skip


def _read(reading: Reading, rows: Sequence[Row[Any]]) -> _Read:
    words = {row.id: row.word for row in rows}
    keys.read_ahead(reading, words)
    ticked, codes = checklists.of_signals(reading, list(words)), defaultdict[UUID, list[str]](list)
    lists = [one.statement_id for some in ticked.values() for one in some]
    for row in reading.rows(checklists.TICKED, statements=lists):
        codes[row.statement_id].append(row.code)
    signals = {row.id: row for row in rows}
    said = [one for one in passages.of_cases(reading, list(words)) if _of_signal(signals[one.case_id], one)]
    identify = {
        row.statement_id: row.kind for row in reading.rows(_KINDS, statements=[one.statement_id for one in said])
    }
    apart = {*lists, *identify, *weighing.words_of(reading, list(words))}
    told = [one for one in said if one.statement_id not in apart]
    return _Read(
        rows, words, ticked, codes, told,
        [one for one in said if identify.get(one.statement_id) is IdentifierKind.ADDRESS], _last_seen(ticked, told),
    )  # fmt: skip


def _of_signal(signal: Row[Any], one: Row[Any]) -> bool:
    """Whether words belong to the signal: no line or question, and once it is a case nothing said later."""
    later = signal.stage is CaseStage.CASE and signal.weighed_at and one.written_at > signal.weighed_at
    return passages.is_passage(one) and not one.line and not later


def _last_seen(ticked: Mapping[UUID, Sequence[Row[Any]]], told: Sequence[Row[Any]]) -> dict[UUID, date]:
    """Per signal the last month or day that a checklist or words I may read tell of."""
    found = [(case, one.seen_to or one.seen_from) for case, some in ticked.items() for one in some]
    found += [(one.case_id, one.observed_on) for one in told]
    days = defaultdict[UUID, list[date]](list)
    for case, day in found:
        if day:
            days[case].append(day)
    return {case: max(some) for case, some in days.items()}


def _moments(reading: Reading, found: _Read) -> Iterator[StackMoment]:
    names = casework.partner_names(reading)
    for row in found.rows:
        yield _moment(row, row.brought_by, clock.day_of(row.brought_at), "brought")
        if row.weighed_at:
            yield _moment(row, row.handled_by, clock.day_of(row.weighed_at), "weighed")
    dated = {(one.case_id, one.partner_id) for one in found.said if one.observed_on}
    for case, one in found.checklists:
        month, until = one.seen_from or one.seen_to, one.seen_to if one.seen_to != one.seen_from else None
        if month and (until or (case, one.partner_id) not in dated):  # else the words say when
            yield StackMoment(
                on=month, by_month=True, until=until, word=found.words[case],
                partner=names[one.partner_id].short_name, what="seen",
            )  # fmt: skip
    for one in found.said:
        written = one.written_at if one.partner_id == reading.seat.partner else one.given_at
        yield StackMoment(
            on=one.observed_on or clock.day_of(written), by_month=bool(one.observed_on and one.by_month), until=None,
            word=found.words[one.case_id], partner=names[one.partner_id].short_name, what="said",
            text=_words(reading, one), kind=one.kind,
        )  # fmt: skip


def _in_time(one: StackMoment) -> tuple[date, str, bool]:
    """By day, and of one signal what was seen before what one makes of it."""
    return one.on, one.word, one.kind is not StatementKind.FACT


def _moment(row: Row[Any], partner: str, on: date, what: str) -> StackMoment:
    return StackMoment(on=on, by_month=False, until=None, word=row.word, partner=partner, what=what)


def _words(reading: Reading, row: Row[Any]) -> str:
    return passages.words(reading, keys.case_key(reading, row.case_id), row)


def _places(reading: Reading, found: _Read) -> Iterator[StackPlace]:
    """Municipalities first, each with the signals it stands at; then the addresses."""
    for exact, said in (
        (False, [(row.municipality, row.id) for row in found.rows if row.municipality]),
        (True, [(_words(reading, row), row.case_id) for row in found.addresses]),
    ):
        at: dict[str, list[UUID]] = defaultdict(list)
        for place, case in said:
            at[place].append(case)
        for place, cases in sorted(at.items()):
            seen = [found.last[case] for case in cases if case in found.last]
            words = tuple(dict.fromkeys(found.words[case] for case in cases))
            yield StackPlace(place=place, exact=exact, words=words, last_seen=max(seen, default=None))


def _covers(found: _Read) -> Iterator[StackCover]:
    """The official lists, also where nothing was ticked of them; of the others those of which something was."""
    at: dict[str, list[str]] = defaultdict(list)
    for case, one in found.checklists:
        for code in found.codes[one.statement_id]:
            at[code].append(found.words[case])
    for cluster, those in indicators.lists():
        ticked = tuple(
            StackTicked(nl=one.nl, en=one.en, words=tuple(dict.fromkeys(at[one.code])))
            for one in those
            if one.code in at
        )
        if ticked or cluster in _OFFICIAL:
            yield StackCover(cluster=cluster, official=cluster in _OFFICIAL, ticked=ticked)


def _missing(reading: Reading, found: _Read) -> Iterator[Lacks]:
    """What a weighing would ask for and this reader does not find; and in which signals, where it is not in all."""
    waits = [row for row in found.rows if row.state is not SignalState.WEIGHED]
    if not waits:
        return
    read_of = {case for case, _ in found.checklists} | {row.case_id for row in found.said}
    of_some = {
        Missing.NOT_ACKNOWLEDGED: tuple(row.word for row in waits if row.acknowledged_at is None),
        Missing.NOT_READ: tuple(word for case, word in found.words.items() if case not in read_of),
    }
    ticked = {code for codes in found.codes.values() for code in codes}
    checks = {
        Missing.NO_PERIOD: not found.last,
        Missing.OLD: bool(found.last) and checklists.is_old(max(found.last.values()), clock.day_of(reading.now)),
        Missing.NO_PLACE: not any(row.municipality for row in found.rows) and not found.addresses,
        Missing.ONE_CLUSTER: len(set(indicators.covered(ticked)) & set(_OFFICIAL)) < 2,  # noqa: PLR2004 one is not two
        Missing.ONE_PARTNER: len({row.brought_by for row in found.rows}) == 1,
    }
    yield from (Lacks(what=one, words=words) for one, words in of_some.items() if words)
    yield from (Lacks(what=one) for one, lacks in checks.items() if lacks)


_KINDS: Any = select(col(Identifier.statement_id), col(Identifier.kind)).where(
    col(Identifier.region_id) == ASKER.region, one_of(col(Identifier.statement_id), "statements")
)
