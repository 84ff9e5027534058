"""A meeting in session: the live page, its parts, the stream that names what changed, and the screen on the wall."""

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from models.forms.base import ActForm
from models.forms.room import (
    AdmitGuest,
    BeginMeeting,
    BeHere,
    CloseMeeting,
    NameSubstitute,
    NarrowRoom,
    NoteGone,
    NotePresence,
    Pause,
    ReplaceLead,
    RoundOff,
    StandAside,
    StartItem,
)
from models.forms.signals import WeighSignal
from models.signal_terms import SignalOutcome, SignalRoute
from models.views.room import Coming, ItemName
from tafel import admitting, leading, live, meetings, narrowing, postponing, room, weighing
from tafel.db import Reading, Writing
from tafel.live import Part
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import lines, weighing_table
from tafel.sight import room as seen
from web import doors
from web.answer import act, look, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}")
PARTS: dict[Part, tuple[str, Callable[[Reading, UUID], Any]]] = {
    Part.NOW: ("live/_now.html", seen.now),
    Part.NEXT: ("live/_next.html", seen.coming),
    Part.WALL: ("live/_wall.html", seen.wall),
    Part.MINE: ("lines/_mijn_regels.html", lines.mine),
    Part.LINES: ("lines/_regels.html", lines.of_item),
    Part.NOTES: ("lines/_notities.html", lines.notes),
    Part.WEIGHED: ("live/_weging.html", weighing_table.on_table),
}
ON_PAGE = (Part.NOW, Part.WEIGHED, Part.MINE, Part.LINES, Part.NOTES, Part.NEXT)
WEIGHING: dict[str, Any] = {
    "outcomes": tuple(one for one in SignalOutcome if one is not SignalOutcome.CONSULTED), "routes": tuple(SignalRoute)
}  # fmt: skip
ticks: live.Ticks = live.seconds


@router.get("/nu")
def live_page(request: Request, seat: AtPartnerSeat, meeting_id: UUID, lijst: str = "") -> Response:
    """The meeting as it runs, for who runs it, who writes, and who follows; `lijst`: with everybody listed."""
    return _page(request, seat, meeting_id, listed=bool(lijst))


@router.get("/nu/deel/{fragment}")
def part(
    request: Request,
    seat: AtPartnerSeat,
    meeting_id: UUID,
    fragment: Part,
    ook: Annotated[tuple[Part, ...], Query()] = (),
) -> Response:
    """One part of it, drawn anew for this reader; `ook` names others that changed with it."""
    wanted = tuple(dict.fromkeys((fragment, *ook)))
    return page(
        request, seat, "live/parts.html", lambda reading: _seen(reading, meeting_id, wanted), parts=_drawn(wanted),
        pairs=_named, **WEIGHING,
    )  # fmt: skip


@router.get("/nu/stroom")
async def stream(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """The names of the parts that changed, at each tick; until the seat no longer stands."""
    stands = _stands(request, seat, meeting_id)
    if not await stands():
        raise NotFound
    said = live.hub.stream(seat.region, meeting_id, seat.membership, stands, ticks)
    return StreamingResponse(said, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/zaal")
def wall(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """The screen on the wall: only what everybody present may see."""
    return page(request, seat, "live/wall.html", lambda reading: seen.wall(reading, meeting_id))


def _acts(
    path: str, form: type[ActForm], do: Callable[[Writing, UUID, Any], object], to: Callable[[Any], str] = lambda _: ""
) -> None:
    """An act on this page: done, it leads back here, `to` a place on it; else the page says why."""

    def acted(
        request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Annotated[Filled[Any], Depends(filled(form))]
    ) -> Response:
        def done(work: Writing, given: Any) -> str:
            do(work, meeting_id, given)
            return f"/overleggen/{meeting_id}/nu{to(given)}"

        return act(request, seat, sent, done, lambda **how: _page(request, seat, meeting_id, **how))

    router.add_api_route(f"/nu/{path}", acted, methods=["POST"], name=path)


def _back_in_list(form: NotePresence) -> str:
    """To the same person in the list of everybody, where it was said."""
    return f"?lijst=ja#in-{form.attendance_id}" if form.listed else ""


_acts("open", BeginMeeting, lambda work, meeting_id, form: meetings.begin(work, meeting_id, early=form.early))
_acts("sluit", CloseMeeting, lambda work, meeting_id, form: meetings.close(work, meeting_id, unreached=form.unreached))
_acts("begin", StartItem, room.start)
_acts("terug", StartItem, room.back)
_acts("rond-af", RoundOff, room.round_off)
_acts("pauze", Pause, room.pause)
_acts("kleiner", NarrowRoom, narrowing.narrow)
_acts("hele-kring", RoundOff, narrowing.widen)
_acts("doorschuiven", RoundOff, postponing.postpone_now)
_acts("wissel", ReplaceLead, leading.replace)
_acts("betrokken", StandAside, leading.stand_aside)
_acts("aanwezig", NotePresence, room.note_presence, _back_in_list)
_acts("weg", NoteGone, room.note_gone)
_acts("ik", BeHere, room.be_here)
_acts("weging", WeighSignal, weighing.weigh_at, lambda _: "#deel-weging")
_acts("gast", AdmitGuest, admitting.guest)
_acts("vervanging", NameSubstitute, admitting.substitute)


def _page(request: Request, seat: Seat, meeting_id: UUID, *, status: int = 200, **how: Any) -> Response:
    """The whole page; what could not be begun stands above it, with who may not hear it."""
    how.pop("theirs", None)
    how.setdefault("listed", "filled" in how and bool(how["filled"].value("listed")))
    wanted = how["filled"].value("item_id") if "filled" in how else ""

    def see(reading: Reading) -> dict[str, Any]:
        stopped = seen.stopped(reading, meeting_id, wanted) if wanted else None
        return {"head": seen.head(reading, meeting_id), "stopped": stopped, **_seen(reading, meeting_id, ON_PAGE)}

    more: dict[str, Any] = {
        "parts": _drawn(ON_PAGE),
        "still": status != HTTPStatus.OK,
        "items": lambda part: _named([*([part.now] if part.now else []), *part.coming]),
        "pairs": _named,
        **WEIGHING,
    }
    return page(request, seat, "live/page.html", see, status=status, **more, **how)


def _seen(reading: Reading, meeting_id: UUID, parts: Iterable[Part]) -> dict[str, Any]:
    """What parts of the page show, by name."""
    return {one.value: PARTS[one][1](reading, meeting_id) for one in parts}


def _drawn(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Their names and templates."""
    return [(one.value, PARTS[one][0]) for one in parts]


def _named(items: Iterable[ItemName | Coming]) -> list[tuple[str, str]]:
    return [(str(item.id), item.word) for item in items]


def _stands(request: Request, seat: Seat, meeting_id: UUID) -> Callable[[], Awaitable[bool]]:
    """Whether this stream may go on: the sitting and the seat in it stand, and the meeting is known to it."""

    def stands() -> bool:
        try:
            here = doors.seat(request)
            look(here, lambda reading: seen.head(reading, meeting_id))
        except (doors.NotSignedIn, doors.NoSeat, doors.MustSign, NotFound):
            return False
        return here.membership == seat.membership

    async def asked() -> bool:
        return await run_in_threadpool(stands)

    return asked
