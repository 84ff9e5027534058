"""What comes on an agenda, on screen: an item announced from a case or a free one, and a standing item."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.meetings import AddItem, ProposeItem
from models.meeting_terms import ItemKind, MinutingMode
from models.terms import Purpose
from models.views.agenda import AnnouncePage
from tafel import agenda
from tafel.seat import Seat
from tafel.sight import agenda as seen
from web.agenda import then
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}")

KINDS = (ItemKind.STANDING, ItemKind.ACTIONS, ItemKind.MINUTES)
PURPOSES = tuple(purpose for purpose in Purpose if purpose not in (Purpose.P7, Purpose.P8))
Proposes = Annotated[Filled[ProposeItem], Depends(filled(ProposeItem))]
Adds = Annotated[Filled[AddItem], Depends(filled(AddItem))]


@router.get("/aanmelden")
def announce(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """Announce an item."""
    return _announce(request, seat, meeting_id)


@router.post("/aanmelden")
def propose(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Proposes) -> Response:
    """It waits for the secretariat from now on."""
    return act(
        request, seat, sent,
        then(meeting_id, "aangemeld", lambda work, form: agenda.propose(work, meeting_id, form)),
        lambda **how: _announce(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/aanmelden/deelnemers")
def circle(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Proposes) -> Response:
    """The same page with the circle set to who takes part in the chosen case; nothing is announced."""
    return _announce(request, seat, meeting_id, filled=replace(sent, errors={}), from_case=True)


@router.get("/agenda/vast")
def standing(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """An item that belongs to no case."""
    return _standing(request, seat, meeting_id)


@router.post("/agenda/vast")
def add(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Adds) -> Response:
    """Put it on the agenda at once."""
    return act(
        request, seat, sent,
        then(meeting_id, "aangenomen", lambda work, form: agenda.add(work, meeting_id, form), "punten"),
        lambda **how: _standing(request, seat, meeting_id, **how),
    )  # fmt: skip


def _announce(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    given: dict[str, Any] = {
        "from_case": False, "modes": tuple(MinutingMode), "purposes": PURPOSES, "announcing": _announcing,
    }  # fmt: skip
    see = partial(seen.announce_page, meeting_id=meeting_id)
    return page(request, seat, "agenda/announce.html", see, **(given | how))


def _announcing(view: AnnouncePage, sent: Filled[Any], *, from_case: bool) -> Filled[Any]:
    """The form as it stands: what was typed, with the circle of the chosen case where that was asked."""
    if not sent.typed:
        return blank(minutes=10, mode=MinutingMode.AGREED)
    chosen = next((one for one in view.cases if str(one.id) == sent.value("case_id")), None)
    if not (from_case and chosen):
        return sent
    return replace(sent, typed={**sent.typed, "circle": [str(one) for one in chosen.partners]})


def _standing(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    given: dict[str, Any] = {"filled": blank(minutes=5), "kinds": KINDS}
    return page(request, seat, "agenda/standing.html", partial(seen.built, meeting_id=meeting_id), **(given | how))
