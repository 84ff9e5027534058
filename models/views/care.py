"""How a case is cared for: how somebody is reached in safety, where the case stands, and what came of one's words."""

from uuid import UUID

from models.care_terms import Way
from models.terms import DataCategory
from models.views.base import View
from models.views.casework import PartnerName


class SafeContact(View):
    """How somebody can be reached in safety: by what, when, through whom, which word, the dangers."""

    ways: tuple[Way, ...] = ()
    when: str = ""
    via: str = ""
    word: str = ""
    danger: str = ""


class ContactSaid(View):
    """What one partner says of how a subject is reached in safety."""

    statement_id: UUID
    partner: PartnerName
    own: bool
    category: DataCategory
    share_id: UUID | None
    shared_with: int
    said: SafeContact
