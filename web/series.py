"""Series on screen: the list, one series with its meetings, a new one, a change."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.meetings import ChangeSeries, MakeMeetings, SetSeries
from models.meeting_terms import MeetingKind
from models.terms import Framework
from tafel import series
from tafel.db import Reading, Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import meetings as choices
from tafel.sight import series as seen
from web.answer import act, look, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.meetings import pairs, people
from web.routing import Router

router = Router(prefix="/reeksen")

DONE = {
    "gemaakt": say("De reeks staat. Maak nu de eerste overleggen."),
    "gewijzigd": say("Bewaard. Overleggen die er al waren, zijn niet veranderd."),
    "beeindigd": say("De reeks is beëindigd. Overleggen die er al waren, gaan door."),
}  # fmt: skip
START = {
    "kind": MeetingKind.CASES, "framework": Framework.C, "every_weeks": 2, "weekday": 1, "starts": "13:00",
    "minutes": 120, "announce_days": 7, "announce_time": "12:00", "agenda_days": 5, "agenda_time": "17:00",
    "contribute_days": 1, "contribute_time": "12:00", "before": "5 Opening, aanwezigheid, geheimhouding",
    "last_minutes": 5, "open_actions": 5, "after": "5 Rondvraag en privacytoets",
}  # fmt: skip


@router.get("")
def series_list(request: Request, seat: AtPartnerSeat) -> Response:
    """The series I usually take part in."""
    return page(request, seat, "series/page.html", seen.series_list)


@router.get("/nieuw")
def new(request: Request, seat: AtPartnerSeat) -> Response:
    """A new series."""
    return _form(request, seat, choices.new, filled=blank(**START))


@router.post("/nieuw")
def make(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[SetSeries], Depends(filled(SetSeries))]
) -> Response:
    """Make it."""
    return act(
        request, seat, sent,
        lambda work, form: f"/reeksen/{series.make(work, form)}?gedaan=gemaakt",
        lambda **how: _form(request, seat, choices.new, **how),
    )  # fmt: skip


@router.get("/{series_id}")
def one_series(
    request: Request, seat: AtPartnerSeat, series_id: UUID, gedaan: str = "", gemaakt: int = 0, stond: str = ""
) -> Response:
    """One series: rhythm, deadlines, standing items, its meetings."""
    return _page(request, seat, series_id, done=DONE.get(gedaan), made=gemaakt, skipped=_days(stond))


@router.get("/{series_id}/wijzigen")
def to_change(request: Request, seat: AtPartnerSeat, series_id: UUID) -> Response:
    """Change a series."""
    stands = look(seat, lambda reading: seen.to_change(reading, series_id)).stands
    return _change(request, seat, series_id, filled=blank(**stands))


@router.post("/{series_id}/wijzigen")
def change(
    request: Request,
    seat: AtPartnerSeat,
    series_id: UUID,
    sent: Annotated[Filled[ChangeSeries], Depends(filled(ChangeSeries))],
) -> Response:
    """Change it."""

    def do(work: Writing, form: ChangeSeries) -> str:
        series.change(work, series_id, form)
        return f"/reeksen/{series_id}?gedaan=gewijzigd"

    return act(request, seat, sent, do, lambda **how: _change(request, seat, series_id, **how))


@router.post("/{series_id}/einde")
def end(
    request: Request, seat: AtPartnerSeat, series_id: UUID, sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
) -> Response:
    """End it."""

    def do(work: Writing, _form: JustOnce) -> str:
        series.end(work, series_id)
        return f"/reeksen/{series_id}?gedaan=beeindigd"

    return press(request, seat, sent, do)


@router.post("/{series_id}/overleggen")
def make_meetings(
    request: Request,
    seat: AtPartnerSeat,
    series_id: UUID,
    sent: Annotated[Filled[MakeMeetings], Depends(filled(MakeMeetings))],
) -> Response:
    """Make its next meetings."""

    def do(work: Writing, form: MakeMeetings) -> str:
        made = series.make_meetings(work, series_id, form)
        there = ".".join(day.isoformat() for day in made.skipped)
        return f"/reeksen/{series_id}?gemaakt={len(made.meetings)}&stond={there}"

    return act(request, seat, sent, do, lambda **how: _page(request, seat, series_id, **how))


def _days(told: str) -> list[date]:
    """The days in an address that had a meeting already; what is no day is left out."""
    found = []
    for one in told.split(".")[:26]:
        try:
            found.append(date.fromisoformat(one))
        except ValueError:
            continue
    return found


def _page(request: Request, seat: Seat, series_id: UUID, **how: Any) -> Response:
    how.pop("theirs", None)
    see: Callable[[Reading], Any] = lambda reading: seen.one_series(reading, series_id)  # noqa: E731 on one line
    return page(
        request, seat, "series/series.html", see, **{"done": None, "made": 0, "skipped": [], "blank": blank} | how
    )


def _change(request: Request, seat: Seat, series_id: UUID, **how: Any) -> Response:
    return _form(request, seat, lambda reading: seen.to_change(reading, series_id), **how)


def _form(request: Request, seat: Seat, see: Callable[[Reading], Any], **how: Any) -> Response:
    how.pop("theirs", None)
    more: dict[str, Any] = {
        "kinds": tuple(MeetingKind), "frames": tuple(Framework), "pairs": pairs, "people": people,
        "stale": how.get("status") == HTTPStatus.CONFLICT,
    }  # fmt: skip
    return page(request, seat, "series/form.html", see, **more, **how)
