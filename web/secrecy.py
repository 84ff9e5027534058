"""The statement of secrecy on screen: read it, sign it; the secretariat sets its text."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.secrecy import SetSecrecyText, SignSecrecy
from models.views.secrecy import SecrecyTextView
from tafel import secrecy
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import secrecy as seen
from web import doors
from web.answer import act, page
from web.doors import AtOwnPartnerSeat, AtPartnerSeat
from web.filled import Filled, blank, filled
from web.language import spoken
from web.routing import Router

router = Router(prefix=doors.SIGN)
DONE = {
    "getekend": say("U hebt getekend. Dank u."),
    "tekst": say("Bewaard. Iedereen tekent deze tekst binnen een maand."),
}


@router.get("")
def secrecy_page(request: Request, seat: AtPartnerSeat, gedaan: str = "") -> Response:
    """What I sign, and until when it counts."""
    return _page(request, seat, done=DONE.get(gedaan))


@router.post("")
def sign(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[SignSecrecy], Depends(filled(SignSecrecy))]
) -> Response:
    """Sign it."""

    def signed(work: Writing, form: SignSecrecy) -> str:
        meeting = secrecy.sign(work, form)
        return f"/overleggen/{meeting}/inbreng" if meeting else f"{doors.SIGN}?gedaan=getekend"

    return act(request, seat, sent, signed, lambda **how: _page(request, seat, **how))


@router.post("/tekst")
def set_text(
    request: Request,
    seat: AtOwnPartnerSeat,
    sent: Annotated[Filled[SetSecrecyText], Depends(filled(SetSecrecyText))],
) -> Response:
    """Set another text."""

    def kept(work: Writing, form: SetSecrecyText) -> str:
        secrecy.set_text(work, form)
        return f"{doors.SIGN}?gedaan=tekst"

    return act(request, seat, sent, kept, lambda **how: _page(request, seat, **how))


def _page(request: Request, seat: Seat, **how: Any) -> Response:
    how.pop("theirs", None)
    given: dict[str, Any] = {"done": None, "start": lambda view: _as_it_stands(view.text, seat.language)}
    return page(request, seat, "people/secrecy.html", seen.page, **given | how)


def _as_it_stands(text: SecrecyTextView, language: str) -> Filled[Any]:
    return blank(text=spoken(text.text, language), spoken=spoken(text.spoken, language))
