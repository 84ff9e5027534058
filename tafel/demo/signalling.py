"""The signals of the story, told by the acts."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from models.forms.identifiers import SayIdentifier
from models.forms.sharing import GiveShares
from models.forms.signals import BringSignal, HandOn, PutSignals, WeighSignal
from models.forms.stacks import PutInStack
from models.terms import Condition
from tafel import clock, db, handing_on, identifiers, meetings, sharing, signals, stacks, weighing, weighing_table
from tafel.demo.story import Event
from tafel.sight import signals as seen
from tafel.sight import stacks as stacked

if TYPE_CHECKING:
    from tafel.demo.telling import Telling


@dataclass
class Signalling:
    """What the keys of signals became."""

    told: "Telling"
    signals: dict[str, UUID] = field(default_factory=dict)
    stacks: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def bring(self, event: Event) -> None:
        """Somebody brings one, or keeps it half-way."""
        told = event.told
        form: dict[str, Any] = {
            "once": uuid4(), "draft": uuid4(),
            **{name: told[name] for name in ("kind", "indicators")},
            **{name: told[name] for name in ("text", "impression", "municipality", "later") if name in told},
        }  # fmt: skip
        if "months_ago" in told:
            form["since"] = clock.months_on(self.told.made_on.replace(day=1), -told["months_ago"])
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            self.signals[told["key"]] = case = signals.bring(work, BringSignal.model_validate(form))
            for one in told.get("identifies", ()):
                known = {"once": uuid4(), "declared": Condition.DECL_MIN, **one}
                identifiers.put(work, case, SayIdentifier.model_validate(known))

    def share(self, event: Event) -> None:
        """What the end of bringing offers."""
        told, case = event.told, self.signals[event.told["key"]]
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            offer = seen.signal_page(work, case).offered
            assert offer
            form = GiveShares(
                once=uuid4(), versions=list(offer.versions), receivers=[offer.verdict.partner.id], purpose="P1",
                ends_on=offer.ends_on, declared=["c-DECL(min)"],
            )  # fmt: skip
            sharing.give(work, case, form)

    def acknowledge(self, event: Event) -> None:
        """Who takes it up lets the bringer know."""
        told = event.told["acknowledged"]
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            weighing.acknowledge(work, self.signals[event.told["key"]])

    def hand_on(self, event: Event) -> None:
        """Who takes it up gives it to who brought it, where that is another partner."""
        told, by = event.told, event.told["acknowledged"]
        if told["partner"] == by["partner"]:
            return
        to = self.told.seats[told["by"], told["partner"]].membership
        form = {"once": uuid4(), "member_id": to, "reason": told["handed_on"]}
        with db.writing(self.told.seats[by["by"], by["partner"]]) as work:
            handing_on.hand_on(work, self.signals[told["key"]], HandOn.model_validate(form))

    def put(self, event: Event) -> None:
        """The secretary puts some that wait on the agenda of a weighing table."""
        table, keys = self.told.table, {self.signals[key]: item for key, item in event.told["signals"].items()}
        with db.writing(self.told.seats["samir.el.khatib", "vz"]) as work:
            meeting = table.meetings[event.told["meeting"]]
            weighing_table.put(work, meeting, PutSignals(once=uuid4(), cases=list(keys)))
            items = meetings.accepted(work, meeting)
            table.items |= {keys[one.case_id]: one.id for one in items if one.case_id in keys}

    def weigh(self, event: Event) -> None:
        """It is weighed."""
        told = event.told["weighed"]
        form: dict[str, Any] = {"once": uuid4(), **{name: told[name] for name in ("outcome", "reason", "feedback")}}
        form |= {name: told[name] for name in ("routes", "lead_reason") if name in told}
        if "item" in told:
            form["item_id"] = self.told.table.items[told["item"]]
        if "lead" in told:
            form["lead_partner_id"] = self.told.partners[told["lead"]]
        if "follow_up_in_days" in told:
            form["follow_up_on"] = self.told.made_on + timedelta(days=told["follow_up_in_days"])
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            weighing.weigh(work, self.signals[event.told["key"]], WeighSignal.model_validate(form))

    def stack(self, event: Event) -> None:
        """Somebody lays signals together; the first tells the others the code of the stack."""
        told, key = event.told, event.told["key"]
        lies = [self.signals[one] for one in told.get("signals", ())]
        lies += [self.told.cases[told["case"]]] if "case" in told else []
        form: dict[str, Any] = {"once": uuid4(), "cases": lies, "code_word": told["code_word"]}
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            form |= {"reference": self.codes[key]} if key in self.codes else {}
            self.stacks[key] = stack = stacks.put(work, PutInStack.model_validate(form))
            self.codes[key] = stacked.stack_page(work, stack).reference

    def weigh_stack(self, event: Event) -> None:
        """A stack is weighed as one."""
        told = event.told["weighed"]
        form = {"once": uuid4(), "lead_partner_id": self.told.partners[told["lead"]]}
        form |= {name: told[name] for name in ("outcome", "routes", "reason", "feedback", "lead_reason")}
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            stacks.weigh(work, self.stacks[event.told["key"]], WeighSignal.model_validate(form))
