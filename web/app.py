"""The application: its doors, its pages, and how every kind of no is answered."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

import api.app
from tafel import chores, db, demo, health, live_line, making, misses
from tafel.live import hub
from tafel.refusals import Conflict, Invalid, NotFound, Refused, Unavailable
from tafel.seal import CannotUnseal
from tafel.settings import settings
from web import doors, limits, logs, metrics, public
from web.answer import static_page
from web.language import practise, spoken
from web.telemetry import chosen


def create() -> FastAPI:
    """The whole application, on the database of the settings."""
    db.use(settings().url)
    practise(practising=demo.in_use())
    measured = bool(settings().metrics)
    if settings().log:
        logs.begin(*([metrics.counting] if measured else []))
    return _built(_hosts(), log=settings().log, measured=measured, telemetry=settings().telemetry)


@cache
def _built(hosts: tuple[str, ...], *, log: bool, measured: bool, telemetry: bool) -> FastAPI:
    """Nothing in it is of a database, and its routes are prepared when first asked for, which takes a while."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan, telemetry=chosen(on=telemetry)
    )  # fmt: skip
    app.add_middleware(limits.Limited)
    app.add_middleware(doors.KnownHost, hosts=hosts)
    app.add_middleware(doors.Guard)
    app.add_middleware(logs.Logged, write=log)
    if measured:
        app.add_middleware(metrics.Measured)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.mount("/api", api.app.create(spoken))
    app.include_router(public.router)
    for router in _behind_a_seat():
        app.include_router(router, dependencies=[Depends(doors.seat)])
    _answer_refusals(app)
    return app


def _behind_a_seat() -> list[APIRouter]:
    from web import (
        actions,
        agenda,
        agenda_items,
        amending,
        announcing,
        casework,
        closing,
        contribution,
        copies,
        evidence,
        exports,
        home,
        house_style,
        identifiers,
        ledger,
        lines,
        live,
        meetings,
        minutes,
        overviews,
        passages,
        people,
        post,
        profiles,
        questions,
        receipt,
        registrations,
        rule_trial,
        rule_versions,
        rulebook,
        script,
        secrecy,
        series,
        sharing,
        signals,
        stacks,
        subjects,
    )

    most_asked_for_first = (
        live, agenda, home, meetings, series, announcing, agenda_items, script, casework, closing, passages,
        subjects, people, post, ledger, rulebook, rule_trial, rule_versions, profiles, sharing, exports, evidence,
        contribution, questions, lines, copies, house_style, minutes, receipt, actions, amending, secrecy, stacks,
        signals, identifiers, overviews, registrations,
    )  # fmt: skip
    return [each.router for each in most_asked_for_first]


def _hosts() -> tuple[str, ...]:
    origin = settings().origin
    return (origin.split("://")[-1].split(":")[0],) if origin else ("127.0.0.1", "localhost", "[::1]", "testserver")


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings().threads
    sys.setswitchinterval(0.02)  # threads that take the interpreter over in the middle of a page only lose time
    gc.freeze()  # what was made to start with stays: the collector need not walk it during requests
    at_work = [live_line.Listener(hub), *([chores.Runner(), making.Maker(making.apart)] if settings().chores else ())]
    for one in at_work:
        one.start()
    yield
    for one in reversed(at_work):
        await anyio.to_thread.run_sync(one.stop)


def _answer_refusals(app: FastAPI) -> None:
    app.exception_handler(NotFound)(_not_found)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_not_found)
    app.exception_handler(doors.NotSignedIn)(_sign_in)
    app.exception_handler(doors.NoSeat)(_take_seat)
    app.exception_handler(doors.MustSign)(_sign_first)
    app.exception_handler(Unavailable)(_unavailable)
    app.exception_handler(CannotUnseal)(_sealed)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Conflict)(_refused)
    app.exception_handler(Invalid)(_refused)
    app.exception_handler(Exception)(_broken)


def _not_found(request: Request, _error: Exception) -> Response:
    """Hidden and absent are one, and are counted as one."""
    where = request.client.host if request.client else ""
    if misses.too_many(doors.whoever(request), where):
        return static_page("errors/429.html", status=429)
    return static_page("errors/404.html", status=404)


def _http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        sentence, to = limits.told(request.url.path)
        return static_page("errors/422.html", status=413, view={"sentence": sentence, "back": to, "fields": ()})
    if status == HTTPStatus.BAD_REQUEST:
        return static_page("errors/400.html", status=400)
    return _not_found(request, error)


def _sign_in(request: Request, _error: Exception) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/aanmelden"})
    return RedirectResponse("/aanmelden", 303)


def _take_seat(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/taak", 303)


def _sign_first(_request: Request, _error: Exception) -> Response:
    return RedirectResponse(doors.SIGN, 303)


def _unavailable(_request: Request, error: Unavailable) -> Response:
    health.tell(error)
    return static_page("errors/503.html", status=503)


def _sealed(_request: Request, error: CannotUnseal) -> Response:
    health.tell(error)
    return static_page("errors/503_key.html", status=503)


def _refused(_request: Request, error: Exception) -> Response:
    return static_page("errors/403.html", status=403, view={"sentence": getattr(error, "why", None), "back": "/"})


def _broken(request: Request, _error: Exception) -> Response:
    answer = static_page("errors/500.html", status=500)
    doors.dress(answer.headers, request.url.path)  # drawn outside the guard, which lets it through
    return answer
