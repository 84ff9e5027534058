"""Weighing tables: the signals that wait for one, and the signal on the table as one reader may have it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ItemState, MeetingKind, MeetingState
from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, Meeting, Series
from models.tables.people import Partner
from models.tables.signals import Signal
from models.tables.weighing import Weighing
from models.terms import CaseState
from models.views.agenda import MeetingHead
from models.views.signals import TableSignal
from models.views.weighing import TableShell
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight import at_table, casework, hearing, signals
from tafel.sight.joins import row_of
from tafel.sight.signals import IS_SIGNAL

_A_WEEK = timedelta(weeks=1)


def waiting(reading: Reading, meeting: Meeting | MeetingHead) -> tuple[TableShell, ...]:
    """The signals that wait and stand on no agenda, for the secretariat; of those that come back, the ones due."""
    rows = reading.rows(_WAITING, before=meeting.starts_at + _until_next(reading, meeting.series_id))
    return tuple(_shell(reading, row) for row in rows)


def on_table(reading: Reading, meeting_id: UUID) -> TableSignal:
    """The signal on the table; empty where there is none, or where this reader waits outside."""
    room = hearing.room(reading, meeting_id)
    point, nothing = room.now, TableSignal(meeting_id=meeting_id)
    if room.meeting.kind is not MeetingKind.WEIGHING:
        return nothing
    if point is None:
        return nothing.model_copy(update={"without": _without(reading, room.meeting)})
    if not point.is_case:
        return nothing
    row, me = reading.row(_ON_TABLE, case=point.case_id, item=point.id), reading.seat.membership
    writes = point.note_taker == me
    outside = bool(point.stay) and reading.seat.partner not in point.stay and me not in (point.chair, point.note_taker)
    if row is None or outside or me in point.aside:
        return nothing
    hears = me in point.hears
    ours = hears and row.handler_partner_id == reading.seat.partner
    return TableSignal(
        meeting_id=meeting_id, item_id=point.id, case_id=point.case_id if hears else None, word=point.word,
        weighed=row.state is SignalState.WEIGHED or bool(row.weighed_here),
        page=signals.signal_page(reading, point.case_id, offers=False) if hears else None,
        may_weigh=row.state is not SignalState.WEIGHED and row.open and (ours or writes),
        writes_for="" if ours else row.handled_by,
        partners=tuple(casework.partner_names(reading).values()) if ours or writes else (),
        next_on=room.meeting.starts_at + _until_next(reading, room.meeting.series_id),
    )  # fmt: skip


def _without(reading: Reading, meeting: Meeting) -> tuple[str, ...]:
    """For who runs the table: the signals that were on it and got no outcome."""
    runs = meeting.state is MeetingState.IN_SESSION and at_table.leads(reading.seat, meeting)
    return tuple(reading.values(_WITHOUT, meeting=meeting.id)) if runs else ()


def _until_next(reading: Reading, series_id: UUID | None) -> timedelta:
    """How long until the next one of its series."""
    weeks = reading.values(_RHYTHM, series=series_id) if series_id else ()
    return next(iter(weeks), 1) * _A_WEEK


def _shell(reading: Reading, row: Row[Any]) -> TableShell:
    return TableShell(
        case_id=row.case_id, code_word=row.code_word, brought_by=row.brought_by, handled_by=row.handled_by,
        handler_partner_id=row.handler_partner_id, state=row.state, weigh_by=row.weigh_by,
        late=row.weigh_by < reading.now,
    )  # fmt: skip


_brings, _handles = aliased(Partner), aliased(Partner)
_ON_AGENDA = exists().where(
    col(AgendaItem.region_id) == col(Case.region_id), col(AgendaItem.case_id) == col(Case.id),
    col(AgendaItem.state) != ItemState.RETURNED, col(Meeting.region_id) == col(AgendaItem.region_id),
    col(Meeting.id) == col(AgendaItem.meeting_id), col(Meeting.state) != MeetingState.CLOSED,
)  # fmt: skip
_due = (col(Signal.state) == SignalState.NEW) | (col(Signal.weigh_by) < given("before"))
_WAITING: Any = (
    select(
        col(Case.id).label("case_id"), col(Case.code_word), col(_brings.short_name).label("brought_by"),
        col(_handles.short_name).label("handled_by"), col(Signal.handler_partner_id),
        col(Signal.state), col(Signal.weigh_by),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .join(_handles, row_of(_handles, Signal.handler_partner_id, Signal.region_id))
    .where(col(Signal.region_id) == ASKER.region, col(Case.state) == CaseState.OPEN, ~_ON_AGENDA)
    .where(col(Signal.state).in_((SignalState.NEW, SignalState.ENRICHING)), _due)
    .order_by(col(Signal.weigh_by), col(Case.id))
    .limit(100)
)  # fmt: skip
_weighed_here = exists().where(
    col(Weighing.region_id) == col(Case.region_id), col(Weighing.case_id) == col(Case.id),
    col(Weighing.item_id) == given("item"),
)  # fmt: skip
_weighed_there = exists().where(
    col(Weighing.region_id) == col(AgendaItem.region_id), col(Weighing.item_id) == col(AgendaItem.id)
)
_WITHOUT = (
    select(col(Case.code_word))
    .select_from(AgendaItem)
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .join(Signal, IS_SIGNAL)
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.opened_at).is_not(None), col(Case.state) == CaseState.OPEN, ~_weighed_there)
    .where(col(Signal.state).in_((SignalState.NEW, SignalState.ENRICHING)))
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)
_ON_TABLE: Any = (
    select(
        col(Signal.state), col(Signal.handler_partner_id), col(_handles.short_name).label("handled_by"),
        (col(Case.state) == CaseState.OPEN).label("open"), _weighed_here.label("weighed_here"),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(_handles, row_of(_handles, Signal.handler_partner_id, Signal.region_id))
    .where(col(Signal.region_id) == ASKER.region, col(Case.id) == given("case"))
)  # fmt: skip
_RHYTHM = select(col(Series.every_weeks)).where(
    col(Series.region_id) == ASKER.region, col(Series.id) == given("series")
)
