"""Forms of registrations with CoMensha: closed lists alone, and each may be left open."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints, field_validator

from models.forms.base import ActForm, Optional
from models.meeting_terms import CopyFormat
from models.registration_terms import Crossing, Registering, Residence, Sector, Sex, YesNo

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class RegisterVictim(ActForm):
    """What goes to CoMensha on a presumed victim; age and form stand with the subject already.

    `least`: the sentence that one gives no more than is needed. `again`: though it was registered before.
    """

    what: Registering
    sex: Optional[Sex] = None
    nationality: Optional[Country] = None
    residence: Optional[Residence] = None
    sector: Optional[Sector] = None
    since: Optional[date] = None
    until: Optional[date] = None
    crossing: Optional[Crossing] = None
    declaration: Optional[YesNo] = None
    reflection: Optional[YesNo] = None
    shelter: Optional[YesNo] = None
    least: bool = False
    again: bool = False

    @field_validator("since", "until", mode="before")
    @classmethod
    def _month_is_a_date(cls, value: object) -> object:
        return f"{value}-01" if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}", value) else value


class TakeRegistration(ActForm):
    """A registration as a file."""

    registration_id: UUID
    format: CopyFormat
