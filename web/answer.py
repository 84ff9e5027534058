"""The two answers a screen gives: `page` shows, `act` does. Both close their transaction first.

A page is drawn inside one reading; what it shows of other people's words is handed out in the ledger before it leaves,
and when something on it ended meanwhile it is drawn once more.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel

from models.forms.base import ActForm
from tafel import db, once
from tafel.db import Reading, Writing
from tafel.exports import File
from tafel.refusals import Conflict, Invalid, Refused, Said, Unavailable, say
from tafel.seat import Seat
from tafel.sight import handed_out
from web import frame
from web.filled import Filled, blank
from web.language import environment, spoken

OTHER_SEAT = say("U wisselde intussen van taak. Wissel terug, of begin opnieuw voor deze partner.")
See = Callable[[Reading], Any]
F = TypeVar("F", bound=ActForm)
B = TypeVar("B", bound=BaseModel)
T = TypeVar("T")


class FormKey(str):
    """The key of one rendering of a form, and the seat it was drawn for."""

    __slots__ = ("seat",)
    seat: UUID

    def __new__(cls, seat: Seat) -> Self:
        """A fresh one."""
        key = super().__new__(cls, uuid4())
        key.seat = seat.membership
        return key


def page(
    request: Request,
    seat: Seat,
    template: str,
    see: See,
    *,
    filled: Filled[Any] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """The screen, drawn for this seat: `see` asks sight for its view, and may be asked twice."""
    for _ in range(2):
        with handed_out.drawing(seat) as reading:
            view = see(reading)
            around = frame.of_seat(request, seat, handed_out=bool(reading.shown or reading.consulted))
            given = {"view": view, "frame": around, "filled": filled or blank(), "now": reading.now, **more}
            drawn = environment(seat.language).get_template(template).render(fresh_key=lambda: FormKey(seat), **given)
        try:
            handed_out.record(reading)
        except handed_out.Stale:
            continue
        return HTMLResponse(drawn, status)
    raise Unavailable("the page changed twice while it was drawn")


def act(
    request: Request,
    seat: Seat,
    sent: Filled[F],
    do: Callable[[Writing, F], str],
    again: Callable[..., Response],
) -> Response:
    """Do it once, and go where the act says; or the same screen again with what was typed and what is wrong.

    `do` returns the address to go on to. `again(filled=…, status=…)` draws the form's screen.
    """
    if sent.form is None:
        return again(filled=sent, status=422)
    try:
        return back(request, _once(seat, sent, sent.form, _route(request), do))
    except Invalid as wrong:
        return again(filled=sent.wrong(wrong.errors), status=422)
    except Refused as refused:
        return again(filled=sent.wrong({"form": refused.why}), status=403)
    except Conflict as conflict:
        return again(filled=sent.wrong({"form": conflict.why}), status=409, theirs=conflict.theirs)


def press(request: Request, seat: Seat, sent: Filled[F], do: Callable[[Writing, F], str]) -> Response:
    """A button without a form of its own: what goes wrong is told on a plain page."""

    def told(*, filled: Filled[Any], status: int, **_: object) -> Response:
        sentence = next(iter(filled.errors.values()), say("Dit kan niet. Kijk het na."))
        return plain(request, seat, status, sentence)

    return act(request, seat, sent, do, told)


def download(
    request: Request,
    seat: Seat,
    sent: Filled[F],
    make: Callable[[Writing, F], File],
    again: Callable[..., Response],
) -> Response:
    """A file: that it leaves the house is on record before it does. Asked for twice it leaves twice, each on record."""
    if sent.form is None:
        return again(filled=sent, status=422)
    try:
        with db.writing(seat) as work:
            same_seat(seat, sent.form.seat)
            once.first(work, sent.form.once, _route(request), sent.body)
            made = make(work, sent.form)
    except Invalid as wrong:
        return again(filled=sent.wrong(wrong.errors), status=422)
    except Refused as refused:
        return again(filled=sent.wrong({"form": refused.why}), status=403)
    except Conflict as conflict:
        return again(filled=sent.wrong({"form": conflict.why}), status=409)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.body, media_type=made.media, headers=headers)


def keep(
    seat: Seat,
    sent: Filled[B],
    drawn_for: UUID | None,
    save: Callable[[Writing, B], str],
    saved: Callable[[str], Response],
    theirs: Callable[[], Response],
    *,
    no: Callable[[Said], Response] | None = None,
) -> Response:
    """Answer a save as web/static/tafel.js asks: the new state, a sentence, or what somebody else wrote.

    `no` draws the page with what was typed, for a browser that sent it by itself.
    """
    form, no = sent.form, no or partial(_sentence, seat)
    if form is None:
        return no(next(iter(sent.errors.values())))
    if drawn_for not in (None, seat.membership):
        return no(OTHER_SEAT)
    try:
        base = do(seat, lambda work: save(work, form))
    except Refused as refused:
        return no(refused.why)
    except Conflict:
        return theirs()
    return saved(base)


def plain(request: Request, seat: Seat, status: int, sentence: Said) -> Response:
    """A page with one sentence, for what went wrong away from any form."""
    known = {403: "errors/403.html", 409: "errors/409.html"}.get(status, "errors/422.html")
    view = {"sentence": sentence, "kept": None, "back": _back_to(request), "fields": ()}
    return page(request, seat, known, lambda _: view, status=status)


def back(request: Request, location: str) -> Response:
    """On to another screen, as a browser and htmx both understand."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": location})
    return RedirectResponse(location, 303)


def look(seat: Seat, see: Callable[[Reading], T]) -> T:
    """What an act needs to know beforehand, in a reading of its own."""
    with db.reading(seat) as reading:
        return see(reading)


def do(seat: Seat, act: Callable[[Writing], T]) -> T:
    """An act whose answer is no page: it is committed before anything leaves."""
    with db.writing(seat) as work:
        return act(work)


def static_page(template: str, language: str = "nl", status: int = 200, **given: Any) -> Response:
    """A page without a reader."""
    around = frame.Frame(language=language, path="", **_only(given, frame.Frame))
    rest = {name: value for name, value in given.items() if name not in frame.Frame.__slots__}
    drawn = (
        environment(language)
        .get_template(template)
        .render(**{"view": None, "filled": blank(), "frame": around, **rest})
    )
    return HTMLResponse(drawn, status)


def _once(seat: Seat, sent: Filled[F], form: F, route: str, do: Callable[[Writing, F], str]) -> str:
    same_seat(seat, form.seat)
    with db.writing(seat) as work:
        done = once.first(work, form.once, route, sent.body)
        if done is not None:
            return done
        location = do(work, form)
        handed_out.write(work, work.shown)
        once.keep(work, form.once, location)
    return location


def same_seat(seat: Seat, drawn_for: UUID | None) -> None:
    """Raise Conflict when a page drawn for one seat is sent from another: its words are the other partner's."""
    if drawn_for not in (None, seat.membership):
        raise Conflict(OTHER_SEAT)


def _sentence(seat: Seat, sentence: Said) -> Response:
    return PlainTextResponse(spoken(sentence, seat.language), 422)


def _route(request: Request) -> str:
    return request.url.path[:120]


def _back_to(request: Request) -> str:
    """The page one came from, if it is ours."""
    came_from = request.headers.get("referer", "")
    ours = f"{request.url.scheme}://{request.url.netloc}/"
    return came_from[len(ours) - 1 :] if came_from.startswith(ours) else "/"


def _only(given: Mapping[str, Any], kind: type) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in kind.__slots__ and name not in ("language", "path")}  # type: ignore[attr-defined]
