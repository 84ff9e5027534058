"""Signals as one reader may have them.

A signal is known to the named members of its case row, as a case is. The secretariat knows besides that one waits, of
whom and by when; a draft is known to who writes it. What was ticked is read where the statement of the checklist is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.signal_terms import CaseStage, SignalState
from models.tables.casework import Case
from models.tables.people import Partner
from models.tables.signals import Signal, SignalLink
from models.terms import CaseState, Condition, PartnerKind, Purpose
from models.views.signals import (
    OfferedShare,
    SignalLine,
    SignalList,
    SignalPage,
    SignalShell,
)
from tafel import clock
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import (
    asks,
    casework,
    checklists,
    identifiers,
    passages,
    share_page,
    signal_desk,
    signal_halves,
    stacked,
    visible,
    weighing,
)
from tafel.sight.joins import row_of

_MOST, _ON_A_PAGE = 60, 25


def signals(reading: Reading, before: datetime | None = None) -> SignalList:
    """The signals I take part in, what is still to do first; for the secretariat the shells of those it does not.

    `before`: only those weighed that were brought earlier. A page goes half a year back at most: what it takes does
    not grow with what came before that.
    """
    until, since = signal_halves.half(reading, before)
    weighed = reading.rows(_WEIGHED, before=until, since=since)
    rows = [*(() if before else reading.rows(_OPEN)), *weighed]
    seen = checklists.of_signals(reading, [row.id for row in rows])
    shells = reading.rows(_SHELLS) if reading.seat.kind is PartnerKind.VZ and not before else ()
    return SignalList(
        signals=tuple(_line(reading, row, seen.get(row.id, ())) for row in rows),
        shells=tuple(_shell(reading, row) for row in shells),
        earlier=weighed[-1].brought_at if len(weighed) == _ON_A_PAGE else signal_halves.next_page(reading, since),
    )


def signal_page(
    reading: Reading, case_id: UUID, declared: Sequence[Condition] = (), *, offers: bool = True
) -> SignalPage:
    """A signal: what was said of it as far as I may know, and the share that the end of bringing offers."""
    row = reading.row(_SIGNAL, case=case_id)
    if row is None or row.state is SignalState.DRAFT:
        raise NotFound
    stands = visible.require_case(reading, case_id)
    ticked, apart = checklists.of_signals(reading, [case_id]).get(case_id, ()), identifiers.in_case(reading, case_id)
    of_weighing = weighing.words_of(reading, [case_id])
    rows = [
        one
        for one in passages.of_case(reading, case_id)
        if passages.is_passage(one) and one.statement_id not in apart
        if one.line is None or one.statement_id in of_weighing  # a question, or said at a table: shown there
    ]
    said = passages.views(reading, case_id, rows)
    elsewhere = {one.statement_id for one in ticked} | of_weighing
    texts = {one.statement_id: one.text for one in said}
    names = casework.partner_names(reading)
    head = casework.head_of(reading, stands, asks.desk(reading, stands))
    takes_up, is_weighed = row.handler_partner_id == reading.seat.partner, row.state is SignalState.WEIGHED
    may_lead = takes_up or head.lead.id == reading.seat.partner
    apart_from = tuple(one for one in said if one.statement_id not in elsewhere)
    seen = checklists.seen(reading, ticked, {one: name.short_name for one, name in names.items()})
    givers = {one.partner_id for one in (*apart_from, *ticked)}
    return SignalPage(
        head=head,
        line=_line(reading, row, ticked),
        said=apart_from,
        seen=seen,
        written_by=next(iter(reading.values(_WRITTEN_BY, case=case_id)), None),
        offered=_offered(reading, row, case_id, declared) if offers and head.state is CaseState.OPEN else None,
        weighed=weighing.weighed(reading, row, head, texts),
        may_take_up=takes_up and not is_weighed,
        may_make_case=may_lead and is_weighed and head.state is CaseState.OPEN,
        next_id=next(iter(reading.values(_NEXT, case=case_id)), None) if takes_up else None,
        partners=tuple(names.values()),
        weighs=weighing.weighs(head, apart_from, seen, len(givers), clock.day_of(reading.now)),
        handed=weighing.handed(reading, case_id, texts),
        handlers=_others(reading, row) if takes_up and not is_weighed else (),
        stacks=stacked.of_signal(reading, case_id),
    )


def _others(reading: Reading, row: Row[Any]) -> tuple[tuple[UUID, str], ...]:
    """Who else could take it up."""
    able = (one for one in signal_desk.able(reading) if one.membership_id != row.handler_id)
    return tuple((one.membership_id, f"{one.person}, {one.partner}") for one in able)


def require_signal(reading: Reading, case_id: UUID) -> Signal:
    """A signal I take part in, held by an act; else there is no such signal."""
    found = reading.entities(_ROW_HELD if isinstance(reading, Writing) else _ROW, case=case_id)
    if found is None:
        raise NotFound
    return cast("Signal", found[0])


def require_draft(reading: Reading, case_id: UUID) -> Signal:
    """A signal of mine that I kept half-way, and did not throw away."""
    signal = require_signal(reading, case_id)
    if signal.state is not SignalState.DRAFT or signal.checklist_id is None:
        raise NotFound
    return signal


def _line(reading: Reading, row: Row[Any], ticked: Sequence[Row[Any]]) -> SignalLine:
    brought = next((one for one in ticked if one.statement_id == row.checklist_id), None)
    last = (brought.seen_to or brought.seen_from) if brought else None
    if last is None and row.brought_at and row.state is not SignalState.WEIGHED:
        last = clock.day_of(row.brought_at)  # what was seen is at least as old
    return SignalLine(
        id=row.id, reference=row.reference, code_word=row.code_word, state=row.state, brought_by=row.brought_by,
        handled_by=row.handled_by, ours=row.brought_by_id == reading.seat.partner,
        mine=row.handler_id == reading.seat.membership, begun_at=row.begun_at, brought_at=row.brought_at,
        acknowledge_by=row.acknowledge_by, acknowledged_at=row.acknowledged_at, weigh_by=row.weigh_by,
        outcome=row.outcome, form=brought.form if brought else None,
        old=checklists.is_old(last, clock.day_of(reading.now)), late=_is_late(reading, row),
    )  # fmt: skip


def _shell(reading: Reading, row: Row[Any]) -> SignalShell:
    return SignalShell(
        code_word=row.code_word, brought_by=row.brought_by, handled_by=row.handled_by, state=row.state,
        acknowledged_at=row.acknowledged_at, weigh_by=row.weigh_by, late=_is_late(reading, row),
    )  # fmt: skip


def _is_late(reading: Reading, row: Row[Any]) -> bool:
    waits = row.state in (SignalState.NEW, SignalState.ENRICHING) and not row.closed
    return waits and row.weigh_by is not None and row.weigh_by < reading.now


def _offered(reading: Reading, row: Row[Any], case_id: UUID, declared: Sequence[Condition]) -> OfferedShare | None:
    """What the end of bringing offers: all that my partner said, for the partner that takes it up."""
    to = row.handler_partner_id
    if to in (None, reading.seat.partner) or row.brought_by_id != reading.seat.partner:
        return None
    first = share_page.share_page(reading, case_id, ShareChoice(receivers=[to], purpose=Purpose.P1))
    apart = identifiers.in_case(reading, case_id)
    said = [one for one in first.passages if one.statement_id not in apart]
    fresh = [one for one in said if not (one.doubted or one.field or one.line)]
    wanted = [Condition.DECL_MIN, *declared]
    choice = ShareChoice(
        versions=[one.version_id for one in fresh], receivers=[to], purpose=Purpose.P1, declared=wanted
    )
    judged = share_page.share_page(reading, case_id, choice)
    verdict = next((one for one in judged.receivers if one.partner.id == to), None)
    if verdict is None or verdict.already or not fresh:
        return None
    return OfferedShare(
        verdict=verdict, versions=tuple(one.version_id for one in fresh), ends_on=judged.ends_on,
        drawn=tuple(f"{one.version_id}.{one.edit}" for one in fresh if one.own_words),
        declarations=judged.declarations,
    )  # fmt: skip


_brings, _handles = aliased(Partner), aliased(Partner)
IS_SIGNAL = and_(
    col(Case.region_id) == col(Signal.region_id), col(Case.id) == col(Signal.case_id),
    col(Case.stage) == CaseStage.SIGNAL,
)  # fmt: skip
_NOT_DROPPED = or_(col(Signal.state) != SignalState.DRAFT, col(Signal.checklist_id).is_not(None))
_TO_DO = case((col(Signal.state) == SignalState.DRAFT, 0), else_=1)
_ALL: Any = (
    select(
        col(Case.id), col(Case.reference), col(Case.code_word), col(Case.brought_by).label("brought_by_id"),
        (col(Case.state) == CaseState.CLOSED).label("closed"),
        col(_brings.short_name).label("brought_by"), col(_handles.short_name).label("handled_by"),
        col(Signal.state), col(Signal.begun_at), col(Signal.brought_at), col(Signal.handler_id),
        col(Signal.handler_partner_id), col(Signal.acknowledge_by), col(Signal.acknowledged_at),
        col(Signal.weigh_by), col(Signal.outcome), col(Signal.checklist_id), col(Signal.reason_id),
        col(Signal.feedback_id), col(Signal.weighed_at),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .outerjoin(_handles, row_of(_handles, Signal.handler_partner_id, Signal.region_id))
    .where(visible.cases(ASKER), _NOT_DROPPED)
)  # fmt: skip
_waits = aliased(Signal)
_WAITING = select(col(_waits.case_id)).where(  # few: those are looked for first
    col(_waits.region_id) == ASKER.region, col(_waits.state) != SignalState.WEIGHED
)
_OPEN = (
    _ALL.where(col(Case.id).in_(_WAITING))
    .order_by(_TO_DO, func.coalesce(Signal.brought_at, Signal.begun_at).desc(), col(Case.id))
    .limit(_MOST)
)
_WEIGHED = (
    _ALL.where(signal_halves.WAS_WEIGHED, col(Signal.brought_at) >= given("since"))
    .where(visible.membership_of(ASKER, col(Signal.case_id)))  # before its case is looked at
    .order_by(col(Signal.brought_at).desc(), col(Case.id))
    .limit(_ON_A_PAGE)
)
_SIGNAL = _ALL.where(col(Case.id) == given("case"))
_ROW = select(Signal).join(Case, IS_SIGNAL).where(visible.cases(ASKER), col(Case.id) == given("case"))
_ROW_HELD = _ROW.with_for_update(of=Signal).execution_options(populate_existing=True)
_SHELLS: Any = (
    select(
        col(Case.code_word), col(_brings.short_name).label("brought_by"), col(_handles.short_name).label("handled_by"),
        col(Signal.state), col(Signal.acknowledged_at), col(Signal.weigh_by), false().label("closed"),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .outerjoin(_handles, row_of(_handles, Signal.handler_partner_id, Signal.region_id))
    .where(col(Signal.region_id) == ASKER.region, ~visible.membership_of(ASKER, col(Case.id)))
    .where(col(Case.state) == CaseState.OPEN, col(Case.id).in_(_WAITING))
    .where(col(Signal.state) != SignalState.DRAFT)
    .order_by(col(Signal.weigh_by), col(Case.id))
    .limit(_MOST)
)  # fmt: skip
_WRITTEN_BY = select(col(SignalLink.name)).where(
    col(SignalLink.region_id) == ASKER.region, col(SignalLink.case_id) == given("case"),
    col(SignalLink.partner_id) == ASKER.partner,
)  # fmt: skip
_NEXT = (
    _ALL.with_only_columns(col(Case.id))
    .where(col(Signal.handler_partner_id) == ASKER.partner, col(Case.state) == CaseState.OPEN)
    .where(col(Signal.state).in_((SignalState.NEW, SignalState.ENRICHING)), col(Case.id) != given("case"))
    .order_by(col(Signal.weigh_by), col(Case.id))
    .limit(1)
)
