"""The post on screen: my invitation to a meeting, and for the secretariat mail that did not get through."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.meetings import AnswerInvitation
from tafel import invitations, mail
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import post as seen
from web.answer import act, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()
DONE = {
    "komst": say("Doorgegeven. Dank u."),
    "opnieuw": say("Het bericht gaat opnieuw uit."),
    "klaar": say("Het bericht is van de lijst."),
}
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("/overleggen/{meeting_id}/uitnodiging")
def invitation(request: Request, seat: AtPartnerSeat, meeting_id: UUID, gedaan: str = "") -> Response:
    """When I am expected, and whether I come."""
    return _invitation(request, seat, meeting_id, done=DONE.get(gedaan))


@router.post("/overleggen/{meeting_id}/uitnodiging")
def answer(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[AnswerInvitation], Depends(filled(AnswerInvitation))],
) -> Response:
    """Say whether I come, or who comes instead."""

    def said(work: Writing, form: AnswerInvitation) -> str:
        invitations.answer(work, meeting_id, form)
        return f"/overleggen/{meeting_id}/uitnodiging?gedaan=komst"

    return act(request, seat, sent, said, lambda **how: _invitation(request, seat, meeting_id, **how))


@router.get("/berichten")
def stuck(request: Request, seat: AtPartnerSeat, gedaan: str = "") -> Response:
    """Mail that did not get through."""
    return page(request, seat, "post/stuck.html", seen.stuck, done=DONE.get(gedaan))


@router.post("/berichten/{mail_id}/opnieuw")
def again(request: Request, seat: AtPartnerSeat, mail_id: UUID, sent: Presses) -> Response:
    """Let it go out once more."""
    return press(request, seat, sent, _then("opnieuw", lambda work: mail.again(work, mail_id)))


@router.post("/berichten/{mail_id}/klaar")
def settle(request: Request, seat: AtPartnerSeat, mail_id: UUID, sent: Presses) -> Response:
    """The person knows; off the list."""
    return press(request, seat, sent, _then("klaar", lambda work: mail.settle(work, mail_id)))


def _invitation(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(
        request, seat, "post/invitation.html", lambda reading: seen.invitation(reading, meeting_id),
        **{"done": None, "blank": blank} | how,
    )  # fmt: skip


def _then(done: str, do: Callable[[Writing], object]) -> Callable[[Writing, JustOnce], str]:
    def acted(work: Writing, _form: JustOnce) -> str:
        do(work)
        return f"/berichten?gedaan={done}"

    return acted
