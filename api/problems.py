"""How every kind of no is told to a machine: RFC 9457 problem details, in the words a person would read."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from api.doors import NoToken
from tafel.refusals import Conflict, Invalid, NotFound, Refused, Unavailable


class Problem(BaseModel):
    """What went wrong. `errors` names the fields, where it was about fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] = {}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": title, "content": {"application/problem+json": {}}}
    for status, title in (
        (401, "Geen of geen geldige sleutel"),
        (403, "Dit mag nu niet"),
        (404, "Dit is er niet, of niet voor u"),
        (409, "Dit is intussen veranderd"),
        (422, "Er klopt iets niet"),
        (503, "Er kan nu niets worden vastgelegd"),
    )
}


def answer(app: FastAPI) -> None:
    """Tell every refusal as a problem."""
    app.exception_handler(NotFound)(lambda _r, _e: _problem(404))
    app.exception_handler(HTTPException)(lambda _r, e: _problem(getattr(e, "status_code", 404)))
    app.exception_handler(NoToken)(lambda _r, _e: _problem(401, headers={"WWW-Authenticate": "Bearer"}))
    app.exception_handler(Refused)(lambda _r, e: _problem(403, getattr(e, "why", "")))
    app.exception_handler(Conflict)(lambda _r, e: _problem(409, getattr(e, "why", "")))
    app.exception_handler(Unavailable)(lambda _r, _e: _problem(503))
    app.exception_handler(Invalid)(_invalid)
    app.exception_handler(RequestValidationError)(_unreadable)
    app.exception_handler(ValidationError)(_impossible)
    app.exception_handler(Exception)(lambda _r, _e: _problem(500))


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    return _problem(422, errors={name: str(said) for name, said in getattr(error, "errors", {}).items()})


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    """An address that cannot be is one that is not there; a body that cannot be read says where."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(one["loc"][0] == "path" for one in found):
        return _problem(404)
    return _problem(422, errors={".".join(map(str, one["loc"][1:])): one["msg"] for one in found})


def _impossible(_request: Request, error: Exception) -> JSONResponse:
    """Parts that can each be read, and cannot go together."""
    found = error.errors() if isinstance(error, ValidationError) else []
    return _problem(422, errors={".".join(map(str, one["loc"])): one["msg"] for one in found})


def _problem(
    status: int, detail: str = "", *, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    known = PROBLEMS.get(status, {"description": "Er ging iets mis"})
    problem = Problem(title=known["description"], status=status, detail=str(detail), errors=dict(errors or {}))
    return JSONResponse(problem.model_dump(), status, dict(headers or {}), media_type="application/problem+json")
