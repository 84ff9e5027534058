"""What is wrong with something filled in is one sentence at its field, whatever was filled in."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, get_args
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError

import models.forms
from models.forms.base import Form
from models.forms.casework import OpenCase
from models.forms.meetings import SetMeeting
from models.forms.people import AddPerson
from tafel import mistakes
from tests.cast import Cast
from tests.client import Client
from web.app import create


def _forms() -> set[type[BaseModel]]:
    for module in pkgutil.iter_modules(models.forms.__path__):
        importlib.import_module(f"models.forms.{module.name}")
    found: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [Form]
    while waiting:
        found.add(form := waiting.pop())
        waiting += form.__subclasses__()
    return found


def _kinds(annotation: Any) -> set[Any]:
    return {annotation} | {kind for inner in get_args(annotation) for kind in _kinds(inner)}


def _days() -> Iterator[tuple[type[BaseModel], str, str]]:
    """Every day and moment in every form, with how its hour is written."""
    for form in _forms():
        for name, field in form.model_fields.items():
            if {date, datetime} & _kinds(field.annotation):
                yield form, field.alias or name, "T23:59" if datetime in _kinds(field.annotation) else ""


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_year_that_nobody_means_is_told_at_its_field(day: str) -> None:
    asked = list(_days())
    assert len(asked) > 15
    for form, field, hour in asked:
        with pytest.raises(ValidationError) as wrong:
            form.model_validate({field: f"{day}{hour}"})
        told = {str(error["loc"][0]): mistakes.sentence(error) for error in wrong.value.errors()}
        assert told[field] == "Dit jaartal kan niet. Kijk het na.", (form, field)


@pytest.mark.parametrize(
    ("form", "field", "wrong", "told"),
    [
        (OpenCase, "code_word", "jan jansen", "Kies één woord van 3 tot 30 letters"),
        (SetMeeting, "link", "http://zonder-slot.nl", "Begin met https://"),
        (SetMeeting, "starts", "25:99", "Dit is geen tijd."),
        (SetMeeting, "announce_by", "gisteren", "Dit is geen moment."),
        (AddPerson, "login", "Ben Vink!", "Gebruik alleen letters"),
    ],
)
def test_a_wrong_shape_is_told_as_what_it_should_be(form: type[BaseModel], field: str, wrong: str, told: str) -> None:
    with pytest.raises(ValidationError) as found:
        form.model_validate({"once": uuid4(), field: wrong})
    error = next(one for one in found.value.errors() if one["loc"] == (field,))
    assert mistakes.sentence(error).startswith(told)


@pytest.mark.parametrize("asked", ["/shares?firstDay=0001-01-01", "/ledger-entries?lastDay=9999-12-31"])
def test_a_machine_hears_the_same(cast: Cast, asked: str) -> None:
    client = Client(create(), headers={"Authorization": f"Bearer {cast.keys['inge.bakels']}"})
    answer = client.get(f"/api/v1{asked}")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.json()["errors"].values()) == ["Dit jaartal kan niet. Kijk het na."]
