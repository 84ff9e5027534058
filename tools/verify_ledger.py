#!/usr/bin/env python3
"""Verify the export of a ledger, offline and without the product: this file, the two beside it, and `cryptography`.

EXPORT is a folder or a zip file; docs/ledger.md describes every format.
Exit code 0: nothing wrong was found, 1: tampered with, 2: the input cannot be used.
"""

import argparse
import heapq
import json
import sys
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parent))  # `python -I` leaves this folder out

import ledger_formats as formats
from ledger_audit import NEVER, Audit, Stop
from ledger_formats import CONSISTENCY, INCLUSION, Bad, Keys, Proof, Unusable, fields, fold, need

LONGEST_LINE = 2**21
UNREADABLE = (Unusable, OSError, ValueError, LookupError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
OPTIONS = {
    "--vkey": "the log's key as you know it; without it, the key the export names",
    "--checkpoint": "a checkpoint you hold, older or newer than the export",
    "--inclusion": "a proof that an entry stands in the log",
    "--consistency": "a proof that one checkpoint continues another",
}


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
        entry = fields(formats.unbase64(extra).decode())
        alone.judge(*entry)
        leaf = sha256(b"\0" + entry[1].encode()).digest()
        found = index < proof.size and formats.from_inclusion(leaf, index, proof.size, proof.hashes)
        need(found == proof.root, "it does not lead to the signed root")
    except ValueError as bad:
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


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines of a file; of a monstrous one only the beginning."""
    for line in iter(partial(file.readline, LONGEST_LINE), ""):
        yield line
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith("\n"):
            rest = file.readline(LONGEST_LINE)


def audited(folder: Any, keys: Keys, outside: Iterable[Stop]) -> Audit:
    """The pass over an export's own files."""
    as_text = {"encoding": "utf-8", "errors": "surrogateescape", "newline": "\n"}
    with (folder / "entries.jsonl").open(**as_text) as entries, (folder / "checkpoints.txt").open(**as_text) as notes:
        own = formats.own_checkpoints(lines_of(notes), keys)
        audit = Audit(heapq.merge(own, sorted(outside), key=itemgetter(0)))
        for line in lines_of(entries):
            audit.take(line)
        empty = not audit.size and audit.stop is NEVER
        audit.read_on()
    if empty:
        raise Unusable("an export without entries and checkpoints: there is nothing to verify")
    return audit


def against_manifest(manifest: dict[str, Any], audit: Audit, root: str, keys: Keys) -> Iterator[tuple[int, str]]:
    """Nobody signed the manifest; yet what it says should be so."""
    agreed = max(audit.agreed.values())
    named = formats.read_vkey(manifest["vkey"]).keys()
    if not named <= keys.keys() or manifest["origin"] not in dict(named):
        yield 0, "the manifest is of another log or another key"
    elif manifest["size"] != audit.size:
        yield min(manifest["size"], audit.size), f"the manifest counts {manifest['size']} entries"
    elif manifest["root"] != root:
        yield agreed, "it or a later one is not what the manifest was made for"


def describe(audit: Audit) -> Iterator[str]:
    """What became of envelopes that are no longer there."""
    for each in audit.erasures:
        early = f", NOT DUE before {each['earliest'] or 'the region ends'}" if each["early"] else ""
        yield (
            f"erased: {each['count']} of class {each['class']} in {each['first']} to {each['last']}, by entry "
            f"{each['entry']} of {each['at'][:10]}: {each['ground']!r} ({each['approver']!r}){early}"
        )
    for first, end in audit.unaccounted:
        yield f"erased without a record: {first} to {end - 1}"
    for each in audit.continued:
        for log, known, _ in each["ended"]:
            entries = f"entries {each['entry']} to {known - 1}" if known > each["entry"] else "nothing that is known"
            yield (
                f"lost: {entries} of {log!r}, which goes on as {each['log']!r}, by entry {each['entry']} of "
                f"{each['at'][:10]}, as {each['decided_by']!r} decided"
            )


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
    before = manifest.get("keys_before", [])
    for vkey in given.vkey or [manifest["vkey"], *(each["old"] for each in before if each["old"])]:
        keys |= formats.read_vkey(vkey)
    keys = formats.follow(keys, before)
    inclusions = [formats.read_proof(path, keys, INCLUSION) for path in given.inclusion]
    steps = [formats.read_proof(path, keys, CONSISTENCY) for path in given.consistency]
    held = {formats.read_held(path, keys) for path in given.checkpoint}
    held |= {(each.size, each.root, each.log) for each in inclusions + steps}
    stops: list[Stop] = [(size, root, "outside", "", log) for size, root, log in held]
    stops += [(int(each.fields[0]), b"", "proof", "", "") for each in steps]
    audit = audited(folder, keys, stops) if given.export else None
    roots = {size: root for size, root, _ in held} | (audit.roots if audit else {})
    proven = [check_inclusion(each) for each in inclusions] + [check_consistency(each, roots) for each in steps]
    faults = [each for each in proven if each[1]]
    if audit:
        audit.finish([(each.size, each.root) for each in steps if int(each.fields[0]) == audit.size and not faults])
        root = b64encode(fold(audit.edge) if audit.edge else sha256().digest()).decode()
        faults += audit.faults.values()
        faults += against_manifest(manifest, audit, root, keys) if not faults else ()
        print(f"{audit.size} entries, root {root}", *describe(audit), sep="\n")
    print(conclusion(sorted(faults), audit))
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?", help="the folder or zip file of an export")
    for name, text in OPTIONS.items():
        parser.add_argument(name, action="append", default=[], help=text)
    given = parser.parse_args()
    if not given.export and not (given.vkey and (given.inclusion or given.consistency)):
        parser.error("give an export, or a vkey and proofs")
    try:
        return run(given)
    except UNREADABLE as error:
        print(f"cannot be used: {error or type(error).__name__}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
