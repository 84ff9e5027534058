"""How every kind of no is told to a machine: RFC 9457 problem details, in the words a person would read."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api import doors
from tafel import health, misses, mistakes
from tafel.refusals import Conflict, Invalid, NotFound, Refused, Said, Unavailable, say
from tafel.seal import CannotUnseal

VERSION = "1.0.0"
MEDIA = "application/problem+json"
TITLES = {
    400: say("Dit verzoek is niet te lezen"),
    401: say("Geen of geen geldige sleutel"),
    403: say("Dit mag nu niet"),
    404: say("Dit is er niet, of niet voor u"),
    405: say("Dat kan op dit adres niet"),
    409: say("Dit is intussen veranderd"),
    413: say("Dit is te groot"),
    422: say("Er klopt iets niet"),
    429: say("Te vaak gevraagd naar wat er niet is, of niet voor u"),
    500: say("Er ging iets mis"),
    503: say("Er kan nu niets worden vastgelegd"),
}
_NO_JSON = say("Dit is geen leesbare JSON. Kijk rond teken {place}.")
_NO_BYTES = say("Dit is geen leesbare JSON.")


class Problem(BaseModel):
    """What went wrong. `errors` names the fields by their path (`about.0.role`), where it was about fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] = {}


Answer = Callable[[Request, Any], JSONResponse]


def answer(app: FastAPI) -> None:
    """Tell every refusal as a problem."""
    told: dict[type[Exception], Answer] = {
        NotFound: _not_found,
        HTTPException: _http,
        doors.NoToken: lambda asked, _: problem(asked, 401, headers={"WWW-Authenticate": "Bearer"}),
        Refused: lambda asked, no: problem(asked, 403, no.why),
        Conflict: lambda asked, no: problem(asked, 409, no.why),
        Unavailable: _unavailable,
        CannotUnseal: _unavailable,
        Invalid: lambda asked, no: problem(asked, 422, errors=no.errors),
        RequestValidationError: _unreadable,
        Exception: lambda asked, _: problem(asked, 500),
    }
    for kind, how in told.items():
        app.exception_handler(kind)(how)


def _unavailable(request: Request, error: Unavailable | CannotUnseal) -> JSONResponse:
    health.tell(error)
    return problem(request, 503)


def problem(
    request: Request,
    status: int,
    detail: Said | None = None,
    *,
    errors: Mapping[str, Said] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem in the language that was asked for."""
    language = _language(request)

    def spoken(sentence: Said) -> str:
        return str(request.app.state.speak(sentence, language))

    told = Problem(
        title=spoken(TITLES.get(status, TITLES[500])), status=status, detail=spoken(detail) if detail else "",
        errors={name: spoken(said) for name, said in (errors or {}).items()},
    )  # fmt: skip
    known = {"API-Version": VERSION, "Content-Language": language, "Vary": "Accept-Language"}
    return JSONResponse(told.model_dump(), status, known | dict(headers or {}), media_type=MEDIA)


def in_order(first: date | None, last: date | None) -> None:
    """Raise Invalid when a period ends before it begins."""
    if first and last and last < first:
        raise Invalid(lastDay=mistakes.WRONG_WAY_ROUND)


def _not_found(request: Request, _error: Exception) -> JSONResponse:
    """Hidden and absent are one, and are counted as one."""
    where = request.client.host if request.client else ""
    return problem(request, 429 if misses.too_many(doors.whoever(request), where) else 404)


def _http(request: Request, error: HTTPException) -> JSONResponse:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _not_found(request, error)
    detail = _NO_BYTES if error.status_code == HTTPStatus.BAD_REQUEST else None
    return problem(request, error.status_code, detail, headers=error.headers)


def _unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
    """An address that cannot be is one that is not there; a body that cannot be read says where."""
    found = error.errors()
    if any(one["loc"][0] == "path" for one in found):
        return _not_found(request, error)
    for one in found:
        if one["type"] == "json_invalid":
            return problem(request, 400, say(_NO_JSON.sentence, place=one["loc"][-1]))
    return problem(request, 422, errors={_path(one["loc"]): mistakes.sentence(one) for one in found})


def _path(place: tuple[int | str, ...]) -> str:
    """Where in what was sent: `about.0.role`; `body` is all of it."""
    return ".".join(map(str, place[1:])) or "body"


def _language(request: Request) -> str:
    """English when that is wanted more than Dutch."""
    wanted = {"nl": 0.001, "en": 0.0}
    for one in request.headers.get("accept-language", "").lower().split(","):
        name, _, weight = one.partition(";q=")
        known = name.strip().split("-")[0]
        if known in wanted:
            wanted[known] = max(wanted[known], _weight(weight))
    return "en" if wanted["en"] > wanted["nl"] else "nl"


def _weight(written: str) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 0.0
