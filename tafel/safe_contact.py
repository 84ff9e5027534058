"""How somebody can be reached in safety, as one's own partner knows it; shared under the rules like any field."""

from uuid import UUID

from models.forms.care import SaySafeContact
from models.terms import FieldName
from models.views.care import SafeContact
from tafel import safely, subjects
from tafel.db import Writing
from tafel.refusals import Invalid, say


def tell(work: Writing, case_id: UUID, subject_id: UUID, form: SaySafeContact) -> None:
    """Write down how a subject is reached in safety; saying it again is a new version. Invalid when nothing is said."""
    said = SafeContact.model_validate(form.model_dump(exclude={"once", "seat"}))
    if said == SafeContact():
        raise Invalid(ways=say("Kies hoe iemand te bereiken is, of schrijf waar op te letten."))
    subjects.say_field(work, case_id, subject_id, FieldName.SAFE_CONTACT, safely.compose(said))
