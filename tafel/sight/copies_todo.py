"""What is left to do about copies: minutes of which none were asked for, and what changed since they were."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import LineKind, MinutesState
from models.tables.casework import Statement
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import CopyFailure, CopyOrder, Minutes, Remark
from models.tables.room import Line
from models.tables.sharing import CategoryDoubt, Share
from models.views.copies import CopiesToMake
from tafel.context import Beyond
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.sight import minutes_rows
from tafel.sight.joins import row_of


def changed(reading: Reading, meeting_id: UUID, parts: Collection[Row[Any]]) -> bool:
    """Whether something on a sheet of these parts may differ from the copies that were last asked for.

    How an action went stands on no sheet; what was agreed, by which day and who reads it, does.
    """
    (since,) = reading.values(_LAST, meeting=meeting_id) if parts else (None,)
    if since is None:
        return False
    if any(at and at > since for one in parts for at in (one.sent_at, one.adopted_at)):
        return True
    with reading.beyond(Beyond.MINUTES):
        return bool(reading.values(_FRESH, minutes=[one.id for one in parts], since=since))


def finished(reading: Reading, meetings: Collection[UUID]) -> set[UUID]:
    """Which of these, as far as I run them, are over and done with: all was sent, made and told, and stands so."""
    if not meetings:
        return set()
    with reading.beyond(Beyond.MINUTES):
        return set(reading.values(_FINISHED, meetings=list(meetings)))


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
_still_open = or_(col(Minutes.state) != MinutesState.ADOPTED, col(Line.kind) == LineKind.ADDITION)
_no_action = col(Line.kind) != LineKind.ACTION
_other = aliased(Share)
_same = and_(
    col(_other.region_id) == col(Share.region_id), col(_other.statement_id) == col(Share.statement_id),
    col(_other.receiver_id) == col(Share.receiver_id),
)  # fmt: skip


def _fresh(since: Any) -> Any:
    """What changed after a moment. Of an action, and of what was adopted, it counts who comes to have it at all.

    Each reason of an action is shared anew, and so may be what stands in adopted minutes.
    """
    had = exists().where(
        _same, col(_other.given_at) <= since, or_(col(_other.ended_at).is_(None), col(_other.ended_at) > since)
    )
    has = exists().where(_same, col(_other.ended_at).is_(None))
    given_now = and_(col(Share.given_at) > since, or_(and_(_still_open, _no_action), ~had))
    taken_now = and_(col(Share.ended_at) > since, or_(_no_action, ~has))
    doubted = exists().where(  # nobody reads it meanwhile
        col(CategoryDoubt.region_id) == col(Share.region_id), col(CategoryDoubt.version_id) == col(Share.version_id),
        or_(col(CategoryDoubt.doubted_at) > since, col(CategoryDoubt.answered_at) > since),
        col(Share.ended_at).is_(None),
    )  # fmt: skip
    said = or_(col(Line.confirmed_at) > since, col(Statement.removed_at) > since, col(Remark.answered_at) > since)
    return (
        select(col(Line.statement_id))
        .select_from(Minutes)
        .join(AgendaItem, minutes_rows.of_item())
        .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
        .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
        .outerjoin(Remark, and_(Remark.region_id == Line.region_id, Remark.statement_id == Line.statement_id))  # type: ignore[arg-type]
        .outerjoin(Share, and_(Share.region_id == Line.region_id, Share.statement_id == Line.statement_id))  # type: ignore[arg-type]
        .where(col(Line.confirmed_at).is_not(None), col(Line.kind) != LineKind.QUESTION)
        .where(
            minutes_rows.recorded, minutes_rows.attached, or_(and_(_still_open, said), given_now, taken_now, doubted)
        )
    )


_FRESH: Any = (
    _fresh(given("since")).where(col(Minutes.region_id) == ASKER.region, one_of(col(Minutes.id), "minutes")).limit(1)
)
_of_meeting = (col(Minutes.region_id) == col(Meeting.region_id), col(Minutes.meeting_id) == col(Meeting.id))
_orders = (col(CopyOrder.region_id) == col(Meeting.region_id), col(CopyOrder.meeting_id) == col(Meeting.id))
_last = (
    select(func.max(CopyOrder.asked_at))
    .where(*_orders, col(CopyOrder.asked_by).in_(_RUNS), col(CopyOrder.ended_at).is_not(None))
    .correlate(Meeting)
    .scalar_subquery()
)
_not_yet = or_(
    col(Minutes.state) == MinutesState.DRAFT, col(Minutes.sent_at) > _last, col(Minutes.adopted_at) > _last,
    exists().where(
        col(CopyFailure.region_id) == col(Minutes.region_id), col(CopyFailure.minutes_id) == col(Minutes.id),
        col(CopyFailure.failed_at).is_not(None),
    ),
)  # fmt: skip
_FINISHED: Any = (
    select(col(Meeting.id))
    .where(col(Meeting.region_id) == ASKER.region, one_of(col(Meeting.id), "meetings"))
    .where(or_(*(one == ASKER.membership for one in _RUNS)), _last.is_not(None))
    .where(exists().where(*_of_meeting), ~exists().where(*_of_meeting, _not_yet))
    .where(~exists().where(*_orders, col(CopyOrder.ended_at).is_(None)))
    .where(~_fresh(_last).where(*_of_meeting).correlate(Meeting).exists())
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
