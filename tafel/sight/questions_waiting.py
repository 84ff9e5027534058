"""Questions between partners that wait for somebody, for the first page and the page of a case."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select
from sqlmodel import col

from models.meeting_terms import Readiness
from models.question_terms import Reply
from models.tables.casework import Case, CasePartner
from models.tables.people import Partner
from models.tables.questions import Question, QuestionPartner
from models.terms import CaseState
from models.views.question_waiting import QuestionWaiting
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.sight import visible
from tafel.sight.joins import row_of

UNANSWERED = (Reply.OPEN, Reply.LATER)
_STAYS = timedelta(days=14)


def readiness(answer: Reply, due_on: date, until: datetime) -> Readiness:
    """All that others see of an answer: no contribution only once the day by which it was asked is over."""
    if answer is Reply.SHARED:
        return Readiness.SHARED
    return Readiness.NONE if answer is Reply.NONE and clock.end_of(due_on) < until else Readiness.OPEN


def for_me(reading: Reading) -> tuple[QuestionWaiting, ...]:
    """What is asked of my partner, and for two weeks which of its own questions got no answer in time."""
    today = clock.day_of(reading.now)
    found = _waiting(reading, reading.rows(_ALL, since=today - _STAYS))
    return tuple(one for one in found if not one.ours or one.late)


def of_case(reading: Reading, case_id: UUID) -> tuple[QuestionWaiting, ...]:
    """The same of one case, with all its questions that somebody has not answered."""
    return _waiting(reading, reading.rows(_OF_CASE, case=case_id))


def is_member(reading: Reading, case_id: UUID) -> bool:
    """Whether this seat is a member of a case, and so can ask others about it."""
    return reading.row(_MEMBER, case=case_id) is not None


def stands() -> tuple[Any, ...]:
    """The questions that can still be answered: not withdrawn, of an open case in which their asker takes part."""
    still = takes_part(Question.partner_id)
    return col(Question.withdrawn_at).is_(None), col(Case.state) == CaseState.OPEN, still


def takes_part(partner_id: Any) -> Any:
    """Whether a partner, its asker or one that was asked, still takes part in the case of a question."""
    return exists().where(
        col(CasePartner.region_id) == col(Question.region_id), col(CasePartner.case_id) == col(Question.case_id),
        col(CasePartner.partner_id) == partner_id, col(CasePartner.until).is_(None),
    )  # fmt: skip


def _waiting(reading: Reading, rows: Sequence[Row[Any]]) -> tuple[QuestionWaiting, ...]:
    today, silent = clock.day_of(reading.now), _silent(reading, rows)
    return tuple(
        QuestionWaiting(
            question_id=row.id, case_word=row.code_word, asker=row.asker,
            ours=row.partner_id == reading.seat.partner, by=row.later_on or row.due_on,
            late=(row.later_on or row.due_on) < today, silent=tuple(silent[row.id]),
        )
        for row in rows if row.answer or silent[row.id]
    )  # fmt: skip


def _silent(reading: Reading, rows: Sequence[Row[Any]]) -> dict[UUID, list[str]]:
    """Of the questions of my partner, who is still open in the eyes of others."""
    ours = {row.id: row for row in rows if row.partner_id == reading.seat.partner}
    found: dict[UUID, list[str]] = defaultdict(list)
    for one in reading.rows(_PARTNERS, questions=list(ours)) if ours else ():
        if readiness(one.answer, ours[one.question_id].due_on, reading.now) is Readiness.OPEN:
            found[one.question_id].append(one.short_name)
    return found


_MEMBER = select(col(Case.id)).where(visible.cases(ASKER), col(Case.id) == given("case"))
_unanswered_here = and_(
    col(QuestionPartner.region_id) == col(Question.region_id), col(QuestionPartner.question_id) == col(Question.id),
    col(QuestionPartner.partner_id) == ASKER.partner, col(QuestionPartner.answer).in_(UNANSWERED),
)  # fmt: skip
_STANDS: Any = (
    select(
        col(Question.id), col(Question.partner_id), col(Question.due_on), col(Case.code_word),
        col(Partner.short_name).label("asker"), col(QuestionPartner.answer), col(QuestionPartner.later_on),
    )
    .select_from(Question)
    .join(Case, row_of(Case, Question.case_id, Question.region_id))
    .join(Partner, row_of(Partner, Question.partner_id, Question.region_id))
    .outerjoin(QuestionPartner, _unanswered_here)
    .where(visible.questions(ASKER), *stands())
    .where(or_(col(QuestionPartner.answer).is_not(None), col(Question.partner_id) == ASKER.partner))
    .order_by(col(Question.due_on), col(Question.asked_at), col(Question.id))
)  # fmt: skip
_ALL = _STANDS.where(or_(col(QuestionPartner.answer).is_not(None), col(Question.due_on) >= given("since")))
_OF_CASE = _STANDS.where(col(Question.case_id) == given("case"))
_PARTNERS: Any = (
    select(col(QuestionPartner.question_id), col(QuestionPartner.answer), col(Partner.short_name))
    .join(Question, row_of(Question, QuestionPartner.question_id, QuestionPartner.region_id))
    .join(Partner, row_of(Partner, QuestionPartner.partner_id, QuestionPartner.region_id))
    .where(col(QuestionPartner.region_id) == ASKER.region, one_of(col(QuestionPartner.question_id), "questions"))
    .where(takes_part(QuestionPartner.partner_id))
    .order_by(col(Partner.position))
)
