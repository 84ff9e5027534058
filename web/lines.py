"""What is written down at an item, on screen: the note-taker's forms and notes, and the giver's answer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.base import ActForm
from models.forms.casework import Autosave, JustOnce
from models.forms.lines import ConfirmLine, Decide, EditLine, OneLine, SayLine, TakeAction
from tafel import confirming, lines, notes
from tafel.db import Reading, Writing
from tafel.refusals import Said
from tafel.seat import Seat
from tafel.sight import lines as seen
from web.answer import act, back, keep, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}")
Saves = Annotated[Filled[Autosave], Depends(filled(Autosave))]


@router.get("/punten/{item_id}/regels")
def item_lines(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID) -> Response:
    """What is written down at one item; for its note-taker also what to write with."""
    return _page(request, seat, meeting_id, item_id)


@router.get("/regels")
def my_lines(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """What my partner said at a meeting, and has not confirmed."""
    return _mine(request, seat, meeting_id)


@router.post("/punten/{item_id}/notities")
def save_notes(
    request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Saves, taak: UUID | None = None
) -> Response:
    """Keep the working notes while they are typed."""

    def shown(template: str, status: int = 200) -> Response:
        if "hx-request" in request.headers:
            see = lambda reading: seen.notes(reading, meeting_id, item_id)  # noqa: E731 named, to keep it on one line
            return page(request, seat, template, see, status=status)
        if status == HTTPStatus.OK:
            return back(request, _place(meeting_id, item_id))
        return _page(request, seat, meeting_id, item_id, which="notities", filled=sent, status=status)

    def no(sentence: Said) -> Response:
        return _page(
            request, seat, meeting_id, item_id, which="notities", filled=sent.wrong({"text": sentence}), status=422
        )

    return keep(
        seat, sent, taak, lambda work, form: notes.save(work, item_id, form),
        lambda _: shown("lines/_notes_saved.html"), lambda: shown("lines/_notes_other.html", 409),
        no=None if "hx-request" in request.headers else no,
    )  # fmt: skip


def _writes(path: str, form: type[ActForm], do: Callable[[Writing, UUID, Any], object]) -> None:
    """A form of the note-taker: done, it is empty again and the line stands above it; not done, it keeps its words."""

    def written(
        request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID,
        sent: Annotated[Filled[Any], Depends(filled(form))],
    ) -> Response:  # fmt: skip
        def done(work: Writing, given: Any) -> str:
            do(work, item_id, given)
            return _place(meeting_id, item_id)

        def again(**how: Any) -> Response:
            return _page(request, seat, meeting_id, item_id, **{"which": path, "used": path, **how})

        return _part_or_page(act(request, seat, sent, done, again), again)

    router.add_api_route(f"/punten/{{item_id}}/{path}", written, methods=["POST"], name=path)


_writes("regel", OneLine, lines.take_action_in_one_line)
_writes("gezegd", SayLine, lines.say_line)
_writes("afspraak", Decide, lines.decide)
_writes("actie", TakeAction, lines.take_action)


def _changes(path: str, form: type[ActForm], do: Callable[[Writing, UUID, Any], UUID]) -> None:
    """A change of a line by who wrote it."""

    def changed(
        request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, statement_id: UUID,
        sent: Annotated[Filled[Any], Depends(filled(form))],
    ) -> Response:  # fmt: skip
        def done(work: Writing, given: Any) -> str:
            return _place(meeting_id, do(work, statement_id, given))

        def again(**how: Any) -> Response:
            wrong = {"which": str(statement_id), **how}
            return _page(request, seat, meeting_id, item_id, part="lines/_regels.html", **wrong)

        return _part_or_page(act(request, seat, sent, done, again), again)

    router.add_api_route(f"/punten/{{item_id}}/regels/{{statement_id}}{path}", changed, methods=["POST"])


_changes("", EditLine, lines.edit)
_changes("/weg", JustOnce, lambda work, statement_id, _: lines.drop(work, statement_id))


@router.post("/regels/{statement_id}")
def confirm(
    request: Request, seat: AtPartnerSeat, meeting_id: UUID, statement_id: UUID,
    sent: Annotated[Filled[ConfirmLine], Depends(filled(ConfirmLine))],
) -> Response:  # fmt: skip
    """Right, other words, or not to be written down."""

    def done(work: Writing, form: ConfirmLine) -> str:
        return f"/overleggen/{confirming.confirm(work, statement_id, form)}/regels"

    def again(**how: Any) -> Response:
        return _mine(request, seat, meeting_id, **{"which": str(statement_id), **how})

    return _part_or_page(act(request, seat, sent, done, again), again)


def _part_or_page(answer: Response, again: Callable[..., Response]) -> Response:
    """To htmx the part that changed, instead of a way to the page it stands on."""
    return again(which="") if "hx-redirect" in answer.headers else answer


def _page(
    request: Request, seat: Seat, meeting_id: UUID, item_id: UUID, *, part: str = "lines/_antwoord.html",
    which: str = "", **how: Any,
) -> Response:  # fmt: skip
    """The page of an item; to htmx the part it asked for."""
    is_part = "hx-request" in request.headers

    def see(reading: Reading) -> Any:
        view = seen.page(reading, meeting_id, item_id)
        return view.lines if is_part and part == "lines/_regels.html" else view

    template = part if is_part else "lines/page.html"
    return page(request, seat, template, see, which=which, **how)


def _mine(
    request: Request, seat: Seat, meeting_id: UUID, *, which: str = "", **how: Any
) -> Response:  # fmt: skip
    template = "lines/_mijn_regels.html" if "hx-request" in request.headers else "lines/mine.html"
    return page(
        request, seat, template, lambda reading: seen.mine(reading, meeting_id), which=which, **how
    )  # fmt: skip


def _place(meeting_id: UUID, item_id: UUID) -> str:
    return f"/overleggen/{meeting_id}/punten/{item_id}/regels"
