"""What identifies in a signal, on screen: write it down, change it, take it back; and who else holds the same."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.identifiers import AnswerHit, SayIdentifier
from models.identifier_terms import IdentifierKind
from tafel import hits, identifiers, statements
from tafel.db import Reading, Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import identifiers as seen
from web.answer import act, look, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()
DONE = {
    "uitgezet": say("Bewaard en uitgezet."),
    "bewaard": say("Bewaard. Dit gegeven wordt niet vergeleken."),
    "weg": say("Weggehaald. Het wordt niet meer vergeleken."),
}


@router.get("/signalen/{case_id}/gegevens")
def identifiers_page(
    request: Request, seat: AtPartnerSeat, case_id: UUID, wijzig: UUID | None = None, gedaan: str = ""
) -> Response:
    """What identifies in a signal of mine, and a form for more, or for another value of one."""
    start = look(seat, lambda reading: _start(reading, case_id, wijzig)) if wijzig else blank()
    return _page(request, seat, case_id, filled=start, done=DONE.get(gedaan))


@router.post("/signalen/{case_id}/gegevens")
def put(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[SayIdentifier], Depends(filled(SayIdentifier))],
) -> Response:
    """Write it down; it is put out to be compared."""

    def kept(work: Writing, form: SayIdentifier) -> str:
        identifiers.put(work, case_id, form)
        done = "uitgezet" if identifiers.is_compared(seat.kind, form.kind) else "bewaard"
        return f"/signalen/{case_id}/gegevens?gedaan={done}"

    return act(request, seat, sent, kept, partial(_page, request, seat, case_id))


@router.post("/signalen/{case_id}/gegevens/{statement_id}/weg")
def take_back(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    statement_id: UUID,
    sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))],
) -> Response:
    """Take it back."""

    def gone(work: Writing, _: JustOnce) -> str:
        seen.require_own(work, case_id, statement_id)
        statements.remove(work, statement_id)
        return f"/signalen/{case_id}/gegevens?gedaan=weg"

    return press(request, seat, sent, gone)


@router.get("/treffers/{hit_id}")
def hit(request: Request, seat: AtPartnerSeat, hit_id: UUID) -> Response:
    """That another holds the same."""
    return page(request, seat, "identifiers/hit.html", lambda reading: seen.hit(reading, hit_id))


@router.post("/treffers/{hit_id}")
def answer(
    request: Request, seat: AtPartnerSeat, hit_id: UUID, sent: Annotated[Filled[AnswerHit], Depends(filled(AnswerHit))]
) -> Response:
    """Make us known, or not now."""

    def chosen(work: Writing, form: AnswerHit) -> str:
        hits.answer(work, hit_id, form)
        return f"/treffers/{hit_id}"

    return press(request, seat, sent, chosen)


def _start(reading: Reading, case_id: UUID, statement_id: UUID) -> Filled[Any]:
    """The form with what stands."""
    kind = seen.require_own(reading, case_id, statement_id).kind
    one = next(line for line in seen.lines(reading, case_id) if line.statement_id == statement_id)
    return blank(kind=kind.value, value=one.value, born=one.born or "", statement_id=statement_id)


def _page(request: Request, seat: Seat, case_id: UUID, *, done: Any = None, **how: Any) -> Response:
    how.pop("theirs", None)
    see = partial(seen.page, case_id=case_id, most=identifiers.MOST_A_DAY, bound=identifiers.is_bound(seat))
    return page(request, seat, "identifiers/page.html", see, done=done, kinds=tuple(IdentifierKind), **how)
