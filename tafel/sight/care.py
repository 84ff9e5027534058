"""Where a case stands for one reader: its goal, the day it is looked at again, and who was told; and what is due."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.care import CaseCare
from models.tables.casework import Case, CasePartner
from models.terms import CaseState, Condition, PartnerKind, SubjectRole, Told
from models.views.casework import Passage, SubjectCard
from models.views.course import Course, ReviewDue, ToldOf
from tafel import clock, keys
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.seat import Seat
from tafel.sight import anonymous, at_table, passages, visible
from tafel.sight.asks import Desk

_AHEAD = timedelta(days=14)
_NOT_TOLD = (SubjectRole.SUSPECT, SubjectRole.WITNESS, SubjectRole.OTHER)


def course(
    reading: Reading, desk: Desk, case: Case, rows: Sequence[Row[Any]], cards: Iterable[SubjectCard],
    ours: Iterable[Passage],
) -> Course:  # fmt: skip
    """The goal as far as I may read it, the day, and of whom I know that they were told or that it waits."""
    row = reading.row(_OF_CASE, case=case.id)
    said = next((one for one in rows if row and one.statement_id == row.goal_id), None)
    return Course(
        goal=passages.words(reading, keys.case_key(reading, case.id), said) if said else None,
        goal_id=said.statement_id if said else None,
        review_on=row.review_on if row else None,
        base=_base(said, row),
        due=bool(row and row.review_on and row.review_on <= clock.day_of(reading.now)),
        may_set=case.state is CaseState.OPEN and may_set(reading.seat, case),
        anonymous_until=row.anonymous_until if row else None,
        told=tuple(_told(cards, desk)),
        look_again=anonymous.look_again(reading, case.id, ours) if row and row.anonymous_until else (),
    )


def base(reading: Reading, case: Case) -> str:
    """What stands now of the goal and the day, as far as this reader may know."""
    row = reading.row(_OF_CASE, case=case.id)
    said = passages.of_case(reading, case.id, statement=row.goal_id) if row and row.goal_id else ()
    return _base(said[0] if said else None, row)


def _base(goal: Row[Any] | None, row: Row[Any] | None) -> str:
    return f"{goal.version_id if goal else ''}.{row.review_on or '' if row else ''}"


def may_set(seat: Seat, case: Case) -> bool:
    """Whether this seat says where a case goes: for its lead partner, or for the secretariat where that takes part."""
    return seat.partner == case.lead_partner_id or seat.kind is PartnerKind.VZ


def reviews(reading: Reading) -> tuple[ReviewDue, ...]:
    """The open cases of mine that I say the course of, to be looked at again within two weeks; the first day first."""
    wanted = _DUE[at_table.is_secretariat(reading.seat)]
    rows = reading.rows(wanted, until=clock.day_of(reading.now) + _AHEAD)
    return tuple(ReviewDue.model_validate(row) for row in rows)


def _told(cards: Iterable[SubjectCard], desk: Desk) -> Iterable[ToldOf]:
    """What was said of each who may be a victim; and our own record of how it was told, or why it waits."""
    for card in cards:
        if card.role in _NOT_TOLD:
            continue
        for said in card.fields:
            if isinstance(said.coded, Told):
                yield ToldOf(letter=card.letter, partner=said.partner.short_name, said=said.coded, on=said.on)
        for record in desk.records:
            about = desk.same(record.subject) if record.subject else None
            if record.condition is Condition.INF and about == card.id and record.fresh(desk.today, None):
                yield ToldOf(
                    letter=card.letter, partner=desk.names[desk.giver].short_name, said=None, on=record.claimed_until
                )


_OF_CASE = select(col(CaseCare.goal_id), col(CaseCare.review_on), col(CaseCare.anonymous_until)).where(
    col(CaseCare.region_id) == ASKER.region, col(CaseCare.case_id) == given("case")
)
PARTNERS = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)  # fmt: skip
_REVIEWED: Any = (
    select(col(Case.id).label("case_id"), col(Case.code_word).label("word"), col(CaseCare.review_on).label("on"))
    .select_from(CaseCare)
    .join(Case, (col(Case.region_id) == col(CaseCare.region_id)) & (col(Case.id) == col(CaseCare.case_id)))
    .where(visible.cases(ASKER), col(Case.state) == CaseState.OPEN, col(CaseCare.review_on) <= given("until"))
    .order_by(col(CaseCare.review_on), col(Case.code_word))
)
_DUE = {True: _REVIEWED, False: _REVIEWED.where(col(Case.lead_partner_id) == ASKER.partner)}
