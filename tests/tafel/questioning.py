"""Short ways to let somebody of the cast ask a question, and answer one."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from models.forms.questions import AnswerQuestion, AskQuestion
from models.tables.casework import Subject
from models.views.questions import QuestionPage
from tafel import asking, clock, db
from tafel.sight import asked
from tests.cast import Cast
from tests.tafel.acting import act

WORDS = "Wie kent betrokkene A?"


def letter(cast: Cast) -> UUID:
    """Betrokkene A in Zwaluw."""
    with db.reading(cast.seats["inge.bakels"]) as reading:
        return reading.session.scalars(select(Subject.id).where(Subject.case_id == cast.cases["Zwaluw"])).one()


def form(cast: Cast, *receivers: str, **more: Any) -> AskQuestion:
    """The police asks about A, for investigation, within a week."""
    known = {
        "once": uuid4(), "text": WORDS, "category": "D2", "reliability": "heard", "about": [str(letter(cast))],
        "purpose": "P4", "due_on": clock.today() + timedelta(days=7),
        "receivers": [cast.partners[key] for key in receivers],
    }  # fmt: skip
    return AskQuestion.model_validate(known | more)


def ask(cast: Cast, *receivers: str, login: str = "inge.bakels", **more: Any) -> UUID:
    """Somebody asks."""
    wanted = form(cast, *receivers, **more)
    return act(cast, login, lambda work: asking.ask(work, cast.cases["Zwaluw"], wanted))


def anonymous(cast: Cast, *receivers: str, **more: Any) -> UUID:
    """A question that is about nobody: anyone in the case may read it."""
    return ask(cast, *receivers, **{"category": "D0", "about": [], "text": "Wat weet u over loodsen?", **more})


def answer(cast: Cast, login: str, question: UUID, said: str, **more: Any) -> None:
    """Somebody answers, from the page as it stands."""
    seen = one(cast, login, question).line.mine
    known = {"once": uuid4(), "answer": said, "seen": seen.seen if seen else ""}
    reply = AnswerQuestion.model_validate(known | more)
    act(cast, login, lambda work: asking.answer(work, question, reply))


def one(cast: Cast, login: str, question: UUID) -> QuestionPage:
    """A question as somebody has it."""
    with db.reading(cast.seats[login]) as reading:
        return asked.one(reading, question)


def seen(cast: Cast, login: str, question: UUID) -> dict[str, str]:
    """How far each partner is, as somebody sees it."""
    keys = {partner: key for key, partner in cast.partners.items()}
    return {keys[each.partner.id]: each.readiness.value for each in one(cast, login, question).line.partners}
