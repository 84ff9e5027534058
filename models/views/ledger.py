"""The register as it may be read: what was done, by whom, to whom, on which rule; never a word of a case."""

from datetime import date, datetime
from uuid import UUID

from models.acts import Act, Result, Wrong
from models.amend_terms import Dealt, RecallReason
from models.rule_terms import EndedBy
from models.terms import Condition, Role, ShareEnd
from models.views.base import View
from models.views.rulebook import BookLine


class CaseWord(View):
    """A case as the register names it."""

    id: UUID
    code_word: str
    reference: str


class PartnerChoice(View):
    id: UUID
    name: str


class RuleNamed(View):
    """What decided: a rule by number and article, or a mark of the rule book where there was no rule."""

    number: int | None
    article: str
    mark: str | None = None


class LedgerLine(View):
    """One act in the register. `receivers` are partners; `to_person` is who was shown something.

    `present` and `reason`: who was there, and why it went on, where an item was begun all the same. `recalled_for`: why
    a giver took something back; `dealt`: what a receiver did with what it had. `claimed_from` and `claimed_until`: for
    when a record says it counts.
    """

    id: UUID
    at: datetime
    act: Act
    result: Result
    giver: str
    receivers: tuple[str, ...]
    to_person: str
    person: str
    by_clock: bool
    case: CaseWord | None
    rules: tuple[RuleNamed, ...]
    passages: int
    until: datetime | None
    why: ShareEnd | EndedBy | None
    condition: Condition | None
    role: Role | None
    about: str
    present: tuple[str, ...]
    reason: str
    refused_before: bool
    covered: bool
    recalled_for: RecallReason | None = None
    dealt: Dealt | None = None
    claimed_from: date | None = None
    claimed_until: date | None = None
    recorded_afterwards: bool = False

    @property
    def key(self) -> str:
        """By which the line is asked for."""
        return f"{self.at:%Y-%m-%dT%H:%M:%S.%fZ}~{self.id}"


class OneAct(View):
    """All that one act left in the register, and the key by which anybody checks a proof of it."""

    asked: LedgerLine
    lines: tuple[LedgerLine, ...]
    vkey: str


class CheckPage(View):
    """The key by which anybody checks the register's checkpoints."""

    vkey: str


class LedgerDay(View):
    """The lines of one day, newest first."""

    on: date
    lines: tuple[LedgerLine, ...]


class HeldCheckpoint(View):
    """The newest checkpoint that somebody else holds."""

    signed_at: datetime
    size: int
    holder: str
    partner: str
    role: Role


class Verified(View):
    """How the last check of the register ended."""

    at: datetime
    sound: bool
    size: int
    reach: int
    first_bad: int | None
    wrong: Wrong | None


class PutBack(View):
    """An older copy of the database was put back: the lines that are known to be lost by it, and who decided."""

    at: datetime
    first: int | None
    last: int | None
    decided_by: str


class Cover(View):
    """How far the register stands fast: minutes and lines that no checkpoint outside covers yet.

    `books`: the versions of the rules that wait for this officer's advice. `put_back`: each time an older copy was.
    """

    size: int
    held: HeldCheckpoint | None
    lines_after: int
    minutes: int
    verified: Verified | None
    books: tuple[BookLine, ...]
    put_back: tuple[PutBack, ...]


class Flow(View):
    """How many passages one partner gave another."""

    giver: str
    receiver: str
    giver_id: str
    receiver_id: str
    count: int


class FlowCounts(View):
    """What one partner gave another: passages shared, refused, and shown; each is counted in the lines behind it."""

    giver: str
    receiver: str
    giver_id: str
    receiver_id: str
    shared: int
    refused: int
    shown: int


class FlowsPage(View):
    """The flows of a period: all of them for the privacy officer, for others those of what they did themselves."""

    first: date
    last: date
    flows: tuple[FlowCounts, ...]
    officer: bool

    @property
    def drawn(self) -> tuple[Flow, ...]:
        """What was shared, for the picture."""
        return tuple(
            Flow(giver=one.giver, receiver=one.receiver, giver_id=one.giver_id, receiver_id=one.receiver_id,
                 count=one.shared)
            for one in self.flows if one.shared
        )  # fmt: skip


class MissesOnDay(View):
    """How often on one day somebody of the region was told that there is no such thing."""

    on: date
    count: int


class Register(View):
    """A page of the register; `cover`, `flows` and the choices are for the privacy officer alone."""

    days: tuple[LedgerDay, ...]
    first: date
    last: date
    older: str | None
    is_first: bool
    cover: Cover | None
    flows: tuple[Flow, ...]
    misses: tuple[MissesOnDay, ...]
    leaves_out_own: bool
    partners: tuple[PartnerChoice, ...]
    cases: tuple[CaseWord, ...]
