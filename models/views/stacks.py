"""Stacks as one reader may have them: of each only what this reader takes part in itself."""

from datetime import date, datetime
from uuid import UUID

from models.signal_terms import Cluster, Missing, SignalOutcome, SignalState
from models.terms import ExploitationForm, StatementKind
from models.views.base import View
from models.views.casework import PartnerName


class StackName(View):
    """What a stack is called in which a signal of mine lies."""

    id: UUID
    code_word: str


class StackLine(View):
    """A stack in a list: what of it I take part in, by code word; `put_at`: when any of that was laid there last."""

    id: UUID
    reference: str
    code_word: str
    words: tuple[str, ...]
    put_at: datetime


class StackList(View):
    """The stacks in which something lies that I take part in; `earlier`: before when a next page goes on."""

    stacks: tuple[StackLine, ...]
    earlier: datetime


class InStack(View):
    """A signal or case that I take part in and that lies in a stack; for the secretariat also what it laid there.

    `inside`: whether I can open it. `repeats`: what it may be a repeat of, where I take part in both. `read`: whether
    anything that was said of it can be read by me.
    """

    case_id: UUID
    word: str
    inside: bool
    is_case: bool
    closed: bool
    brought_by: str
    handled_by: str | None
    state: SignalState | None
    outcome: SignalOutcome | None
    put_at: datetime
    put_by: str
    form: ExploitationForm | None
    last_seen: date | None
    old: bool
    read: bool
    repeats: str | None


class StackMoment(View):
    """Something on the time line: what was seen or said, by whom; or that a signal was brought, or weighed."""

    on: date
    by_month: bool
    until: date | None
    word: str
    partner: str
    what: str
    text: str | None = None
    kind: StatementKind | None = None


class StackPlace(View):
    """A place in the signals I take part in: a municipality, or an address that I may read."""

    place: str
    exact: bool
    words: tuple[str, ...]
    last_seen: date | None


class StackTicked(View):
    """An indicator that was ticked, as a sentence in two languages, and the signals it stands in."""

    nl: str
    en: str
    words: tuple[str, ...]


class StackCover(View):
    """A list of indicators, with what was ticked of it as far as I may read; `official`: one of the five."""

    cluster: Cluster
    official: bool
    ticked: tuple[StackTicked, ...]


class Lacks(View):
    """Something a stack still lacks to be weighed well, as far as I may read; `words`: in which signals."""

    what: Missing
    words: tuple[str, ...] = ()


class RepeatTold(View):
    """That a new signal of another partner is a repeat of what my partner leads."""

    word: str
    partner: str
    told_at: datetime


class RepeatWaiting(View):
    """For the first page: in this stack lies a repeat of what my partner leads; never by whom."""

    stack_id: UUID
    word: str
    at: datetime


class StackPage(View):
    """A stack as one reader may have it. Nothing in it tells whether more lies in it, or of whom.

    `case_id`, `case_word`: the case that was made of it, where I take part in it; `may_take_along`: my own words are
    not in it yet.
    """

    id: UUID
    reference: str
    code_word: str
    parts: tuple[InStack, ...]
    moments: tuple[StackMoment, ...]
    places: tuple[StackPlace, ...]
    covers: tuple[StackCover, ...]
    newest: date | None
    missing: tuple[Lacks, ...]
    told: tuple[RepeatTold, ...]
    may_weigh: tuple[UUID, ...]
    may_make_case: bool
    may_take_along: tuple[UUID, ...]
    partners: tuple[PartnerName, ...]


class Stackable(View):
    """A signal or a closed case that I may lay in a stack."""

    case_id: UUID
    word: str
    is_case: bool
    partner: str
    at: datetime


class PutPage(View):
    """What I may lay together, and the stacks I know to lay it in; `words`: what a new one can be called."""

    cases: tuple[Stackable, ...]
    stacks: tuple[StackLine, ...]
    words: tuple[str, ...]
