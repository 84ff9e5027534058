"""What is coming: my next meeting, when I am called, what is asked of me, and what waits for the secretary."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlmodel import col

from models.meeting_terms import Answer, ItemKind, ItemState, MeetingState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.views.home import NextMeeting, ToPrepare, Waiting
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import at_table
from tafel.sight.joins import row_of

_STAYS = timedelta(hours=12)
_OPEN = (Answer.OPEN, Answer.LATER)
_ASKED = (ItemKind.CASE, ItemKind.FREE)


def next_meeting(reading: Reading) -> NextMeeting | None:
    """The meeting that comes first, or is going on; with the times at which I am called."""
    row = reading.row(_MINE, since=reading.now - _STAYS)
    if row is None:
        return None
    called = reading.values(_CALLED, meeting=row.id)
    return NextMeeting(
        id=row.id, name=row.name, state=row.state, urgent=row.urgent, starts_at=row.starts_at, place=row.place,
        link=row.link, called_at=tuple(one for one in called if one),
    )  # fmt: skip


def to_prepare(reading: Reading) -> tuple[ToPrepare, ...]:
    """Per meeting, the items that wait for my partner's answer; by code word, the most urgent meeting first."""
    rows = reading.rows(_OWN)
    return tuple(_meeting(list(items)) for _, items in groupby(rows, key=lambda row: row.id))


def proposals(reading: Reading) -> tuple[Waiting, ...]:
    """For the secretariat: meetings with items that somebody announced and nobody answered."""
    if not at_table.is_secretariat(reading.seat):
        return ()
    return tuple(Waiting(meeting_id=row.id, name=row.name, starts_at=row.starts_at) for row in reading.rows(_PROPOSED))


def returned(reading: Reading) -> tuple[Waiting, ...]:
    """Meetings still to come for which an item of my partner came back, with the reason beside it."""
    return tuple(Waiting(meeting_id=row.id, name=row.name, starts_at=row.starts_at) for row in reading.rows(_RETURNED))


def _meeting(rows: Sequence[Row[Any]]) -> ToPrepare:
    first = rows[0]
    waits = [row for row in rows if row.answer in _OPEN]
    return ToPrepare(
        meeting_id=first.id, name=first.name, starts_at=first.starts_at, answer_by=first.contribute_by,
        items=len(rows), answered=len(rows) - len(waits), words=tuple(row.word for row in waits),
        again=any(row.asked_at > row.since for row in waits),
    )  # fmt: skip


_COLUMNS = (
    col(Meeting.id), col(Meeting.name), col(Meeting.state), col(Meeting.urgent), col(Meeting.starts_at),
    col(Meeting.place), col(Meeting.link),
)  # fmt: skip
_COMING = (
    select(*_COLUMNS)
    .where(col(Meeting.region_id) == ASKER.region, col(Meeting.state) != MeetingState.CLOSED)
    .where(or_(col(Meeting.state) == MeetingState.IN_SESSION, col(Meeting.ends_at) > given("since")))
    .order_by(col(Meeting.starts_at), col(Meeting.id))
    .limit(1)
)
_MINE: Any = _COMING.where(at_table.invited(ASKER))
_OF_MINE = and_(
    col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
    col(ItemPartner.partner_id) == ASKER.partner, col(ItemPartner.until).is_(None),
)  # fmt: skip
_CALLED: Any = (
    select(col(AgendaItem.starts_at))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(at_table.in_circle(ASKER), col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA), at_table.was_sent())
    .where(col(AgendaItem.kind).in_(_ASKED))
    .order_by(col(AgendaItem.starts_at))
)
_OWN: Any = (
    select(
        *_COLUMNS, col(Meeting.contribute_by), col(ItemPartner.answer), col(ItemPartner.asked_at),
        col(ItemPartner.since),
        func.coalesce(func.nullif(col(AgendaItem.title), ""), col(Case.code_word)).label("word"),
    )
    .select_from(AgendaItem)
    .join(Meeting, and_(*at_table.of_meeting()))
    .join(ItemPartner, _OF_MINE)
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .where(at_table.in_circle(ASKER), col(AgendaItem.state) == ItemState.ACCEPTED)
    .where(col(AgendaItem.kind).in_(_ASKED))
    .where(col(Meeting.state) != MeetingState.CLOSED)
    .where(or_(
        col(Meeting.state) == MeetingState.IN_SESSION,
        and_(col(Meeting.state) == MeetingState.INVITED, col(Meeting.ends_at) > NOW),
    ))
    .order_by(col(Meeting.starts_at), col(Meeting.id), col(AgendaItem.starts_at), col(AgendaItem.id))
)  # fmt: skip
_PROPOSED: Any = (
    select(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .join(AgendaItem, and_(*at_table.of_meeting()))
    .where(col(Meeting.region_id) == ASKER.region, col(AgendaItem.state).in_((ItemState.PROPOSED, ItemState.POSTPONED)))
    .where(col(Meeting.state).in_((MeetingState.DRAFT, MeetingState.INVITED)))
    .group_by(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .order_by(col(Meeting.starts_at), col(Meeting.id))
)
_RETURNED: Any = (
    select(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .join(AgendaItem, and_(*at_table.of_meeting()))
    .where(at_table.in_circle(ASKER), col(AgendaItem.proposed_by) == ASKER.partner)
    .where(col(AgendaItem.state) == ItemState.RETURNED, col(Meeting.starts_at) > NOW)
    .where(col(Meeting.state).in_((MeetingState.DRAFT, MeetingState.INVITED)))
    .group_by(col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
    .order_by(col(Meeting.starts_at), col(Meeting.id))
)
