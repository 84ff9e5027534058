#!/usr/bin/env python3
"""Verify the export of a ledger, offline, without the product: Python 3.11, `cryptography`, and ledger_formats.py beside it.

EXPORT is a folder or a zip file; docs/ledger.md describes every format.
Exit code 0: nothing wrong was found, 1: tampered with, 2: the input cannot be used.
"""

import argparse
import hashlib
import heapq
import hmac
import json
import re
import sys
import zipfile
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))  # `python -I` leaves this folder out

import ledger_formats as formats
from ledger_formats import CLASSES, CONSISTENCY, FACTS, INCLUSION, LEAF, Bad, Keys, Proof, Unusable, fold, need

Stop = tuple[int, bytes, str, str]
PRESENT, ERASED = b"\1\2\3", b"\4\5\6"  # a byte for each entry, by class; 0: unsound, 7: erased and accounted for
LONGEST_LINE, LONGEST_ENVELOPE, NEVER = 2**21, 2**18, (sys.maxsize, b"", "", "")


class Audit:
    """One pass over the entries; `faults` holds the first of each kind as (index, reason)."""

    def __init__(self, stops: Iterator[Stop]) -> None:
        self.size, self.edge, self.codes, self.months = 0, list[bytes](), bytearray(), list[tuple[int, str]]()
        self.region = self.month = self.at = ""
        self.patterns: dict[str, list[re.Pattern[str]]] = {}
        self.faults: dict[str, tuple[int, str]] = {}
        self.erasures, self.unaccounted, self.compared = list[dict[str, Any]](), list[tuple[int, int]](), list[int]()
        self.agreed, self.roots = {"own": 0, "outside": 0}, dict[int, bytes]()
        self.stops, self.stop = stops, next(stops, NEVER)
        self.compare()

    def take(self, line: str) -> None:
        leaf, code, size = "", 0, self.size
        try:
            index, leaf, envelope, key = formats.fields(line)
            code = self.judge(index, leaf, envelope, key)
        except (Bad, UnicodeEncodeError) as bad:
            self.faults.setdefault("entry", (size, str(bad)))
        self.codes.append(code)
        made = hashlib.sha256(b"\0" + leaf.encode(errors="surrogatepass")).digest()
        while size & 1:
            made = hashlib.sha256(b"\1" + self.edge.pop() + made).digest()
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
        self.order(index, region, at[:7], at)
        return PRESENT[CLASSES.index(kind)]

    def facts(self, text: str) -> tuple[str, ...]:
        """Act, time and region of an envelope whose text is canonical, by a shape seen before or else by writing it again."""
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
        if len(self.patterns) > 256:
            self.patterns.clear()
        if len(pattern) < 8000:
            self.patterns[known] = [re.compile(pattern), *self.patterns.get(known, ())][:32]

    def order(self, index: int, region: str, month: str, at: str) -> None:
        if index != self.size:
            raise Bad(f"entry {index} stands in its place")
        need(region == (self.region or region), "it is of another region than the entries before it")
        need(month >= self.month and (not at or at >= self.at), "its time is before that of an earlier entry")
        if month != self.month:
            self.months.append((index, month))
        self.region, self.month, self.at = region, month, at or self.at

    def compare(self) -> None:
        """Hold the root against every checkpoint of this size."""
        while self.stop[0] <= self.size:
            (size, root, whose, problem), self.stop = self.stop, next(self.stops, NEVER)
            if whose == "proof":
                self.roots[size] = fold(self.edge)
            elif problem:
                self.faults.setdefault(whose, (self.agreed[whose], problem))
            elif root == fold(self.edge):
                self.agreed[whose] = size
                self.compared += [size] if whose == "outside" else []
            elif "entry" not in self.faults:
                reason = f"it or a later one is not what the {whose} checkpoint of {size} entries was signed over"
                self.faults.setdefault(whose, (self.agreed[whose], reason))

    def finish(self, continued: Iterable[tuple[int, bytes]] = ()) -> None:
        """Judge what can only be judged at the end: missing entries, and erasures."""
        while self.stop is not NEVER:
            (size, root, whose, _), self.stop = self.stop, next(self.stops, NEVER)
            if (size, root) not in continued and whose != "proof":
                reason = f"it is missing, with all up to the {whose} checkpoint of {size} entries"
                self.faults.setdefault(whose, (self.size, reason))
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


def read_manifest(folder: Any) -> dict[str, Any]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    wanted = {"origin": str, "vkey": str, "size": int, "root": str}
    if not isinstance(manifest, dict) or any(not isinstance(manifest.get(name), wanted[name]) for name in wanted):
        raise Unusable(f"manifest.json lacks one of {', '.join(wanted)}")
    return manifest


def check_inclusion(proof: Proof) -> tuple[int, str]:
    """Judge the entry that the proof file carries, and whether it stands in the log as signed."""
    extra, index = proof.fields[0], int(proof.fields[1])
    if not extra:
        raise Unusable("an inclusion proof without its entry in the line `extra`")
    try:
        alone = Audit(iter(()))
        alone.size = index
        entry = formats.fields(formats.unbase64(extra).decode())
        alone.judge(*entry)
        leaf = hashlib.sha256(b"\0" + entry[1].encode()).digest()
        found = index < proof.size and formats.from_inclusion(leaf, index, proof.size, proof.hashes)
        need(found == proof.root, "it does not lead to the signed root")
    except (Bad, ValueError) as bad:
        return index, f"the inclusion proof does not hold: {bad}"
    return index, ""


def check_consistency(proof: Proof, roots: dict[int, bytes]) -> tuple[int, str]:
    """Whether the log as signed continues the log that is here or was held."""
    old = int(proof.fields[0])
    if old not in roots:
        raise Unusable(f"a consistency proof from {old} entries, and neither so many here nor a checkpoint of them")
    try:
        need(old <= proof.size, "it leads back")
        found = formats.from_consistency(old, proof.size, proof.hashes, roots[old])
        need(found == (roots[old], proof.root), "it does not lead from the one root to the other")
    except Bad as bad:
        return old, f"the consistency proof does not hold: {bad}"
    return old, ""


def audited(folder: Any, keys: Keys, outside: Iterable[Stop]) -> Audit:
    """The pass over an export's own files."""
    as_text = {"encoding": "utf-8", "errors": "surrogateescape", "newline": "\n"}
    with (folder / "entries.jsonl").open(**as_text) as entries, (folder / "checkpoints.txt").open(**as_text) as notes:
        own = formats.own_checkpoints(iter(partial(notes.readline, LONGEST_LINE), ""), keys)
        audit = Audit(heapq.merge(own, sorted(outside), key=itemgetter(0)))
        for line in iter(partial(entries.readline, LONGEST_LINE), ""):
            audit.take(line)
    if not audit.size and audit.stop is NEVER:
        raise Unusable("an export without entries and checkpoints: there is nothing to verify")
    return audit


def against_manifest(manifest: dict[str, Any], audit: Audit, root: str, vkeys: list[str]) -> list[tuple[int, str]]:
    """The manifest is signed by nobody; yet what it says should be so."""
    faults = []
    if vkeys and manifest["vkey"] not in vkeys:
        faults.append((0, "the manifest names another key than yours"))
    if manifest["size"] != audit.size:
        faults.append((min(manifest["size"], audit.size), f"the manifest counts {manifest['size']} entries"))
    elif manifest["root"] != root:
        faults.append((0, "it or a later one is not what the manifest was made for"))
    return faults


def describe(audit: Audit) -> Iterator[str]:
    """What became of envelopes that are no longer there."""
    for each in audit.erasures:
        early = f", NOT DUE before {each['earliest'] or 'the region ends'}" if each["early"] else ""
        yield (
            f"erased: {each['count']} of class {each['class']} in {each['first']} to {each['last']}, by entry "
            f"{each['entry']} of {each['at'][:10]}: {each['ground']} ({each['approver']}){early}"
        )
    for first, end in audit.unaccounted:
        yield f"erased without a record: {first} to {end - 1}"


def conclusion(faults: list[tuple[int, str]], audit: Audit | None) -> str:
    if faults:
        return "\nand ".join(f"entry {index} is bad: {reason}" for index, reason in faults)
    if not audit:
        return "the proofs hold"
    if not audit.compared:
        return "consistent with itself; compared with nothing"
    rest = audit.size - audit.compared[-1]
    rest_said = f"; the last {rest} compared with nothing" if rest else ""
    return f"consistent with itself and, over its first {audit.compared[-1]} entries, with what others hold{rest_said}"


def run(given: argparse.Namespace) -> int:
    """Verify what the command line names, print what was found, and return the exit code."""
    folder: Any = zipfile.Path(given.export) if zipfile.is_zipfile(given.export or "") else Path(given.export or "")
    manifest = read_manifest(folder) if given.export else {"vkey": ""}
    keys: Keys = {}
    for vkey in given.vkey or [manifest["vkey"]]:
        keys |= formats.read_vkey(vkey)
    inclusions = [formats.read_proof(path, keys, INCLUSION) for path in given.inclusion]
    steps = [formats.read_proof(path, keys, CONSISTENCY) for path in given.consistency]
    held = {formats.read_held(path, keys) for path in given.checkpoint} | {
        (each.size, each.root) for each in inclusions + steps
    }
    stops = [(*each, "outside", "") for each in held] + [(int(each.fields[0]), b"", "proof", "") for each in steps]
    audit = audited(folder, keys, stops) if given.export else None
    roots = dict(held) | (audit.roots if audit else {})
    proven = [check_inclusion(each) for each in inclusions] + [check_consistency(each, roots) for each in steps]
    faults = [each for each in proven if each[1]]
    if audit:
        audit.finish([(each.size, each.root) for each in steps if int(each.fields[0]) == audit.size and not faults])
        root = b64encode(fold(audit.edge) if audit.edge else hashlib.sha256().digest()).decode()
        faults += [*audit.faults.values(), *against_manifest(manifest, audit, root, given.vkey)]
        print(f"{audit.size} entries, root {root}", *describe(audit), sep="\n")
    print(conclusion(sorted(faults), audit))
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?", help="folder or zip file of an export")
    parser.add_argument(
        "--vkey", action="append", default=[], help="the log's key as you know it; else as the export says"
    )
    parser.add_argument("--checkpoint", action="append", default=[], help="a checkpoint you hold, older or newer")
    parser.add_argument("--inclusion", action="append", default=[], help="a proof that an entry stands in the log")
    parser.add_argument(
        "--consistency", action="append", default=[], help="a proof that one checkpoint continues another"
    )
    given = parser.parse_args()
    if not given.export and not (given.vkey and (given.inclusion or given.consistency)):
        parser.error("give an export, or a vkey and proofs")
    try:
        return run(given)
    except (Unusable, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(f"cannot be used: {error}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
