"""What can be seen of exploitation: each indicator one plain sentence, in the list where it stands; kept as data."""

import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from models.signal_terms import Cluster
from models.terms import ExploitationForm


class Indicator(BaseModel):
    """One of them: its code, the sentence in two languages, and with which forms it is offered; with none, all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    nl: str
    en: str
    forms: frozenset[ExploitationForm] = frozenset()


class Sentence(BaseModel):
    """One plain sentence in two languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nl: str
    en: str


class Listed(NamedTuple):
    """The indicators of one list, in their order."""

    cluster: Cluster
    indicators: tuple[Indicator, ...]


@cache
def lists() -> tuple[Listed, ...]:
    """All lists: the official clusters first."""
    return tuple(Listed(one, tuple(Indicator.model_validate(each) for each in _read()[one])) for one in Cluster)


@cache
def forms() -> dict[ExploitationForm, Sentence]:
    """What each form of exploitation is, in one sentence."""
    return {form: Sentence.model_validate(_read()["forms"][form]) for form in ExploitationForm}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("tafel").joinpath("indicators.toml").read_text("utf-8"))


@cache
def of_form(form: ExploitationForm) -> tuple[Listed, ...]:
    """The lists that are offered with a form of exploitation; one without anything for it is left out."""
    fitting = (
        Listed(one, tuple(each for each in those if not each.forms or form in each.forms)) for one, those in lists()
    )
    return tuple(one for one in fitting if one.indicators)


@cache
def by_code() -> dict[str, Indicator]:
    """Each indicator by its code."""
    return {each.code: each for _, those in lists() for each in those}


def known(codes: Iterable[str]) -> list[str]:
    """The codes that stand for something, in the order of the lists."""
    wanted = set(codes)
    return [code for code in by_code() if code in wanted]


def covered(codes: Collection[str]) -> list[Cluster]:
    """The lists of which anything was ticked."""
    return [one for one, those in lists() if any(each.code in codes for each in those)]
