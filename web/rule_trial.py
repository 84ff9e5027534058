"""Try a question on the rules, and see the matrix as a picture: for everybody at the table."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.base import Form
from models.forms.rulebook import AskMatrix, TryRule
from models.rule_terms import Answered, Fact
from models.terms import Framework, PartnerKind, Purpose
from tafel.sight import rule_page
from tafel.sight import rule_trial as seen
from web.answer import page
from web.doors import AtSeat
from web.filled import Filled, blank, parse
from web.routing import Router

router = Router(prefix="/regels")
F = TypeVar("F", bound=Form)


def from_address(model: type[F]) -> Callable[[Request], Filled[F]]:
    """The dependency that reads a question from the address."""

    def asked(request: Request) -> Filled[F]:
        query = request.query_params
        return parse(model, {name: query.getlist(name) for name in query})

    return asked


@router.get("/proberen")
def try_rule(
    request: Request, seat: AtSeat, sought: Annotated[Filled[TryRule], Depends(from_address(TryRule))]
) -> Response:
    """May this be shared, as somebody thinks of it? The answer of the rules, and the rows that decide."""
    wanted = sought.form or TryRule()
    shown = _shown(wanted, giver=wanted.giver or (None if sought.typed else seat.kind))
    return page(
        request, seat, "rules/try.html", lambda reading: seen.try_rule(reading, wanted),
        filled=shown if sought.form else sought, status=200 if sought.form else 422, asked=wanted, **_lists(),
    )  # fmt: skip


@router.get("/matrix")
def matrix(
    request: Request, seat: AtSeat, sought: Annotated[Filled[AskMatrix], Depends(from_address(AskMatrix))]
) -> Response:
    """The matrix as a picture: who may give whom one kind of data for one purpose."""
    wanted = sought.form or AskMatrix()
    same = {name: value for name, value in typed(wanted).items() if name not in ("giver", "everybody")}
    return page(
        request, seat, "rules/matrix.html", lambda reading: seen.matrix(reading, wanted),
        filled=_shown(wanted) if sought.form else sought, status=200 if sought.form else 422, asked=wanted,
        same=urlencode(same, doseq=True), answers=list(Answered), **_lists(),
    )  # fmt: skip


def _lists() -> dict[str, Any]:
    return {
        "givers": list(rule_page.GIVERS), "kinds": list(PartnerKind), "categories": list(seen.CATEGORIES),
        "purposes": list(Purpose), "frameworks": list(Framework), "facts": list(Fact),
    }  # fmt: skip


def typed(wanted: Form) -> dict[str, Any]:
    """What was asked, as it stands in an address."""
    return {name: value for name, value in wanted.model_dump(mode="json").items() if value not in (None, [], False)}


def _shown(wanted: Form, **more: Any) -> Filled[Any]:
    return blank(**typed(wanted) | {name: value for name, value in more.items() if value})
