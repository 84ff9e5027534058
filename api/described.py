"""What the API says of itself: OpenAPI with an example of every request and every answer."""

from typing import Any

from fastapi import Body, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.examples import Json
from api.problems import MEDIA, TITLES, VERSION, Problem
from tafel import mistakes

_DETAILS = {
    400: "Dit is geen leesbare JSON. Kijk rond teken 17.",
    403: "Geen van de gekozen ontvangers mag dit nu hebben. Kijk per ontvanger wat ontbreekt.",
    409: "Dit formulier is al eens verstuurd, met iets anders erin.",
}
_ERRORS = {422: {"lastDay": str(mistakes.WRONG_WAY_ROUND)}}
_BODY_ERRORS = {"purpose": "Kies een van de mogelijkheden.", "about.0.role": "Vul dit in."}
_ALWAYS, _ACTS = (401, 404, 429, 503), (400, 401, 403, 404, 409, 413, 422, 429, 503)
Answers = dict[int | str, Json]


def shows(example: Any, *more: int) -> Answers:
    """The answers of an address that shows something."""
    return {200: _example(example), **{status: _problem(status) for status in (*_ALWAYS, *more)}}


def acts(example: Any, status: int = 200) -> Answers:
    """The answers of an address that takes a body."""
    said = {422: _BODY_ERRORS}
    return {status: _example(example), **{each: _problem(each, said.get(each)) for each in _ACTS}}


def body(example: Json) -> Any:
    """A body, with its example."""
    return Body(openapi_examples={"De Waarden": {"value": example}})


def describe(app: FastAPI) -> None:
    """Let the description also name the shape of problems and the version header; 422 is told only where it can be."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        schema = made()
        shapes = schema["components"]["schemas"]
        for ours in ("HTTPValidationError", "ValidationError"):
            shapes.pop(ours, None)
        shapes["Problem"] = Problem.model_json_schema()
        version = {"description": "De versie van deze API.", "schema": {"type": "string", "example": VERSION}}
        schema["components"]["headers"] = {"API-Version": version}
        for met in iter_route_contexts(app.routes):
            if isinstance(met.original_route, APIRoute):
                for method in met.methods or ():
                    _complete(schema["paths"][met.path][method.lower()]["responses"], met.original_route.responses)
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _complete(responses: Json, meant: Answers) -> None:
    """The version header, no answer of FastAPI's own, and the examples as meant: FastAPI takes out every null."""
    for unmeant in set(responses) - set(map(str, meant)):
        del responses[unmeant]
    for status, answer in meant.items():
        responses[str(status)]["headers"] = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
        for media, content in answer["content"].items():
            responses[str(status)]["content"][media]["example"] = content["example"]


def _example(example: Any) -> Json:
    return {"content": {"application/json": {"example": example}}}


def _problem(status: int, errors: dict[str, str] | None = None) -> Json:
    told = Problem(
        title=TITLES[status], status=status, detail=_DETAILS.get(status, ""), errors=errors or _ERRORS.get(status, {})
    )
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": told.model_dump()}
    return {"description": str(TITLES[status]), "content": {MEDIA: content}}
