"""Who takes part in a case, and whom one can ask along."""

from models.views.base import View
from models.views.casework import CaseHead, MemberName, PartnerName


class NewCase(View):
    """What can be chosen while one opens a case. `may_bring`: partners in whose name one may; else it is one's own."""

    partners: tuple[PartnerName, ...]
    colleagues: tuple[MemberName, ...]
    may_bring: tuple[PartnerName, ...]


class CasePeople(View):
    """Who takes part: partners for all to see, persons only of one's own partner."""

    head: CaseHead
    own: PartnerName
    leads: bool
    own_people: tuple[MemberName, ...]
    others: tuple[PartnerName, ...]
