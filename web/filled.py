"""A form with what was typed and what was wrong with it: a route gets one, whether or not it could be read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tafel import mistakes
from tafel.refusals import Said

F = TypeVar("F", bound=BaseModel)
Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Filled(Generic[F]):
    """What was filled in. `form` is None when it could not be read; `errors` then say why, per field."""

    form: F | None = None
    typed: Typed = field(default_factory=dict)
    errors: Mapping[str, Said] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What was typed in a field."""
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> list[str]:
        """What was chosen in a field with several answers."""
        return list(self.typed.get(name, ()))

    def error(self, name: str) -> Said | None:
        """What is wrong with a field."""
        return self.errors.get(name)

    def wrong(self, errors: Mapping[str, Said]) -> "Filled[F]":
        """The same, with what turned out to be wrong."""
        return replace(self, errors={**self.errors, **errors})

    def fresh(self, **initial: Any) -> "Filled[Any]":
        """Another form of the same page, not filled in, with what is set beforehand."""
        return blank(**initial)

    @property
    def body(self) -> str:
        """What was sent, for telling two sendings apart."""
        return repr(sorted((name, tuple(values)) for name, values in self.typed.items()))


def blank(**initial: Any) -> Filled[Any]:
    """A form not yet filled in, with what is set beforehand."""
    return Filled(typed={name: _as_list(value) for name, value in initial.items() if value is not None})


def filled(model: type[F]) -> Callable[[Request], Any]:
    """The dependency that reads a form of this kind."""

    async def read(request: Request) -> Filled[F]:
        return parse(model, await typed(request))

    return read


async def typed(request: Request) -> Typed:
    """What was sent, field by field."""
    async with request.form() as sent:
        return {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}


def parse(model: type[F], typed: Typed) -> Filled[F]:
    """Read what was typed; every mistake becomes a sentence beside its field."""
    try:
        return Filled(model.model_validate(_shaped(model, typed)), typed)
    except ValidationError as wrong:
        return Filled(None, typed, _sentences(wrong.errors()))


def readable(model: type[F], sent: Filled[Any]) -> F:
    """What was chosen, as far as it can be read: what cannot is left out until it is put right."""
    if isinstance(sent.form, model):
        return sent.form
    kept = {name: values for name, values in sent.typed.items() if name in model.model_fields}
    for name in parse(model, kept).errors:
        kept.pop(str(name), None)
    return parse(model, kept).form or model()


def _shaped(model: type[BaseModel], typed: Typed) -> dict[str, Any]:
    shaped: dict[str, Any] = {}
    for name, values in typed.items():
        known = model.model_fields.get(name)
        several = known is not None and get_origin(known.annotation) is list
        shaped[name] = [value for value in values if value] if several else values[-1]
    return shaped


def _sentences(errors: Iterable[ErrorDetails]) -> dict[str, Said]:
    return {str(error["loc"][0]) if error["loc"] else "form": mistakes.sentence(error) for error in errors}


def _as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else [str(value)]


def parse_each(model: type[F], typed: Typed, key: str) -> dict[str, Filled[F]]:
    """Read a form in which a model stands once for each thing: `name.id` belongs to the thing with that id."""
    groups: dict[str, dict[str, list[str]]] = {}
    for name, values in typed.items():
        field_name, dot, thing = name.partition(".")
        if dot:
            groups.setdefault(thing, {key: [thing]})[field_name] = values
    return {thing: parse(model, group) for thing, group in groups.items()}
