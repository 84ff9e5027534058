"""What is written down at an item, for who wrote it, for whose words it is, and for whom it was shared with.

A note-taker reads back what he wrote himself; the giver's members read it as their own partner's words; others only
by a share. What was said and not confirmed is read by note-taker and giver alone.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import LineKind, MinutesState
from models.tables.casework import Case, CaseMember, Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes
from models.tables.people import Membership, Person
from models.tables.room import ActionItem, Decision, Line, NarrowedLine
from models.tables.sharing import Share
from models.tables.weighing import Weighing
from models.terms import CaseState, Reliability
from models.views.casework import PartnerName
from models.views.lines import ItemLines, LinePage, LineView, MyLines, Unshared, WaitingLine
from tafel import keys, told
from tafel.context import Beyond
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import NotFound
from tafel.sight import at_table, casework, noting, own, passages, visible
from tafel.sight.joins import row_of

notes = noting.notes


def of_item(reading: Reading, meeting_id: UUID, item_id: UUID | None = None) -> ItemLines:
    """The lines of an item as far as I may read them; without one, of what is on the table or was last."""
    found = noting.find(reading, meeting_id, item_id)
    if found is None:
        return ItemLines(meeting_id=at_table.require_meeting(reading, meeting_id).id)
    return ItemLines(
        meeting_id=meeting_id, item_id=found.id, word=found.code_word, mode=found.mode, lines=_lines(reading, found)
    )


def page(reading: Reading, meeting_id: UUID, item_id: UUID) -> LinePage:
    """One item with its lines, and for its note-taker what to write with; else there is no such item."""
    if noting.find(reading, meeting_id, item_id) is None:
        raise NotFound
    return LinePage(lines=of_item(reading, meeting_id, item_id), notes=noting.notes(reading, meeting_id, item_id))


def mine(reading: Reading, meeting_id: UUID) -> MyLines:
    """What was written of what my partner said at a meeting, and waits until my partner confirms it."""
    at_table.require_meeting(reading, meeting_id)
    rows = reading.rows(_WAITING_HERE, meeting=meeting_id)
    keys.read_ahead(reading, {row.case_id for row in rows})
    return MyLines(
        meeting_id=meeting_id,
        waiting=tuple(_waiting(reading, row) for row in rows),
        reliabilities=tuple(Reliability) if reading.seat.kind in own.ASKED_RELIABILITY else (),
    )


def waiting(reading: Reading) -> tuple[WaitingLine, ...]:
    """What waits for my partner's confirmation, at any meeting."""
    rows = reading.rows(_WAITING)
    keys.read_ahead(reading, {row.case_id for row in rows})
    return tuple(_waiting(reading, row) for row in rows)


def unshared(reading: Reading) -> tuple[Unshared, ...]:
    """What a note-taker wrote for my partner, confirmed where it was said, and nobody else can read yet."""
    return tuple(Unshared.model_validate(row) for row in reading.rows(_UNSHARED))


def readers(reading: Reading, statement_id: UUID) -> set[UUID]:
    """The seats of who can read a line now: members for its giver and receivers, and who wrote it down."""
    return {*reading.values(_READERS, statement=statement_id), *reading.values(_TAKER, statement=statement_id)}


def _lines(reading: Reading, item: Row[Any]) -> tuple[LineView, ...]:
    """One line per statement: the newest words of it that I may read."""
    newest = {row.statement_id: row for row in reading.rows(_LINES, item=item.id)}
    names, with_others = casework.partner_names(reading), _taken_along(reading, newest.values())
    writable = noting.why_not_writable(item) is None
    return tuple(
        _line(reading, row, names, item.case_id, writable=writable, shared=row.statement_id in with_others)
        for row in newest.values()
    )


def _taken_along(reading: Reading, rows: Iterable[Row[Any]]) -> set[UUID]:
    """Which of these others have: of our own words, and of what this seat wrote down for another partner."""
    taken = [row.statement_id for row in rows if row.confirmed_at and _wrote(reading, row)]
    with reading.beyond(Beyond.MINUTES):
        others = reading.values(_STANDING, statements=taken) if taken else ()
    return {*others, *(row.statement_id for row in rows if row.shared)}


def _wrote(reading: Reading, row: Row[Any]) -> bool:
    """Whether this seat wrote a line down, and nobody wrote it anew."""
    return bool(row.latest and row.taken_by == reading.seat.membership and row.written_by == reading.seat.person)


def _line(
    reading: Reading, row: Row[Any], names: dict[UUID, PartnerName], case_id: UUID, *, writable: bool, shared: bool
) -> LineView:
    taken = _wrote(reading, row)
    waits = row.confirmed_at is None
    text = passages.words(reading, keys.case_key(reading, case_id), row) if row.readable else None
    return LineView(
        statement_id=row.statement_id,
        base=f"{row.version_id}.{row.edit}",
        kind=row.kind,
        giver=names[row.partner_id],
        text=text,
        tells=told.read(text) if text and row.kind is LineKind.TELLING else None,
        category=row.category,
        written_at=row.written_at,
        mine=taken and writable and row.outcome is None and (waits or row.kind is not LineKind.SAID),
        waits=waits,
        stays=taken and not waits and not shared,
        alone=not taken and not waits and not shared and row.partner_id == reading.seat.partner,
        narrowed=row.narrowing_id is not None,
        route=row.route,
        outcome=row.outcome,
        lead=names.get(row.lead_partner_id),
        due_on=row.due_on,
        state=row.state,
        person=row.person if row.partner_id == reading.seat.partner else None,
    )


def _waiting(reading: Reading, row: Row[Any]) -> WaitingLine:
    return WaitingLine(
        statement_id=row.statement_id, base=f"{row.version_id}.{row.edit}", meeting_id=row.meeting_id,
        case_id=row.case_id, word=row.code_word, category=row.category, written_at=row.written_at, writer=row.writer,
        text=passages.words(reading, keys.case_key(reading, row.case_id), row),
    )  # fmt: skip


_doer, _writer = aliased(Person), aliased(Person)
_shared = and_(col(Share.version_id) == col(Version.id), visible.shared_with(ASKER, NOW))
_latest = col(Version.number) == col(Statement.latest)
_ours = and_(col(Statement.partner_id) == ASKER.partner, _latest)
_taken = and_(col(Line.taken_by) == ASKER.membership, col(Version.written_by) == ASKER.person)
_readable = or_(
    and_(visible.versions(ASKER, NOW), or_(col(Share.id).is_not(None), _ours)),
    and_(_taken, _latest),
)
_stands = aliased(Share)
_with_others = exists().where(
    col(_stands.region_id) == col(Statement.region_id),
    col(_stands.statement_id) == col(Statement.id),
    visible.in_force(NOW, _stands),
)
_of_line: Any = (
    select(
        col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Statement.case_id), col(Line.kind),
        col(Line.taken_by), col(Line.confirmed_at), col(Version.id).label("version_id"), col(Version.edit),
        col(Version.category), col(Version.text_sealed), col(Version.written_by), col(Version.written_at),
        col(Share.id).label("share_id"), col(Decision.route), col(Decision.lead_partner_id), col(ActionItem.due_on),
        col(ActionItem.state), col(_doer.name).label("person"), _readable.label("readable"), _latest.label("latest"),
        _with_others.label("shared"), col(NarrowedLine.narrowing_id), col(Weighing.outcome),
    )
    .select_from(Line)
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(*passages.of_statement()))
    .outerjoin(Share, _shared)
    .outerjoin(Decision, and_(Decision.region_id == Line.region_id, Decision.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(ActionItem, and_(ActionItem.region_id == Line.region_id, ActionItem.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(
        Weighing,
        and_(col(Weighing.region_id) == col(Line.region_id), col(Weighing.reason_id) == col(Line.statement_id)),
    )
    .outerjoin(
        NarrowedLine,
        and_(
            col(NarrowedLine.region_id) == col(Line.region_id),
            col(NarrowedLine.statement_id) == col(Line.statement_id),
        ),
    )
    .outerjoin(Membership, row_of(Membership, ActionItem.person_id, ActionItem.region_id))
    .outerjoin(_doer, col(_doer.id) == col(Membership.person_id))
    .where(col(Line.region_id) == ASKER.region, col(Statement.removed_at).is_(None))
)  # fmt: skip
_LINES = _of_line.where(
    col(Line.item_id) == given("item"), col(Line.kind) != LineKind.QUESTION, or_(_readable, _taken)
).order_by(col(Statement.written_at), col(Statement.id), col(Version.number))
_adopted = exists().where(  # what its minutes do not say by then, an addition says
    col(Minutes.region_id) == col(Line.region_id), col(Minutes.item_id) == col(Line.item_id),
    col(Minutes.state) == MinutesState.ADOPTED, col(Line.kind) != LineKind.ADDITION,
)  # fmt: skip
_WAITING: Any = (
    select(
        col(Statement.id).label("statement_id"), col(Statement.case_id), col(AgendaItem.meeting_id),
        col(Case.code_word), col(Version.id).label("version_id"), col(Version.edit), col(Version.category),
        col(Version.text_sealed), col(Version.written_by), col(Version.written_at),
        col(_writer.name).label("writer"), col(Share.id).label("share_id"),
    )
    .select_from(Line)
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(*visible.latest()))
    .join(AgendaItem, row_of(AgendaItem, Line.item_id, Line.region_id))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .join(_writer, col(_writer.id) == col(Version.written_by))
    .outerjoin(Share, _shared)
    .where(col(Line.region_id) == ASKER.region, col(Line.confirmed_at).is_(None))
    .where(visible.versions(ASKER, NOW), col(Statement.partner_id) == ASKER.partner)
    .where(visible.membership_of(ASKER, col(Statement.case_id)), ~_adopted)
    .order_by(col(Statement.written_at), col(Statement.id))
)  # fmt: skip
_WAITING_HERE = _WAITING.where(col(AgendaItem.meeting_id) == given("meeting"))
_UNSHARED: Any = (
    select(
        col(Statement.id).label("statement_id"),
        col(Statement.case_id),
        col(Case.code_word).label("word"),
        col(Line.kind),
        col(Statement.written_at),
    )
    .select_from(Line)
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(*visible.latest()))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .where(col(Line.region_id) == ASKER.region, col(Line.kind) != LineKind.QUESTION)
    .where(col(Case.region_id) == ASKER.region, col(Case.state) == CaseState.OPEN)
    .where(visible.versions(ASKER, NOW), col(Statement.partner_id) == ASKER.partner)
    .where(col(Line.confirmed_at).is_not(None), visible.membership_of(ASKER, col(Statement.case_id)), ~_with_others)
    .order_by(col(Statement.written_at), col(Statement.id))
)
_STANDING = (
    select(col(Share.statement_id))
    .distinct()
    .where(col(Share.region_id) == ASKER.region, one_of(col(Share.statement_id), "statements"), visible.in_force(NOW))
)
_READERS = (
    select(col(CaseMember.membership_id))
    .select_from(Statement)
    .join(CaseMember, and_(CaseMember.region_id == Statement.region_id, CaseMember.case_id == Statement.case_id))  # type: ignore[arg-type]
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"))
    .where(col(CaseMember.until).is_(None))
    .where(
        or_(
            col(CaseMember.partner_id) == col(Statement.partner_id),
            exists().where(
                col(_stands.region_id) == col(Statement.region_id),
                col(_stands.statement_id) == col(Statement.id),
                col(_stands.receiver_id) == col(CaseMember.partner_id),
                visible.in_force(NOW, _stands),
            ),
        )
    )
)
WEIGHED = select(col(Weighing.id)).where(
    col(Weighing.region_id) == ASKER.region, col(Weighing.reason_id) == given("statement")
)
_TAKER = select(col(Line.taken_by)).where(
    col(Line.region_id) == ASKER.region, col(Line.statement_id) == given("statement"), col(Line.taken_by).is_not(None)
)
