"""Questions to partners: what is asked of mine, what mine asks, and how far each is.

Only the partner that was asked reads its answer. Others see open or shared; no contribution shows from the day after
the one by which it was asked, whenever it was given.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.tables.casework import Case, Statement, Version
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.people import Partner
from models.tables.questions import Question, QuestionPartner
from models.terms import CaseState, Condition, DataCategory, Outcome, Reliability, StatementKind, SubjectRole
from models.views.casework import Passage, SubjectLink
from models.views.questions import AskedPartner, MyReply, QuestionLine, QuestionPage, QuestionsPage
from tafel import ids, keys
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.refusals import NotFound
from tafel.sight import (
    amended,
    asks,
    at_table,
    casework,
    own,
    passages,
    profiles,
    question_words,
    questions_waiting,
    sharing,
    verdict_words,
    visible,
)
from tafel.sight.joins import row_of

UNKNOWN_HERE = "Niet bekend bij ons."
_FITS = 50


def page(reading: Reading) -> QuestionsPage:
    """What is asked of my partner and what it asks, in the cases of which I am a member; what waits comes first."""
    found = _lines(reading, reading.rows(_ALL))
    return QuestionsPage(
        to_us=tuple(_in_order([one for one in found if one.mine])),
        by_us=tuple(_in_order([one for one in found if one.ours])),
    )


def one(reading: Reading, question_id: UUID) -> QuestionPage:
    """One question, for its asker and whom it asks; for others there is no such question."""
    row = reading.row(_ONE, question=question_id)
    if row is None:
        raise NotFound
    (line,) = _lines(reading, [row])
    about = _about(reading, row) if line.text else ()
    return QuestionPage(
        line=line, about=about, item=row.meeting,
        may_say_unknown=bool(line.mine and line.stands and line.text and may_say_unknown(reading, row, about)),
        recall_id=row.question_id if line.ours and _had_by_some(reading, row.question_id) else None,
    )  # fmt: skip


def require_asked(reading: Reading, question_id: UUID) -> tuple[Question, QuestionPartner]:
    """A question to my partner with what it answered; an act holds that answer. Else there is no such question."""
    row = reading.entities(_ASKED_HELD if isinstance(reading, Writing) else _ASKED, question=question_id)
    if row is None:
        raise NotFound
    return row[0], row[1]


def seen_of(row: QuestionPartner) -> str:
    """What a form drawn from the answer that stands now sends along."""
    return MyReply.model_validate(row).seen


def require_own(reading: Reading, question_id: UUID) -> Question:
    """A question of my partner, for an act of it; else there is no such question."""
    row = reading.entities(_OWN, question=question_id)
    if row is None:
        raise NotFound
    found: Question = row[0]
    return found


def in_answer(reading: Reading, case_id: UUID, question_id: UUID, first: ShareChoice) -> ShareChoice:
    """What is chosen at first on the share page when one answers a question by sharing: its asker, and its circle."""
    question, _ = require_asked(reading, question_id)
    if question.case_id != case_id:
        raise NotFound
    circle = set(reading.values(_CIRCLE, item=question.item_id)) if question.item_id else set()
    receivers = sorted({question.partner_id, *circle} - {reading.seat.partner}, key=str)
    fits = question.purpose in sharing.purposes(reading, case_id)
    purpose = question.purpose if fits else first.purpose
    return first.model_copy(update={"receivers": receivers, "purpose": purpose, "question": question_id})


def may_say_unknown(reading: Reading, question: Any, about: Sequence[SubjectLink]) -> bool:
    """Whether the rules let my partner tell the asker that it holds nothing: as any word on that it holds something.

    A record that both hold it proves the opposite, and does not count.
    """
    case = visible.require_case(reading, question.case_id)
    if len(about) != 1 or question.purpose not in sharing.purposes(reading, case.id):
        return False
    desk = asks.desk(reading, case)
    _, facts = sharing.own_passages(reading, case.id, frozenset())
    choice = ShareChoice(
        purpose=question.purpose, ends_on=profiles.default_end(desk.today), declared=[Condition.DECL_MIN]
    )
    terms = sharing.terms(reading, choice)
    chosen = sharing.chosen_of(reading, desk, [_unknown(reading, about[0])], facts, terms)
    asker = next((one for one in verdict_words.verdicts_of(chosen) if one.partner.id == question.partner_id), None)
    proven = {one.condition for one in asker.met} if asker else set()
    return bool(asker and asker.outcome is Outcome.PERMITTED and Condition.HIT not in proven)


def how_known(reading: Reading) -> Reliability | None:
    """How somebody knows that nothing is held, where the law asks it: by having looked."""
    return Reliability.OWN_OBSERVATION if reading.seat.kind in own.ASKED_RELIABILITY else None


def asker_takes_part(reading: Reading, question: Question) -> bool:
    """Whether whoever asked still takes part in the case."""
    row = reading.row(_ONE, question=question.id)
    return bool(row and row.asker_there)


def about_whom(reading: Reading, question: Question) -> tuple[SubjectLink, ...]:
    """The letters a question is about, as far as it can be read."""
    row = reading.row(_ONE, question=question.id)
    return _about(reading, row) if row else ()


def _lines(reading: Reading, rows: Sequence[Row[Any]]) -> list[QuestionLine]:
    keys.read_ahead(reading, {row.case_id for row in rows})
    names, words = casework.partner_names(reading), question_words.of_items(reading, rows)
    asked: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for one in reading.rows(_PARTNERS, questions=[row.id for row in rows]) if rows else ():
        asked[one.question_id].append(one)
    return [
        QuestionLine(
            id=row.id, case_id=row.case_id, word=row.code_word, asker=names[row.partner_id],
            ours=row.partner_id == reading.seat.partner, text=words.get(row.id), purpose=row.purpose,
            due_on=row.due_on, by=row.later_on or row.due_on, asked_at=row.asked_at,
            withdrawn=row.withdrawn_at is not None, closed=row.state is CaseState.CLOSED or not row.asker_there,
            partners=tuple(
                AskedPartner(
                    partner=names[each.partner_id],
                    readiness=questions_waiting.readiness(each.answer, row.due_on, row.withdrawn_at or reading.now),
                )
                for each in asked[row.id]
            ), mine=MyReply.model_validate(row) if row.answer else None,
        )
        for row in rows
    ]  # fmt: skip


def _had_by_some(reading: Reading, statement_id: UUID) -> bool:
    return any(one.in_force and one.shown_at for one in amended.has_it(reading, statement_id))


def _in_order(lines: Sequence[QuestionLine]) -> list[QuestionLine]:
    """What waits by its day, then the newest of the others."""
    waits = sorted((one for one in lines if one.waits), key=lambda one: (one.by, one.asked_at, str(one.id)))
    others = sorted((one for one in lines if not one.waits), key=lambda one: (one.asked_at, str(one.id)), reverse=True)
    return [*waits, *others[:_FITS]]


def _about(reading: Reading, row: Row[Any]) -> tuple[SubjectLink, ...]:
    version = reading.row(_READ_VERSION, statement=row.question_id)
    return passages.links(reading, [version.id])[version.id] if version else ()


def _unknown(reading: Reading, about: SubjectLink) -> Passage:
    assert reading.seat.partner is not None
    return Passage(
        statement_id=ids.new(), version_id=ids.new(), partner_id=reading.seat.partner, text=UNKNOWN_HERE,
        category=DataCategory.D18, kind=StatementKind.FACT, reliability=how_known(reading),
        observed_on=None, by_month=False, names_person=False, exact_place=False,
        about=(about.model_copy(update={"role": SubjectRole.OTHER}),),
        writer=None, own_words=True, written_at=reading.now, edit=1, number=1, is_draft=True, share_id=None,
        shared_at=None, ends_at=None, shared_with=0, doubted=False,
    )  # fmt: skip


_known_item = at_table.own_items(asker(kind=None))  # whoever left its circle learns nothing more of an item
_asked_here = and_(
    col(QuestionPartner.region_id) == col(Question.region_id), col(QuestionPartner.question_id) == col(Question.id),
    col(QuestionPartner.partner_id) == ASKER.partner,
)  # fmt: skip
_ALL: Any = (
    select(
        col(Question.id), col(Question.case_id), col(Question.statement_id).label("question_id"),
        col(Question.partner_id), col(Question.purpose), col(Question.due_on), col(Question.asked_at),
        col(Question.withdrawn_at), col(Case.code_word), col(Case.state), col(QuestionPartner.answer),
        col(QuestionPartner.later_on), col(QuestionPartner.answered_at), col(Meeting.name).label("meeting"),
        questions_waiting.takes_part(Question.partner_id).label("asker_there"),
    )
    .select_from(Question)
    .join(Case, row_of(Case, Question.case_id, Question.region_id))
    .outerjoin(QuestionPartner, _asked_here)
    .outerjoin(AgendaItem, row_of(AgendaItem, Question.item_id, Question.region_id))
    .outerjoin(Meeting, and_(*at_table.of_meeting(), or_(col(Question.partner_id) == ASKER.partner, _known_item)))
    .where(visible.questions(ASKER))
    .order_by(col(Question.asked_at).desc(), col(Question.id))
)  # fmt: skip
_ONE = _ALL.where(col(Question.id) == given("question"))
_PARTNERS: Any = (
    select(col(QuestionPartner.question_id), col(QuestionPartner.partner_id), col(QuestionPartner.answer))
    .join(Question, row_of(Question, QuestionPartner.question_id, QuestionPartner.region_id))
    .join(Partner, row_of(Partner, QuestionPartner.partner_id, QuestionPartner.region_id))
    .where(col(QuestionPartner.region_id) == ASKER.region, one_of(col(QuestionPartner.question_id), "questions"))
    .where(questions_waiting.takes_part(QuestionPartner.partner_id))
    .order_by(col(Partner.position))
)
_ASKED = (
    select(Question, QuestionPartner)
    .join(QuestionPartner, _asked_here)
    .where(visible.questions(ASKER), col(Question.id) == given("question"))
)
_ASKED_HELD = _ASKED.with_for_update(of=QuestionPartner)
_OWN = (
    select(Question)
    .where(visible.questions(ASKER), col(Question.id) == given("question"))
    .where(col(Question.partner_id) == ASKER.partner)
    .with_for_update()
)
_CIRCLE = (
    select(col(ItemPartner.partner_id))
    .join(AgendaItem, row_of(AgendaItem, ItemPartner.item_id, ItemPartner.region_id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(ItemPartner.region_id) == ASKER.region, col(ItemPartner.item_id) == given("item"))
    .where(col(ItemPartner.until).is_(None), _known_item)
)
_READ_VERSION = (
    select(col(Version.id))
    .join(Statement, and_(*passages.of_statement()))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"))
    .where(visible.versions(ASKER, NOW))
    .order_by(col(Version.number).desc())
    .limit(1)
)
