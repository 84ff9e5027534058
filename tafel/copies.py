"""A copy of minutes for each recipient: asked for in one go, made under the recipient's own sight, fetched there.

Whoever asks learns that they were made, and never what stands in them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from sqlalchemy import Row, insert, select
from sqlmodel import col

from models.acts import Act
from models.meeting_terms import CopyFormat
from models.tables.meetings import Meeting
from models.tables.minutes import CopyFailure, CopyLine, CopyOrder, Minutes, MinutesCopy
from models.views.minutes import Sheet
from tafel import clock, ids, seal
from tafel.db import Shown, Writing
from tafel.exports import File
from tafel.papers.paper import Paper
from tafel.papers.pool import Made
from tafel.refusals import NotFound, Refused, say
from tafel.sight import copies as seen
from tafel.sight import handed_out
from tafel.sight.copies import Job
from tafel.sight.joins import row_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part as its recipient may have it now, in words, and what those are made of."""

    job: Job
    sheet: Sheet
    shown: frozenset[Shown]
    paper: Paper
    source: bytes


MEDIA = {
    CopyFormat.PDF: "application/pdf",
    CopyFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    CopyFormat.ODT: "application/vnd.oasis.opendocument.text",
}


def ask(work: Writing, meeting_id: UUID) -> None:
    """Let copies be made of what one sent of a meeting's minutes; while they are being made nothing is asked twice."""
    hold(work, meeting_id)
    view = seen.page(work, meeting_id)
    if not view.manages:
        raise Refused(say("Dat doet wie dit verslag maakt: de voorzitter of de notulist."))
    if not view.recipients:
        raise Refused(say("Verstuur het verslag eerst voor opmerkingen. Daarna kunt u er exemplaren van maken."))
    if view.making:
        return
    parts = sum(one.parts for one in view.recipients)
    work.session.add(
        CopyOrder(
            region_id=work.seat.region, id=ids.new(), meeting_id=meeting_id, asked_by=work.seat.membership,
            asked_at=work.now, of_all=parts,
        )
    )  # fmt: skip


def hold(work: Writing, meeting_id: UUID) -> None:
    """Who asks for copies of this meeting, or takes up an order, waits for whoever does so now."""
    this = (col(Meeting.region_id) == work.seat.region, col(Meeting.id) == meeting_id)
    work.session.execute(select(col(Meeting.id)).where(*this).with_for_update())


def keep(work: Writing, printed: Iterable[tuple[Drawn, Made]]) -> None:
    """Keep the files of parts for their recipients, sealed, and commit to each of them in the ledger."""
    rows, lines = [], []
    for one, files in printed:
        for wanted, body in files.items():
            row = _row(work, one, wanted, body)
            rows.append(row)
            here = {"region_id": work.seat.region, "copy_id": row["id"]}
            lines += [here | {"version_id": each.version, "share_id": each.share} for each in one.shown]
            _record(work, one, row)
    if rows:
        work.session.execute(insert(MinutesCopy), rows)
    if lines:
        work.session.execute(insert(CopyLine), lines)


def note(work: Writing, job: Job, *, failed: bool) -> None:
    """That what is to be made of this could not be, until it can or nothing is left to make."""
    if failed == job.failed:
        return
    region, part, member = key = (work.seat.region, job.part.id, job.seat.membership)
    before = work.session.get(CopyFailure, key)
    if before is not None:
        before.failed_at = work.now if failed else None
    elif failed:
        work.session.add(CopyFailure(region_id=region, minutes_id=part, membership_id=member, failed_at=work.now))


def _row(work: Writing, drawn: Drawn, wanted: CopyFormat, body: bytes) -> dict[str, Any]:
    copy_id, job = ids.new(), drawn.job
    return {
        "region_id": work.seat.region, "id": copy_id, "minutes_id": job.part.id, "membership_id": job.seat.membership,
        "format": wanted, "edition": job.edition + 1, "made_at": work.now, "made_by": work.seat.person,
        "sha256": hashlib.sha256(body).digest(), "source_sha256": drawn.source,
        "file_sealed": seal.seal_file(seen.key_of(work, job.part.case_id), body, seen.bound_to(copy_id)),
    }  # fmt: skip


def _record(work: Writing, drawn: Drawn, row: dict[str, Any]) -> None:
    part, seat = drawn.job.part, drawn.job.seat
    work.record(
        Act.COPY_MADE, meeting=part.meeting_id, item=part.item_id, case=part.case_id, receiver=seat.partner,
        member=seat.membership, format=row["format"], edition=row["edition"], day=drawn.sheet.day,
        sha256=row["sha256"].hex(), versions=sorted({one.version for one in drawn.shown}, key=str),
    )  # fmt: skip


def fetch(work: Writing, meeting_id: UUID, copy_id: UUID) -> File:
    """One's own copy, as it was made; Refused once something in it is not one's to read any more."""
    copy, part = seen.require_own(work, meeting_id, copy_id)
    numbers = {file.id: one.number for one in seen.mine(work, meeting_id) for file in one.files}
    return _fetched(work, copy, part, numbers.get(copy_id))


def fetch_all(work: Writing, meeting_id: UUID, wanted: CopyFormat) -> File:
    """All one's own copies of one format together, without those that are void; each stands in the ledger by itself."""
    files, part = [], None
    for one in seen.mine(work, meeting_id):
        for file in one.files:
            if file.format is wanted and not one.void:
                copy, part = seen.require_own(work, meeting_id, file.id)
                files.append(_fetched(work, copy, part, one.number))
    if part is None:
        raise NotFound
    return File(f"verslag-{_day(part)}-{wanted.value}.zip", "application/zip", _packed(files))


def _fetched(work: Writing, copy: MinutesCopy, part: Row[Any], number: int | None) -> File:
    """The file with its place among one's own; one of an edition before has none."""
    handed_out.hold_ledger(work)
    body, shown = seen.opened(work, copy, part.case_id)
    handed_out.write(work, shown, channel="copy")
    copy.fetched_at = work.now
    work.record(
        Act.COPY_FETCHED, meeting=part.meeting_id, item=part.item_id, case=part.case_id, receiver=work.seat.partner,
        member=work.seat.membership, format=copy.format, edition=copy.edition, sha256=copy.sha256.hex(),
        versions=sorted({one.version for one in shown}, key=str),
    )  # fmt: skip
    name = f"verslag-{_day(part)}-{number}" if number else f"verslag-{_day(part)}"
    return File(f"{name}.{copy.format.value}", MEDIA[copy.format], body)


def _day(part: Row[Any]) -> str:
    return clock.day_of(part.begun_at or part.meeting_at).isoformat()


def _packed(files: Iterable[File]) -> bytes:
    """In one file; it tells nothing of when or where it was packed."""
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for one in files:
            archive.writestr(ZipInfo(one.name), one.body)
    return whole.getvalue()


def to_tell(work: Writing, meeting_id: UUID) -> list[MinutesCopy]:
    """The copies of a meeting whose recipients were not told yet."""
    return list(
        work.session.scalars(
            select(MinutesCopy)
            .join(Minutes, row_of(Minutes, MinutesCopy.minutes_id, MinutesCopy.region_id))
            .where(col(MinutesCopy.region_id) == work.seat.region, col(Minutes.meeting_id) == meeting_id)
            .where(col(MinutesCopy.notified_at).is_(None))
        )
    )
