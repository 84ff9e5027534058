"""Cases and contributions for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, status

from api import masked
from api.answer import do, read
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.casework import EditPassage, OpenCase, WritePassage
from models.views.casework import CaseLine, CasePage, Passage
from tafel import casework, statements
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import casework as seen
from tafel.sight import own, visible

router = APIRouter(tags=["cases"])

_OPEN = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a01",
    "code_word": "Zwaluw",
    "framework": "C",
    "purposes": ["P2", "P4"],
    "municipality": "Oosterwaard",
}
_WRITE = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a02",
    "text": "Er stond een busje voor de deur.",
    "category": "D7",
    "kind": "fact",
    "reliability": "own-observation",
    "observed_on": "2026-11-12",
    "about": [],
}


@router.get("/cases")
def cases(seat: AtPartnerSeat) -> tuple[CaseLine, ...]:
    """The cases of which this seat is a member."""
    return read(seat, seen.cases)


@router.post("/cases", status_code=status.HTTP_201_CREATED)
def open_case(
    seat: AtPartnerSeat, form: Annotated[OpenCase, Body(openapi_examples={"zwaluw": {"value": _OPEN}})]
) -> Made:
    """Open a case; its partner takes part, and this seat is its first member."""
    return Made(id=UUID(do(seat, "cases", form, casework.open_case)))


@router.get("/cases/{case_id}")
def case(seat: AtPartnerSeat, case_id: UUID) -> CasePage:
    """One case as this seat may have it."""
    return read(seat, lambda reading: seen.case_page(reading, case_id))


@router.post("/cases/{case_id}/passages", status_code=status.HTTP_201_CREATED)
def write(
    seat: AtPartnerSeat,
    case_id: UUID,
    form: Annotated[WritePassage, Body(openapi_examples={"fact": {"value": _WRITE}})],
) -> Made:
    """Write a passage for this seat's partner; nobody else reads it until it is shared."""
    return Made(
        id=UUID(do(seat, f"passages {case_id}", form, lambda work, sent: statements.write(work, case_id, sent)))
    )


@router.get("/cases/{case_id}/passages/{statement_id}")
def passage(seat: AtPartnerSeat, case_id: UUID, statement_id: UUID) -> Passage:
    """One passage as this seat may have it; `version_id` and `edit` make the base of the next edit."""
    found = read(seat, lambda reading: _passage(reading, case_id, statement_id))
    return masked.passage(found[0])


@router.put("/passages/{statement_id}")
def edit(seat: AtPartnerSeat, statement_id: UUID, form: EditPassage) -> Made:
    """New words for a passage; receivers keep what was shared until it is shared again."""
    return Made(
        id=UUID(do(seat, f"passage {statement_id}", form, lambda work, sent: statements.edit(work, statement_id, sent)))
    )


def _passage(reading: Reading, case_id: UUID, statement_id: UUID) -> tuple[Passage]:
    visible.require_case(reading, case_id)
    found = own.one_passage(reading, case_id, statement_id)
    if found is None:
        raise NotFound
    return (found,)
