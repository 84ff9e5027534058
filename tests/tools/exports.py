"""Exports to be spoiled, and the two verifiers that must judge them alike."""

import importlib.util
import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.acts import RetentionClass
from tafel import audit, checkpoint, tree
from tafel.entries import BadEntry, StoredEntry, due_on, erasure, from_line, seal_entry, to_line

TOOL = Path(__file__).parents[2] / "tools" / "verify_ledger.py"
WITHOUT_PRODUCT = """import runpy, sys
sys.modules |= dict.fromkeys(("tafel", "models", "rfc8785", "sqlmodel", "tests"))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")"""
REGION = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
ORIGIN = checkpoint.origin(REGION, 1)
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = checkpoint.encode_vkey(ORIGIN, SECRET.public_key())
DISCLOSURE, AUDIT, RULES = RetentionClass.DISCLOSURE, RetentionClass.AUDIT, RetentionClass.RULES
SIZE, ERASED_BY = 40, 36


@dataclass(frozen=True)
class Export:
    """What an export says, before it is written to a folder."""

    lines: list[str]
    notes: list[str]
    manifest: dict[str, Any]

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "entries.jsonl").write_text("".join(self.lines), errors="surrogateescape", newline="\n")
        (folder / "checkpoints.txt").write_text("\n".join(self.notes), newline="\n")
        (folder / "manifest.json").write_text(json.dumps(self.manifest))
        return folder


def envelope(index: int) -> dict[str, Any]:
    at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=11 * index)
    common = {"act": "share.given", "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "region": str(REGION), "n": index}
    return common | [{"to": ["ü", "x" * index]}, {"text": 'a "b"\\\n'}, {"in": {"told": None, "v": -1}}][index % 3]


def ledger(
    size: int = SIZE, changed: dict[int, dict[str, Any]] | None = None, secret: Ed25519PrivateKey = SECRET
) -> Export:
    """A sound ledger with a checkpoint every eight entries; entries 2 to 20 of class audit were erased when due."""
    lines, notes, frontier = [], [], tree.Frontier()
    for index in range(size):
        retention = RULES if index == ERASED_BY else (DISCLOSURE, AUDIT)[index % 2]
        said = envelope(index) | (changed or {}).get(index, {})
        if index >= ERASED_BY:
            said |= {"at": said["at"].replace("2026", "2030")}
        if index == ERASED_BY:
            said |= {"act": "erased"} | erasure(2, 20, AUDIT, "term", "FG", due_on("2026-12", AUDIT))
        sealed = seal_entry(said, REGION, retention, bytes([index]) * 32)
        gone = retention is AUDIT and 2 <= index <= 20
        kept = (None, None) if gone and size > ERASED_BY else (sealed.envelope_text, sealed.key)
        lines.append(to_line(StoredEntry(index, sealed.leaf_text, *kept)))
        frontier = frontier.append(sealed.leaf_hash)
        if frontier.size % 8 == 0 or frontier.size == size:
            notes.append(checkpoint.sign(ORIGIN, frontier.size, frontier.root(), secret))
    vkey = checkpoint.encode_vkey(ORIGIN, secret.public_key())
    root = b64encode(frontier.root()).decode()
    return Export(lines, notes, {"origin": ORIGIN, "vkey": vkey, "size": size, "root": root})


SOUND = ledger()
NODES = tree.nodes(tree.leaf_hash(from_line(line).leaf_text.encode()) for line in SOUND.lines)


def at_size(size: int) -> str:
    return checkpoint.sign(ORIGIN, size, tree.root_at(size, NODES), SECRET)


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ledger", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = loaded()


@dataclass(frozen=True)
class Said:
    """What the tool said."""

    code: int
    text: str

    @property
    def bad(self) -> list[int]:
        return [int(found) for found in re.findall(r"^(?:and )?entry (-?\d+) is bad: ", self.text, re.MULTILINE)]


def alone(*arguments: str | Path) -> Said:
    """The tool as a process of its own, in which the product cannot be imported."""
    command = [sys.executable, "-I", "-c", WITHOUT_PRODUCT, str(TOOL), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout)


def inside(*arguments: str | Path) -> Said:
    """The tool in this process: the same, but quick."""
    with patch.object(sys, "argv", ["verify_ledger.py", *map(str, arguments)]), redirect_stdout(StringIO()) as out:
        return Said(tool.main(), out.getvalue())


def entries_in(folder: Path) -> Iterator[StoredEntry]:
    with (folder / "entries.jsonl").open(errors="surrogateescape", newline="\n") as lines:
        for number, line in enumerate(lines):
            try:
                yield from_line(line)
            except BadEntry:
                yield StoredEntry(number, "", None, None)


def by_product(folder: Path, outside: list[str], vkey: str = VKEY) -> audit.Report:
    with (folder / "checkpoints.txt").open(errors="surrogateescape", newline="\n") as lines:
        return audit.verify(entries_in(folder), tool.formats.notes_of(lines), [vkey], outside)


def judged(export: Export, folder: Path, outside: list[str]) -> list[int]:
    """The bad entries, on which both verifiers must agree, as on what was erased."""
    export.write(folder)
    given: list[str | Path] = [folder, "--vkey", VKEY]
    for number, note in enumerate(outside):
        (folder / f"outside-{number}").write_text(note)
        given += ["--checkpoint", folder / f"outside-{number}"]
    said, report = inside(*given), by_product(folder, outside)
    assert said.bad == [each.index for each in report.faults], (said, report)
    assert said.code == (1 if said.bad else 0), said
    assert said.text.startswith(f"{report.size} entries, root ")
    assert said.bad or f" root {b64encode(report.root).decode()}\n" in said.text
    counts = [(each.count, each.entry, each.early) for each in report.erased]
    told = re.findall(r"^erased: (\d+) .* by entry (\d+) of .*\)(, NOT DUE)?", said.text, re.MULTILINE)
    assert counts == [(int(count), int(entry), bool(early)) for count, entry, early in told]
    for first, last in report.unaccounted:
        assert f"erased without a record: {first} to {last}\n" in said.text
    return said.bad


def manifest_of(lines: list[str]) -> dict[str, Any]:
    root = tree.root(tree.leaf_hash(from_line(line).leaf_text.encode()) for line in lines)
    return SOUND.manifest | {"size": len(lines), "root": b64encode(root).decode()}


def whole(index: int) -> tuple[str, bytes]:
    made = seal_entry(envelope(index), REGION, AUDIT, bytes([index]) * 32)
    return made.envelope_text, made.key
