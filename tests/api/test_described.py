"""What the API says of itself: every operation with an example of what goes in and of every answer, and they fit."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from api.app import create
from api.described import describe
from api.problems import Problem

APP = create(lambda sentence, _: sentence)
SCHEMA: dict[str, Any] = APP.openapi()
OPERATIONS = {f"{verb} {path}": each for path, verbs in SCHEMA["paths"].items() for verb, each in verbs.items()}
each_operation = pytest.mark.parametrize("name", OPERATIONS)


def routes() -> dict[str, APIRoute]:
    return {
        f"{method.lower()} {context.path}": context.original_route
        for context in iter_route_contexts(APP.routes)
        for method in context.methods or ()
        if isinstance(context.original_route, APIRoute)
    }


def example_of(content: dict[str, Any]) -> Any:
    if "example" in content:
        return content["example"]
    return next(iter(content["examples"].values()))["value"]


@each_operation
def test_every_answer_has_an_example_that_fits(name: str) -> None:
    for status, answer in OPERATIONS[name]["responses"].items():
        [(media, content)] = answer["content"].items()
        shown = example_of(content)
        assert answer["headers"]["API-Version"]
        if int(status) >= 400:
            assert media == "application/problem+json"
            assert Problem.model_validate(shown).status == int(status)
        else:
            assert media == "application/json"
            TypeAdapter(routes()[name].response_model).validate_python(shown, strict=False)


@each_operation
def test_every_body_has_an_example_that_fits(name: str) -> None:
    body = OPERATIONS[name].get("requestBody")
    assert bool(body) == (not name.startswith("get "))
    if body:
        field = routes()[name].body_field
        assert field
        TypeAdapter(field.field_info.annotation).validate_python(example_of(body["content"]["application/json"]))


@each_operation
def test_what_can_go_wrong_is_told(name: str) -> None:
    told = set(OPERATIONS[name]["responses"])
    assert {"401", "404", "429", "503"} <= told
    if not name.startswith("get "):
        assert {"400", "403", "409", "413", "422"} <= told
    queries = [one for one in OPERATIONS[name].get("parameters", ()) if one["in"] == "query"]
    assert "422" in told or not [one for one in queries if "format" in str(one["schema"])]


def test_no_list_of_words_is_empty() -> None:
    assert "'enum': []" not in str(SCHEMA)


def test_an_operation_without_an_example_is_noticed() -> None:
    app = FastAPI()
    app.get("/kaal")(lambda: {"id": 1})
    app.state.speak = str
    bare = app.openapi()["paths"]["/kaal"]["get"]["responses"]["200"]["content"]["application/json"]
    with pytest.raises(KeyError):
        example_of(bare)


def test_names_are_written_in_one_way() -> None:
    for path, verbs in SCHEMA["paths"].items():
        words = [word for word in path.split("/") if not word.startswith("{")]
        assert all(re.fullmatch(r"[a-z0-9-]*", word) for word in words)
        assert not path.endswith("/")
        for operation in verbs.values():
            keys = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            assert all(re.fullmatch(r"[a-z][a-zA-Z]*", key) for key in keys)


def test_everything_that_is_named_is_there() -> None:
    named = set(re.findall(r"#/components/([a-zA-Z]+/[\w-]+)", str(SCHEMA)))
    assert "schemas/Problem" in named
    for one in named:
        kind, _, key = one.partition("/")
        assert key in SCHEMA["components"][kind]
    assert "HTTPValidationError" not in str(SCHEMA)


def test_it_is_described_once() -> None:
    assert APP.openapi() is SCHEMA
    assert callable(describe)
