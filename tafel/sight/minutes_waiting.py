"""Minutes that wait for a reader: to be read before the last day for remarks, or to be written up."""

from typing import Any

from sqlalchemy import and_, exists, func, null, or_, select
from sqlmodel import col

from models.meeting_terms import MinutesState, RemarkOutcome
from models.tables.casework import Statement
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import Minutes, Remark
from models.terms import PartnerKind
from models.views.minutes import MinutesWaiting
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, asker, given
from tafel.sight import at_table
from tafel.sight.joins import row_of


def waiting(reading: Reading) -> tuple[MinutesWaiting, ...]:
    """What I can still make a remark on, and what I have to send or answer; once for each meeting."""
    to_read = reading.rows(_TO_READ[at_table.is_secretariat(reading.seat)], today=clock.day_of(reading.now))
    to_write = reading.rows(_TO_WRITE)
    return tuple(
        MinutesWaiting(
            meeting_id=row.id, name=row.name, starts_at=row.starts_at, remarks_by=row.remarks_by, manages=manages
        )
        for manages, rows in ((True, to_write), (False, to_read))
        for row in rows
    )  # fmt: skip


_each = (col(Meeting.id), col(Meeting.name), col(Meeting.starts_at))
_unanswered = exists().where(
    col(Remark.region_id) == col(Minutes.region_id), col(Remark.minutes_id) == col(Minutes.id),
    col(Remark.outcome) == RemarkOutcome.OPEN, col(Statement.region_id) == col(Remark.region_id),
    col(Statement.id) == col(Remark.statement_id), col(Statement.removed_at).is_(None),
)  # fmt: skip


def _to_read(secretariat: PartnerKind | None) -> Any:
    return (
        select(*_each, func.min(Minutes.remarks_by).label("remarks_by"))
        .select_from(Minutes)
        .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
        .join(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
        .where(at_table.own_items(asker(kind=secretariat)))
        .where(col(Minutes.state) == MinutesState.FOR_REMARKS, col(Minutes.remarks_by) >= given("today"))
        .group_by(*_each)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )


_TO_READ: dict[bool, Any] = {
    secretariat: _to_read(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}
_TO_WRITE: Any = (
    select(*_each, null().label("remarks_by"))
    .select_from(Minutes)
    .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
    .outerjoin(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
    .where(col(Minutes.region_id) == ASKER.region)
    .where(
        func.coalesce(col(AgendaItem.note_taker_id), col(Meeting.note_taker_id)) == ASKER.membership,
        or_(
            col(Minutes.state) == MinutesState.DRAFT,
            and_(col(Minutes.state) == MinutesState.FOR_REMARKS, _unanswered),
        ),
    )
    .distinct()
    .order_by(col(Meeting.starts_at), col(Meeting.id))
)
