"""Routers that are passed over at a glance: FastAPI tries each route in turn, and pages are asked for often."""

from functools import cached_property

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class Router(APIRouter):
    """The pages of a family of screens. Only an address shaped like one of its own is compared with each."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether an address is one of these pages."""
        first, third = _shape(scope["path"])
        if (first, third) in self._shapes or (first, None) in self._shapes:
            return super().matches(scope)
        return Match.NONE, {}

    @cached_property
    def _shapes(self) -> set[tuple[str, str | None]]:
        return {(first, None if third.startswith("{") else third) for first, third in map(_shape, self._paths())}

    def _paths(self) -> list[str]:
        return [str(getattr(route, "path", "")) for route in self.routes]


def _shape(path: str) -> tuple[str, str]:
    """Its first and third part: between them stands what it is about."""
    _, first, *rest = path.split("/", 4)
    return first, "".join(rest[1:2])
