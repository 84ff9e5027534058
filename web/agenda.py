"""The agenda on screen: built by the secretariat, read by partners, each as they may have it."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.meetings import MoveItem, OrderAgenda
from models.forms.signals import PutSignals
from tafel import agenda, agenda_export, meetings, weighing_table
from tafel.agenda_export import Voice
from tafel.db import Writing
from tafel.refusals import Said, say
from tafel.seat import Seat
from tafel.sight import agenda as seen
from tafel.sight import proposed_order
from web.agenda_strip import strip
from web.answer import act, download, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.language import day, spoken
from web.routing import Router
from web.words import word

router = Router(prefix="/overleggen/{meeting_id}")

DONE = {
    "verstuurd": say("De agenda is verstuurd. De tijden liggen nu vast."),
    "aangemeld": say("Aangemeld. Het secretariaat zet het punt op de agenda, of geeft het terug met een reden."),
    "ingetrokken": say("Het punt is ingetrokken."),
    "gewijzigd": say("Bewaard."),
    "aangenomen": say("Het punt staat op de agenda."),
    "teruggegeven": say("Teruggegeven. Wie het aanmeldde, leest uw reden."),
    "doorgeschoven": say("Doorgeschoven. Het punt wacht nu bij het volgende overleg."),
    "gevraagd": say("Wie nog niets liet horen, krijgt de vraag opnieuw."),
    "link": say("De link is verstuurd."),
    "signalen": say("De signalen staan op de agenda."),
}
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("/agenda")
def agenda_page(request: Request, seat: AtPartnerSeat, meeting_id: UUID, gedaan: str = "") -> Response:
    """The agenda of a meeting, as this reader may have it."""
    return draw(request, seat, meeting_id, done=DONE.get(gedaan))


@router.post("/agenda/verstuur")
def send(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Presses) -> Response:
    """Send the agenda, or send it again."""
    return act(
        request, seat, sent,
        then(meeting_id, "verstuurd", lambda work, _form: meetings.invite(work, meeting_id)),
        lambda **how: draw(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/agenda/volgorde")
def order(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[OrderAgenda], Depends(filled(OrderAgenda))],
) -> Response:
    """Set the whole order; when it changed meanwhile, it is shown as it stands, beside what was wanted."""
    return act(
        request, seat, sent,
        then(meeting_id, "", lambda work, form: agenda.order(work, meeting_id, form), "punten"),
        lambda **how: draw(request, seat, meeting_id, wanted=sent.values("items"), **how),
    )  # fmt: skip


@router.post("/agenda/signalen")
def put_signals(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[PutSignals], Depends(filled(PutSignals))],
) -> Response:
    """Signals that wait come onto the agenda of a weighing table."""
    return act(
        request, seat, sent,
        then(meeting_id, "signalen", lambda work, form: weighing_table.put(work, meeting_id, form), "punten"),
        lambda **how: draw(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.get("/agenda/voorstel")
def proposed(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """An order with less walking in and out, and what it saves."""
    return page(request, seat, "agenda/proposed.html", partial(proposed_order.page, meeting_id=meeting_id))


@router.post("/agenda/plaats")
def move(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[MoveItem], Depends(filled(MoveItem))],
) -> Response:
    """One place earlier or later; the same button is there again."""
    at = f"{'later' if sent.form and sent.form.later else 'eerder'}-{sent.value('item_id')}"
    return act(
        request, seat, sent,
        then(meeting_id, "", lambda work, form: agenda.move(work, meeting_id, form), at),
        lambda **how: draw(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/agenda/uitvoer")
def export(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Presses) -> Response:
    """My agenda as a file."""
    return download(
        request, seat, sent,
        lambda work, _form: agenda_export.export(work, meeting_id, voice(seat)),
        lambda **how: draw(request, seat, meeting_id, **how),
    )  # fmt: skip


def then(
    meeting_id: UUID, what: str, do: Callable[[Writing, Any], object], at: str = ""
) -> Callable[[Writing, Any], str]:
    """Do it, go back to the agenda, and say there what was done."""

    def done(work: Writing, form: Any) -> str:
        do(work, form)
        return f"/overleggen/{meeting_id}/agenda{f'?gedaan={what}' if what else ''}{f'#{at}' if at else ''}"

    return done


def draw(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    """The agenda page; `how` keeps what was typed and what was wrong with it."""
    given: dict[str, Any] = {"done": None, "wanted": (), "strip": strip, "blank_form": blank()}
    return page(request, seat, "agenda/page.html", partial(seen.page, meeting_id=meeting_id), **(given | how))


def voice(seat: Seat) -> Voice:
    """How files speak to this reader."""
    return voice_in(seat.language)


def voice_in(language: str) -> Voice:
    """How files speak in a language."""

    def speak(said: Said | StrEnum) -> str:
        return spoken(word(said) if isinstance(said, StrEnum) else said, language)

    return Voice(speak, partial(day, language=language))
