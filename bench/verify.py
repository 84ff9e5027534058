"""Verification of a ledger against bare hashing of the same bytes in the same run, and its peak memory.

The product looks at it in two processes, so the times are the clock's: run it on a machine that does nothing else.

python bench/verify.py --entries 1000000
"""

import argparse
import gc
import hmac
import importlib
import json
import random
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from heapq import merge
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from models.acts import Act, RetentionClass
from tafel import audit, checkpoint, looking, tree
from tafel.entries import StoredEntry, commitment, erasure, from_line, to_line

TOOL = Path(__file__).resolve().parent.parent / "tools" / "verify_ledger.py"
REGION = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
CHECKPOINTS = 1_000
WEIGHTS = {Act.STATEMENT_HANDED_OUT: 60, Act.SHARE_GIVEN: 20, Act.MEMBER_SIGNED_IN: 10, Act.EVIDENCE_RECORDED: 10}
write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
MEASURE = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--verify", type=Path, help="only verify this export, with the product's own code")
    given = parser.parse_args()
    if given.verify:
        sys.exit(0 if product(given.verify).first_bad is None else 1)
    with tempfile.TemporaryDirectory() as folder:
        made = export(Path(folder), given.entries)
        tell("verify.export.size", made / 1e6, "MB")
        ratios(Path(folder))
        for name, command in (("tool", ["-I", str(TOOL), folder]), ("product", [__file__, "--verify", folder])):
            megabytes, seconds = whole(command)
            tell(f"verify.{name}.peak", megabytes, "MB", 200)
            tell(f"verify.{name}.command", seconds, "s")


def tell(name: str, value: float, unit: str, goal: float | None = None) -> None:
    holds = None if goal is None else value <= goal
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "holds": holds}), flush=True)


def ratios(folder: Path) -> None:
    """Bare hashing, the tool and the product take turns, each over all of it; the quickest of each counts."""
    with (folder / "entries.jsonl").open(newline="\n") as file:
        lines = list(file)
    stored = list(map(from_line, lines))
    ready = [(each.key, (each.envelope_text or "").encode(), each.leaf_text.encode()) for each in stored]
    gc.collect()
    gc.freeze()
    takes = {
        "bare": partial(bare, ready), "tool": partial(by_tool, folder, lines),
        "product": partial(audited, folder, stored),
    }  # fmt: skip
    spent = {name: min(seconds) for name, seconds in rounds(takes).items()}
    tell("verify.bare.time", spent["bare"], "s")
    for name, goal in (("tool", 4), ("product", 3)):
        tell(f"verify.{name}.time", spent[name], "s")
        tell(f"verify.{name}.ratio", spent[name] / spent["bare"], "x bare hashing", goal)


def rounds(takes: dict[str, Callable[[], object]], times: int = 3) -> dict[str, list[float]]:
    """Seconds of the clock for each, in turn."""
    spent = {name: list[float]() for name in takes}
    for _ in range(times):
        for name, take in takes.items():
            started = perf_counter()
            take()
            spent[name].append(perf_counter() - started)
    return spent


def bare(ready: Iterable[tuple[bytes | None, bytes, bytes]]) -> None:
    """The commitments, leaf hashes and nodes alone, one of each for every entry."""
    node = bytes(32)
    for key, envelope, leaf in ready:
        if key:
            hmac.digest(key, envelope, "sha256")
        node = sha256(b"\x01" + node + sha256(b"\x00" + leaf).digest()).digest()


def by_tool(folder: Path, lines: list[str]) -> None:
    """What anybody can run without us, in one process."""
    vkey = json.loads((folder / "manifest.json").read_text())["vkey"]
    formats, tool = importlib.import_module("ledger_formats"), importlib.import_module("verify_ledger")
    with (folder / "checkpoints.txt").open(newline="\n") as notes:
        other = tool.Audit(merge(formats.own_checkpoints(notes, formats.read_vkey(vkey))))
        for line in lines:
            other.take(line)
    other.finish()
    assert (other.size, other.faults) == (len(lines), {})


def audited(folder: Path, stored: Iterable[StoredEntry]) -> audit.Report:
    """What `tafel ledger verify` does with what it reads, in two processes."""
    vkey = json.loads((folder / "manifest.json").read_text())["vkey"]
    with (folder / "checkpoints.txt").open(newline="\n") as notes:
        own = importlib.import_module("ledger_formats").notes_of(notes)
        report = audit.verify(stored, own, [vkey], looking=looking.by_two)
    assert not report.faults
    return report


def product(folder: Path) -> audit.Report:
    with (folder / "entries.jsonl").open(newline="\n") as lines:
        return audited(folder, map(from_line, lines))


def whole(arguments: list[str]) -> tuple[float, float]:
    """Megabytes at most in use by a run of its own, and its seconds; it must find nothing wrong."""
    run = [sys.executable, "-I", "-c", MEASURE, sys.executable, *arguments]
    started = perf_counter()
    code, kilobytes = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
    assert code == "0", arguments
    return int(kilobytes) * 1024 / 1e6, perf_counter() - started


def export(folder: Path, count: int) -> int:
    """A made-up ledger of a region, with a thousand checkpoints and the oldest fiftieth of one class erased."""
    key, origin = Ed25519PrivateKey.generate(), f"tafel/{REGION}/1"
    frontier = tree.Frontier()
    with (folder / "entries.jsonl").open("w", newline="\n") as lines, (folder / "checkpoints.txt").open("w") as notes:
        for start in range(0, count, max(1, count // CHECKPOINTS)):
            chunk = [entry(at, count) for at in range(start, min(count, start + max(1, count // CHECKPOINTS)))]
            frontier = frontier.extend(tree.leaf_hash(each.leaf_text.encode()) for each in chunk)
            lines.writelines(map(to_line, chunk))
            notes.write("\n" * bool(start) + checkpoint.sign(origin, frontier.size, frontier.root(), key))
    root = b64encode(frontier.root()).decode()
    vkey = checkpoint.encode_vkey(origin, key.public_key())
    (folder / "manifest.json").write_text(write({"origin": origin, "vkey": vkey, "size": count, "root": root}))
    return (folder / "entries.jsonl").stat().st_size


def entry(index: int, count: int) -> StoredEntry:
    at = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=120 * index)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    act = random.choices(list(WEIGHTS), WEIGHTS.values())[0]
    retention = RetentionClass.AUDIT if act is Act.MEMBER_SIGNED_IN else RetentionClass.DISCLOSURE
    envelope = {"act": act, "at": at, "region": REGION} | details(act)
    last = count // 50
    if index == count - 1 and last:
        envelope |= {"act": Act.ERASED} | erasure(0, last, RetentionClass.AUDIT, "term", name(), date(2029, 12, 1))
        retention = RetentionClass.RULES
    text, key = write(envelope), random.randbytes(32)
    made = commitment(key, text)
    leaf = write({"class": retention, "commitment": made, "month": at[:7], "region": REGION, "v": 1})
    gone = index <= last and retention is RetentionClass.AUDIT
    return StoredEntry(index, leaf, None if gone else text, None if gone else key)


def details(act: Act) -> dict[str, Any]:
    shared = {each: name() for each in ("id", "membership", "partner", "person")}
    shared |= {"origin": "web", "result": "done", "trace": random.randbytes(16).hex()}
    if act is Act.STATEMENT_HANDED_OUT:
        seen = [{"statement": name(), "version": random.randrange(1, 30)} for _ in range(random.randrange(1, 9))]
        return shared | {"case": name(), "seen": seen}
    if act is Act.SHARE_GIVEN:
        return (
            shared
            | {each: name() for each in ("case", "giver", "receiver", "statement")}
            | {
                "book": 3,
                "rule": random.randrange(1, 99),
                "purpose": f"P{random.randrange(1, 10)}",
                "told": random.random() < 0.5,
            }
        )
    return shared | ({"kind": "c-CONV", "ends": "2027-11-01"} if act is Act.EVIDENCE_RECORDED else {})


def name() -> str:
    made = random.randbytes(16).hex()
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"


if __name__ == "__main__":
    main()
