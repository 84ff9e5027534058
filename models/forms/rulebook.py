"""Forms of the rule book: what to read of it."""

from models.forms.base import Form, Optional
from models.terms import DataCategory, PartnerKind


class AskRules(Form):
    """Who gives, who receives, and what kind of thing; nothing chosen means my own kind, everybody, everything."""

    giver: Optional[PartnerKind] = None
    receiver: Optional[PartnerKind] = None
    category: Optional[DataCategory] = None
