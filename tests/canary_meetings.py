"""A table that meets: random acts of what is written down at an item, and how two meetings begin."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.base import ActForm
from models.forms.casework import Autosave
from models.forms.lines import ConfirmLine, Decide, EditLine, ReportAction, SayLine, TakeAction
from models.forms.meetings import AddItem, AnswerInvitation, GiveReason, SetSeries
from models.forms.room import AdmitGuest
from models.meeting_terms import Coming, ItemKind, LineKind, MeetingKind, MinutingMode
from models.tables.casework import Version
from models.tables.meetings import AgendaItem
from models.tables.room import Line
from tafel import (
    actions,
    admitting,
    agenda,
    clock,
    confirming,
    db,
    invitations,
    lines,
    meetings,
    notes,
    reminders,
    room,
    series,
)
from tafel.db import Writing
from tafel.seat import of_chores
from tafel.sight import noting
from tafel.statements import base_of
from tests import tables
from tests.canary import one_of, trying
from tests.canary_agenda import CHAIR, OTHER_CHAIR, TAKER, AgendaTable, Circle
from tests.cast import Cast

ACTS = (
    "propose_case", "propose_free", "revise", "accept", "give_back", "take_back", "change", "send", "answer_item",
    "comes", "notes_presence", "guest", "substitute", "begin", "start", "round_off", "says", "decides", "takes_action",
    "edit_line", "drop_line", "confirm_line", "report", "note", "answers_invitation", "post",
    "narrows", "sets_secrecy",
)  # fmt: skip
ENDS = ("done", "not-done", "open", "could-not")


class MeetingTable(AgendaTable):
    """The same with what is written down; `noted` has the words of working notes, by item and note-taker."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.noted: dict[tuple[UUID, UUID], str] = {}
        self._meet()

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
            form = {"once": uuid4(), "state": ENDS[which % len(ENDS)], "base": base_of(before)}
            actions.report(work, line, ReportAction.model_validate(form | {"reason": text if which % 2 else ""}))
            if which % 2:
                self._learn_added(work, line, before, text)

    def note(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login if which % 3 == 0 else TAKER) as work:
            self._note(work, self._item(work, which))

    # post

    def answers_invitation(self, login: str, which: int, _circle: Circle) -> None:
        """Whether one comes, or that a colleague does."""
        coming = tuple(Coming)[which // 3 % len(Coming)]
        instead = self.cast.seats["ruud.eggink"].membership if coming is Coming.SUBSTITUTE else None
        with trying(), self._acting(login) as work:
            form = AnswerInvitation(once=uuid4(), coming=coming, substitute_id=instead)
            invitations.answer(work, self.meetings[which % 3 % len(self.meetings)], form)

    def post(self, _login: str, _which: int, _circle: Circle) -> None:
        """Invitations follow the agenda, and whoever has something to do is reminded."""
        with db.writing(of_chores(self.cast.administrator.region)) as work:
            invitations.follow(work)
            reminders.remind(work)

    # how it begins

    def _meet(self) -> None:
        """One meeting is going on, with something of every kind; another waits, whose agenda was not sent."""
        self._make(CHAIR, 1)
        self._make(OTHER_CHAIR, 2)
        going_on, waits = self.meetings
        self._make_series()
        self.sets_secrecy(TAKER, 1, ())
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
            through = AddItem(once=uuid4(), title=self._told(), kind=ItemKind.ACTIONS, nameless=True)
            agenda.add(work, going_on, through)
            agenda.give_back(work, returned, GiveReason(once=uuid4(), reason=self._told()))
            meetings.invite(work, going_on)
            let = AdmitGuest(once=uuid4(), name=self._told(), item_id=items[0], signed=True)
            admitting.guest(work, going_on, let)
        self.post(TAKER, 0, ())
        self.answers_invitation("inge.bakels", 0, ())
        with self._acting(CHAIR) as work:
            meetings.begin(work, going_on, early=True)
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

    def _writes(self, login: str, which: int, circle: Circle, do: Any, form: type[ActForm], **more: Any) -> None:
        with trying():
            with self._acting(TAKER) as work:
                item = self._item(work, which).id
            whom = {"heard": "circle"} if which % 2 else {}
            self._write(login if which % 3 == 0 else TAKER, item, circle[0], do, form, **more, **whom)

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

    def _learn_added(self, work: Writing, statement: UUID, before: Version, text: str) -> None:
        """Something was written under what stood there already."""
        held = {self.words[before.id], *(mark for version, mark in self.also if version == before.id)}
        self._learn_latest(work, statement, text)
        self.also += [(self._latest(work, statement).id, mark) for mark in sorted(held)]

    def _note(self, work: Writing, item: AgendaItem) -> None:
        _, edit, _ = noting.note_of(work, item.id, item.case_id)
        mark = self._told()
        notes.save(work, item.id, Autosave(text=mark, base=str(edit)))
        self.noted[item.id, work.seat.membership] = mark

    def _line(self, work: Writing, which: int) -> UUID:
        here = (col(Line.region_id) == work.seat.region, col(Line.kind) != LineKind.QUESTION)
        return one_of(sorted(work.session.scalars(select(col(Line.statement_id)).where(*here))), which)
