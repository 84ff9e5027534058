"""Mijn inbreng: all my items of one meeting, what is asked, and what my partner brought before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select
from sqlmodel import col

from models.meeting_terms import Answer, ItemKind, ItemState, LineKind
from models.tables.casework import Case, Statement, Version
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.people import Partner
from models.tables.room import Line
from models.tables.sharing import Share
from models.views.contribution import Before, MyContribution, OwnItem
from tafel import answers, keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import NotFound
from tafel.sight import actions, at_table, own, passages, profiles, question_words, visible
from tafel.sight.joins import row_of


def is_asked(reading: Reading, meeting_id: UUID) -> bool:
    """Whether anything is asked of my partner at a meeting."""
    return reading.seat.kind is not None and reading.row(_ITEMS, meeting=meeting_id) is not None


def mine(reading: Reading, meeting_id: UUID) -> MyContribution:
    """All my items of a meeting on one page; a meeting in which I have none has no such page."""
    meeting = at_table.require_meeting(reading, meeting_id)
    rows = reading.rows(_ITEMS, meeting=meeting_id)
    if not rows or reading.seat.kind is None:
        raise NotFound
    keys.read_ahead(reading, {row.case_id for row in rows})
    said, joined, asked = _before(reading, rows), _joined(reading, rows), question_words.of_items(reading, rows)
    return MyContribution(
        meeting_id=meeting.id, name=meeting.name, starts_at=meeting.starts_at, answer_by=meeting.contribute_by,
        open=meeting.state in answers.ANSWERED_IN,
        items=tuple(_item(row, asked.get(row.id), said[row.case_id], joined[row.id]) for row in rows),
        categories=own.choosable(reading.seat), preset=own.preset(reading.seat),
        asks_reliability=reading.seat.kind in own.ASKED_RELIABILITY,
        actions=actions.ours_in(reading, {row.case_id for row in rows}),
        profiles=tuple(one for one in profiles.due(reading) if one.case_id in {row.case_id for row in rows}),
    )  # fmt: skip


def _item(
    row: Row[Any], question: str | None, said: Sequence[Before], joined: Sequence[tuple[str, datetime]]
) -> OwnItem:
    after = [name for name, since in joined if row.answered_at and since > row.answered_at]
    return OwnItem(
        id=row.id, case_id=row.case_id, kind=row.kind, word=row.title or row.code_word, starts_at=row.starts_at,
        question=row.brief if row.kind is ItemKind.FREE else question, asked_by=row.asked_by, before=tuple(said),
        answer=row.answer, answered_at=row.answered_at, later_until=row.later_until,
        joined=tuple(after) if row.answer in (Answer.NEW, Answer.UNCHANGED) else (),
        over=row.state is ItemState.HANDLED, asked=row.asked,
    )  # fmt: skip


def _before(reading: Reading, rows: Sequence[Row[Any]]) -> dict[UUID, list[Before]]:
    """What my partner has shared on these cases and stands, the newest first."""
    found: dict[UUID, list[Before]] = defaultdict(list)
    for row in reading.rows(_SHARED, cases=[row.case_id for row in rows]):
        text = passages.words_of_ours(reading, keys.case_key(reading, row.case_id), row)
        found[row.case_id].append(Before(text=text, shared_at=row.shared_at))
    return found


def _joined(reading: Reading, rows: Sequence[Row[Any]]) -> dict[UUID, list[tuple[str, datetime]]]:
    found: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for row in reading.rows(_OTHERS, items=[row.id for row in rows]):
        found[row.item_id].append((row.short_name, row.since))
    return found


_ITEMS: Any = (
    select(
        col(AgendaItem.id), col(AgendaItem.case_id), col(AgendaItem.question_id), col(AgendaItem.kind),
        col(AgendaItem.title), col(AgendaItem.brief), col(AgendaItem.starts_at), col(AgendaItem.state),
        col(AgendaItem.asked),
        col(Case.code_word), col(Partner.short_name).label("asked_by"), col(ItemPartner.answer),
        col(ItemPartner.answered_at), col(ItemPartner.later_until),
    )
    .select_from(AgendaItem)
    .join(Meeting, and_(*at_table.of_meeting()))
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .join(Partner, row_of(Partner, AgendaItem.proposed_by, AgendaItem.region_id))
    .join(ItemPartner, and_(
        col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
        col(ItemPartner.partner_id) == ASKER.partner, col(ItemPartner.until).is_(None),
    ))
    .where(at_table.in_circle(ASKER), col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA), at_table.was_sent())
    .where(col(AgendaItem.kind).in_(answers.ASKED_FOR))
    .order_by(col(AgendaItem.starts_at), col(AgendaItem.position), col(AgendaItem.id))
)  # fmt: skip
_STANDS_ELSEWHERE = exists().where(
    col(Line.region_id) == col(Statement.region_id), col(Line.statement_id) == col(Statement.id),
    col(Line.kind).in_((LineKind.QUESTION, LineKind.ACTION)),
)  # fmt: skip
_SHARED: Any = (
    select(
        col(Statement.case_id), col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed),
        col(Version.written_by), func.max(Share.given_at).label("shared_at"),
    )
    .select_from(Share)
    .join(Version, row_of(Version, Share.version_id, Share.region_id))
    .join(Statement, and_(*passages.of_statement()))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner, visible.in_force(NOW))
    .where(one_of(col(Share.case_id), "cases"), col(Statement.field).is_(None), ~_STANDS_ELSEWHERE)
    .where(~passages.is_question(Statement.id, Statement.region_id))
    .where(visible.versions(ASKER, NOW))
    .group_by(
        col(Statement.case_id), col(Version.id), col(Version.edit), col(Version.text_sealed), col(Version.written_by)
    )
    .order_by(func.max(Share.given_at).desc(), col(Version.id))
)  # fmt: skip
_OTHERS = (
    select(col(ItemPartner.item_id), col(ItemPartner.since), col(Partner.short_name))
    .join(Partner, row_of(Partner, ItemPartner.partner_id, ItemPartner.region_id))
    .where(col(ItemPartner.region_id) == ASKER.region, one_of(col(ItemPartner.item_id), "items"))
    .where(col(ItemPartner.until).is_(None), col(ItemPartner.partner_id) != ASKER.partner)
    .order_by(col(Partner.position))
)
