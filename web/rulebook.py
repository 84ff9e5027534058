"""The rules for sharing on screen: to read them, and to propose, advise on and adopt them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.rulebook import AskRules
from models.terms import DataCategory, PartnerKind
from tafel import rule_desk, rulebooks
from tafel.db import Writing
from tafel.sight import rule_page as seen
from web.answer import page, press
from web.doors import AtSeat
from web.filled import Filled, blank, filled, parse
from web.routing import Router

router = Router(prefix="/regels")
DESK = "/regels/vaststellen"
Pressed = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


def asked(request: Request) -> Filled[AskRules]:
    """What to read, from the address."""
    query = request.query_params
    return parse(AskRules, {name: query.getlist(name) for name in query})


@router.get("")
def rules(request: Request, seat: AtSeat, sought: Annotated[Filled[AskRules], Depends(asked)]) -> Response:
    """What may be shared with whom, only if what, and what may not."""
    wanted = sought.form or AskRules()
    shown = blank(giver=wanted.giver or seat.kind, receiver=wanted.receiver, category=wanted.category)
    return page(
        request, seat, "rules/page.html", lambda reading: seen.rules(reading, wanted),
        filled=shown if sought.form else sought, status=200 if sought.form else 422,
        givers=list(seen.GIVERS), kinds=list(PartnerKind), categories=list(DataCategory),
    )  # fmt: skip


@router.get("/vaststellen")
def desk(request: Request, seat: AtSeat) -> Response:
    """How rules come into force, and how far each rule book is."""
    return page(request, seat, "rules/desk.html", seen.desk)


@router.post("/voorstel")
def propose(request: Request, seat: AtSeat, sent: Pressed) -> Response:
    """Lay the rules that come with the product before the table."""
    return press(request, seat, sent, _propose)


@router.post("/{book_id}/advies")
def advise(request: Request, seat: AtSeat, sent: Pressed, book_id: UUID) -> Response:
    """The privacy officer advises."""
    return press(request, seat, sent, lambda work, _: _advise(work, book_id))


@router.post("/{book_id}/vaststellen")
def adopt(request: Request, seat: AtSeat, sent: Pressed, book_id: UUID) -> Response:
    """A mandated official adopts."""
    return press(request, seat, sent, lambda work, _: "/regels" if rule_desk.adopt(work, book_id) else DESK)


def _propose(work: Writing, _: JustOnce) -> str:
    rule_desk.propose(work, rulebooks.text())
    return DESK


def _advise(work: Writing, book_id: UUID) -> str:
    rule_desk.advise(work, book_id)
    return DESK
