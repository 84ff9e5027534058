"""Questions to partners (uitvraag): ask those that may read it, answer, withdraw.

The words are a passage of the asker and go under the rules like any other. What a partner answers is its own.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import WritePassage
from models.forms.questions import AnswerQuestion, AskQuestion
from models.forms.sharing import GiveShares
from models.mail_terms import Notice
from models.question_terms import Reply, Saying
from models.tables.questions import Question, QuestionPartner
from models.terms import IDENTITY_CARD, Condition, DataCategory, SubjectRole
from tafel import clock, ids, notices, share_lines, sharing, statements
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, Said, say
from tafel.sight import ask_page, asked, own, profiles, visible
from tafel.sight import sharing as seen

NOBODY = say("De regels laten geen van de gekozen partners deze vraag lezen. Er is niets gevraagd.")
WITHDRAWN = say("Deze vraag is ingetrokken. U hoeft niets meer te doen.")


def ask(work: Writing, case_id: UUID, form: AskQuestion) -> UUID:
    """Ask those of the chosen partners that may read the question; returns it.

    Raises Refused when none of them may, Invalid when a date, purpose, item or partner cannot be.
    """
    visible.require_open_case(work, case_id)
    _check(work, case_id, form)
    statement = statements.write(work, case_id, _words(form))
    receivers = _share(work, case_id, form, statement)
    _send_along(work, case_id, form, receivers)
    assert work.seat.partner is not None
    question = Question(
        region_id=work.seat.region, id=ids.new(), case_id=case_id, item_id=form.item_id, statement_id=statement,
        partner_id=work.seat.partner, asked_by=work.seat.person, purpose=form.purpose, due_on=form.due_on,
        asked_at=work.now,
    )  # fmt: skip
    work.session.add(question)
    work.session.flush()
    for receiver in receivers:
        work.session.add(QuestionPartner(region_id=question.region_id, question_id=question.id, partner_id=receiver))
        for member in notices.members(work, case_id, receiver):
            notices.tell(work, member, Notice.ASKED, "/uitvragen")
    work.record(
        Act.QUESTION_ASKED, case=case_id, giver=work.seat.partner, question=question.id, statement=statement,
        item=form.item_id, purpose=form.purpose, due_on=form.due_on, receivers=receivers,
    )  # fmt: skip
    return question.id


def answer(work: Writing, question_id: UUID, form: AnswerQuestion) -> None:
    """What my partner answers; until the day by which it was asked it can be changed.

    Raises Conflict when a colleague answered since the page was drawn, Refused when it was withdrawn or is settled.
    """
    question, row = asked.require_asked(work, question_id)
    _may_answer(work, question, row, form)
    if form.answer is Saying.UNKNOWN:
        _say_unknown(work, question)
        _write(work, question, row, Reply.SHARED)
    elif form.answer is Saying.LATER:
        if (
            form.later_on is None
            or not clock.day_of(work.now) < form.later_on <= clock.day_of(work.now) + ask_page.LONGEST
        ):
            raise Invalid(later_on=say("Kies een dag na vandaag, ten hoogste drie maanden verder."))
        _write(work, question, row, Reply.LATER)
        row.later_on = form.later_on
    else:
        _write(work, question, row, Reply.NONE)


def shared(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """Words were shared in answer to a question: where its asker has any of them, my partner answered by that."""
    if form.question is None:
        return
    question, row = asked.require_asked(work, form.question)
    given = seen.standing(work, case_id)
    reached = any((version, question.partner_id) in given for version in form.versions)
    if question.case_id == case_id and question.withdrawn_at is None and row.answer is not Reply.SHARED and reached:
        _write(work, question, row, Reply.SHARED)


def withdraw(work: Writing, question_id: UUID) -> None:
    """Take a question back: whom it asked no longer reads it, and need not answer.

    Raises Refused when any of them was shown it: its words are recalled, with a reason.
    """
    question = asked.require_own(work, question_id)
    if question.withdrawn_at is not None:
        raise Refused(say("Deze vraag is al ingetrokken."))
    sharing.withdraw_statement(work, question.statement_id)
    _take_back(work, question)


def recalled(work: Writing, statement_id: UUID) -> None:
    """The words of a question were taken back: once nobody reads them any more, nobody is asked either."""
    question = work.session.scalar(
        select(Question)
        .where(col(Question.region_id) == work.seat.region, col(Question.statement_id) == statement_id)
        .where(col(Question.withdrawn_at).is_(None))
        .with_for_update()
    )
    if question is not None and not own.is_shared(work, statement_id):
        _take_back(work, question)


def _take_back(work: Writing, question: Question) -> None:
    question.withdrawn_at, question.withdrawn_by = work.now, work.seat.person
    work.session.flush()
    work.record(Act.QUESTION_WITHDRAWN, case=question.case_id, giver=question.partner_id, question=question.id)


def _check(work: Writing, case_id: UUID, form: AskQuestion) -> None:
    today = clock.day_of(work.now)
    wrong: dict[str, Said] = {}
    if form.due_on < today:
        wrong["due_on"] = say("Deze datum is al voorbij. Kies een datum vanaf vandaag.")
    elif form.due_on > today + ask_page.LONGEST:
        wrong["due_on"] = say("Kies een datum binnen drie maanden.")
    if form.purpose not in seen.purposes(work, case_id):
        wrong["purpose"] = say("Dit doel hoort niet bij deze casus.")
    if not form.receivers:
        wrong["receivers"] = say("Kies ten minste één partner.")
    if work.seat.partner in form.receivers:
        wrong["receivers"] = say("U kunt uw eigen partner niets vragen. Kies een andere.")
    if form.item_id and (mistake := _item_mistake(work, case_id, form)):
        wrong |= mistake
    if wrong:
        raise Invalid(**wrong)


def _item_mistake(work: Writing, case_id: UUID, form: AskQuestion) -> dict[str, Said]:
    item = next((one for one in ask_page.items(work, case_id) if one.id == form.item_id), None)
    if item is None:
        return {"item_id": say("Voor dit punt kunt u niets (meer) vragen. Kies een ander, of geen.")}
    if not set(form.receivers) <= item.circle:
        return {"receivers": say("Voor een agendapunt vraagt u alleen wie eraan deelneemt.")}
    return {}


def _words(form: AskQuestion) -> WritePassage:
    return WritePassage(
        once=form.once, text=form.text, category=form.category, kind=form.kind, reliability=form.reliability,
        names_person=form.names_person, exact_place=form.exact_place, about=form.about,
    )  # fmt: skip


def _share(work: Writing, case_id: UUID, form: AskQuestion, statement: UUID) -> list[UUID]:
    """Let those of the chosen partners that may read the words; each other's refusal is on record."""
    words = own.one_passage(work, case_id, statement)
    assert words is not None
    give = _given(form, [words.version_id], form.receivers)
    chosen = seen.chosen(work, visible.require_open_case(work, case_id), give)
    judged = [one for one in chosen.judged() if one.receiver.id in chosen.wanted]
    share_lines.refusals(work, chosen, [(one.receiver, one.verdicts) for one in judged if not one.permitted])
    if not sharing.give_where_permitted(work, case_id, give):
        raise Refused(NOBODY)
    stands = seen.standing(work, case_id)
    return sorted({one for one in form.receivers if (words.version_id, one) in stands}, key=str)


def _send_along(work: Writing, case_id: UUID, form: AskQuestion, receivers: Collection[UUID]) -> None:
    """Who somebody is goes along to those that may know it."""
    if not form.versions:
        return
    ours, _ = seen.own_passages(work, case_id, frozenset(form.versions))
    if not set(form.versions) <= {one.version_id for one in ours if one.field in IDENTITY_CARD}:
        raise NotFound
    sharing.give_where_permitted(work, case_id, _given(form, form.versions, receivers))


def _given(form: AskQuestion, versions: Collection[UUID], receivers: Collection[UUID]) -> GiveShares:
    return GiveShares(
        once=ids.new(), versions=list(versions), receivers=list(receivers), purpose=form.purpose,
        ends_on=ask_page.ends_on(form.due_on), declared=[*form.declared, Condition.DECL_MIN],
        necessary=form.necessary, proportionate=form.proportionate, no_lighter_way=form.no_lighter_way,
        nameless=form.nameless,
    )  # fmt: skip


def _may_answer(work: Writing, question: Question, row: QuestionPartner, form: AnswerQuestion) -> None:
    visible.require_open_case(work, question.case_id)
    if question.withdrawn_at is not None:
        raise Refused(WITHDRAWN)
    if not asked.asker_takes_part(work, question):
        raise Refused(say("Wie dit vroeg, neemt niet meer deel aan de casus. U hoeft niets meer te doen."))
    if form.seen != asked.seen_of(row):
        raise Conflict(say("Uw partner antwoordde intussen al. Kijk wat er staat, en antwoord dan opnieuw."))
    if row.answer is Reply.SHARED:
        raise Refused(say("Uw partner deelde hierop al iets. Dat antwoord blijft staan."))
    if row.answer is Reply.NONE and clock.end_of(question.due_on) < work.now:
        raise Refused(say("De datum is voorbij. Uw antwoord staat vast; delen kan nog wel."))


def _say_unknown(work: Writing, question: Question) -> None:
    """Say that nothing is held: words like any other, and only where the rules let the asker have them."""
    about = asked.about_whom(work, question)
    if not asked.may_say_unknown(work, question, about):
        raise Refused(say("De regels staan niet toe dat u dit zegt. Kies een ander antwoord."))
    links = [{"subject_id": one.subject_id, "role": SubjectRole.OTHER} for one in about]
    words = WritePassage.model_validate({
        "once": ids.new(), "text": asked.UNKNOWN_HERE, "category": DataCategory.D18, "about": links,
        "reliability": asked.how_known(work),
    })  # fmt: skip
    statement = own.one_passage(work, question.case_id, statements.write(work, question.case_id, words))
    assert statement is not None
    give = GiveShares(
        once=ids.new(), versions=[statement.version_id], receivers=[question.partner_id], purpose=question.purpose,
        ends_on=profiles.default_end(clock.day_of(work.now)), declared=[Condition.DECL_MIN],
    )  # fmt: skip
    if not sharing.give_where_permitted(work, question.case_id, give):
        raise Refused(say("De regels staan niet toe dat u dit zegt. Kies een ander antwoord."))


def _write(work: Writing, question: Question, row: QuestionPartner, given: Reply) -> None:
    row.answer, row.answered_at, row.answered_by, row.later_on = given, work.now, work.seat.person, None
    work.session.flush()
    work.record(
        Act.QUESTION_ANSWERED, case=question.case_id, giver=work.seat.partner, question=question.id, answer=given
    )
