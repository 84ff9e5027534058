"""Copies of minutes: who gets them and whether they were made, and one's own, to be opened by oneself alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import CopyFormat, MinutesState
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import CopyFailure, CopyLine, CopyOrder, Minutes, MinutesCopy
from models.tables.sharing import Share
from models.terms import PartnerKind
from models.views.copies import CopiesPage, CopyWaiting, Making, OwnCopy, OwnFile, Recipient
from tafel import keys, seal
from tafel.context import Beyond
from tafel.db import Reading, Shown, Writing
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import agenda, at_table, copies_todo, minutes, minutes_rows, recipients, visible
from tafel.sight.joins import row_of

VOID = say(
    "Dit exemplaar is vervallen: er is iets ingetrokken of veranderd. Vraag het secretariaat om een nieuw exemplaar."
)


@dataclass(frozen=True, slots=True)
class Job:
    """One part for one recipient, with the edition that is there, what it was made of, and whether the next failed."""

    part: Row[Any]
    seat: Seat
    edition: int
    source: bytes | None
    failed: bool


def page(reading: Reading, meeting_id: UUID) -> CopiesPage:
    """My own copies of a meeting, and who gets which if I write its minutes up."""
    head = agenda.head_of(reading, meeting_id)
    parts = minutes.parts_of(reading, meeting_id)
    ours = [one for one in parts if minutes.manages(reading.seat, one)]
    orders = {row.asked_by: row for row in reading.rows(_ORDERS, meeting=meeting_id)} if ours else {}
    own = orders.get(reading.seat.membership)
    found, incomplete = _recipients(reading, meeting_id, _sent(ours), under_way=bool(orders)) if ours else ((), False)
    return CopiesPage(
        head=head, manages=bool(ours), making=Making(done=own.done, of_all=own.of_all) if own else None,
        incomplete=incomplete, changed=not orders and copies_todo.changed(reading, meeting_id, _sent(ours)),
        recipients=found,
        drafts=tuple(one.word for one in ours if one.state is MinutesState.DRAFT),
        mine=_mine(reading, meeting_id, {one.id: one for one in parts}),
    )  # fmt: skip


def jobs(reading: Reading, meeting_id: UUID) -> list[Job]:
    """All that is to be there of the parts I write up, recipient by recipient."""
    parts = _sent(one for one in minutes.parts_of(reading, meeting_id) if minutes.manages(reading.seat, one))
    found = recipients.of_parts(reading, meeting_id, parts)
    seats = recipients.seats(reading, {who.membership for ones in found.values() for who in ones})
    made, failures = _made(reading, meeting_id), _failures(reading, meeting_id)
    todo = []
    for part in parts:
        for who in found[part.id]:
            edition, source, _ = made.get((part.id, who.membership), (0, None, None))
            failed = (part.id, who.membership) in failures
            todo.append(Job(part, seats[who.membership], edition, source, failed))
    return sorted(todo, key=lambda one: str(one.seat.membership))


def waiting(reading: Reading) -> tuple[CopyWaiting, ...]:
    """Meetings of which a copy waits for me that I did not fetch in any format."""
    with reading.beyond(Beyond.MINUTES):
        rows = reading.rows(_WAITING[at_table.is_secretariat(reading.seat)])
    return tuple(CopyWaiting.model_validate(row) for row in rows)


def mine(reading: Reading, meeting_id: UUID) -> tuple[OwnCopy, ...]:
    """My own copies of the parts of a meeting that I may know of."""
    return _mine(reading, meeting_id, {one.id: one for one in minutes.parts_of(reading, meeting_id)})


def are_mine(reading: Reading, meeting_id: UUID) -> bool:
    """Whether any copy of the minutes of a meeting was made for me."""
    return reading.row(_MINE, meeting=meeting_id) is not None


def is_void(reading: Reading, job: Job) -> bool:
    """Whether something in the last edition is not its recipient's to read any more; asked from where that one sits."""
    with reading.beyond(Beyond.MINUTES):
        return bool(reading.values(_VOID_OF, minutes=job.part.id, edition=job.edition))


def key_of(reading: Reading, case_id: UUID | None) -> bytes:
    """What a copy is sealed with: the key of its case; of a general part that of the region."""
    return keys.case_key(reading, case_id) if case_id else keys.own_key(reading)


def bound_to(copy_id: UUID) -> str:
    """What a sealed copy is bound to."""
    return f"minutes_copies|{copy_id}|file"


def require_own(work: Writing, meeting_id: UUID, copy_id: UUID) -> tuple[MinutesCopy, Row[Any]]:
    """My own copy of a part I may still know of, held; else there is none."""
    found = work.entities(_OWN, copy=copy_id, meeting=meeting_id)
    if found is None:
        raise NotFound
    return found[0], minutes.require_part(work, found[0].minutes_id)


def opened(work: Writing, copy: MinutesCopy, case_id: UUID | None) -> tuple[bytes, set[Shown]]:
    """The file and all that stands in it; Refused once any of that is not mine to read any more."""
    lines = work.rows(_LINES, copies=[copy.id])
    if not all(row.readable for row in lines):
        raise Refused(VOID)
    shown = {Shown(row.version_id, row.edit, row.share_id) for row in lines}
    return seal.unseal_file(key_of(work, case_id), copy.file_sealed, bound_to(copy.id)), shown


def _sent(parts: Iterable[Row[Any]]) -> list[Row[Any]]:
    return [one for one in parts if one.state is not MinutesState.DRAFT]


def _recipients(
    reading: Reading, meeting_id: UUID, parts: Collection[Row[Any]], *, under_way: bool
) -> tuple[tuple[Recipient, ...], bool]:
    """Who gets copies of these, and whether any of them could not be made; how far each is only once all is well."""
    theirs: dict[recipients.Who, list[UUID]] = {}
    for part_id, whos in recipients.of_parts(reading, meeting_id, parts).items():
        for who in whos:
            theirs.setdefault(who, []).append(part_id)
    failures = _failures(reading, meeting_id)
    incomplete = any((part_id, who.membership) in failures for who, each in theirs.items() for part_id in each)
    made = None if under_way or incomplete else _made(reading, meeting_id)
    return tuple(_recipient(who, each, made) for who, each in theirs.items()), incomplete


def _recipient(who: recipients.Who, parts: list[UUID], made: dict[Any, Any] | None) -> Recipient:
    """Somebody with so many parts; without `made` nothing of how far this one is."""
    there = [made[part_id, who.membership] for part_id in parts if (part_id, who.membership) in made] if made else []
    return Recipient(
        name=who.name, partner=who.partner, parts=len(parts), made=None if made is None else len(there),
        notified=any(notified for _, _, notified in there),
    )  # fmt: skip


def _failures(reading: Reading, meeting_id: UUID) -> set[tuple[UUID, UUID]]:
    return {(row.minutes_id, row.membership_id) for row in reading.rows(_FAILED, meeting=meeting_id)}


def _made(reading: Reading, meeting_id: UUID) -> dict[tuple[UUID, UUID], tuple[int, bytes | None, Any]]:
    """Of each part and recipient the last edition, where every format of it is there."""
    with reading.beyond(Beyond.MINUTES):
        rows = reading.rows(_MADE, meeting=meeting_id)
    made = {}
    for (part, member, edition), files in groupby(rows, key=lambda one: one[:3]):
        whole = list(files)
        if {one.format for one in whole} == set(CopyFormat):
            made[part, member] = (edition, whole[0].source_sha256, whole[0].notified_at)
    return made


def _mine(reading: Reading, meeting_id: UUID, parts: dict[UUID, Row[Any]]) -> tuple[OwnCopy, ...]:
    last = {(row.minutes_id, row.format): row for row in reading.rows(_MINE, meeting=meeting_id)}
    with reading.beyond(Beyond.MINUTES):
        void = set(reading.values(_VOID, copies=[row.id for row in last.values()]))
    found: list[OwnCopy] = []
    for part_id, part in parts.items():
        files = [last[part_id, one] for one in CopyFormat if (part_id, one) in last]
        if files:
            found.append(_own(part, files, void, number=len(found) + 1))
    return tuple(found)


def _own(part: Row[Any], files: list[Row[Any]], void: set[UUID], *, number: int) -> OwnCopy:
    return OwnCopy(
        word=part.word, state=part.state, number=number, edition=files[0].edition, made_at=files[0].made_at,
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
_FAILED: Any = (
    select(col(CopyFailure.minutes_id), col(CopyFailure.membership_id))
    .join(Minutes, row_of(Minutes, CopyFailure.minutes_id, CopyFailure.region_id))
    .where(col(CopyFailure.region_id) == ASKER.region, col(Minutes.meeting_id) == given("meeting"))
    .where(col(CopyFailure.failed_at).is_not(None))
)
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
_ORDERS: Any = (
    select(col(CopyOrder.asked_by), col(CopyOrder.done), col(CopyOrder.of_all))
    .where(col(CopyOrder.region_id) == ASKER.region, col(CopyOrder.meeting_id) == given("meeting"))
    .where(col(CopyOrder.ended_at).is_(None))
)
_share, _beside, _newer = aliased(Share), aliased(CopyLine), aliased(Version)
_first_hand = or_(
    col(Statement.partner_id) == ASKER.partner,
    exists().where(
        col(_share.statement_id) == col(Statement.id),
        col(_share.version_id) == col(Version.id),
        visible.shared_with(ASKER, NOW, _share),
    ),
)
_with_newer = exists().where(
    col(_beside.region_id) == col(CopyLine.region_id), col(_beside.copy_id) == col(CopyLine.copy_id),
    row_of(_newer, _beside.version_id, _beside.region_id), col(_newer.statement_id) == col(Version.statement_id),
    col(_newer.number) > col(Version.number),
)  # fmt: skip
_stands = or_(  # old words that were corrected are not given without the new ones
    and_(visible.versions(ASKER, NOW), or_(_first_hand, _with_newer)), visible.still_agreed(ASKER, NOW)
)
_IN_COPY: Any = (
    select(
        col(CopyLine.copy_id), col(CopyLine.version_id), col(CopyLine.share_id), col(Version.edit),
        _stands.label("readable"),
    )
    .join(Version, row_of(Version, CopyLine.version_id, CopyLine.region_id))
    .join(Statement, row_of(Statement, Version.statement_id, Version.region_id))
    .where(col(CopyLine.region_id) == ASKER.region)
)  # fmt: skip
_LINES = _IN_COPY.where(one_of(col(CopyLine.copy_id), "copies"))
_GONE = _IN_COPY.with_only_columns(col(CopyLine.copy_id)).where(not_(_stands))
_VOID = _GONE.where(one_of(col(CopyLine.copy_id), "copies")).distinct()
_VOID_OF = (
    _GONE.join(MinutesCopy, row_of(MinutesCopy, CopyLine.copy_id, CopyLine.region_id))
    .where(_TO_ME, col(MinutesCopy.minutes_id) == given("minutes"), col(MinutesCopy.edition) == given("edition"))
    .limit(1)
)
_other, _told = aliased(MinutesCopy), col(MinutesCopy.notified_at).is_not(None)
_of_mine = and_(
    col(_other.region_id) == col(MinutesCopy.region_id), col(_other.minutes_id) == col(MinutesCopy.minutes_id),
    col(_other.membership_id) == ASKER.membership,
)  # fmt: skip
_over = or_(  # a newer edition is there, or this one was fetched
    col(_other.edition) > col(MinutesCopy.edition),
    and_(col(_other.edition) == col(MinutesCopy.edition), col(_other.fetched_at).is_not(None)),
)
_void = exists().where(
    col(CopyLine.region_id) == col(MinutesCopy.region_id), col(CopyLine.copy_id) == col(MinutesCopy.id),
    row_of(Version, CopyLine.version_id, CopyLine.region_id),
    row_of(Statement, Version.statement_id, Version.region_id),
    not_(_stands),
)  # fmt: skip
_WAITING: dict[bool, Any] = {
    secretariat: select(
        col(Meeting.id).label("meeting_id"), col(Meeting.name), func.max(MinutesCopy.made_at).label("made_at")
    )
    .select_from(MinutesCopy)
    .join(Minutes, _OF_MINUTES)
    .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
    .outerjoin(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
    .where(col(MinutesCopy.region_id) == ASKER.region, _TO_ME, _told, ~exists().where(_of_mine, _over), ~_void)
    .where(minutes_rows.known(asker(kind=PartnerKind.VZ if secretariat else None)))
    .group_by(col(Meeting.id), col(Meeting.name))
    .order_by(func.max(MinutesCopy.made_at), col(Meeting.id))
    for secretariat in (True, False)
}
