"""Closing a case on screen, on one page with all that must be answered; and opening it again."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import CloseCase, EndAction, ReopenCase, TellSubject
from models.meeting_terms import Closing
from models.terms import Told
from models.views.actions import ActionLine
from models.views.casework import FieldSaid
from tafel import closing
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import closing as seen
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled, parse, parse_each
from web.routing import Router

router = Router(prefix="/casussen/{case_id}")
_OF_ACTION, _OF_SUBJECT = ("answer", "person_id", "reason"), ("told", "on")


async def _sent(request: Request) -> Filled[CloseCase]:
    """One form with a group of fields for each action, and for each presumed victim."""
    async with request.form() as sent:
        typed = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
    around = parse(CloseCase, {name: values for name, values in typed.items() if "." not in name})
    actions = parse_each(EndAction, _only(typed, _OF_ACTION), "statement_id")
    subjects = parse_each(TellSubject, _only(typed, _OF_SUBJECT), "subject_id")
    each: dict[str, Filled[Any]] = {**actions, **subjects}
    errors = {f"{name}.{which}": why for which, one in each.items() for name, why in one.errors.items()}
    if around.form is None or errors:
        return Filled(None, typed, {**around.errors, **errors})
    answered: dict[str, Any] = {
        "actions": [one.form for one in actions.values()], "subjects": [one.form for one in subjects.values()]
    }  # fmt: skip
    return Filled(around.form.model_copy(update=answered), typed)


Closes = Annotated[Filled[CloseCase], Depends(_sent)]
Reopens = Annotated[Filled[ReopenCase], Depends(filled(ReopenCase))]


@router.get("/sluiten")
def closing_page(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """What must be answered before the case is closed; of a closed one how it was, and a way back."""
    return _page(request, seat, case_id)


@router.post("/sluiten")
def close(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Closes) -> Response:
    """Close it."""

    def do(work: Writing, form: CloseCase) -> str:
        closing.close(work, case_id, form)
        return f"/casussen/{case_id}"

    return act(request, seat, sent, do, lambda **how: _page(request, seat, case_id, **how))


@router.post("/heropenen")
def reopen(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Reopens) -> Response:
    """Open it again."""

    def do(work: Writing, form: ReopenCase) -> str:
        closing.reopen(work, case_id, form)
        return f"/casussen/{case_id}?gedaan=heropend"

    return act(request, seat, sent, do, lambda **how: _page(request, seat, case_id, **how))


def _only(typed: dict[str, list[str]], names: tuple[str, ...]) -> dict[str, list[str]]:
    return {name: values for name, values in typed.items() if name.partition(".")[0] in names}


def _page(request: Request, seat: Seat, case_id: UUID, **how: Any) -> Response:
    more: dict[str, Any] = {"reasons": Closing, "tellings": Told, "start": _start, "said": _said}
    return page(request, seat, "case/closing.html", lambda reading: seen.page(reading, case_id), **more, **how)


def _start(one: ActionLine) -> Filled[Any]:
    """The fields of an action as they are first shown: nothing is chosen for who closes."""
    return blank(**{f"reason.{one.statement_id}": ""})


def _said(subject_id: UUID, said: FieldSaid | None) -> Filled[Any]:
    """The fields of a presumed victim, with what one's own partner says already."""
    if said is None:
        return blank()
    return blank(**{f"told.{subject_id}": said.coded, f"on.{subject_id}": said.on})
