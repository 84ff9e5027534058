"""A table that writes up what it did: minutes, remarks, who tells whom, additions, and a copy for each recipient."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.minutes import AddToMinutes, AnswerRemark, MakeRemark, SayWhoTells, SendMinutes
from models.meeting_terms import MinutesState, MinutingMode, RemarkOutcome
from models.tables.casework import Statement, Subject
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes, Remark
from tafel import agenda, clock, copies, making, meetings, minutes, remarks, telling
from tafel.db import Writing
from tafel.papers import pool
from tests import canary_meetings
from tests.canary import all_of, one_of, trying
from tests.canary_agenda import CHAIR, TAKER, Circle
from tests.canary_meetings import MeetingTable
from tests.tafel.copying import Here
from web.copies import voice_of

ACTS = (
    *canary_meetings.ACTS, "closes", "sends_minutes", "remarks_on", "answers_remark", "tells", "adopts", "adds",
    "copies",
)  # fmt: skip
OUTCOMES = (RemarkOutcome.PROCESSED, RemarkOutcome.ATTACHED, RemarkOutcome.DECLINED)


class MinutesTable(MeetingTable):
    """The same with a third meeting that is over, of which everything was written up at least once."""

    def closes(self, _login: str, which: int, circle: Circle) -> None:
        self.round_off(CHAIR, 1, circle)
        with trying(), self._acting(CHAIR) as work:
            meetings.close(work, self.meetings[which % 3], unreached=True)

    def sends_minutes(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 5 == 0 else TAKER) as work:
            form = SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=which))
            minutes.send_all(work, self.meetings[which % 3], form)

    def remarks_on(self, login: str, which: int, _circle: Circle) -> None:
        self._says_of(login, which, remarks.remark, MakeRemark)

    def adds(self, login: str, which: int, circle: Circle) -> None:
        partner = {"partner_id": self.cast.partners[circle[0]]}
        self._says_of(TAKER if which % 2 else login, which, remarks.add, AddToMinutes, **partner)

    def answers_remark(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 5 == 0 else TAKER) as work:
            here = col(Remark.region_id) == work.seat.region
            one = one_of(sorted(work.session.scalars(select(col(Remark.statement_id)).where(here))), which)
            remarks.answer(work, one, AnswerRemark(once=uuid4(), outcome=OUTCOMES[which % 3]))

    def tells(self, _login: str, which: int, circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            self._postpone(work, one_of(all_of(work, Minutes), which), circle[0], one_of(all_of(work, Subject), which))

    def adopts(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            self._adopt(work, one_of(all_of(work, Minutes), which))

    def copies(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 5 == 0 else TAKER) as work:
            copies.ask(work, self.meetings[which % 3])
        with printing_here():
            making.once(voice_of)

    # how it begins

    def _meet(self) -> None:
        super()._meet()
        self._make(CHAIR, 3)
        over = self.meetings[2]
        items = [
            self._announce("inge.bakels", over, ("OM", "ZC"), case_id=self.cases[0]),
            self._announce("inge.bakels", over, ("OM", "WOCO")),
        ]
        with self._acting(TAKER) as work:
            for item in items:
                agenda.accept(work, item)
                work.session.get_one(AgendaItem, (work.seat.region, item)).mode = MinutingMode.REPORT
            meetings.invite(work, over)
        with self._acting(CHAIR) as work:
            meetings.begin(work, over, early=True)
        for item, giver, login in ((items[1], "WOCO", "petra.dekker"), (items[0], "POL", "inge.bakels")):
            self._hold(item, giver, login)
        self._write_up(over, items)

    def _write_up(self, over: UUID, items: list[UUID]) -> None:
        """Closed, sent, remarked on, copied; one part is adopted and put right afterwards."""
        with self._acting(CHAIR) as work:
            for item in items:
                work.session.get_one(AgendaItem, (work.seat.region, item)).closed_at = work.now
            work.session.flush()
            meetings.close(work, over, unreached=True)
        with self._acting(TAKER) as work:
            parts = {one.item_id: one.id for one in work.session.scalars(select(Minutes).where(_of(work, over)))}
        for subject in self._subjects():
            with trying(), self._acting(TAKER) as work:
                self._postpone(work, parts[items[0]], "POL", subject)
        with self._acting(TAKER) as work:
            minutes.send_all(work, over, SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=7)))
        self._says_in("wouter.lansink", parts[items[0]], remarks.remark, MakeRemark)
        self._says_in("petra.dekker", parts[items[1]], remarks.remark, MakeRemark)
        with self._acting(TAKER) as work:
            here = select(col(Remark.statement_id)).where(col(Remark.minutes_id) == parts[items[1]])
            answered = AnswerRemark(once=uuid4(), outcome=RemarkOutcome.ATTACHED)
            remarks.answer(work, work.session.scalars(here).one(), answered)
            self._adopt(work, parts[items[1]])
        self._says_in("inge.bakels", parts[items[1]], remarks.add, AddToMinutes)
        self.copies(TAKER, 2, ())

    def _subjects(self) -> list[UUID]:
        with self._acting(TAKER) as work:
            return all_of(work, Subject)

    # one thing at a time

    def _says_of(self, login: str, which: int, do: Any, form: Any, **more: Any) -> None:
        with trying():
            with self._acting(login) as work:
                one = one_of(all_of(work, Minutes), which)
            self._says_in(login, one, do, form, **more)

    def _says_in(self, login: str, minutes_id: UUID, do: Any, form: Any, **more: Any) -> None:
        text = self._text()
        filled = form.model_validate({"once": uuid4(), "text": text, "reliability": "heard", **more})
        with self._acting(login) as work:
            before = set(all_of(work, Statement))
            do(work, minutes_id, filled)
            self._learn_fresh(work, before, text)

    def _postpone(self, work: Writing, minutes_id: UUID, giver: str, subject: UUID) -> None:
        text, before = self._text(), set(all_of(work, Statement))
        form = {
            "once": uuid4(), "subject_id": subject, "partner_id": self.cast.partners[giver], "postponed": True,
            "on_day": clock.today() + timedelta(days=9), "text": text,
        }  # fmt: skip
        telling.say_who_tells(work, minutes_id, SayWhoTells.model_validate(form))
        self._learn_fresh(work, before, text)

    def _learn_fresh(self, work: Writing, before: set[UUID], text: str) -> None:
        for fresh in set(all_of(work, Statement)) - before:
            self._learn_latest(work, fresh, text)

    def _adopt(self, work: Writing, minutes_id: UUID) -> None:
        """As if the days for remarks had gone by."""
        found = work.session.get_one(Minutes, (work.seat.region, minutes_id))
        if found.state is MinutesState.FOR_REMARKS:
            found.remarks_by = clock.today() - timedelta(days=1)
            work.session.flush()
        minutes.adopt(work, minutes_id)
        self.noted = {key: mark for key, mark in self.noted.items() if key[0] != found.item_id}


def _of(work: Writing, meeting: UUID) -> Any:
    return (col(Minutes.region_id) == work.seat.region) & (col(Minutes.meeting_id) == meeting)


@contextmanager
def printing_here() -> Iterator[None]:
    """Papers are printed in this process: a stateful test begins none of its own."""

    @contextmanager
    def printers(style: Any) -> Iterator[Here]:
        yield Here(style)

    with patch.object(pool, "printers", printers):
        yield
