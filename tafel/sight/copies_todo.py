"""What is left to do about copies: minutes of which none were asked for, and what changed since they were."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlmodel import col

from models.meeting_terms import LineKind, MinutesState
from models.tables.casework import Statement
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import CopyOrder, Minutes, Remark
from models.tables.room import Line
from models.tables.sharing import Share
from models.views.copies import CopiesToMake
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.sight import minutes_rows
from tafel.sight.joins import row_of


def changed(reading: Reading, meeting_id: UUID, parts: Collection[Row[Any]]) -> bool:
    """Whether something on a sheet of these parts may differ from the copies that were last asked for.

    How an action went stands on no sheet.
    """
    (since,) = reading.values(_LAST, meeting=meeting_id) if parts else (None,)
    if since is None:
        return False
    if any(one.adopted_at and one.adopted_at > since for one in parts):
        return True
    return bool(reading.values(_FRESH, minutes=[one.id for one in parts], since=since))


def to_make(reading: Reading) -> tuple[CopiesToMake, ...]:
    """Meetings of whose minutes I sent a part that nobody asked copies of."""
    return tuple(CopiesToMake.model_validate(row) for row in reading.rows(_TO_MAKE))


_RUNS = (col(Meeting.chair_id), col(Meeting.note_taker_id))
_ours = or_(col(CopyOrder.asked_by) == ASKER.membership, col(CopyOrder.asked_by).in_(_RUNS))  # covers what I write up
_LAST: Any = (
    select(func.max(CopyOrder.asked_at))
    .join(Meeting, row_of(Meeting, CopyOrder.meeting_id, CopyOrder.region_id))
    .where(col(CopyOrder.region_id) == ASKER.region, col(CopyOrder.meeting_id) == given("meeting"), _ours)
    .where(col(CopyOrder.ended_at).is_not(None))
)
_SINCE = given("since")
_still_open = or_(col(Minutes.state) != MinutesState.ADOPTED, col(Line.kind) == LineKind.ADDITION)
_no_action = col(Line.kind) != LineKind.ACTION
_fresh = or_(
    and_(_still_open, col(Line.confirmed_at) > _SINCE),
    and_(_still_open, col(Statement.removed_at) > _SINCE),
    and_(_still_open, col(Remark.answered_at) > _SINCE),
    and_(_still_open, _no_action, col(Share.given_at) > _SINCE),
    and_(_no_action, col(Share.ended_at) > _SINCE),
)
_FRESH: Any = (
    select(col(Line.statement_id))
    .select_from(Minutes)
    .join(AgendaItem, minutes_rows.of_item())
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .outerjoin(Remark, and_(Remark.region_id == Line.region_id, Remark.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(Share, and_(Share.region_id == Line.region_id, Share.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .where(col(Minutes.region_id) == ASKER.region, col(Minutes.id).in_(one_of("minutes")))
    .where(col(Line.confirmed_at).is_not(None), col(Line.kind) != LineKind.QUESTION)
    .where(minutes_rows.recorded, minutes_rows.attached, _fresh)
    .limit(1)
)
_asked = exists().where(
    col(CopyOrder.region_id) == col(Minutes.region_id), col(CopyOrder.meeting_id) == col(Minutes.meeting_id), _ours,
    col(CopyOrder.asked_at) >= col(Minutes.sent_at),
)  # fmt: skip
_TO_MAKE: Any = (
    select(
        col(Meeting.id).label("meeting_id"), col(Meeting.name), func.max(Minutes.sent_at).label("sent_at"),
    )
    .select_from(Minutes)
    .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
    .outerjoin(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
    .where(col(Minutes.region_id) == ASKER.region, col(Minutes.sent_at).is_not(None), ~_asked)
    .where(func.coalesce(col(AgendaItem.note_taker_id), col(Meeting.note_taker_id)) == ASKER.membership)
    .group_by(col(Meeting.id), col(Meeting.name))
    .order_by(func.max(Minutes.sent_at), col(Meeting.id))
)  # fmt: skip
