"""Verification of a ledger: everything is computed again from what is stored, in one pass, in the order of the tree."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge

from models.acts import Act, RetentionClass, Wrong
from tafel.checkpoint import Checkpoint, decode_vkey, read
from tafel.continuations import BadContinuation, Continuation, Continuations
from tafel.entries import BadEntry, Checked, StoredEntry, due_on, parse_envelope
from tafel.looking import Looked, Looking, alone
from tafel.stops import END, Stop, own, size
from tafel.tree import EMPTY_ROOT, EmptyTree, fold, grow

__all__ = ["Erasure", "Fault", "Report", "StoredEntry", "verify"]

# One byte per entry while verifying: unsound, present or erased by class, erased and accounted for.
_UNSOUND, _ACCOUNTED = 0, 9
_PRESENT = {each: number for number, each in enumerate(RetentionClass, 1)}
_ERASED = {each: number for number, each in enumerate(RetentionClass, 5)}
_UNACCOUNTED = re.compile(b"[\x05-\x08]+")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """An entry that is not as it should be, or the first that may be, and why."""

    index: int
    reason: str
    wrong: Wrong


class _BadPlace(BadEntry):
    """The entry itself may be sound, and does not belong there."""


class _BadErasure(BadEntry):
    """An erasure is recorded, and not as it should be."""


_KINDS = {_BadPlace: Wrong.PLACE, _BadErasure: Wrong.ERASURE, BadContinuation: Wrong.CONTINUATION}


@dataclass(frozen=True, slots=True)
class Erasure:
    """An `erased` entry, how many envelopes went under it, and since when they might; early when that was not yet."""

    entry: int
    first: int
    last: int
    retention: RetentionClass
    ground: str
    approver: str
    at: str
    due: str | None
    count: int = 0
    earliest: str | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What verification found."""

    size: int
    root: bytes
    faults: tuple[Fault, ...]
    erased: tuple[Erasure, ...]
    unaccounted: tuple[tuple[int, int], ...]
    compared_with: tuple[Checkpoint, ...]
    continued: tuple[Continuation, ...] = ()

    @property
    def first_bad(self) -> Fault | None:
        """The first bad entry, None when all is well."""
        return self.faults[0] if self.faults else None

    @property
    def undue(self) -> tuple[Erasure, ...]:
        """Erasures on record that came before their class was due."""
        return tuple(each for each in self.erased if each.early)

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        if self.faults:
            return f"entry {self.faults[0].index} is bad: {self.faults[0].reason}"
        if not self.compared_with:
            return "consistent with itself; compared with nothing"
        reach = max(each.size for each in self.compared_with)
        rest = f"; the last {self.size - reach} compared with nothing" if reach < self.size else ""
        return f"consistent with itself and, over its first {reach} entries, with what others hold{rest}"


def verify(
    entries: Iterable[StoredEntry],
    checkpoints: Iterable[str],
    vkeys: Iterable[str],
    outside: Iterable[str] = (),
    looking: Looking = alone,
) -> Report:
    """Verify a ledger and its own checkpoints, smallest first, and compare it with checkpoints held outside.

    `BadCheckpoint` when a vkey or an outside checkpoint cannot be used, `EmptyTree` when there is nothing to verify.
    """
    keys = [decode_vkey(each) for each in vkeys]
    held = [Stop(each.size, each, True) for each in (read(note, keys) for note in outside)]
    audit = _Audit(merge(own(checkpoints, keys), sorted(held, key=size), key=size))
    for entry, looked in looking(entries):
        audit.take(entry, looked)
    return audit.report()


class _Audit:
    """What must be remembered on the way: the right edge, one byte per entry, and what was found."""

    def __init__(self, stops: Iterator[Stop]) -> None:
        self.size, self.edge, self.codes = 0, list[bytes](), bytearray()
        self.stops, self.agreed, self.compared = stops, [0, 0], list[Checkpoint]()
        self.region, self.month, self.at = "", "", ""
        self.months: list[tuple[int, str]] = []
        self.notices, self.continued = list[Erasure](), Continuations()
        self.bad_entry: Fault | None = None
        self.bad_checkpoints: dict[bool, Fault] = {}
        self.stop = next(stops, END)
        self._compare()

    def take(self, entry: StoredEntry, looked: Looked) -> None:
        """Judge the next entry and put its leaf in the tree."""
        try:
            code = self._judge(entry, looked)
        except BadEntry as bad:
            code = _UNSOUND
            self.bad_entry = self.bad_entry or Fault(self.size, str(bad), _KINDS.get(type(bad), Wrong.ENTRY))
        self.codes.append(code)
        grow(self.edge, self.size, looked.leaf)
        self.size += 1
        if self.size >= self.stop.size:
            self._compare()

    def report(self) -> Report:
        """The findings, once all entries are taken."""
        if not self.size and self.stop is END:
            raise EmptyTree("a ledger without entries and checkpoints: there is nothing to verify")
        self._missing()
        limit = self.bad_entry.index if self.bad_entry else self.size
        erased = tuple(map(self._account, self.notices))
        unaccounted = tuple(found.span() for found in _UNACCOUNTED.finditer(self.codes, 0, limit))
        faults = [*self.bad_checkpoints.values(), *self._left_behind(limit)]
        if self.bad_entry:
            faults.append(self.bad_entry)
        if unaccounted:
            reason = "it was erased, and no later entry accounts for that"
            faults.append(Fault(unaccounted[0][0], reason, Wrong.ERASED))
        root = fold(self.edge) if self.edge else EMPTY_ROOT
        spans = tuple((first, end - 1) for first, end in unaccounted)
        told = tuple(self.continued.found)
        return Report(self.size, root, tuple(sorted(faults)), erased, spans, tuple(self.compared), told)

    def _judge(self, entry: StoredEntry, looked: Looked) -> int:
        checked = looked.checked
        if checked is None:
            raise BadEntry(looked.problem)
        if checked.act == Act.ERASED:
            self.notices.append(_notice(entry, checked))
        if checked.act == Act.LEDGER_CONTINUED:
            self.continued.take(entry, checked)
        if entry.position != self.size:
            raise _BadPlace(f"entry {entry.position} stands in its place")
        self._keep_order(checked)
        return _PRESENT[checked.retention] if checked.at else _ERASED[checked.retention]

    def _keep_order(self, checked: Checked) -> None:
        if checked.region != self.region:
            if self.region:
                raise _BadPlace("it is of another region than the entries before it")
            self.region = checked.region
        if checked.month != self.month:
            if checked.month < self.month:
                raise _BadPlace(f"it is of {checked.month}, after an entry of {self.month}")
            self.month = checked.month
            self.months.append((self.size, checked.month))
        if checked.at:
            if checked.at < self.at:
                raise _BadPlace(f"its time {checked.at} is before that of an earlier entry, {self.at}")
            self.at = checked.at

    def _compare(self) -> None:
        while self.stop.size <= self.size:
            stop, self.stop = self.stop, next(self.stops, END)
            if stop.checkpoint is None:
                self._blame(stop, f"nothing vouches from here on: {stop.problem}", Wrong.CHECKPOINT)
            elif ended := self.continued.judge(stop.checkpoint):
                self._account_lost(stop, *ended)
            elif stop.checkpoint.root == fold(self.edge):
                self.agreed[stop.outside] = stop.size
                if stop.outside:
                    self.compared.append(stop.checkpoint)
            elif not self.bad_entry and not self.bad_checkpoints:
                reason = f"it or a later one is not what the {_whose(stop)} was signed over"
                self._blame(stop, reason, Wrong.CHANGED)

    def _missing(self) -> None:
        while self.stop is not END:
            stop, self.stop = self.stop, next(self.stops, END)
            if stop.checkpoint and (ended := self.continued.judge(stop.checkpoint)):
                self._account_lost(stop, *ended)
            elif stop.size > self.size:
                since = self.agreed[stop.outside]
                reason = f"it is missing, or one since entry {since} is, as the {_whose(stop)} shows"
                self.bad_checkpoints.setdefault(stop.outside, Fault(self.size, reason, Wrong.MISSING))

    def _account_lost(self, stop: Stop, entry: int, reason: str) -> None:
        """A checkpoint over what was lost when an older database was put back: no fault where an entry says so."""
        if reason:
            self.bad_checkpoints.setdefault(stop.outside, Fault(entry, reason, Wrong.CONTINUATION))

    def _blame(self, stop: Stop, reason: str, wrong: Wrong) -> None:
        self.bad_checkpoints.setdefault(stop.outside, Fault(self.agreed[stop.outside], reason, wrong))

    def _account(self, notice: Erasure) -> Erasure:
        """Tick off every envelope that went under this notice, and see whether the youngest of them was due."""
        code, end = _ERASED[notice.retention], notice.last + 1
        part = self.codes[notice.first : end]
        youngest = notice.first + part.rfind(code)
        self.codes[notice.first : end] = part.replace(bytes([code]), bytes([_ACCOUNTED]))
        if code not in part:
            return notice
        month = self.months[bisect_right(self.months, (youngest, "~")) - 1][1]
        due = due_on(month, notice.retention)
        earliest = max(due.isoformat(), notice.due or "") if due else None
        early = earliest is None or notice.at[:10] < earliest
        return replace(notice, count=part.count(code), earliest=earliest, early=early)

    def _left_behind(self, limit: int) -> Iterator[Fault]:
        for notice in self.notices:
            at = self.codes.find(_PRESENT[notice.retention], notice.first, min(notice.last + 1, limit))
            if at >= 0:
                reason = f"entry {notice.entry} says that it was erased, and it was not"
                yield Fault(at, reason, Wrong.NOT_ERASED)
                return


def _whose(stop: Stop) -> str:
    return f"{'outside' if stop.outside else 'own'} checkpoint of {stop.size} entries"


def _notice(entry: StoredEntry, checked: Checked) -> Erasure:
    said = parse_envelope(entry.envelope_text or "")
    first, last = said.get("first"), said.get("last")
    if checked.retention is not RetentionClass.RULES:
        raise _BadErasure("it records an erasure, and would not be kept for good")
    if type(first) is not int or type(last) is not int or not 0 <= first <= last < entry.position:
        raise _BadErasure("it records an erasure without naming a range of earlier entries")
    if said.get("class") not in list(RetentionClass):
        raise _BadErasure("it records an erasure without naming a class")
    ground, approver, due = said.get("ground"), said.get("approver"), said.get("due")
    if not (isinstance(ground, str) and ground and isinstance(approver, str) and approver):
        raise _BadErasure("it records an erasure without ground or approver")
    retention = RetentionClass(said["class"])
    if not _is_date(due) and not (due is None and retention is RetentionClass.RULES):
        raise _BadErasure("it records an erasure without the day on which the class was due")
    return Erasure(entry.position, first, last, retention, ground, approver, checked.at or "", due)


def _is_date(said: object) -> bool:
    try:
        return isinstance(said, str) and date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False
