"""A table with two agendas: random acts on items, circles and who is in the room, each word with a mark."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.meetings import AddGuest, AnswerItem, ChangeItem, GiveReason, ProposeItem
from models.forms.room import AdmitGuest, BeHere, NameSubstitute, NarrowRoom, NotePresence, RoundOff, StartItem
from models.forms.secrecy import SetSecrecyText
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.room import Attendance
from tafel import (
    admitting,
    agenda,
    answers,
    attendance,
    meetings,
    narrowing,
    room,
    secrecy,
)
from tafel.db import Writing
from tests import tables
from tests.canary import Table, all_of, one_of, trying
from tests.cast import Cast

CHAIR, TAKER, OTHER_CHAIR = "marijke.terpstra", "samir.el.khatib", "wouter.lansink"
RUNS = (CHAIR, TAKER, "soraya.pinas", "inge.bakels")
MOST_ITEMS = 10
Circle = Sequence[str]


class AgendaTable(Table):
    """The same with two meetings, their agendas and who comes in.

    Every act takes who does it, a number that chooses on what, and partners.
    """

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.meetings: list[UUID] = []
        self.at_table: set[str] = set()

    # the agenda

    def propose_case(self, login: str, which: int, circle: Circle) -> None:
        self._announce(login, self.meetings[which % 2], circle, case_id=self._case(which // 2))

    def propose_free(self, login: str, which: int, circle: Circle) -> None:
        self._announce(login, self.meetings[which % 2], circle)

    def revise(self, login: str, which: int, circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            item = self._item(work, which)
            form = self._free(circle)
            agenda.revise(work, item.id, form)
            self._learn_latest(work, item.question_id, form.brief)

    def accept(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER if which % 2 else login) as work:
            agenda.accept(work, self._item(work, which).id)

    def give_back(self, login: str, which: int, _circle: Circle) -> None:
        form = GiveReason(once=uuid4(), reason=self._told())
        with trying(), self._acting(TAKER if which % 2 else login) as work:
            agenda.give_back(work, self._item(work, which).id, form)

    def take_back(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            agenda.withdraw(work, self._item(work, which).id)

    def change(self, login: str, which: int, circle: Circle) -> None:
        """Another circle, a remark, once in a while another chair and note-taker."""
        runs = {"chair_id": RUNS[which % 4], "note_taker_id": RUNS[which // 4 % 4]} if which % 3 == 0 else {}
        form = {
            "once": uuid4(), "minutes": 20, "mode": "report", "remark": self._told(),
            "circle": [self.cast.partners[key] for key in circle],
        } | {field: self.cast.seats[who].membership for field, who in runs.items()}  # fmt: skip
        with trying(), self._acting(login if which % 5 == 0 else TAKER) as work:
            agenda.change(work, self._item(work, which).id, ChangeItem.model_validate(form))

    def send(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            meetings.invite(work, self.meetings[which % 2])

    def answer_item(self, login: str, which: int, _circle: Circle) -> None:
        text = self._text()
        with trying(), self._acting(login) as work:
            item, before = self._item(work, which), set(all_of(work, Statement))
            new = {"item_id": item.id, "answer": "new", "text": text, "reliability": "heard"}
            answers.answer(work, item.meeting_id, AnswerItem.model_validate(new | {"declared": ["c-DECL(min)"]}))
            for fresh in set(all_of(work, Statement)) - before:
                self._learn(work, fresh, text)

    # the room

    def comes(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            room.be_here(work, self.meetings[which % 2], BeHere(once=uuid4(), here=which % 3 > 0))

    def notes_presence(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(CHAIR) as work:
            one = one_of(all_of(work, Attendance), which)
            form = NotePresence(once=uuid4(), attendance_id=one, here=which % 3 > 0)
            room.note_presence(work, self.meetings[0], form)

    def guest(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 3 == 0 else TAKER) as work:
            name = self._told()
            if which % 2:
                form = AddGuest(once=uuid4(), name=name, secrecy_signed=True)
                attendance.add_guest(work, self.meetings[which // 2 % 2], form)
            else:
                item = self._item(work, which)
                let = AdmitGuest(once=uuid4(), name=name, item_id=item.id, signed=True)
                admitting.guest(work, item.meeting_id, let)

    def substitute(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting("inge.bakels") as work:
            item, ruud = self._item(work, which), self.cast.seats["ruud.eggink"].membership
            form = NameSubstitute(once=uuid4(), membership_id=ruud, item_id=item.id)
            admitting.substitute(work, item.meeting_id, form)

    def begin(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(CHAIR if which % 2 else OTHER_CHAIR) as work:
            meetings.begin(work, self.meetings[which % 2], early=True)

    def start(self, _login: str, which: int, _circle: Circle) -> None:
        """Put something on the table, or take back what was there before; whoever may not hear it goes out, or not."""
        with trying(), self._acting(CHAIR) as work:
            item, everybody = self._item(work, which).id, all_of(work, Attendance)
            self._start(work, item, room.back if which % 5 == 0 else room.start, gone=everybody if which % 2 else [])

    def round_off(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(CHAIR if which % 2 else login) as work:
            if on_table := meetings.on_the_table(work, self.meetings[0]):
                room.round_off(work, self.meetings[0], RoundOff(once=uuid4(), item_id=on_table.id))

    def narrows(self, login: str, which: int, circle: Circle) -> None:
        """For a part of what is on the table some stay; or that part is over."""
        with trying(), self._acting(CHAIR if which % 3 else login) as work:
            on_table = meetings.on_the_table(work, self.meetings[0])
            if on_table is None:
                return
            if which % 2:
                narrowing.widen(work, self.meetings[0], RoundOff(once=uuid4(), item_id=on_table.id))
                return
            stay = [self.cast.partners[key] for key in circle]
            form = NarrowRoom(once=uuid4(), item_id=on_table.id, partners=stay)
            narrowing.narrow(work, self.meetings[0], form)

    def sets_secrecy(self, login: str, which: int, _circle: Circle) -> None:
        """Another text to sign, and what is said of it."""
        with trying(), self._acting(TAKER if which % 2 else login) as work:
            form = SetSecrecyText(once=uuid4(), text=self._told(), spoken=self._told(), before=secrecy.number(work))
            secrecy.set_text(work, form)

    # one thing at a time

    def _announce(self, login: str, meeting: UUID, circle: Circle, **more: Any) -> UUID:
        form = self._free(circle)
        if more:
            form = form.model_copy(update={"title": "", "brief": self._mark("merkvraag"), **more})
        made = UUID(int=0)
        with trying(), self._acting(login) as work:
            if len(all_of(work, AgendaItem)) < MOST_ITEMS:
                made = agenda.propose(work, meeting, form)
                item = work.session.get_one(AgendaItem, (work.seat.region, made))
                self._learn_latest(work, item.question_id, form.brief)
        return made

    def _free(self, circle: Circle) -> ProposeItem:
        return tables.item_of(
            self.cast, *circle, case_id=None, title=self._told(), brief=self._told(), nameless=True, mode="report"
        )

    def _start(self, work: Writing, item: UUID, how: Callable[[Writing, UUID, StartItem], None], **more: Any) -> None:
        meeting = work.session.get_one(AgendaItem, (work.seat.region, item)).meeting_id
        before = meetings.on_the_table(work, meeting)
        known = {"once": uuid4(), "item_id": item, "before": before.id if before else None}
        form = StartItem.model_validate({**known, "overrule": True, "reason": "Er is haast bij", **more})
        how(work, meeting, form)

    def _item(self, work: Writing, which: int) -> AgendaItem:
        return work.session.get_one(AgendaItem, (work.seat.region, one_of(all_of(work, AgendaItem), which)))

    def _latest(self, work: Writing, statement: UUID) -> Version:
        said = work.session.get_one(Statement, (work.seat.region, statement))
        this = (col(Version.statement_id) == statement, col(Version.number) == said.latest)
        return work.session.scalars(select(Version).where(col(Version.region_id) == work.seat.region, *this)).one()

    def _learn_latest(self, work: Writing, statement: UUID | None, text: str) -> None:
        """What stands in the latest version of a statement, whoever says it; none is no words."""
        if statement:
            work.session.flush()
            self.words[self._latest(work, statement).id] = text.rsplit(maxsplit=1)[-1]
            self.said[statement] = work.session.get_one(Statement, (work.seat.region, statement)).partner_id

    def _told(self) -> str:
        """A mark that is kept beside a meeting or an item, and is no statement."""
        mark = self._mark("Merktafel", letters=True)
        self.at_table.add(mark)
        return mark
