"""A registration with CoMensha, as the partner that makes it may have it."""

from datetime import datetime
from uuid import UUID

from models.terms import AgeBranch, DataCategory, ExploitationForm
from models.views.base import View
from models.views.casework import CaseHead
from models.views.sharing import ReceiverVerdict


class RegistrationLine(View):
    """One that we made. `fields`: it told more than that there is one more."""

    id: UUID
    made_at: datetime
    by: str
    fields: bool


class RegistrationPage(View):
    """All that a partner needs to register somebody: what it said itself, and what the rules let CoMensha have.

    `victim`: whether our own partner said that this is a presumed victim. `verdicts`: by category of what can be told;
    none where no partner of this region is CoMensha, or there are no rules. `consent`: on paper, to CoMensha.
    """

    head: CaseHead
    subject_id: UUID
    letter: str
    victim: bool
    age: AgeBranch | None
    form: ExploitationForm | None
    verdicts: dict[DataCategory, ReceiverVerdict]
    permitted: tuple[DataCategory, ...]
    consent: bool
    made: tuple[RegistrationLine, ...]
