"""One item of the agenda on screen: how it is run, and what its proposer may still change."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.meetings import AskAgain, ChangeItem, GiveReason, ProposeItem, SendLink
from models.meeting_terms import MinutingMode
from models.terms import DataCategory
from models.views.agenda import ItemPage, ProposalPage
from tafel import agenda, answers, item_links, postponing
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import agenda_item as seen
from web.agenda import then
from web.announcing import PURPOSES
from web.answer import act, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/agenda/{item_id}")

PRESETS = tuple(category for category in DataCategory if category is not DataCategory.D14)
Proposes = Annotated[Filled[ProposeItem], Depends(filled(ProposeItem))]
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("")
def item(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID) -> Response:
    """How one item is run."""
    return _item(request, seat, meeting_id, item_id)


@router.post("")
def change(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    item_id: UUID,
    sent: Annotated[Filled[ChangeItem], Depends(filled(ChangeItem))],
) -> Response:
    """Change it."""
    return act(
        request, seat, sent,
        then(meeting_id, "gewijzigd", lambda work, form: agenda.change(work, item_id, form), f"punt-{item_id}"),
        lambda **how: _item(request, seat, meeting_id, item_id, **how),
    )  # fmt: skip


@router.post("/aannemen")
def accept(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Presses) -> Response:
    """Put an announced item on the agenda."""
    return _press(request, seat, sent, meeting_id, "aangenomen", lambda work: agenda.accept(work, item_id))


@router.post("/doorschuiven")
def postpone(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Presses) -> Response:
    """To the next meeting of the series."""
    return _press(request, seat, sent, meeting_id, "doorgeschoven", lambda work: postponing.postpone(work, item_id))


@router.post("/opnieuw")
def ask_again(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    item_id: UUID,
    sent: Annotated[Filled[AskAgain], Depends(filled(AskAgain))],
) -> Response:
    """Ask who did not answer once more, be it with a question."""
    return act(
        request, seat, sent,
        then(meeting_id, "gevraagd", lambda work, form: answers.ask_again(work, item_id, form), f"punt-{item_id}"),
        lambda **how: _item(request, seat, meeting_id, item_id, **how),
    )  # fmt: skip


@router.post("/terug")
def give_back(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    item_id: UUID,
    sent: Annotated[Filled[GiveReason], Depends(filled(GiveReason))],
) -> Response:
    """Return it with a reason."""
    return act(
        request, seat, sent,
        then(meeting_id, "teruggegeven", lambda work, form: agenda.give_back(work, item_id, form)),
        lambda **how: _item(request, seat, meeting_id, item_id, **how),
    )  # fmt: skip


@router.post("/link")
def send_link(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    item_id: UUID,
    sent: Annotated[Filled[SendLink], Depends(filled(SendLink))],
) -> Response:
    """Send somebody a link to it."""
    return act(
        request, seat, sent,
        then(meeting_id, "link", lambda work, form: item_links.send(work, item_id, form), f"punt-{item_id}"),
        lambda **how: _item(request, seat, meeting_id, item_id, **how),
    )  # fmt: skip


@router.get("/aanmelding")
def proposal(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID) -> Response:
    """What my partner announced, to change."""
    return _proposal(request, seat, meeting_id, item_id)


@router.post("/aanmelding")
def revise(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Proposes) -> Response:
    """Change it, or announce it again."""
    return act(
        request, seat, sent,
        then(meeting_id, "aangemeld", lambda work, form: agenda.revise(work, item_id, form)),
        lambda **how: _proposal(request, seat, meeting_id, item_id, **how),
    )  # fmt: skip


@router.post("/intrekken")
def withdraw(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Presses) -> Response:
    """Take it back."""
    return _press(request, seat, sent, meeting_id, "ingetrokken", lambda work: agenda.withdraw(work, item_id))


def _press(
    request: Request, seat: Seat, sent: Filled[JustOnce], meeting_id: UUID, what: str, do: Callable[[Writing], object]
) -> Response:
    return press(request, seat, sent, then(meeting_id, what, lambda work, _form: do(work)))


def _item(request: Request, seat: Seat, meeting_id: UUID, item_id: UUID, **how: Any) -> Response:
    see = partial(seen.item_page, meeting_id=meeting_id, item_id=item_id)
    more: dict[str, Any] = {
        "modes": tuple(MinutingMode),
        "presets": PRESETS,
        "start": _as_it_stands,
        "blank_form": blank(),
    }
    return page(request, seat, "agenda/item.html", see, **more, **how)


def _proposal(request: Request, seat: Seat, meeting_id: UUID, item_id: UUID, **how: Any) -> Response:
    see = partial(seen.proposal_page, meeting_id=meeting_id, item_id=item_id)
    more: dict[str, Any] = {"modes": tuple(MinutingMode), "purposes": PURPOSES, "start": _as_announced}
    return page(request, seat, "agenda/proposal.html", see, **more, **how)


def _as_it_stands(view: ItemPage) -> Filled[Any]:
    item = view.item
    return blank(
        minutes=item.minutes, circle=[one.id for one in item.circle], mode=item.mode, preset=item.preset,
        chair_id=item.chair_id, note_taker_id=item.note_taker_id, remark=item.remark,
        fixed_time=item.fixed_time.strftime("%H:%M") if item.fixed_time else None,
    )  # fmt: skip


def _as_announced(view: ProposalPage) -> Filled[Any]:
    item = view.item
    return blank(
        title=item.word, brief=item.question or "", purpose=item.purpose, minutes=item.minutes, mode=item.mode,
        urgent="true" if item.urgent else None, circle=[one.id for one in item.circle],
    )  # fmt: skip
