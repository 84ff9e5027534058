"""The pass over a ledger's entries, for verify_ledger.py: every commitment, leaf and root is computed again."""

import hmac
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import ledger_formats as formats
from ledger_formats import CLASSES, FACTS, LEAF, Bad, fields, fold, need

Stop = tuple[int, bytes, str, str, str]
PRESENT, ERASED = b"\1\2\3", b"\4\5\6"  # a byte for each entry, by class; 0: unsound, 7: erased and accounted for
LONGEST_ENVELOPE, NEVER = 2**18, (sys.maxsize, b"", "", "", "")


class Audit:
    """One pass over the entries; `faults` holds the first of each kind as (index, reason)."""

    def __init__(self, stops: Iterator[Stop]) -> None:
        self.size, self.edge, self.codes, self.months = 0, list[bytes](), bytearray(), list[tuple[int, str]]()
        self.region = self.month = self.at = ""
        self.patterns: dict[str, list[re.Pattern[str]]] = {}
        self.faults: dict[str, tuple[int, str]] = {}
        self.erasures, self.unaccounted, self.compared = list[dict[str, Any]](), list[tuple[int, int]](), list[int]()
        self.continued = list[dict[str, Any]]()
        self.agreed, self.roots = {"own": 0, "outside": 0}, dict[int, bytes]()
        self.stops, self.stop, self.beyond = stops, next(stops, NEVER), list[tuple[int, bytes]]()
        self.compare()

    def take(self, line: str) -> None:
        data, code, size = b"", 0, self.size
        try:
            index, leaf, envelope, key = fields(line)
            data = leaf.encode()
            code = self.judge(index, leaf, envelope, key)
        except Bad as bad:
            self.faults.setdefault("entry", (size, str(bad)))
        except UnicodeEncodeError:
            self.faults.setdefault("entry", (size, "it is not Unicode text"))
        self.codes.append(code)
        made = sha256(b"\0" + data).digest()
        while size & 1:
            made = sha256(b"\1" + self.edge.pop() + made).digest()
            size >>= 1
        self.edge.append(made)
        self.size += 1
        if self.size >= self.stop[0]:
            self.compare()

    def judge(self, index: int, leaf: str, envelope: str | None, key: bytes | None) -> int:
        """The code of a sound entry."""
        if envelope is None or key is None:
            kind, _, month, region = formats.leaf_parts(leaf)
            self.order(index, region, month, "")
            return ERASED[CLASSES.index(kind)]
        act, at, region = self.facts(envelope)
        kind = leaf[10 : leaf.find('"', 10)]
        made = LEAF % (kind, hmac.digest(key, envelope.encode(), "sha256").hex(), at[:7], region)
        if leaf != made or kind not in CLASSES:
            need(formats.leaf_parts(leaf)[2:] == (at[:7], region), "leaf and envelope are not of one month and region")
            raise Bad("envelope and key do not give the commitment in the leaf")
        if act == "erased":
            self.erasures.append(formats.erasure(index, kind, formats.load(envelope)))
        if act == "ledger.continued":
            self.continued.append(formats.continuation(index, kind, formats.load(envelope)))
        self.order(index, region, at[:7], at)
        return PRESENT[CLASSES.index(kind)]

    def facts(self, text: str) -> tuple[str, ...]:
        """Act, time and region of an envelope whose text is canonical: of a shape seen before, or written again."""
        known = text[8 : text.find('"', 8)]
        need(len(text) <= LONGEST_ENVELOPE, "the envelope is too long")
        for pattern in self.patterns.get(known, ()):
            if found := pattern.fullmatch(text):
                return found.groups()
        envelope = formats.load(text)
        need(isinstance(envelope, dict) and formats.canonical(envelope) == text, "the envelope is not canonical JSON")
        for name, form in FACTS.items():
            said = envelope.get(name)
            need(isinstance(said, str) and re.fullmatch(form[1:-1], said), f"the envelope has no sound `{name}`")
        self.learn(known, formats.shape(envelope, FACTS))
        return envelope["act"], envelope["at"], envelope["region"]

    def learn(self, known: str, pattern: str) -> None:
        if len(self.patterns) > 64:
            self.patterns.clear()
        if len(pattern) < 4000:
            self.patterns[known] = [re.compile(pattern), *self.patterns.get(known, ())][:32]

    def order(self, index: int, region: str, month: str, at: str) -> None:
        if index != self.size:
            raise Bad(f"entry {index} stands in its place")
        if region != self.region and self.region:
            raise Bad("it is of another region than the entries before it")
        if month < self.month or (at and at < self.at):
            raise Bad("its time is before that of an earlier entry")
        if month != self.month:
            self.months.append((index, month))
        self.region, self.month, self.at = region, month, at or self.at

    def compare(self) -> None:
        """Hold the root against every checkpoint of this size."""
        while self.stop[0] <= self.size:
            (size, root, whose, problem, log), self.stop = self.stop, next(self.stops, NEVER)
            if self.was_lost(size, root, whose, log):
                continue
            if whose == "proof":
                self.roots[size] = fold(self.edge)
            elif problem:
                self.faults.setdefault(whose, (self.agreed[whose], problem))
            elif root == fold(self.edge):
                self.agreed[whose] = size
                self.compared += [size] if whose == "outside" else []
            elif not self.faults:
                reason = f"it or a later one is not what the {whose} checkpoint of {size} entries was signed over"
                self.faults[whose] = self.agreed[whose], reason

    def read_on(self) -> None:
        """Take the checkpoints of more entries than there are; what is held outside may yet be proven to follow."""
        while self.stop is not NEVER:
            (size, root, whose, _, log), self.stop = self.stop, next(self.stops, NEVER)
            if self.was_lost(size, root, whose, log):
                continue
            if whose == "own":
                self.lost(size, whose)
            elif whose == "outside":
                self.beyond.append((size, root))

    def was_lost(self, size: int, root: bytes, whose: str, log: str) -> bool:
        """Whether a checkpoint counts entries that were lost when an older copy was put back, as an entry here says."""
        for each in self.continued:
            for ended, known, last in each["ended"]:
                if ended == log and each["entry"] < size:
                    if size > known or (size == known and root.hex() != last):
                        reason = f"it accounts for {known} entries of {log!r}, not for the checkpoint of {size}"
                        self.faults.setdefault(whose, (each["entry"], reason))
                    return True
        return False

    def lost(self, size: int, whose: str) -> None:
        reason = f"it is missing, or one since {self.agreed[whose]} is: the {whose} checkpoint counts {size} entries"
        self.faults.setdefault(whose, (self.size, reason))

    def finish(self, continued: Iterable[tuple[int, bytes]] = ()) -> None:
        """Judge what can only be judged at the end: what is held of later entries, and erasures."""
        for size, root in self.beyond:
            if (size, root) not in continued:
                self.lost(size, "outside")
        limit = self.faults["entry"][0] if "entry" in self.faults else self.size
        for each in self.erasures:
            self.account(each, limit)
        self.unaccounted = [found.span() for found in re.finditer(b"[\4-\6]+", self.codes[:limit])]
        if self.unaccounted:
            self.faults["erased"] = self.unaccounted[0][0], "it was erased, and no later entry accounts for that"

    def account(self, each: dict[str, Any], limit: int) -> None:
        """Tick off what went under this record of an erasure, and see whether the youngest was due."""
        kind, start, end = CLASSES.index(each["class"]), each["first"], each["last"] + 1
        part = self.codes[start:end]
        each |= {"count": part.count(ERASED[kind]), "earliest": None, "early": False}
        if each["count"]:
            youngest = start + part.rfind(ERASED[kind])
            due = formats.due_on(self.months[bisect_right(self.months, (youngest, "~")) - 1][1], each["class"])
            each["earliest"] = due and max(due, each["due"] or "")
            each["early"] = not due or each["at"][:10] < each["earliest"]
            self.codes[start:end] = part.replace(ERASED[kind : kind + 1], b"\7")
        left = self.codes.find(PRESENT[kind], start, min(end, limit))
        if left >= 0:
            self.faults.setdefault("left", (left, f"entry {each['entry']} says that it was erased, and it was not"))
