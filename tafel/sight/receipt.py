"""What came of what I brought to a meeting: drawn anew each time, in my own rights, so that it stays true.

What I may not read leaves no trace: an item at which a decision is hidden from me reads like one without a decision.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, exists, false, func, null, or_, select, true
from sqlmodel import col

from models.acts import Act
from models.care_terms import Came
from models.meeting_terms import Answer, ItemKind, ItemState, LineKind, MeetingState
from models.tables.casework import Case, Statement, Version
from models.tables.ledger import Entry, EnvelopeField
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.room import ActionItem, Line
from models.tables.sharing import Share
from models.views.care import Brought, CameAction, CameLine, Receipt, ReceiptItem, ReceiptLink
from tafel import clock, keys, told
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.sight import at_table, minutes, passages, question_words, visible
from tafel.sight.joins import row_of

_LATELY, _MOST = timedelta(days=14), 3
_DECIDED = (LineKind.DECISION, LineKind.TELLING)


def page(reading: Reading, meeting_id: UUID) -> Receipt:
    """What came of what my partner brought to a meeting I may know of; nothing before it is closed."""
    meeting = at_table.require_meeting(reading, meeting_id)
    closed = meeting.state is MeetingState.CLOSED
    items = _items(reading, meeting) if closed else []
    keys.read_ahead(reading, {row.case_id for row in items})
    asked = question_words.of_items(reading, [row for row in items if row.announced])
    brought, lines = _brought(reading, meeting, items), _lines(reading, items)
    each = (_item(reading, row, asked.get(row.id), brought[row.case_id], lines[row.id]) for row in items)
    return Receipt(
        meeting_id=meeting.id, name=meeting.name, day=clock.day_of(at_table.times(meeting)[0]), closed=closed,
        items=tuple(one for one in each if one.announced or one.brought),
    )  # fmt: skip


def lately(reading: Reading) -> tuple[ReceiptLink, ...]:
    """The meetings of these two weeks to which my partner brought something, the last one first."""
    rows = reading.rows(_CLOSED, since=reading.now - _LATELY)
    return tuple(ReceiptLink(meeting_id=row.id, name=row.name, starts_at=row.starts_at) for row in rows)


def _items(reading: Reading, meeting: Meeting) -> list[Row[Any]]:
    """My items on the agenda, and those of mine that went on to a later meeting without coming on the table."""
    here = reading.rows(_HERE, meeting=meeting.id)
    moved = {UUID(json.loads(one)["item"]) for one in reading.values(_MOVES, meeting=str(meeting.id))}
    on = reading.rows(_MOVED, items=list(moved), meeting=meeting.id) if moved else ()
    return [*here, *on]


def _item(
    reading: Reading, row: Row[Any], asked: str | None, brought: Sequence[Brought], lines: Sequence[Row[Any]]
) -> ReceiptItem:
    said = [one for one in lines if one.kind is LineKind.SAID]
    ours = [Brought(text=_words(reading, one), shared_at=None) for one in said if _is_ours(reading, one)]
    return ReceiptItem(
        item_id=row.id, case_id=row.case_id if row.kind is ItemKind.CASE else None, word=row.title or row.code_word,
        came=_came(row), announced=row.announced, asked=asked or (row.brief if row.announced else None) or None,
        brought=(*brought, *ours), decided=tuple(_line(reading, one) for one in lines if one.kind in _DECIDED),
        actions=tuple(_action(reading, one) for one in lines if one.kind is LineKind.ACTION),
        said=tuple(_line(reading, one) for one in said if not _is_ours(reading, one)), later=row.later,
    )  # fmt: skip


def _came(row: Row[Any]) -> Came:
    if row.moved:
        return Came.CARRIED_ON
    return Came.DISCUSSED if row.opened_at else Came.NOT_REACHED


def _brought(reading: Reading, meeting: Meeting, items: Iterable[Row[Any]]) -> dict[UUID, list[Brought]]:
    """Per case what my partner had shared on it when the meeting was held."""
    found: dict[UUID, list[Brought]] = defaultdict(list)
    begun, ended = meeting.opened_at or meeting.closed_at, meeting.closed_at
    for row in reading.rows(_GIVEN, cases=[one.case_id for one in items], begun=begun, ended=ended):
        text = passages.words_of_ours(reading, keys.case_key(reading, row.case_id), row)
        found[row.case_id].append(Brought(text=text, shared_at=row.given_at))
    return found


def _lines(reading: Reading, items: Iterable[Row[Any]]) -> dict[UUID, list[Row[Any]]]:
    """Per item that was on the table the lines of its minutes that I may read."""
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in minutes.lines_of_items(reading, [one.id for one in items if one.opened_at]):
        found[row.item_id].append(row)
    return found


def _is_ours(reading: Reading, row: Row[Any]) -> bool:
    return bool(row.partner_id == reading.seat.partner)


def _words(reading: Reading, row: Row[Any]) -> str:
    return passages.words(reading, keys.case_key(reading, row.case_id), row)


def _line(reading: Reading, row: Row[Any]) -> CameLine:
    text = _words(reading, row)
    tells = told.read(text) if row.kind is LineKind.TELLING else None
    return CameLine(giver=row.short_name, text=text, kind=row.kind, letter=row.letter or "", tells=tells)


def _action(reading: Reading, row: Row[Any]) -> CameAction:
    agreed = _words(reading, row).split(minutes.REASON, 1)[0]
    return CameAction(owner=row.short_name, text=agreed, due_on=row.due_now, state=row.state)


_announced = col(AgendaItem.proposed_by) == ASKER.partner
_mine = and_(
    col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
    col(ItemPartner.partner_id) == ASKER.partner, col(ItemPartner.until).is_(None),
)  # fmt: skip
_on_agenda = and_(at_table.was_sent(), col(AgendaItem.state).in_(at_table.ON_AGENDA))
_answered = col(ItemPartner.answer).in_((Answer.NEW, Answer.UNCHANGED))
_KINDS = col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE))


def _own(*columns: Any) -> Any:
    """Items in whose circle I am, with my partner's answer."""
    return (
        select(*columns)
        .select_from(AgendaItem)
        .join(Meeting, and_(*at_table.of_meeting()))
        .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
        .outerjoin(ItemPartner, _mine)
        .where(at_table.in_circle(ASKER), _KINDS)
    )


_COLUMNS: tuple[Any, ...] = (
    col(AgendaItem.id), col(AgendaItem.case_id), col(AgendaItem.kind), col(AgendaItem.title), col(AgendaItem.brief),
    col(AgendaItem.question_id), col(Case.code_word), _announced.label("announced"),
)  # fmt: skip
_waited = and_(_announced, col(AgendaItem.state).in_((ItemState.PROPOSED, ItemState.POSTPONED)))
_HERE: Any = (
    _own(*_COLUMNS, col(AgendaItem.opened_at), false().label("moved"), null().label("later"))
    .where(col(AgendaItem.meeting_id) == given("meeting"), or_(_on_agenda, _waited))
    .order_by(col(AgendaItem.starts_at).is_(None), col(AgendaItem.starts_at), col(Case.code_word), col(AgendaItem.id))
)
_known = or_(at_table.invited(ASKER), at_table.runs(ASKER))
_MOVED: Any = (  # of what others announced only where my partner had answered: that it went on tells nothing new
    _own(
        *_COLUMNS, null().label("opened_at"), true().label("moved"),
        case((_known, col(Meeting.starts_at)), else_=null()).label("later"),
    )
    .where(one_of(col(AgendaItem.id), "items"), col(AgendaItem.meeting_id) != given("meeting"))
    .where(or_(_announced, col(ItemPartner.answered_at).is_not(None)))
    .order_by(col(Case.code_word), col(AgendaItem.id))
)  # fmt: skip
_MOVES = select(col(Entry.envelope)).where(
    col(Entry.region_id) == ASKER.region, col(Entry.act) == Act.ITEM_POSTPONED,
    EnvelopeField("meeting") == given("meeting"),
)  # fmt: skip
_stood = exists().where(  # something of ours was shared there when it was held
    col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner,
    col(Share.case_id) == col(AgendaItem.case_id), col(Share.given_at) <= col(Meeting.closed_at),
    col(Share.ends_at) > col(Meeting.opened_at),
    or_(col(Share.ended_at).is_(None), col(Share.ended_at) > col(Meeting.opened_at)),
)  # fmt: skip
_CLOSED: Any = (
    select(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .select_from(AgendaItem)
    .join(Meeting, and_(*at_table.of_meeting()))
    .outerjoin(ItemPartner, _mine)
    .where(at_table.in_circle(ASKER), _KINDS, or_(_announced, _answered, _stood), or_(_on_agenda, _waited))
    .where(col(Meeting.state) == MeetingState.CLOSED, col(Meeting.closed_at) > given("since"))
    .group_by(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .order_by(col(Meeting.starts_at).desc(), col(Meeting.id))
    .limit(_MOST)
)  # fmt: skip
_at_table = exists().where(col(Line.region_id) == col(Statement.region_id), col(Line.statement_id) == col(Statement.id))
_to_do = exists().where(
    col(ActionItem.region_id) == col(Statement.region_id), col(ActionItem.statement_id) == col(Statement.id)
)
_GIVEN: Any = (
    select(
        col(Statement.case_id), col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed),
        col(Version.written_by), func.min(Share.given_at).label("given_at"),
    )
    .select_from(Share)
    .join(Version, row_of(Version, Share.version_id, Share.region_id))
    .join(Statement, and_(*passages.of_statement()))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(one_of(col(Share.case_id), "cases"), col(Statement.field).is_(None), ~_at_table, ~_to_do)
    .where(col(Share.given_at) <= given("ended"), col(Share.ends_at) > given("begun"))
    .where(or_(col(Share.ended_at).is_(None), col(Share.ended_at) > given("begun")))
    .where(visible.versions(ASKER, NOW))
    .group_by(
        col(Statement.case_id), col(Version.id), col(Version.edit), col(Version.text_sealed), col(Version.written_by)
    )
    .order_by(func.min(Share.given_at), col(Version.id))
)  # fmt: skip
