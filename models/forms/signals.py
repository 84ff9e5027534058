"""Forms of signals: bring one, keep it half-way, and say how the region receives them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Month, Optional, OptionalText
from models.signal_terms import SignalOutcome, SignalRoute
from models.terms import Condition, ExploitationForm, Purpose, Reliability

Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^(\+?[0-9][0-9 ()-]{1,28})?$")]
Code = Annotated[str, StringConstraints(max_length=12)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Apart = Optional[Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]]


class BringSignal(ActForm):
    """What was seen, apart from what one makes of it; where, when, and what was ticked. Nothing in it names anybody.

    What does identify has fields of its own, one for each kind (`address` to `company`), and `declared`: the sentence
    without which it is not compared. `nameless`: the writer looked over what seems a name. `draft`: the signal that
    saved itself while it was typed; `base`: the save of its text. `later`: keep it half-way.
    """

    draft: UUID
    base: str = ""
    kind: ExploitationForm
    text: OptionalText = ""
    impression: OptionalText = ""
    nameless: bool = False
    reliability: Reliability = Reliability.OWN_OBSERVATION
    municipality: Optional[Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]] = None
    since: Optional[Month] = None
    until: Optional[Month] = None
    indicators: Annotated[list[Code], Field(max_length=100)] = []
    address: Apart = None
    phone: Apart = None
    plate: Apart = None
    advert: Apart = None
    person: Apart = None
    born: Optional[date] = None
    company: Apart = None
    declared: Optional[Literal[Condition.DECL_MIN]] = None
    later: bool = False


class MakeSignalLink(ActForm):
    """A link for a colleague without an account, by name."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class WeighSignal(ActForm):
    """What came of a signal: the outcome with its reason, and what its bringer hears. Nothing of it names anybody.

    `item_id`: the item of a weighing table at which it is said. `routes`: where it goes, within the outcome.
    `lead_partner_id`: who holds the best cards, and why. `ask`: whom the question goes to, of one that comes back.
    `nameless`: the writer looked the words over.
    """

    item_id: Optional[UUID] = None
    outcome: SignalOutcome
    routes: Annotated[list[SignalRoute], Field(max_length=20)] = []
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    feedback: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    lead_partner_id: Optional[UUID] = None
    lead_reason: ShortText = ""
    follow_up_on: Optional[date] = None
    ask: Annotated[list[UUID], Field(max_length=100)] = []
    question: ShortText = ""
    nameless: bool = False


class HandOn(ActForm):
    """Another takes a signal up, and why. The reason names nobody."""

    member_id: UUID
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    nameless: bool = False


class PutSignals(ActForm):
    """Signals that wait go onto the agenda of a weighing table, each for so many minutes."""

    cases: Annotated[list[UUID], Field(max_length=100)] = []
    minutes: Annotated[int, Field(ge=1, le=60)] = 2


class MakeCase(ActForm):
    """A signal goes on as a case, for one to three purposes."""

    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=3)]


class SetSignalDesk(ActForm):
    """Whom to call when there is danger, and who takes signals up; an empty number shows what holds everywhere."""

    avim_phone: Phone = ""
    safe_home_phone: Phone = ""
    care_phone: Phone = ""
    handler_id: Optional[UUID] = None
