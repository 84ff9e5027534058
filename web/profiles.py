"""Sharing profiles on screen: share as before in one press, confirm again, and once for a weighing table."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.profiles import SetSeriesProfile, ShareAsBefore
from models.views.profiles import SeriesProfilePage
from tafel import as_before, clock, profiles
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import as_before as seen
from tafel.sight import profiles as sight
from web.answer import act, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.meetings import pairs
from web.routing import Router

router = Router()
DONE = {"bevestigd": say("Bevestigd. U kunt weer delen zoals u gewend bent.")}
Shares = Annotated[Filled[ShareAsBefore], Depends(filled(ShareAsBefore))]
Sets = Annotated[Filled[SetSeriesProfile], Depends(filled(SetSeriesProfile))]
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("/casussen/{case_id}/delen/als-vorige-keer")
def look(request: Request, seat: AtPartnerSeat, case_id: UUID, gedaan: str = "") -> Response:
    """What would go to whom; nothing leaves yet."""
    return _look(request, seat, case_id, done=DONE.get(gedaan))


@router.post("/casussen/{case_id}/delen/als-vorige-keer")
def share(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Shares) -> Response:
    """Share it as the page said."""
    return act(
        request, seat, sent,
        lambda work, form: _shared(work, case_id, form),
        lambda **how: _look(request, seat, case_id, **how),
    )  # fmt: skip


@router.post("/casussen/{case_id}/delen/profiel")
def confirm(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Presses) -> Response:
    """Confirm the profile as it stands; nothing is shared by it."""

    def confirms(work: Writing, _form: JustOnce) -> str:
        profiles.confirm_again(work, case_id)
        return f"/casussen/{case_id}/delen/als-vorige-keer?gedaan=bevestigd"

    return press(request, seat, sent, confirms)


@router.get("/reeksen/{series_id}/deelprofiel")
def of_series(request: Request, seat: AtPartnerSeat, series_id: UUID, gedaan: str = "") -> Response:
    """With whom one's own partner shares the signals of a weighing table."""
    return _of_series(request, seat, series_id, done=DONE.get(gedaan))


@router.post("/reeksen/{series_id}/deelprofiel")
def set_for_series(request: Request, seat: AtPartnerSeat, series_id: UUID, sent: Sets) -> Response:
    """Confirm it."""

    def sets(work: Writing, form: SetSeriesProfile) -> str:
        profiles.set_for_series(work, series_id, form)
        return f"/reeksen/{series_id}/deelprofiel?gedaan=bevestigd"

    return act(request, seat, sent, sets, lambda **how: _of_series(request, seat, series_id, **how))


def _shared(work: Writing, case_id: UUID, form: ShareAsBefore) -> str:
    as_before.share(work, case_id, form)
    return f"/casussen/{case_id}/delen/gedeeld"


def _look(request: Request, seat: Seat, case_id: UUID, **how: Any) -> Response:
    see = lambda reading: seen.as_before(reading, case_id)  # noqa: E731 named, to keep the call on one line
    return page(request, seat, "share/as_before.html", see, **{"done": None, **how})


def _of_series(request: Request, seat: Seat, series_id: UUID, **how: Any) -> Response:
    more: dict[str, Any] = {"done": None, "start": _start, "pairs": pairs, **how}
    return page(request, seat, "series/profile.html", lambda reading: sight.require_series(reading, series_id), **more)


def _start(view: SeriesProfilePage) -> Filled[Any]:
    """The profile as it stands; else all partners, for the first purpose."""
    stands, today = view.profile, clock.today()
    ends_on = stands.ends_on if stands and stands.ends_on >= today else sight.default_end(today)
    return blank(
        purpose=stands.purpose if stands else view.purposes[0], ends_on=ends_on.isoformat(),
        receivers=stands.receivers if stands else [one.id for one in view.partners],
    )  # fmt: skip
