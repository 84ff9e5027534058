"""Sharing on screen: what, with whom, what the rules say; and the account of what was given."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.sharing import AnswerDoubt, CheckShares, GiveShares, Period, ShareChoice, WithdrawShares
from models.views.sharing import SharePage
from tafel import answers, clock, doubts
from tafel import sharing as acts
from tafel.db import Reading, Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import amended, asked, my_shares, share_page
from web.answer import act, page, plain, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled, parse, readable
from web.routing import Router

router = Router()
Checked = Annotated[Filled[CheckShares], Depends(filled(CheckShares))]
Given = Annotated[Filled[GiveShares], Depends(filled(GiveShares))]
Withdrawn = Annotated[Filled[WithdrawShares], Depends(filled(WithdrawShares))]
Answered = Annotated[Filled[AnswerDoubt], Depends(filled(AnswerDoubt))]
LOOKED_BACK = timedelta(days=91)
DONE = {
    "ingetrokken": say("Ingetrokken. De ontvanger ziet het niet meer; dat het gedeeld was, blijft staan."),
    "beantwoord": say("Uw antwoord is vastgelegd."),
    "verbeterd": say("Verbeterd. Wie dit te zien kreeg, heeft bericht. Deel nu de nieuwe woorden met hen."),
    "al-gedeeld": say("Zij hadden dit al. Er is niets veranderd."),
}


@router.get("/casussen/{case_id}/delen")
def share(
    request: Request, seat: AtPartnerSeat, case_id: UUID, gedaan: str = "", vraag: UUID | None = None,
    passage: UUID | None = None, *, met_naam: bool = False,
) -> Response:  # fmt: skip
    """Choose what and with whom, be it in answer to a question of another partner; nothing leaves yet.

    `passage`: one that was corrected, for who has the old words. `met_naam`: as if a consultation went on with names.
    """

    def see(reading: Reading) -> SharePage:
        first = (lambda _, choice: asked.in_answer(reading, case_id, vraag, choice)) if vraag else None
        again = amended.to_share_again(reading, case_id, passage) if passage else None
        return share_page.share_page(reading, case_id, again, first, named=met_naam)

    return page(request, seat, "share/page.html", see, done=DONE.get(gedaan))


@router.post("/casussen/{case_id}/delen/controle")
def check(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Checked) -> Response:
    """What the rules say of the choice as it stands. Nothing is shared."""
    part = "share/_form.html" if "hx-request" in request.headers else "share/page.html"
    return _share(request, seat, case_id, sent, template=part)


@router.post("/casussen/{case_id}/delen")
def give(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Given) -> Response:
    """Share with whoever may."""
    return act(
        request, seat, sent,
        lambda work, form: _give(work, case_id, form),
        lambda **how: _share(request, seat, case_id, **how),
    )  # fmt: skip


@router.get("/casussen/{case_id}/delen/gedeeld")
def given(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """With whom I just shared, and until when."""
    return page(request, seat, "share/given.html", lambda reading: share_page.given_now(reading, case_id))


@router.get("/verstrekkingen")
def account(request: Request, seat: AtPartnerSeat) -> Response:
    """What my partner gave over a period."""
    typed = {name: request.query_params.getlist(name) for name in request.query_params}
    return my_page(request, seat, parse(Period, typed))


@router.post("/verstrekkingen/intrekken")
def withdraw(request: Request, seat: AtPartnerSeat, sent: Withdrawn) -> Response:
    """Receivers no longer see it; both sides keep the record."""
    return act(request, seat, sent, _withdraw, lambda **how: _not_withdrawn(request, seat, **how))


@router.post("/verstrekkingen/twijfel/{doubt_id}")
def answer(request: Request, seat: AtPartnerSeat, doubt_id: UUID, sent: Answered) -> Response:
    """Keep the category, or choose another."""
    return press(request, seat, sent, lambda work, form: _answer(work, doubt_id, form))


def my_page(request: Request, seat: Seat, filled: Filled[Any], *, status: int = 0) -> Response:
    """The account; with what was typed, and what was wrong with it."""
    period = filled.form if isinstance(filled.form, Period) else Period()
    last = period.last or clock.today()
    first = period.first or last - LOOKED_BACK
    if first > last:
        filled, first = filled.wrong({"tot": say("De einddatum ligt vóór de begindatum.")}), last
    kept: Filled[Any] = Filled(None, {**blank(van=first, tot=last).typed, **filled.typed}, filled.errors)
    return page(
        request, seat, "shares/page.html", lambda reading: my_shares.my_shares(reading, first, last, period.after),
        filled=kept, status=status or (422 if kept.errors else 200), done=DONE.get(period.done or ""),
    )  # fmt: skip


def _share(
    request: Request, seat: Seat, case_id: UUID, filled: Filled[Any], *, status: int = 200,
    template: str = "share/page.html", **_: object,
) -> Response:  # fmt: skip
    choice = readable(ShareChoice, filled)
    return page(
        request, seat, template, lambda reading: share_page.share_page(reading, case_id, choice),
        filled=filled, status=status, done=None,
    )  # fmt: skip


def _give(work: Writing, case_id: UUID, form: GiveShares) -> str:
    here = f"/casussen/{case_id}/delen"
    return f"{here}/gedeeld" if answers.give(work, case_id, form) else f"{here}?gedaan=al-gedeeld"


def _withdraw(work: Writing, form: WithdrawShares) -> str:
    acts.withdraw(work, form)
    return f"/casussen/{form.from_case}?gedaan=ingetrokken" if form.from_case else "/verstrekkingen?gedaan=ingetrokken"


def _not_withdrawn(request: Request, seat: Seat, *, filled: Filled[Any], status: int, **_: object) -> Response:
    """What was shown is recalled, each with its reason; anything else that is wrong is told on a plain page."""
    sent = filled.form
    if status != HTTPStatus.FORBIDDEN or not isinstance(sent, WithdrawShares):
        return plain(request, seat, status, next(iter(filled.errors.values())))
    see = lambda reading: my_shares.to_recall(reading, sent.shares)  # noqa: E731 named, to keep the call on one line
    return page(request, seat, "shares/shown.html", see, filled=filled, status=status)


def _answer(work: Writing, doubt_id: UUID, form: AnswerDoubt) -> str:
    doubts.answer(work, doubt_id, form)
    return "/verstrekkingen?gedaan=beantwoord"
