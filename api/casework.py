"""Cases and contributions for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api import case_examples, examples, masked
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.care import CareForCase
from models.forms.casework import EditPassage, OpenCase, WritePassage
from models.views.casework import CaseLine, CasePage, Passage
from tafel import amending, case_care, casework, statements
from tafel.db import Reading, Writing
from tafel.refusals import NotFound
from tafel.sight import casework as seen
from tafel.sight import own, visible

router = APIRouter(tags=["cases"])


@router.get("/cases", responses=shows(examples.CASES))
def cases(seat: AtPartnerSeat) -> tuple[CaseLine, ...]:
    """The cases of which this seat is a member."""
    return read(seat, seen.cases)


@router.post("/cases", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201))
def open_case(seat: AtPartnerSeat, form: Annotated[OpenCase, body(case_examples.OPEN_CASE)]) -> Made:
    """Open a case; its partner takes part, and this seat is its first member."""
    return Made(id=UUID(do(seat, "cases", form, casework.open_case)))


@router.get("/cases/{case_id}", responses=shows(examples.CASE))
def case(seat: AtPartnerSeat, case_id: UUID) -> CasePage:
    """One case as this seat may have it."""
    return masked.case_page(read(seat, lambda reading: seen.case_page(reading, case_id)))


@router.post("/cases/{case_id}/courses", responses=acts(examples.MADE))
def set_course(
    seat: AtPartnerSeat, case_id: UUID, form: Annotated[CareForCase, body(case_examples.SET_COURSE)]
) -> Made:
    """Set the goal of a case and the day it is looked at again: its lead partner, or the secretariat where it joins."""

    def acted(work: Writing, sent: CareForCase) -> UUID:
        case_care.set_course(work, case_id, sent)
        return case_id

    return Made(id=UUID(do(seat, f"courses {case_id}", form, acted)))


@router.post("/cases/{case_id}/passages", status_code=status.HTTP_201_CREATED, responses=acts(examples.WRITTEN, 201))
def write(seat: AtPartnerSeat, case_id: UUID, form: Annotated[WritePassage, body(examples.WRITE)]) -> Made:
    """Write a passage for this seat's partner; nobody else reads it until it is shared."""
    return Made(
        id=UUID(do(seat, f"passages {case_id}", form, lambda work, sent: statements.write(work, case_id, sent)))
    )


@router.get("/cases/{case_id}/passages/{statement_id}", responses=shows(examples.PASSAGE))
def passage(seat: AtPartnerSeat, case_id: UUID, statement_id: UUID) -> Passage:
    """One passage as this seat may have it; `version_id` and `edit` make the base of the next edit."""
    found = read(seat, lambda reading: _passage(reading, case_id, statement_id))
    return masked.passage(found[0])


@router.put("/passages/{statement_id}", responses=acts(examples.WRITTEN))
def edit(seat: AtPartnerSeat, statement_id: UUID, form: Annotated[EditPassage, body(examples.EDIT)]) -> Made:
    """New words for a passage; receivers keep what was shared until it is shared again.

    With `wrong` they correct what others were shown: those are told.
    """
    return Made(
        id=UUID(do(seat, f"passage {statement_id}", form, lambda work, sent: amending.edit(work, statement_id, sent)))
    )


def _passage(reading: Reading, case_id: UUID, statement_id: UUID) -> tuple[Passage]:
    visible.require_case(reading, case_id)
    found = own.one_passage(reading, case_id, statement_id)
    if found is None:
        raise NotFound
    return (found,)
