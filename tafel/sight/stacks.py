"""Stacks as one reader may have them: of each only what this reader takes part in itself.

Who else takes part, how many there are and whether anything more lies there is told to nobody: times, order, places,
indicators and what is missing come from the reader's own part alone. The secretariat knows besides what it laid there
itself, for as long as that waits.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.forms.base import OUR_TIME
from models.signal_terms import CaseStage, SignalState
from models.tables.casework import Case, CaseClosing, CaseMember, Statement
from models.tables.people import Partner
from models.tables.signals import Signal
from models.tables.stacks import Stack, StackPart
from models.terms import CaseState, PartnerKind
from models.views.stacks import InStack, PutPage, Stackable, StackLine, StackList, StackPage
from tafel import clock, ids
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.refusals import NotFound
from tafel.sight import at_table, casework, checklists, repeats, signals, stack_facts, visible
from tafel.sight.joins import row_of
from tafel.sight.stack_facts import Facts

_MOST, _MONTHS, _FEW = 60, 6, 100
_WAITS = (SignalState.NEW, SignalState.ENRICHING)


class Lying(NamedTuple):
    """What lies in a stack, as an act has to know it."""

    case_id: UUID
    inside: bool
    is_case: bool
    closed: bool
    state: SignalState | None
    handler_partner_id: UUID | None
    lead_partner_id: UUID
    municipality: str | None


def stacks(reading: Reading, before: datetime | None = None) -> StackList:
    """The stacks in which something that I take part in was laid in half a year, what was laid last first.

    `before`: in the half year before that, or the rest of one in which much was laid; so a page takes no longer for all
    that was laid there earlier.
    """
    until = before if before and before.year in OUR_TIME else reading.now + timedelta(days=1)
    since, asks = clock.start_of(clock.months_on(clock.day_of(until), -_MONTHS)), _is_secretariat(reading)
    laid = _laid(reading, since=since, until=until)
    found = list(dict.fromkeys(row.stack_id for row in laid))
    rest = laid[-1].put_at + timedelta(microseconds=1) if len(laid) > _MOST else since  # with what was laid just then
    return StackList(stacks=_lines(reading.rows(_LIST[asks], stacks=found) if found else ()), earlier=rest)


def stack_page(reading: Reading, stack_id: UUID) -> StackPage:
    """A stack: what of it I take part in, in time, place and indicators, how fresh it is and what it still lacks."""
    rows = _rows(reading, stack_id)
    lies, facts = [_lying(row) for row in rows], stack_facts.read(reading, [row for row in rows if row.inside])
    weigh = to_weigh(reading, lies)
    return StackPage(
        id=stack_id, reference=rows[0].reference, code_word=rows[0].stack_word,
        parts=tuple(_part(reading, row, facts, repeats.repeated(row, rows)) for row in rows),
        moments=facts.moments, places=facts.places, covers=facts.covers, newest=facts.newest, missing=facts.missing,
        told=repeats.told(reading, stack_id), may_weigh=weigh, may_make_case=not weigh and may_go_on(reading, lies),
        may_take_along=cases_without_us(reading, lies) if facts.ours else (),
        partners=tuple(one for key, one in casework.partner_names(reading).items() if key != reading.seat.partner),
    )  # fmt: skip


def put_page(reading: Reading) -> PutPage:
    """What I may lay together: signals I take part in, cases closed in the last year, and shells of the secretariat."""
    found = signals.signals(reading)
    brought = tuple(
        Stackable(case_id=one.id, word=one.code_word, is_case=False, partner=one.brought_by, at=one.brought_at)
        for one in found.signals
        if one.brought_at
    )
    shells = tuple(
        Stackable(case_id=row.id, word=row.code_word, is_case=False, partner=row.brought_by, at=row.brought_at)
        for row in (reading.rows(_SHELLS) if _is_secretariat(reading) else ())
    )
    year = clock.start_of(clock.months_on(clock.day_of(reading.now), -repeats.MONTHS))
    closed = tuple(
        Stackable(case_id=row.id, word=row.code_word, is_case=True, partner=row.lead, at=row.closed_at)
        for row in reading.rows(_CLOSED, since=year)
    )
    return PutPage(cases=(*brought, *shells, *closed), stacks=stacks(reading).stacks, words=tuple(ids.code_words()))


def require_stack(reading: Reading, stack_id: UUID) -> tuple[str, list[Lying]]:
    """What a stack is called, and what of it I take part in; else there is no such stack."""
    rows = _rows(reading, stack_id)
    return rows[0].stack_word, [_lying(row) for row in rows]


def puttable(reading: Reading, cases: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of these the ones I may lay in a stack, each with the partner that brought it."""
    return {row.id: row.brought_by for row in reading.rows(_PUTTABLE[_is_secretariat(reading)], cases=list(cases))}


def known_by(reading: Reading, reference: str) -> UUID | None:
    """The stack with this reference, for who was told it."""
    return next(iter(reading.values(_BY_REFERENCE, reference=reference)), None)


def to_weigh(reading: Reading, lies: Sequence[Lying]) -> tuple[UUID, ...]:
    """The signals in it that my partner takes up and that wait."""
    return tuple(
        one.case_id
        for one in lies
        if one.inside and not (one.is_case or one.closed) and one.state in _WAITS
        if one.handler_partner_id == reading.seat.partner
    )


def may_go_on(reading: Reading, lies: Sequence[Lying]) -> bool:
    """Whether my partner weighed, or leads, a signal in it that goes on, and takes part in no open case of it yet."""
    if any(one.inside and one.is_case and not one.closed for one in lies):
        return False
    return any(
        one.inside and not one.closed and one.state is SignalState.WEIGHED
        and reading.seat.partner in (one.handler_partner_id, one.lead_partner_id)
        for one in lies
    )  # fmt: skip


def cases_without_us(reading: Reading, lies: Sequence[Lying]) -> tuple[UUID, ...]:
    """The open cases in it that I take part in, and in which my partner has said nothing yet."""
    cases = [one.case_id for one in lies if one.inside and one.is_case and not one.closed]
    ours = set(reading.values(_OURS, cases=cases)) if cases else set()
    return tuple(one for one in cases if one not in ours)


def _laid(reading: Reading, **then: datetime) -> Sequence[Row[Any]]:
    """What was laid then, as far as I may know: where I take part in little that is looked for, and not all of it."""
    asks = _is_secretariat(reading)
    cases = {*reading.values(_TAKES_PART), *(reading.values(_SOME_WAITING) if asks else ())}
    if len(cases) > _FEW:
        return reading.rows(_LATELY[asks], **then)
    return reading.rows(_LATELY_AMONG[asks], cases=list(cases), **then) if cases else ()


def _rows(reading: Reading, stack_id: UUID) -> list[Row[Any]]:
    """One for each thing, of the first time it was laid there as far as I may know."""
    found: dict[UUID, Row[Any]] = {}
    for row in reading.rows(_ONE[_is_secretariat(reading)], stack=stack_id):
        found.setdefault(row.id, row)
    if not found:
        raise NotFound
    return list(found.values())


def _lying(row: Row[Any]) -> Lying:
    return Lying(
        row.id, bool(row.inside), row.stage is not CaseStage.SIGNAL, row.case_state is CaseState.CLOSED, row.state,
        row.handler_partner_id, row.lead_partner_id, row.municipality,
    )  # fmt: skip


def _is_secretariat(reading: Reading) -> bool:
    return reading.seat.kind is PartnerKind.VZ


def _lines(rows: Sequence[Row[Any]]) -> tuple[StackLine, ...]:
    words: dict[UUID, list[str]] = defaultdict(list)
    last: dict[UUID, Row[Any]] = {}
    for row in rows:
        last.setdefault(row.stack_id, row)
        if row.word not in words[row.stack_id]:
            words[row.stack_id].append(row.word)
    return tuple(
        StackLine(id=one, reference=row.reference, code_word=row.stack_word, put_at=row.put_at, words=tuple(words[one]))
        for one, row in last.items()
    )


def _part(reading: Reading, row: Row[Any], facts: Facts, repeated: str | None) -> InStack:
    last = facts.last_seen.get(row.id)
    return InStack(
        case_id=row.id, word=row.word, inside=row.inside, is_case=row.stage is not CaseStage.SIGNAL,
        closed=row.case_state is CaseState.CLOSED, brought_by=row.brought_by, handled_by=row.handled_by,
        state=row.state, outcome=row.outcome if row.inside else None, put_at=row.put_at, put_by=row.putter,
        form=facts.forms.get(row.id), last_seen=last, old=checklists.is_old(last, clock.day_of(reading.now)),
        read=row.id in facts.read_of, repeats=repeated,
    )  # fmt: skip


# Apart from the same table in the predicates.
_signal = aliased(Signal)
_brings, _handles, _puts = aliased(Partner), aliased(Partner), aliased(Partner)
_of_case = and_(col(_signal.region_id) == col(Case.region_id), col(_signal.case_id) == col(Case.id))
_inside = visible.inside(ASKER, col(Case.id))
_waits = and_(
    col(Case.stage) == CaseStage.SIGNAL, col(Case.state) == CaseState.OPEN, col(_signal.state).in_(_WAITS)
)  # fmt: skip
_laid_by_us = and_(col(StackPart.partner_id) == ASKER.partner, _waits)
_KNOWN = {True: or_(_inside, _laid_by_us), False: _inside}  # whether it is the secretariat that asks


def _lies(*more: Any) -> Any:
    named: Any = (col(Stack.id).label("stack_id"), col(Stack.reference), col(Stack.code_word).label("stack_word"))
    return (
        select(*named, col(Case.code_word).label("word"), col(StackPart.put_at), *more)
        .select_from(StackPart)
        .join(Stack, row_of(Stack, StackPart.stack_id, StackPart.region_id))
        .join(Case, row_of(Case, StackPart.case_id, StackPart.region_id))
        .outerjoin(_signal, _of_case)
        .where(col(StackPart.region_id) == ASKER.region, col(StackPart.out_at).is_(None))
    )


_NAMES, _PARTS = _lies(), (
    _lies(
        col(Case.id), col(Case.stage), col(Case.state).label("case_state"), col(_puts.short_name).label("putter"),
        col(Case.closed_at), col(Case.municipality), col(Case.lead_partner_id), _inside.label("inside"),
        col(_brings.short_name).label("brought_by"), col(_handles.short_name).label("handled_by"),
        col(_signal.state), col(_signal.outcome), col(_signal.handler_partner_id), col(_signal.brought_at),
        col(_signal.acknowledged_at), col(_signal.weighed_at), col(_signal.reason_id), col(_signal.feedback_id),
    )
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .join(_puts, row_of(_puts, StackPart.partner_id, StackPart.region_id))
    .outerjoin(_handles, row_of(_handles, _signal.handler_partner_id, _signal.region_id))
)  # fmt: skip
_FIRST = (col(StackPart.put_at), col(StackPart.id))
_LATEST = (col(StackPart.put_at).desc(), col(StackPart.id))
_LAID = select(col(StackPart.stack_id), col(StackPart.put_at)).where(
    col(StackPart.region_id) == ASKER.region, col(StackPart.out_at).is_(None)
)
_is_ours = visible.membership_of(ASKER, col(StackPart.case_id))
_waits_there = exists().where(
    col(Case.region_id) == col(StackPart.region_id), col(Case.id) == col(StackPart.case_id), _of_case, _waits
)
_LAID_THEN = {  # no case is looked at but for what the secretariat laid there itself
    True: _LAID.where(or_(_is_ours, and_(col(StackPart.partner_id) == ASKER.partner, _waits_there))),
    False: _LAID.where(_is_ours),
}
_LATELY = {
    kind: laid.where(col(StackPart.put_at) >= given("since"), col(StackPart.put_at) < given("until"))
    .order_by(*_LATEST)
    .limit(_MOST + 1)  # more than one act lays
    for kind, laid in _LAID_THEN.items()
}
_LATELY_AMONG = {kind: lately.where(one_of(col(StackPart.case_id), "cases")) for kind, lately in _LATELY.items()}
_MEMBER = (col(CaseMember.region_id) == ASKER.region, col(CaseMember.membership_id) == ASKER.membership)
_MY_CASES = select(col(CaseMember.case_id)).where(*_MEMBER, col(CaseMember.until).is_(None))
_TAKES_PART = _MY_CASES.order_by(col(CaseMember.case_id)).limit(_FEW + 1)  # in the order of the index
_these, _this = one_of(col(StackPart.stack_id), "stacks"), col(StackPart.stack_id) == given("stack")
_LIST = {kind: _NAMES.where(_these, known).order_by(*_LATEST) for kind, known in _KNOWN.items()}
_ONE = {kind: _PARTS.where(_this, known).order_by(*_FIRST) for kind, known in _KNOWN.items()}
_is_signal = and_(col(Case.stage) == CaseStage.SIGNAL, col(_signal.state) != SignalState.DRAFT)
_is_case = and_(col(Case.stage) == CaseStage.CASE, at_table.no_item_file())
_MINE = and_(visible.cases(ASKER), or_(_is_signal, _is_case))
_PUTTABLE: Any = {
    kind: select(col(Case.id), col(Case.brought_by))
    .outerjoin(_signal, _of_case)
    .where(col(Case.region_id) == ASKER.region, one_of(col(Case.id), "cases"), known)
    for kind, known in {True: or_(_MINE, _waits), False: _MINE}.items()
}
_here, _called = col(Stack.region_id) == ASKER.region, col(Stack.reference) == given("reference")
_BY_REFERENCE = select(col(Stack.id)).where(_here, _called)
_waiting = aliased(Signal)
_WAITING = select(col(_waiting.case_id)).where(  # few: those are looked for first
    col(_waiting.region_id) == ASKER.region,
    col(_waiting.state) != SignalState.WEIGHED, col(_waiting.state) != SignalState.DRAFT,
)  # fmt: skip
_SOME_WAITING = _WAITING.limit(_FEW + 1)
_SHELLS: Any = (
    select(col(Case.id), col(Case.code_word), col(_brings.short_name).label("brought_by"), col(_signal.brought_at))
    .join(_signal, _of_case)
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .where(col(Case.region_id) == ASKER.region, col(Case.id).in_(_WAITING), _waits, ~_inside)
    .order_by(col(_signal.brought_at).desc(), col(Case.id))
    .limit(_MOST)
)
_LATELY_CLOSED = select(col(CaseClosing.case_id)).where(  # few: those are looked for first
    col(CaseClosing.region_id) == ASKER.region, col(CaseClosing.closed_at) > given("since")
)
_CLOSED: Any = (
    select(col(Case.id), col(Case.code_word), col(_brings.short_name).label("lead"), col(Case.closed_at))
    .join(_brings, row_of(_brings, Case.lead_partner_id, Case.region_id))
    .where(col(Case.id).in_(_LATELY_CLOSED), col(Case.closed_at) > given("since"), visible.cases(ASKER), _is_case)
    .order_by(col(Case.closed_at).desc(), col(Case.id))
    .limit(_MOST)
)
_OURS = (
    select(col(Statement.case_id))
    .where(col(Statement.region_id) == ASKER.region, one_of(col(Statement.case_id), "cases"))
    .where(col(Statement.partner_id) == ASKER.partner)
    .distinct()
)
