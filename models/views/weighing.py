"""What a signal is weighed by, what came of it, and what of it a weighing table sees."""

from datetime import date, datetime
from uuid import UUID

from models.signal_terms import Cluster, SignalOutcome, SignalRoute, SignalState, Weight
from models.views.base import View


class Weighed(View):
    """What came of a signal, with the words of who weighed it as far as I may read them; `lead`: if one was chosen."""

    outcome: SignalOutcome
    at: datetime | None
    lead: str | None
    reason: str | None
    feedback: str | None
    routes: tuple[SignalRoute, ...] = ()
    lead_reason: str | None = None
    follow_up_on: date | None = None


class Weigh(View):
    """Something a signal is weighed by, as far as I may read: whether it is so. `clusters`: in which lists."""

    what: Weight
    met: bool
    clusters: tuple[Cluster, ...] = ()


class Handed(View):
    """That a signal went on to another handler, with the reason as far as I may read it."""

    giver: str
    receiver: str
    at: datetime
    reason: str | None


class TableShell(View):
    """A signal that can come onto the agenda of a weighing table: that it waits, of whom, with whom and by when."""

    case_id: UUID
    code_word: str
    brought_by: str
    handled_by: str
    handler_partner_id: UUID
    state: SignalState
    weigh_by: datetime
    late: bool
