"""Questions to partners for machines: ask, who may read one, the lists, answer, withdraw."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api import question_examples as examples
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.casework import JustOnce
from models.forms.questions import AnswerQuestion, AskChoice, AskQuestion
from models.views.questions import AskPage, QuestionPage, QuestionsPage
from tafel import asking
from tafel.db import Writing
from tafel.sight import ask_page, asked

router = APIRouter(tags=["questions"])


@router.get("/questions", responses=shows(examples.QUESTIONS))
def listed(seat: AtPartnerSeat) -> QuestionsPage:
    """What others ask of this seat's partner and what it asks, in the cases of which the seat is a member."""
    return read(seat, asked.page)


@router.get("/questions/{question_id}", responses=shows(examples.QUESTION))
def question(seat: AtPartnerSeat, question_id: UUID) -> QuestionPage:
    """One question with how far each partner is; of an answer others see open, shared or no contribution."""
    return read(seat, lambda reading: asked.one(reading, question_id))


@router.post("/cases/{case_id}/question-verdicts", responses=acts(examples.VERDICTS))
def verdicts(seat: AtPartnerSeat, case_id: UUID, choice: Annotated[AskChoice, body(examples.CHOICE)]) -> AskPage:
    """What the rules say, per partner, of letting it read this question. Asks nobody."""
    return read(seat, lambda reading: ask_page.ask_page(reading, case_id, choice))


@router.post("/cases/{case_id}/questions", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201))
def ask(seat: AtPartnerSeat, case_id: UUID, form: Annotated[AskQuestion, body(examples.ASK)]) -> Made:
    """Ask those of the chosen partners that may read it."""
    return Made(id=UUID(do(seat, f"questions {case_id}", form, lambda work, sent: asking.ask(work, case_id, sent))))


@router.post("/questions/{question_id}/replies", responses=acts(examples.MADE))
def reply(seat: AtPartnerSeat, question_id: UUID, form: Annotated[AnswerQuestion, body(examples.REPLY)]) -> Made:
    """No contribution, later, or not known here where the rules let it; to share, give `question` with a share."""

    def answers(work: Writing, sent: AnswerQuestion) -> UUID:
        asking.answer(work, question_id, sent)
        return question_id

    return Made(id=UUID(do(seat, f"replies {question_id}", form, answers)))


@router.post("/questions/{question_id}/withdrawals", responses=acts(examples.MADE))
def withdraw(seat: AtPartnerSeat, question_id: UUID, form: Annotated[JustOnce, body(examples.WITHDRAW)]) -> Made:
    """Take a question back: whom it asked no longer reads it."""

    def takes_back(work: Writing, _sent: JustOnce) -> UUID:
        asking.withdraw(work, question_id)
        return question_id

    return Made(id=UUID(do(seat, f"question-withdrawals {question_id}", form, takes_back)))
