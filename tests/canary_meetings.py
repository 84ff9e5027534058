"""A table that meets: random acts around two agendas, where every word carries a mark of its own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.base import ActForm
from models.forms.casework import Autosave
from models.forms.lines import ConfirmLine, Decide, EditLine, ReportAction, SayLine, TakeAction
from models.forms.meetings import AddGuest, AnswerItem, ChangeItem, GiveReason, ProposeItem, SetSeries
from models.forms.room import AdmitGuest, BeHere, NameSubstitute, NotePresence, RoundOff, StartItem
from models.meeting_terms import LineKind, MeetingKind, MinutingMode
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.room import Attendance, Line
from tafel import (
    actions,
    admitting,
    agenda,
    answers,
    attendance,
    clock,
    confirming,
    lines,
    meetings,
    notes,
    room,
    series,
)
from tafel.db import Writing
from tafel.sight import noting
from tafel.statements import base_of
from tests import tables
from tests.canary import Table, all_of, one_of, trying
from tests.cast import Cast

CHAIR, TAKER, OTHER_CHAIR = "marijke.terpstra", "samir.el.khatib", "wouter.lansink"
RUNS = (CHAIR, TAKER, "soraya.pinas", "inge.bakels")
MOST_ITEMS = 10
ACTS = (
    "propose_case", "propose_free", "revise", "accept", "give_back", "take_back", "change", "send", "answer_item",
    "comes", "notes_presence", "guest", "substitute", "begin", "start", "round_off", "says", "decides", "takes_action",
    "edit_line", "drop_line", "confirm_line", "report", "note",
)  # fmt: skip
Circle = Sequence[str]


class MeetingTable(Table):
    """The same with meetings; `noted` has the words of working notes, by item and note-taker.

    Every act takes who does it, a number that chooses on what, and partners.
    """

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.meetings: list[UUID] = []
        self.noted: dict[tuple[UUID, UUID], str] = {}
        self.at_table: set[str] = set()
        self._meet()

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
            meetings.begin(work, self.meetings[which % 2])

    def start(self, _login: str, which: int, _circle: Circle) -> None:
        """Put something on the table, or take back what was there before; whoever may not hear it goes out, or not."""
        with trying(), self._acting(CHAIR) as work:
            item, everybody = self._item(work, which).id, all_of(work, Attendance)
            self._start(work, item, room.back if which % 5 == 0 else room.start, gone=everybody if which % 2 else [])

    def round_off(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(CHAIR if which % 2 else login) as work:
            if on_table := meetings.on_the_table(work, self.meetings[0]):
                room.round_off(work, self.meetings[0], RoundOff(once=uuid4(), item_id=on_table.id))

    # what is written down

    def says(self, login: str, which: int, circle: Circle) -> None:
        self._writes(login, which, circle, lines.say_line, SayLine)

    def decides(self, login: str, which: int, circle: Circle) -> None:
        self._writes(login, which, circle, lines.decide, Decide, route="lead" if which % 2 else "route")

    def takes_action(self, login: str, which: int, circle: Circle) -> None:
        self._writes(login, which, circle, lines.take_action, TakeAction, due_on=clock.today())

    def edit_line(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            line, text = self._line(work, which), self._text()
            lines.edit(work, line, EditLine(once=uuid4(), text=text, base=base_of(self._latest(work, line))))
            self._learn_latest(work, line, text)

    def drop_line(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            lines.drop(work, self._line(work, which))

    def confirm_line(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            self._confirm(work, self._line(work, which), ("right", "other", "drop")[which % 3])

    def report(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            line, text = self._line(work, which), self._text()
            before = self._latest(work, line)
            form = {"once": uuid4(), "state": ("done", "not-done")[which % 2], "base": base_of(before)}
            actions.report(work, line, ReportAction.model_validate(form | {"reason": text if which % 2 else ""}))
            if which % 2:
                self._learn_latest(work, line, text)
                self.also.append((self._latest(work, line).id, self.words[before.id]))

    def note(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 3 == 0 else TAKER) as work:
            self._note(work, self._item(work, which))

    # how it begins

    def _meet(self) -> None:
        """One meeting is going on, with something of every kind; another waits, whose agenda was not sent."""
        self._make(CHAIR, 1)
        self._make(OTHER_CHAIR, 2)
        going_on, waits = self.meetings
        self._make_series()
        items = [
            self._announce("inge.bakels", going_on, ("OM", "ZC"), case_id=self.cases[0]),
            self._announce("soraya.pinas", going_on, ("OM",), case_id=self.cases[1]),
            self._announce("inge.bakels", going_on, ("OM", "WOCO")),
        ]
        returned = self._announce("petra.dekker", going_on, ("POL",))
        self._announce("wouter.lansink", going_on, ("ZC",))
        accepted = [self._announce("wouter.lansink", waits, ("ZC", "POL"))]
        self._announce("inge.bakels", waits, ("OM",), case_id=self.cases[0])
        with self._acting(TAKER) as work:
            for item in (*items, *accepted):
                agenda.accept(work, item)
                stands = work.session.get_one(AgendaItem, (work.seat.region, item))
                stands.remark, stands.mode = self._told(), MinutingMode.REPORT
            agenda.give_back(work, returned, GiveReason(once=uuid4(), reason=self._told()))
            meetings.invite(work, going_on)
            let = AdmitGuest(once=uuid4(), name=self._told(), item_id=items[0], signed=True)
            admitting.guest(work, going_on, let)
        with self._acting(CHAIR) as work:
            meetings.begin(work, going_on)
        for login in ("inge.bakels", "soraya.pinas", "petra.dekker"):
            self.comes(login, 10, ())
        for item, giver, login in ((items[2], "WOCO", "petra.dekker"), (items[1], "ZC", "soraya.pinas"),
                                   (items[0], "POL", "inge.bakels")):  # fmt: skip
            self._hold(item, giver, login)

    def _hold(self, item: UUID, giver: str, login: str) -> None:
        """At an item somebody says four things and answers three of them, decides, and takes something on."""
        with self._acting(CHAIR) as work:
            self._start(work, item, room.start)
        with self._acting(TAKER) as work:
            self._note(work, work.session.get_one(AgendaItem, (work.seat.region, item)))
        for answer in ("right", "other", "drop", None):
            line = self._write(TAKER, item, giver, lines.say_line, SayLine)
            with self._acting(login) as work:
                if answer:
                    self._confirm(work, line, answer)
        self._write(TAKER, item, giver, lines.decide, Decide, route="route")
        self._write(TAKER, item, giver, lines.take_action, TakeAction, due_on=clock.today())

    def _make(self, chair: str, in_days: int) -> None:
        form = tables.form_of(
            self.cast, name=self._told(), chair_id=self.cast.seats[chair].membership,
            day=clock.today() + timedelta(days=in_days),
        )  # fmt: skip
        with self._acting(TAKER) as work:
            self.meetings.append(meetings.make(work, form))

    def _make_series(self) -> None:
        runs = {
            f"{who}_id": self.cast.seats[login].membership for who, login in (("chair", CHAIR), ("note_taker", TAKER))
        }
        form = {
            "once": uuid4(), "kind": MeetingKind.CASES, "name": self._told(), "framework": "C", "every_weeks": 2,
            "weekday": 1, "starts": "13:00", "minutes": 60, "partners": [self.cast.partners["POL"]],
        }  # fmt: skip
        with self._acting(TAKER) as work:
            series.make(work, SetSeries.model_validate(form | runs))

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
        before = meetings.on_the_table(work, self.meetings[0])
        known = {"once": uuid4(), "item_id": item, "before": before.id if before else None}
        form = StartItem.model_validate({**known, "overrule": True, "reason": "Er is haast bij", **more})
        how(work, self.meetings[0], form)

    def _writes(self, login: str, which: int, circle: Circle, do: Any, form: type[ActForm], **more: Any) -> None:
        with trying():
            with self._acting(TAKER) as work:
                item = self._item(work, which).id
            self._write(login if which % 3 == 0 else TAKER, item, circle[0], do, form, **more)

    def _write(self, login: str, item: UUID, giver: str, do: Any, form: type[ActForm], **more: Any) -> UUID:
        text = self._text()
        filled = form.model_validate({"once": uuid4(), "partner_id": self.cast.partners[giver], "text": text, **more})
        with self._acting(login) as work:
            line: UUID = do(work, item, filled)
            self._learn_latest(work, line, text)
        return line

    def _confirm(self, work: Writing, line: UUID, answer: str) -> None:
        text, before = self._text(), self._latest(work, line)
        form = {"once": uuid4(), "answer": answer, "base": base_of(before), "reliability": "heard", "text": text}
        confirming.confirm(work, line, ConfirmLine.model_validate(form))
        self._learn_latest(work, line, text if answer == "other" else self.words[before.id])

    def _note(self, work: Writing, item: AgendaItem) -> None:
        _, edit, _ = noting.note_of(work, item.id, item.case_id)
        mark = self._told()
        notes.save(work, item.id, Autosave(text=mark, base=str(edit)))
        self.noted[item.id, work.seat.membership] = mark

    def _item(self, work: Writing, which: int) -> AgendaItem:
        return work.session.get_one(AgendaItem, (work.seat.region, one_of(all_of(work, AgendaItem), which)))

    def _line(self, work: Writing, which: int) -> UUID:
        here = (col(Line.region_id) == work.seat.region, col(Line.kind) != LineKind.QUESTION)
        return one_of(sorted(work.session.scalars(select(col(Line.statement_id)).where(*here))), which)

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
