"""Questions to partners on screen: ask, who may read it, the lists, and one question with its answers."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.questions import AnswerQuestion, AskChoice, AskQuestion, CheckQuestion
from models.terms import Reliability
from models.views.questions import AskPage
from tafel import asking
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import ask_page, asked
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled, parse
from web.routing import Router

router = Router()
Asks = Annotated[Filled[AskQuestion], Depends(filled(AskQuestion))]
Checks = Annotated[Filled[CheckQuestion], Depends(filled(CheckQuestion))]
Replies = Annotated[Filled[AnswerQuestion], Depends(filled(AnswerQuestion))]
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
DONE = {
    "gevraagd": say("Gevraagd. Hieronder ziet u wie al iets deelde."),
    "beantwoord": say("Uw antwoord is vastgelegd."),
    "ingetrokken": say("Ingetrokken. Niemand leest de vraag nog, en niemand hoeft te antwoorden."),
}


@router.get("/uitvragen")
def questions(request: Request, seat: AtPartnerSeat) -> Response:
    """What others ask of my partner, and what it asks of others."""
    return page(request, seat, "questions/page.html", asked.page)


@router.get("/uitvragen/{question_id}")
def question(request: Request, seat: AtPartnerSeat, question_id: UUID, gedaan: str = "") -> Response:
    """One question."""
    return _one(request, seat, question_id, done=DONE.get(gedaan))


@router.post("/uitvragen/{question_id}/antwoord")
def answer(request: Request, seat: AtPartnerSeat, question_id: UUID, sent: Replies) -> Response:
    """No contribution, later, or not known here; sharing has its own page."""
    return act(
        request, seat, sent,
        lambda work, form: _answer(work, question_id, form),
        lambda **how: _one(request, seat, question_id, **how),
    )  # fmt: skip


@router.post("/uitvragen/{question_id}/intrekken")
def withdraw(request: Request, seat: AtPartnerSeat, question_id: UUID, sent: Presses) -> Response:
    """Take it back."""
    return act(
        request, seat, sent,
        lambda work, _form: _withdraw(work, question_id),
        lambda **how: _one(request, seat, question_id, **how),
    )  # fmt: skip


@router.get("/casussen/{case_id}/uitvraag")
def new_question(request: Request, seat: AtPartnerSeat, case_id: UUID, punt: UUID | None = None) -> Response:
    """A new question, be it for an item of an agenda; nobody is asked yet."""
    return _new(request, seat, case_id, blank(item_id=punt) if punt else blank(), choice=AskChoice(item_id=punt))


@router.post("/casussen/{case_id}/uitvraag/controle")
def check(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Checks) -> Response:
    """Who may read the question as it stands. Nobody is asked."""
    part = "questions/_form.html" if "hx-request" in request.headers else "questions/new.html"
    return _new(request, seat, case_id, sent, template=part)


@router.post("/casussen/{case_id}/uitvraag")
def ask(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Asks) -> Response:
    """Ask those that may read it."""
    return act(
        request, seat, sent,
        lambda work, form: f"/uitvragen/{asking.ask(work, case_id, form)}?gedaan=gevraagd",
        lambda filled, **how: _new(request, seat, case_id, filled, **how),
    )  # fmt: skip


def _new(
    request: Request, seat: Seat, case_id: UUID, filled: Filled[Any], *, status: int = 200,
    template: str = "questions/new.html", choice: AskChoice | None = None, **_: object,
) -> Response:  # fmt: skip
    wanted = choice or _choice(filled)
    more: dict[str, Any] = {"start": _start, "reliabilities": tuple(Reliability)}
    return page(
        request, seat, template, lambda reading: ask_page.ask_page(reading, case_id, wanted), filled=filled,
        status=status, **more,
    )  # fmt: skip


def _one(request: Request, seat: Seat, question_id: UUID, **how: Any) -> Response:
    see = lambda reading: asked.one(reading, question_id)  # noqa: E731 named, to keep the call on one line
    return page(request, seat, "questions/one.html", see, **{"done": None, "blank_form": blank(), **how})


def _choice(sent: Filled[Any]) -> AskChoice:
    """What was filled in, as far as it can be read."""
    if isinstance(sent.form, AskChoice):
        return sent.form
    readable = {name: values for name, values in sent.typed.items() if name in AskChoice.model_fields}
    for name in {str(error) for error in parse(AskChoice, readable).errors}:
        readable.pop(name, None)
    return parse(AskChoice, readable).form or AskChoice()


def _start(view: AskPage) -> Filled[Any]:
    """The form as it is first shown."""
    return blank(
        text="", category=view.category, names_person="no", exact_place="no", purpose=view.purpose,
        due_on=view.due_on, item_id=view.item_id or "",
    )  # fmt: skip


def _answer(work: Writing, question_id: UUID, form: AnswerQuestion) -> str:
    asking.answer(work, question_id, form)
    return f"/uitvragen/{question_id}?gedaan=beantwoord"


def _withdraw(work: Writing, question_id: UUID) -> str:
    asking.withdraw(work, question_id)
    return f"/uitvragen/{question_id}?gedaan=ingetrokken"
