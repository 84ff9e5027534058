"""Registering a presumed victim with CoMensha for machines; the file that goes there is made on screen."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api import registration_examples as shown
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.registrations import RegisterVictim
from models.views.registrations import RegistrationPage
from tafel import registrations
from tafel.sight import registrations as seen

router = APIRouter(tags=["registrations"])
HERE = "/cases/{case_id}/subjects/{subject_id}/registrations"


@router.get(HERE, responses=shows(shown.REGISTRATIONS))
def listed(seat: AtPartnerSeat, case_id: UUID, subject_id: UUID) -> RegistrationPage:
    """What the rules let CoMensha have of what this seat's partner said, and what that partner registered before."""
    return read(seat, lambda reading: seen.page(reading, case_id, subject_id))


@router.post(HERE, status_code=status.HTTP_201_CREATED, responses=acts(shown.MADE, 201))
def register(
    seat: AtPartnerSeat, case_id: UUID, subject_id: UUID, form: Annotated[RegisterVictim, body(shown.REGISTER)]
) -> Made:
    """Register somebody; what the rules do not permit is left out: without consent often all but the number."""
    said = do(
        seat, f"registrations {subject_id}", form,
        lambda work, sent: registrations.register(work, case_id, subject_id, sent),
    )  # fmt: skip
    return Made(id=UUID(said))
