"""A table at which signals are weighed too: put on its agenda, weighed at an item, handed on, each word with a mark."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.signals import HandOn, PutSignals, WeighSignal
from models.meeting_terms import MeetingKind
from models.signal_terms import SignalState
from models.tables.meetings import AgendaItem
from models.tables.questions import Question
from models.tables.weighing import HandedOn, Weighing
from tafel import clock, handing_on, meetings, room, weighing, weighing_table
from tafel.db import Writing
from tests import canary_signals, tables
from tests.canary import one_of, trying
from tests.canary_agenda import CHAIR, TAKER, Circle
from tests.canary_signals import HANDLER, SignalTable
from tests.cast import Cast

ACTS = (*canary_signals.ACTS, "puts_signals", "weighs_at_table", "hands_on")


class WeighingTable(SignalTable):
    """The same, with a weighing table that is going on."""

    def __init__(self, cast: Cast) -> None:
        self.weighing: UUID | None = None
        super().__init__(cast)

    def puts_signals(self, _login: str, which: int, _circle: Circle) -> None:
        """Some that wait come onto an agenda, which is sent again."""
        with trying(), self._acting(TAKER) as work:
            waiting = self._signals(work.session, work.seat.region, SignalState.NEW, SignalState.ENRICHING)
            assert self.weighing
            weighing_table.put(work, self.weighing, PutSignals(once=uuid4(), cases=[one_of(waiting, which)]))
            meetings.invite(work, self.weighing)

    def weighs_at_table(self, login: str, which: int, circle: Circle) -> None:
        """What is on that agenda comes on the table, and who takes it up says what comes of it."""
        with trying(), self._acting(CHAIR) as work:
            self._start(work, one_of(self._to_weigh(work), which), room.start)
        with trying(), self._acting(HANDLER if which % 4 else login) as work:
            on_table = meetings.on_the_table(work, self.weighing) if self.weighing else None
            if on_table is None:
                return
            text = {name: self._text() for name in ("reason", "feedback", "lead_reason", "question")}
            partner = self.cast.partners[circle[0]] if circle else self.cast.partners["POL"]
            known = {"once": uuid4(), "item_id": on_table.id, "nameless": True, **text}
            more = {"outcome": "care", "routes": ["shelter"], "lead_partner_id": partner}
            if which % 2:
                more = {"outcome": "enrich", "ask": [partner], "follow_up_on": clock.today() + timedelta(days=3)}
            weighing.weigh(work, on_table.case_id, WeighSignal.model_validate(known | more))
            row = max(self._of(work, Weighing, on_table.case_id), key=lambda one: one.at)
            self._learn(work, row.reason_id, text["reason"])
            self._learn(work, row.feedback_id, text["feedback"])
            if row.lead_reason_id:
                self._learn(work, row.lead_reason_id, text["lead_reason"])
            if which % 2:
                asked = max(self._of(work, Question, on_table.case_id), key=lambda one: one.asked_at)
                self._learn(work, asked.statement_id, text["question"])

    def hands_on(self, login: str, which: int, _circle: Circle) -> None:
        """Another takes a signal up."""
        with trying(), self._acting(HANDLER if which % 3 else login) as work:
            case, reason = one_of(self._signals(work.session, work.seat.region), which), self._text()
            to = self.cast.seats[("inge.bakels", HANDLER)[which % 2]].membership
            handing_on.hand_on(work, case, HandOn(once=uuid4(), member_id=to, reason=reason, nameless=True))
            row = max(self._of(work, HandedOn, case), key=lambda one: one.at)
            self._learn(work, row.reason_id, reason)

    def _of(self, work: Writing, table: Any, case: UUID) -> list[Any]:
        here = (table.region_id == work.seat.region, table.case_id == case)
        return list(work.session.scalars(select(table).where(*here)))

    def _to_weigh(self, work: Writing) -> list[UUID]:
        here = select(col(AgendaItem.id)).where(col(AgendaItem.meeting_id) == self.weighing)
        return sorted(work.session.scalars(here))

    def _meet(self) -> None:
        """A weighing table at which one was weighed; one more was handed on."""
        super()._meet()
        day = clock.today() + timedelta(days=3)
        form = tables.form_of(self.cast, kind=MeetingKind.WEIGHING, name=self._told(), day=day)
        with self._acting(TAKER) as work:
            self.weighing = meetings.make(work, form)
        for which in range(4):
            self.puts_signals(TAKER, which, ())
        with self._acting(CHAIR) as work:
            meetings.begin(work, self.weighing, early=True)
        for which in (1, 2):
            self.weighs_at_table(HANDLER, which, ("OM",))
        self.hands_on(HANDLER, 2, ())
