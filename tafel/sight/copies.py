"""Copies of minutes: who gets them and whether they were made, and one's own, to be opened by oneself alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, not_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import CopyFormat, MinutesState
from models.tables.casework import Statement, Version
from models.tables.meetings import Meeting
from models.tables.minutes import CopyLine, CopyOrder, Minutes, MinutesCopy
from models.terms import PartnerKind
from models.views.copies import CopiesPage, CopyWaiting, Making, OwnCopy, OwnFile, Recipient
from tafel import keys, seal
from tafel.db import Reading, Shown, Writing
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import agenda, at_table, minutes, recipients, visible
from tafel.sight.joins import row_of

VOID = say("Dit exemplaar is vervallen: er is iets ingetrokken. Vraag het secretariaat om een nieuw exemplaar.")


@dataclass(frozen=True, slots=True)
class Job:
    """One part for one recipient, with the edition that is there and what it was made of."""

    part: Row[Any]
    seat: Seat
    edition: int
    source: bytes | None


def page(reading: Reading, meeting_id: UUID) -> CopiesPage:
    """My own copies of a meeting, and who gets which if I write its minutes up."""
    head = agenda.head_of(reading, meeting_id)
    parts = minutes.parts_of(reading, meeting_id)
    ours = [one for one in parts if minutes.manages(reading.seat, one)]
    return CopiesPage(
        head=head, manages=bool(ours), making=_making(reading, meeting_id) if ours else None,
        recipients=_recipients(reading, meeting_id, _sent(ours)) if ours else (),
        drafts=tuple(one.word for one in ours if one.state is MinutesState.DRAFT),
        mine=_mine(reading, meeting_id, {one.id: one for one in parts}),
    )  # fmt: skip


def jobs(reading: Reading, meeting_id: UUID) -> list[Job]:
    """All that is to be there of the parts I write up, recipient by recipient."""
    parts = _sent(one for one in minutes.parts_of(reading, meeting_id) if minutes.manages(reading.seat, one))
    found = recipients.of_parts(reading, meeting_id, parts)
    seats = recipients.seats(reading, {who.membership for ones in found.values() for who in ones})
    made = _made(reading, meeting_id)
    todo = []
    for part in parts:
        for who in found[part.id]:
            edition, source, _ = made.get((part.id, who.membership), (0, None, None))
            todo.append(Job(part, seats[who.membership], edition, source))
    return sorted(todo, key=lambda one: str(one.seat.membership))


def waiting(reading: Reading) -> tuple[CopyWaiting, ...]:
    """Meetings of which a copy waits for me that I did not fetch in any format."""
    rows = reading.rows(_WAITING[at_table.is_secretariat(reading.seat)])
    return tuple(CopyWaiting.model_validate(row) for row in rows)


def key_of(reading: Reading, case_id: UUID | None) -> bytes:
    """What a copy is sealed with: the key of its case; of a general part that of the region."""
    return keys.case_key(reading, case_id) if case_id else keys.region_key(reading.seat.region)


def bound_to(copy_id: UUID) -> str:
    """What a sealed copy is bound to."""
    return f"minutes_copies|{copy_id}|file"


def require_own(work: Writing, meeting_id: UUID, copy_id: UUID) -> tuple[MinutesCopy, Row[Any]]:
    """My own copy of a part I may still know of, held; else there is none."""
    found = work.entities(_OWN, copy=copy_id, meeting=meeting_id)
    if found is None:
        raise NotFound
    return found[0], minutes.require_part(work, found[0].minutes_id)


def opened(work: Writing, copy: MinutesCopy, case_id: UUID | None) -> bytes:
    """The file, noted as shown with all that stands in it; Refused once any of that is not mine to read any more."""
    lines = work.rows(_LINES, copies=[copy.id])
    if not all(row.readable for row in lines):
        raise Refused(VOID)
    work.shown |= {Shown(row.version_id, row.edit, row.share_id) for row in lines}
    return seal.unseal_file(key_of(work, case_id), copy.file_sealed, bound_to(copy.id))


def _sent(parts: Iterable[Row[Any]]) -> list[Row[Any]]:
    return [one for one in parts if one.state is not MinutesState.DRAFT]


def _making(reading: Reading, meeting_id: UUID) -> Making | None:
    row = reading.row(_ORDER, meeting=meeting_id)
    return Making(done=row.done, of_all=row.of_all) if row else None


def _recipients(reading: Reading, meeting_id: UUID, parts: Collection[Row[Any]]) -> tuple[Recipient, ...]:
    made = _made(reading, meeting_id)
    told: dict[recipients.Who, list[Any]] = {}
    for part_id, whos in recipients.of_parts(reading, meeting_id, parts).items():
        for who in whos:
            told.setdefault(who, []).append(made.get((part_id, who.membership)))
    return tuple(
        Recipient(
            name=who.name, partner=who.partner, parts=len(found), made=sum(one is not None for one in found),
            notified_at=max((one[2] for one in found if one and one[2]), default=None),
        )
        for who, found in told.items()
    )  # fmt: skip


def _made(reading: Reading, meeting_id: UUID) -> dict[tuple[UUID, UUID], tuple[int, bytes | None, Any]]:
    """Of each part and recipient the last edition, where every format of it is there."""
    rows = reading.rows(_MADE, meeting=meeting_id)
    made = {}
    for (part, member, edition), files in groupby(rows, key=lambda one: one[:3]):
        whole = list(files)
        if {one.format for one in whole} == set(CopyFormat):
            made[part, member] = (edition, whole[0].source_sha256, whole[0].notified_at)
    return made


def _mine(reading: Reading, meeting_id: UUID, parts: dict[UUID, Row[Any]]) -> tuple[OwnCopy, ...]:
    last = {(row.minutes_id, row.format): row for row in reading.rows(_MINE, meeting=meeting_id)}
    void = set(reading.values(_VOID, copies=[row.id for row in last.values()]))
    found = []
    for part_id, part in parts.items():
        files = [last[part_id, one] for one in CopyFormat if (part_id, one) in last]
        if files:
            found.append(_own(part, files, void))
    return tuple(found)


def _own(part: Row[Any], files: list[Row[Any]], void: set[UUID]) -> OwnCopy:
    return OwnCopy(
        word=part.word, state=part.state, edition=files[0].edition, made_at=files[0].made_at,
        void=any(one.id in void for one in files),
        files=tuple(OwnFile(id=one.id, format=one.format, fetched_at=one.fetched_at) for one in files),
    )  # fmt: skip


_OF_MINUTES = row_of(Minutes, MinutesCopy.minutes_id, MinutesCopy.region_id)
_HERE = (col(MinutesCopy.region_id) == ASKER.region, col(Minutes.meeting_id) == given("meeting"))
_TO_ME = col(MinutesCopy.membership_id) == ASKER.membership
_MADE: Any = (
    select(
        col(MinutesCopy.minutes_id), col(MinutesCopy.membership_id), col(MinutesCopy.edition), col(MinutesCopy.format),
        col(MinutesCopy.source_sha256), col(MinutesCopy.notified_at),
    )
    .join(Minutes, _OF_MINUTES)
    .where(*_HERE)
    .order_by(col(MinutesCopy.minutes_id), col(MinutesCopy.membership_id), col(MinutesCopy.edition))
)  # fmt: skip
_MINE: Any = (
    select(
        col(MinutesCopy.id), col(MinutesCopy.minutes_id), col(MinutesCopy.format), col(MinutesCopy.edition),
        col(MinutesCopy.made_at), col(MinutesCopy.fetched_at),
    )
    .join(Minutes, _OF_MINUTES)
    .where(*_HERE, _TO_ME)
    .order_by(col(MinutesCopy.edition))
)  # fmt: skip
_OWN: Any = (
    select(MinutesCopy)
    .join(Minutes, _OF_MINUTES)
    .where(*_HERE, _TO_ME, col(MinutesCopy.id) == given("copy"))
    .with_for_update(of=MinutesCopy)
)
_ORDER = (
    select(col(CopyOrder.done), col(CopyOrder.of_all))
    .where(col(CopyOrder.region_id) == ASKER.region, col(CopyOrder.meeting_id) == given("meeting"))
    .where(col(CopyOrder.ended_at).is_(None))
)
_IN_COPY: Any = (
    select(
        col(CopyLine.copy_id), col(CopyLine.version_id), col(CopyLine.share_id), col(Version.edit),
        visible.versions(ASKER, NOW).label("readable"),
    )
    .join(Version, row_of(Version, CopyLine.version_id, CopyLine.region_id))
    .join(Statement, row_of(Statement, Version.statement_id, Version.region_id))
    .where(col(CopyLine.region_id) == ASKER.region)
)  # fmt: skip
_LINES = _IN_COPY.where(col(CopyLine.copy_id).in_(one_of("copies")))
_VOID = _LINES.with_only_columns(col(CopyLine.copy_id)).where(not_(visible.versions(ASKER, NOW))).distinct()
_other, _again = aliased(MinutesCopy), col(MinutesCopy.notified_at).is_not(None)
_fetched = exists().where(
    col(_other.region_id) == col(MinutesCopy.region_id), col(_other.minutes_id) == col(MinutesCopy.minutes_id),
    col(_other.edition) == col(MinutesCopy.edition), col(_other.membership_id) == ASKER.membership,
    col(_other.fetched_at).is_not(None),
)  # fmt: skip
_WAITING: dict[bool, Any] = {
    secretariat: select(
        col(Meeting.id).label("meeting_id"), col(Meeting.name), func.max(MinutesCopy.made_at).label("made_at")
    )
    .select_from(MinutesCopy)
    .join(Minutes, _OF_MINUTES)
    .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
    .where(col(MinutesCopy.region_id) == ASKER.region, _TO_ME, _again, ~_fetched)
    .where(at_table.meetings(asker(kind=PartnerKind.VZ if secretariat else None)))
    .group_by(col(Meeting.id), col(Meeting.name))
    .order_by(func.max(MinutesCopy.made_at), col(Meeting.id))
    for secretariat in (True, False)
}
