"""What one does with the register: hold a checkpoint of it, check it, take all of it along."""

import hashlib
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act, RetentionClass, Wrong
from models.tables.ledger import CheckpointHolder, CheckpointRow, Head
from models.terms import Role
from tafel import audit, ids, ledger
from tafel.audit import Fault, Report
from tafel.checkpoint import BadCheckpoint
from tafel.db import Reading, Writing
from tafel.entries import StoredEntry, to_line
from tafel.looking import Looking, alone
from tafel.refusals import Invalid, NotFound, say
from tafel.seat import Seat
from tafel.tree import EMPTY_ROOT, Frontier, leaf_hash

NO_CHECKPOINT = say("Dit is geen controlepunt van dit register. Plak het hele bestand, ook de eerste regel.")
Count = Callable[[Iterable[StoredEntry]], Iterable[StoredEntry]]
_CLASS = {each: f'{{"class":"{each.value}"' for each in RetentionClass}
_BELONGS: dict[str | None, RetentionClass] = {act.value: ledger.retention_of(act) for act in Act}


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check ended; `report` is None when the checkpoint that was brought along cannot be used."""

    report: Report | None
    unusable: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into an export."""

    size: int
    root: str
    file_hash: str


def hold(work: Writing, how: str = "download") -> str:
    """Take a checkpoint of all that stands, and note that this person holds it; returns the signed note."""
    row = _newest(work)
    held_by(work, row.id, work.seat.membership, how)
    work.record(Act.CHECKPOINT_TAKEN, checkpoint=row.id, size=row.size, how=how)
    return row.note


def hand_to_server(work: Writing) -> str:
    """A checkpoint for whoever runs the server; who holds it after that is not known here."""
    row = _newest(work)
    work.record(Act.CHECKPOINT_TAKEN, checkpoint=row.id, size=row.size, how="cli")
    return row.note


def _newest(work: Writing) -> CheckpointRow:
    _is_officer(work.seat)
    ledger.take_checkpoint(work)
    row = ledger.newest_checkpoint(work)
    if row is None:
        raise NotFound
    return row


def held_by(work: Writing, checkpoint_id: UUID, membership: UUID, how: str) -> None:
    """From now on somebody outside holds this checkpoint: below it nothing can change unseen."""
    work.session.add(
        CheckpointHolder(
            region_id=work.seat.region, id=ids.new(), checkpoint_id=checkpoint_id, membership_id=membership, how=how,
            at=work.now,
        )
    )  # fmt: skip
    work.session.flush()


def check(
    reading: Reading, outside: Iterable[str] = (), count: Count | None = None, looking: Looking = alone
) -> Checked:
    """Compute the whole register again from what is stored, and compare it with checkpoints kept elsewhere."""
    _is_officer(reading.seat)
    beside: list[Fault] = []
    stored = _watched(reading, beside)
    entries = count(stored) if count else stored
    notes = [as_sent(note) for note in outside if note.strip()]
    keys = ledger.public_keys(reading)
    try:
        report = audit.verify(entries, ledger.checkpoints(reading), keys, notes, looking)
    except BadCheckpoint as bad:
        return Checked(None, str(bad))
    faults = sorted((*report.faults, *beside, *_of_head(ledger.head_of(reading), report)))
    return Checked(replace(report, faults=tuple(faults)))


def _watched(reading: Reading, faults: list[Fault]) -> Iterator[StoredEntry]:
    """The entries as they pass by; where the database says something else beside a leaf, that is a fault."""
    for position, leaf, envelope, key, kept, retention, act in ledger.rows(reading):
        if not faults and (reason := _beside(leaf, kept, retention, act)):
            faults.append(Fault(position, reason, Wrong.BESIDE))
        yield StoredEntry(position, leaf, envelope, key)


def _beside(leaf: str, kept: bytes, retention: RetentionClass, act: str | None) -> str:
    """What the database says otherwise beside a leaf."""
    if kept != leaf_hash(leaf.encode()):
        return "the hash kept beside its leaf is another"
    if not leaf.startswith(_CLASS[retention]):
        return "the class kept beside its leaf is another"
    return "" if _BELONGS.get(act, retention) is retention else "it stands in another class than its act belongs in"


def _of_head(head: Head, report: Report) -> Iterator[Fault]:
    """What the head of the tree says, against what is there."""
    if head.size != report.size:
        reason = f"the head counts {head.size} entries, and there are {report.size}"
        yield Fault(min(head.size, report.size), reason, Wrong.HEAD)
    elif _root_of(head) != report.root:
        yield Fault(head.size, "the head is of another tree", Wrong.HEAD)


def _root_of(head: Head) -> bytes | None:
    try:
        return Frontier.from_bytes(head.frontier).root()
    except ValueError:
        return None


def note_check(work: Writing, checked: Checked) -> None:
    """Put on record how the check ended. Raises Invalid when the checkpoint brought along cannot be used."""
    report = checked.report
    if report is None:
        raise Invalid(checkpoint=NO_CHECKPOINT)
    bad = report.first_bad
    reach = max((each.size for each in report.compared_with), default=0)
    work.record(
        Act.LEDGER_VERIFIED, sound=bad is None, size=report.size, reach=reach,
        first_bad=bad.index if bad else None, wrong=bad.wrong if bad else None, reason=bad.reason if bad else None,
    )  # fmt: skip


def export(reading: Reading, path: Path, count: Count | None = None) -> Exported:
    """Write the register into a zip for `tools/verify_ledger.py`; it may leave once `note_export` is committed."""
    _is_officer(reading.seat)
    size, root = _write(reading, path, count)
    return Exported(size, root, _hash(path))


def note_export(work: Writing, made: Exported) -> None:
    """Put on record that the register was taken along."""
    work.record(Act.LEDGER_EXPORTED, size=made.size, root=made.root, file_hash=made.file_hash)


def _write(reading: Reading, path: Path, count: Count | None) -> tuple[int, str]:
    manifest = _manifest(reading)
    stored = ledger.stored(reading)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, indent=2) + "\n")
        archive.writestr("checkpoints.txt", "".join(_notes(ledger.checkpoints(reading))))
        with archive.open("entries.jsonl", "w", force_zip64=True) as lines:
            for entry in count(stored) if count else stored:
                lines.write(to_line(entry).encode())
    return manifest["size"], manifest["root"]


def _manifest(reading: Reading) -> dict[str, Any]:
    region = reading.seat.region
    wanted = select(col(Head.frontier)).where(col(Head.region_id) == region)
    frontier = Frontier.from_bytes(reading.session.execute(wanted).scalar_one())
    root = frontier.root() if frontier.size else EMPTY_ROOT
    return {
        "format": 1,
        "origin": ledger.origin(reading),
        "vkey": ledger.public_key(reading),
        "keys_before": [{"old": one.get("old"), "note": one.get("note")} for one in ledger.keys_replaced(reading)],
        "size": frontier.size,
        "root": b64encode(root).decode(),
    }


def _notes(notes: Iterable[str]) -> Iterator[str]:
    """One after another, an empty line between."""
    for number, note in enumerate(notes):
        yield f"\n{note}" if number else note


def as_sent(note: str) -> str:
    """A note as it was signed: browsers and mail change line ends, and add spaces and lines around it."""
    lines = [line.rstrip() for line in note.replace("\r\n", "\n").strip().split("\n")]
    return "\n".join(lines) + "\n"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_officer(seat: Seat) -> None:
    """The privacy officer; or whoever runs the server, by the command line."""
    if seat.role is not Role.PRIVACY_OFFICER and seat.origin not in ("cli", "chore"):
        raise NotFound
