"""A table to which signals are brought: some kept half-way, some shared with who takes them up, and weighed."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.identifiers import SayIdentifier
from models.forms.signals import BringSignal, WeighSignal
from models.forms.stacks import PutInStack, StackToCase, TakeOut
from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.overviews import Overview
from models.tables.signals import Signal
from models.tables.stacks import Stack
from tafel import clock, db, half_years, hits, identifiers, keys, repeats, signals, stacks, weighing
from tafel.seat import of_chores
from tafel.sight import identifiers as identified
from tafel.sight import overviews, passages
from tafel.sight import stacks as stacked
from tests import canary_amended
from tests.canary import one_of, trying
from tests.canary_agenda import Circle
from tests.canary_amended import AmendedTable

ACTS = (
    *canary_amended.ACTS, "brings", "identifies", "weighs", "publishes", "goes_on", "stacks", "weighs_stack",
    "unstacks", "takes_along",
)  # fmt: skip
HANDLER, MOST_SIGNALS, MOST_STACKS = "soraya.pinas", 4, 3


class SignalTable(AmendedTable):
    """The same; a signal is called by a mark, and hangs with the cases on which everybody goes on working."""

    def brings(self, login: str, which: int, _circle: Circle) -> None:
        """Every other one is kept half-way; later acts share of it what they find."""
        with self._acting(login) as work:
            if len(self._signals(work.session, work.seat.region)) == MOST_SIGNALS:
                return
        with trying(), self._acting(login) as work:
            text, impression, name = self._text(), self._text(), self._mark("Merknaam", letters=True)
            known = {"once": uuid4(), "draft": uuid4(), "kind": "labour", "indicators": ["1a"], "since": "2026-10"}
            apart = {"person": name, "born": "1999-03-01", "declared": "c-DECL(min)"}
            form = known | apart | {"text": text, "impression": impression, "later": which % 2 == 1}
            case = signals.bring(work, BringSignal.model_validate(form))
            self.code_words[case] = work.session.get_one(Case, (work.seat.region, case)).code_word = self._mark(
                "Merkzaak", letters=True
            )
            row = work.session.get_one(Signal, (work.seat.region, case))
            assert row.facts_id
            assert row.impression_id
            self._learn(work, row.facts_id, text)
            self._learn(work, row.impression_id, impression)
            self._learn(work, identified.lines(work, case)[0].statement_id, name)
            self.cases.append(case)

    def identifies(self, login: str, which: int, _circle: Circle) -> None:
        """A name that nobody else has, and an address that others hold too; then all of it is compared."""
        known = {"once": uuid4(), "declared": "c-DECL(min)"}
        with trying(), self._acting(login) as work:
            case, mark = (
                one_of(self._signals(work.session, work.seat.region), which),
                self._mark("Merknaam", letters=True),
            )
            person = SayIdentifier.model_validate(known | {"kind": "person", "value": mark, "born": "1999-03-01"})
            self._learn(work, identifiers.put(work, case, person), mark)
        with trying(), self._acting(login) as work:
            address = SayIdentifier.model_validate(known | {"kind": "address", "value": "1234 AB 12"})
            identifiers.put(work, one_of(self._signals(work.session, work.seat.region), which), address)
        with db.writing(of_chores(self.cast.administrator.region)) as work:
            hits.compare(work)

    def weighs(self, _login: str, which: int, _circle: Circle) -> None:
        """The outcome and its reason are for all who take part, the feedback for who brought it."""
        with trying(), self._acting(HANDLER) as work:
            brought = self._signals(work.session, work.seat.region, SignalState.NEW)
            case, reason, feedback = one_of(brought, which), self._text(), self._text()
            form = {"outcome": "consulted" if which % 2 else "no-trafficking", "reason": reason, "feedback": feedback}
            weighing.weigh(work, case, WeighSignal.model_validate(form | {"once": uuid4(), "nameless": True}))
            self._weighed(work, case, reason, feedback)

    def publishes(self, _login: str, _which: int, _circle: Circle) -> None:
        """What could be told of this half-year now, as if it were over: no word of anybody is in it."""
        begin = half_years.begin_of(clock.today())
        with db.writing(of_chores(self.cast.administrator.region)) as work:
            told = overviews.figures(work, begin).model_dump(mode="json")
            work.session.merge(
                Overview(region_id=work.seat.region, begins_on=begin, figures=told, published_at=work.now)
            )

    def stacks(self, login: str, which: int, _circle: Circle) -> None:
        """Lays what there is in a new stack, or by its code in one of another; and a round passes."""
        with trying(), self._acting(login) as work:
            made = self._stacks(work)
            known = len(made) >= MOST_STACKS or (made and which % 2)
            mine = [one.case_id for one in stacked.put_page(work).cases]
            lies = [one_of(mine, which), one_of(mine, which + 1)]
            code = one_of(made, which).reference if known else None
            form = {"once": uuid4(), "cases": lies, "reference": code, "tells": True}
            stack = work.session.get_one(Stack, (work.seat.region, stacks.put(work, PutInStack.model_validate(form))))
            if stack.id not in self.code_words:
                self.code_words[stack.id] = stack.code_word = self._mark("Merkbundel", letters=True)
        with db.writing(of_chores(self.cast.administrator.region)) as work:
            repeats.seek(work)

    def weighs_stack(self, _login: str, which: int, _circle: Circle) -> None:
        """All that waits in a stack, as one: the same words for each of its signals."""
        with trying(), self._acting(HANDLER) as work:
            stack, reason, feedback = one_of(self._stacks(work), which).id, self._text(), self._text()
            waiting = stacked.to_weigh(work, stacked.require_stack(work, stack)[1])
            form = {"outcome": "consulted" if which % 2 else "no-trafficking", "reason": reason, "feedback": feedback}
            stacks.weigh(work, stack, WeighSignal.model_validate(form | {"once": uuid4(), "nameless": True}))
            for case in waiting:
                self._weighed(work, case, reason, feedback)

    def unstacks(self, login: str, which: int, circle: Circle) -> None:
        """Takes something out again; or who takes signals up makes a case of a stack, which then has its own name."""
        with trying(), self._acting(login) as work:
            lies = one_of([one.case_id for one in stacked.put_page(work).cases], which)
            stacks.take_out(work, one_of(self._stacks(work), which).id, TakeOut(once=uuid4(), case_id=lies))
        with trying(), self._acting(HANDLER) as work:
            wanted = StackToCase(once=uuid4(), purposes=["P3"], partners=[self.cast.partners[one] for one in circle])
            case = stacks.make_case(work, one_of(self._stacks(work), which).id, wanted)
            row = work.session.get_one(Case, (work.seat.region, case))
            self.code_words[case] = row.code_word = self._mark("Merkzaak", letters=True)
            self.cases.append(case)
            self._copied(work, case)

    def takes_along(self, login: str, which: int, _circle: Circle) -> None:
        """Who was asked into the case of a stack takes what the own partner said along to it."""
        with trying(), self._acting(login) as work:
            stack = one_of(self._stacks(work), which).id
            case = one_of(stacked.cases_without_us(work, stacked.require_stack(work, stack)[1]), which)
            stacks.take_along(work, stack, case)
            self._copied(work, case)

    def _weighed(self, work: db.Writing, case: UUID, reason: str, feedback: str) -> None:
        row = work.session.get_one(Signal, (work.seat.region, case))
        assert row.reason_id
        assert row.feedback_id
        self._learn(work, row.reason_id, reason)
        self._learn(work, row.feedback_id, feedback)

    def _copied(self, work: db.Writing, case: UUID) -> None:
        """What was said in a signal stands in a case too, by the same mark."""
        for said in passages.of_cases(work, [case]):
            last = passages.words(work, keys.case_key(work, case), said).rsplit(maxsplit=1)[-1]
            self.also += [(said.version_id, last)] if last in self.marks else []

    def _stacks(self, work: db.Writing) -> list[Stack]:
        wanted = select(Stack).where(col(Stack.region_id) == work.seat.region).order_by(col(Stack.id))
        return list(work.session.scalars(wanted))

    def _signals(self, session: object, region: UUID, *states: SignalState) -> list[UUID]:
        wanted = select(col(Signal.case_id)).where(col(Signal.region_id) == region)
        if states:
            wanted = wanted.where(col(Signal.state).in_(states))
        return list(session.scalars(wanted.order_by(col(Signal.case_id))))  # type: ignore[attr-defined]

    def _meet(self) -> None:
        """One that is kept half-way, one that waits, and one that was weighed as the stack it lies in."""
        super()._meet()
        self.brings("petra.dekker", 1, ())
        self.brings("petra.dekker", 0, ())
        self.stacks("petra.dekker", 0, ())
        self.weighs_stack(HANDLER, 1, ())
        self.brings("inge.bakels", 0, ())
        for login, which in (("inge.bakels", 1), ("samir.el.khatib", 2), (HANDLER, 3)):
            self.stacks(login, which, ())
        for login in ("petra.dekker", "inge.bakels"):
            for which in range(MOST_SIGNALS):
                self.identifies(login, which, ())
        self.publishes(HANDLER, 0, ())
