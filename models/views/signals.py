"""Signals as one reader may have them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from models.signal_terms import Cluster, SignalOutcome, SignalState
from models.terms import ExploitationForm
from models.views.base import View
from models.views.casework import CaseHead, PartnerName, Passage
from models.views.sharing import DeclarationAsked, ReceiverVerdict
from models.views.stacks import StackName
from models.views.weighing import Handed, Weigh, Weighed


class SignalLine(View):
    """A signal in a list. `form`, `until`: only where its checklist is ours, or shared with us.

    `handled_by`: the partner that takes it up; `ours`: my own partner brought it; `mine`: it is for me to take up.
    """

    id: UUID
    reference: str
    code_word: str
    state: SignalState
    brought_by: str
    handled_by: str | None
    ours: bool
    mine: bool
    begun_at: datetime
    brought_at: datetime | None
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    weigh_by: datetime | None
    outcome: SignalOutcome | None
    form: ExploitationForm | None
    old: bool
    late: bool


class SignalShell(View):
    """What the secretariat knows of a signal it takes no part in: that it waits, of whom, and by when."""

    code_word: str
    brought_by: str
    handled_by: str | None
    state: SignalState
    acknowledged_at: datetime | None
    weigh_by: datetime | None
    late: bool


class SignalList(View):
    """The signals I take part in, and for the secretariat the shells of the others that wait.

    `earlier`: from when the next page goes back, where there is more.
    """

    signals: tuple[SignalLine, ...]
    shells: tuple[SignalShell, ...]
    earlier: datetime | None = None


class DangerLine(View):
    """Whom to call now."""

    avim_phone: str
    safe_home_phone: str
    care_phone: str


class Ticked(View):
    """A list of indicators of which something was ticked, each as a sentence."""

    cluster: Cluster
    sentences: tuple[tuple[str, str], ...]


class Seen(View):
    """What a checklist says, for who may read its statement: ours, or shared with us."""

    partner: str
    form: ExploitationForm
    since: date | None
    until: date | None
    old: bool
    ticked: tuple[Ticked, ...]


class OfferedShare(View):
    """The share that the end of bringing offers: all of it, with the partner of whoever takes it up."""

    verdict: ReceiverVerdict
    versions: tuple[UUID, ...]
    drawn: tuple[str, ...]
    ends_on: date
    declarations: tuple[DeclarationAsked, ...]


class SignalPage(View):
    """A signal: what was said of it as far as I may know, how far it is, and what is mine to do.

    `written_by`: of ours, who wrote it by a link. `next_id`: the next that is mine to weigh. `handlers`: who else
    could take it up, for who does now.
    """

    head: CaseHead
    line: SignalLine
    said: tuple[Passage, ...]
    seen: tuple[Seen, ...]
    written_by: str | None
    offered: OfferedShare | None
    weighed: Weighed | None
    may_take_up: bool
    may_make_case: bool
    next_id: UUID | None
    partners: tuple[PartnerName, ...]
    weighs: tuple[Weigh, ...] = ()
    handed: tuple[Handed, ...] = ()
    handlers: tuple[tuple[UUID, str], ...] = ()
    stacks: tuple[StackName, ...] = ()


class TableSignal(View):
    """The signal on a weighing table. `page`: for who hears it; `weighed`: something was settled.

    `may_weigh`: I say what comes of it, or as the note-taker write it down for the partner in `writes_for`. `next_on`:
    when the next table is. `without`: once none is on it, for who runs it, those that got no outcome.
    """

    meeting_id: UUID
    item_id: UUID | None = None
    case_id: UUID | None = None
    word: str = ""
    weighed: bool = False
    page: SignalPage | None = None
    may_weigh: bool = False
    writes_for: str = ""
    partners: tuple[PartnerName, ...] = ()
    next_on: datetime | None = None
    without: tuple[str, ...] = ()


Why = Literal["share", "acknowledge", "weigh", "late", "weighed", "leads", "follow-up"]


class SignalWaiting(View):
    """A signal at which something waits for me. `case_id`: none where I know no more of it than that it waits."""

    case_id: UUID | None
    word: str
    partner: str
    why: Why
    by: datetime
    late: bool


class SignalLinkLine(View):
    """A link that I made: for whom, until when, and whether a signal came by it."""

    id: UUID
    name: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class LinkPage(View):
    """The links I made; `made`: the address of the one that was made just now, shown this once."""

    links: tuple[SignalLinkLine, ...]
    made: str | None


class OpenedLink(View):
    """The page behind a link: for whom it is, of which partner; it shows nothing else.

    `bound`: a partner whose secrecy covers people.
    """

    token: str
    bound: bool
    works: bool
    used: bool
    name: str
    partner: str
    danger: DangerLine
    handler: str | None


class SignalForm(View):
    """The form for a new signal, or one that was kept half-way."""

    danger: DangerLine
    handler: str | None
    resumed: bool
    facts_at: datetime | None


class DeskPage(View):
    """How a region receives signals, for the administrator: numbers, and who can be chosen to take signals up."""

    avim_phone: str
    safe_home_phone: str
    care_phone: str
    handler_id: UUID | None
    handlers: tuple[tuple[UUID, str], ...]
    changed_at: datetime | None
