"""Meetings on screen: the list, one meeting with what may be done now and who comes, a new one, a spoedoverleg."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.base import ActForm
from models.forms.casework import JustOnce
from models.forms.meetings import AddGuest, CallUrgently, ChangeMeeting, NoteAttendance, SayWhoComes, SetMeeting
from models.meeting_terms import MeetingKind
from models.terms import Framework
from models.views.casework import PartnerName
from models.views.meetings import SeatChoice
from tafel import attendance, meetings, urgent
from tafel.db import Reading, Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import casework
from tafel.sight import meetings as seen
from web.answer import act, look, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()

DONE = {
    "gemaakt": say("Het overleg staat klaar. Zet punten op de agenda en verstuur die."),
    "spoed": say("Het spoedoverleg is uitgeroepen. De gekozen partners zien het nu op hun eerste pagina."),
    "gewijzigd": say("Bewaard. Is de agenda al verstuurd, stuur haar dan opnieuw."),
    "vervallen": say("Dit overleg vervalt. Het blijft in de lijst staan."),
    "komst": say("Doorgegeven."),
    "aanwezig": say("De lijst is bijgewerkt."),
}  # fmt: skip
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("/overleggen")
def meeting_list(request: Request, seat: AtPartnerSeat, na: str | None = None) -> Response:
    """The meetings I am invited to."""
    return page(request, seat, "meetings/page.html", lambda reading: seen.meetings(reading, na))


@router.get("/overleggen/nieuw")
def new(request: Request, seat: AtPartnerSeat) -> Response:
    """A single meeting."""
    start = blank(kind=MeetingKind.CASES, framework=Framework.C, starts="13:00", minutes=60)
    return _new(request, seat, filled=start)


@router.post("/overleggen/nieuw")
def make(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[SetMeeting], Depends(filled(SetMeeting))]
) -> Response:
    """Make it."""
    return act(
        request, seat, sent,
        lambda work, form: _at(meetings.make(work, form), "gemaakt"),
        lambda **how: _new(request, seat, **how),
    )  # fmt: skip


@router.get("/overleggen/spoed")
def choose_case(request: Request, seat: AtPartnerSeat) -> Response:
    """Which case a spoedoverleg is about."""
    return page(request, seat, "meetings/urgent_case.html", casework.cases)


@router.get("/casussen/{case_id}/spoedoverleg")
def urgently(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """Call a spoedoverleg on a case."""
    return _urgent(request, seat, case_id, filled=blank(in_minutes=15, minutes=30))


@router.post("/casussen/{case_id}/spoedoverleg")
def call_urgently(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[CallUrgently], Depends(filled(CallUrgently))],
) -> Response:
    """Call it."""
    return act(
        request, seat, sent,
        lambda work, form: _at(urgent.call(work, case_id, form), "spoed"),
        lambda **how: _urgent(request, seat, case_id, **how),
    )  # fmt: skip


@router.get("/overleggen/{meeting_id}")
def meeting(request: Request, seat: AtPartnerSeat, meeting_id: UUID, gedaan: str = "") -> Response:
    """One meeting: when, where, who runs it, what may be done now, who comes."""
    return _meeting(request, seat, meeting_id, done=DONE.get(gedaan))


@router.get("/overleggen/{meeting_id}/wijzigen")
def to_change(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """Change when, where and with whom."""
    stands = look(seat, lambda reading: seen.to_change(reading, meeting_id)).stands
    return _change(request, seat, meeting_id, filled=blank(**stands))


@router.post("/overleggen/{meeting_id}/wijzigen")
def change(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[ChangeMeeting], Depends(filled(ChangeMeeting))],
) -> Response:
    """Change it."""
    return act(
        request, seat, sent,
        _then(meeting_id, "gewijzigd", meetings.change),
        lambda **how: _change(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/overleggen/{meeting_id}/vervalt")
def cancel(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Presses) -> Response:
    """Call it off."""
    do = _then(meeting_id, "vervallen", lambda work, meeting, _form: meetings.cancel(work, meeting))
    return press(request, seat, sent, do)


@router.post("/overleggen/{meeting_id}/komst")
def say_who_comes(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[SayWhoComes], Depends(filled(SayWhoComes))],
) -> Response:
    """Say of one's own people who comes."""
    return _on_page(request, seat, meeting_id, sent, "komst", attendance.say_who_comes)


@router.post("/overleggen/{meeting_id}/aanwezig")
def note(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[NoteAttendance], Depends(filled(NoteAttendance))],
) -> Response:
    """Note that somebody is there, is expected, or stays away."""
    return _on_page(request, seat, meeting_id, sent, "aanwezig", attendance.note)


@router.post("/overleggen/{meeting_id}/gast")
def add_guest(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    sent: Annotated[Filled[AddGuest], Depends(filled(AddGuest))],
) -> Response:
    """Put a guest on the list."""
    return _on_page(request, seat, meeting_id, sent, "aanwezig", attendance.add_guest)


def _on_page(
    request: Request, seat: Seat, meeting_id: UUID, sent: Filled[Any], done: str, do: Callable[..., object]
) -> Response:
    return act(
        request, seat, sent, _then(meeting_id, done, do), lambda **how: _meeting(request, seat, meeting_id, **how)
    )


def _then(meeting_id: UUID, done: str, do: Callable[..., object]) -> Callable[[Writing, ActForm], str]:
    """Do it, and go on to the meeting, which says what was done."""

    def acted(work: Writing, form: ActForm) -> str:
        do(work, meeting_id, form)
        return _at(meeting_id, done)

    return acted


def _at(meeting_id: UUID, done: str) -> str:
    return f"/overleggen/{meeting_id}?gedaan={done}"


def _meeting(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    how.pop("theirs", None)
    see: Callable[[Reading], Any] = lambda reading: seen.meeting(reading, meeting_id)  # noqa: E731 on one line
    return page(request, seat, "meetings/meeting.html", see, **{"done": None, "blank": blank} | how)


def _new(request: Request, seat: Seat, **how: Any) -> Response:
    return _form(request, seat, "meetings/form.html", seen.new, **how)


def _change(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    return _form(request, seat, "meetings/form.html", lambda reading: seen.to_change(reading, meeting_id), **how)


def _urgent(request: Request, seat: Seat, case_id: UUID, **how: Any) -> Response:
    return _form(request, seat, "meetings/urgent.html", lambda reading: seen.urgent(reading, case_id), **how)


def _form(request: Request, seat: Seat, template: str, see: Callable[[Reading], Any], **how: Any) -> Response:
    how.pop("theirs", None)
    more: dict[str, Any] = {
        "kinds": tuple(MeetingKind), "frames": tuple(Framework), "pairs": pairs, "people": people,
        "stale": how.get("status") == HTTPStatus.CONFLICT,
    }  # fmt: skip
    return page(request, seat, template, see, **more, **how)


def pairs(partners: Iterable[PartnerName]) -> list[tuple[str, str]]:
    """Partners as a form offers them."""
    return [(str(one.id), one.name) for one in partners]


def people(seats: Iterable[SeatChoice]) -> list[tuple[str, str]]:
    """Persons as a form offers them, with whom they sit for."""
    return [(str(one.membership_id), f"{one.name}, {one.partner}") for one in seats]
