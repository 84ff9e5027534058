"""Forms of registrations with CoMensha: closed lists alone, and each may be left open."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Month, Optional
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
    since: Optional[Month] = None
    until: Optional[Month] = None
    crossing: Optional[Crossing] = None
    declaration: Optional[YesNo] = None
    reflection: Optional[YesNo] = None
    shelter: Optional[YesNo] = None
    least: bool = False
    again: bool = False


class TakeRegistration(ActForm):
    """A registration as a file."""

    registration_id: UUID
    format: CopyFormat
