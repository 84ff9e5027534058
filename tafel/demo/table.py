"""The meetings of the story, told by the acts: series, items announced and accepted, agendas sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import Row, select
from sqlmodel import col

from models.forms.care import AskContact
from models.forms.lines import ConfirmLine, Decide, PutOff, ReportAction, SayLine, TakeAction
from models.forms.meetings import (
    AnswerItem,
    ChangeItem,
    MakeMeetings,
    OrderAgenda,
    ProposeItem,
    SayWhoComes,
    SetSeries,
)
from models.forms.minutes import SayWhoTells, SendMinutes
from models.forms.profiles import SetSeriesProfile
from models.forms.room import BeHere, RoundOff, StartItem
from models.meeting_terms import ItemKind
from models.tables.casework import Subject
from tafel import (
    actions,
    agenda,
    answers,
    attendance,
    confirming,
    db,
    lines,
    meetings,
    minutes,
    profiles,
    room,
    series,
    statements,
    telling,
)
from tafel.db import Writing
from tafel.demo.story import Event, Told
from tafel.seat import Seat
from tafel.sight import at_table, minutes_page, visible
from tafel.sight import minutes as seen

if TYPE_CHECKING:
    from tafel.demo.telling import Telling

_PLAIN = (
    "kind", "name", "framework", "every_weeks", "starts", "minutes", "place", "link", "announce_days", "announce_time",
    "agenda_days", "agenda_time", "contribute_days", "contribute_time", "before", "open_actions", "last_minutes",
    "after",
)  # fmt: skip


@dataclass
class Table:
    """What the keys of series, meetings and items became."""

    told: "Telling"
    meetings: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)

    def acts(self) -> dict[str, Callable[[Event], None]]:
        """What can happen around the table, by kind of event."""
        return {
            "series": self._series, "item": self._item, "accept": self._accept, "run": self._run,
            "order": self._order, "send": self._send, "begin": self._begin, "close": self._close,
            "coming": self._coming, "start": self._start, "action": self._action, "round-off": self._round_off,
            "contact": self._contact, "put-off": self._put_off, "report": self._report, "answer": self._answer,
            "said": self._said, "confirmed": self._confirmed, "decided": self._decided,
            "sent-for-remarks": self._send_minutes, "adopted": self._adopt,
        }  # fmt: skip

    def _series(self, event: Event) -> None:
        told = event.told
        first = self._day(told["first_in_days"])
        form = {name: told[name] for name in _PLAIN if name in told} | {
            "once": uuid4(),
            "weekday": self._day(told["falls_in_days"]).weekday(),
            "chair_id": self._sits(told["chair"]).membership,
            "note_taker_id": self._sits(told["note_taker"]).membership,
            "partners": self._partners(told["partners"]),
        }
        with db.writing(self._secretary()) as work:
            made = series.make(work, SetSeries.model_validate(form))
            ahead = MakeMeetings(once=uuid4(), first=first, count=len(told["meetings"]))
            self.meetings |= dict(zip(told["meetings"], series.make_meetings(work, made, ahead).meetings, strict=True))
        for one in told.get("profiles", ()):
            until = self._day(150)
            with db.writing(self._sits(one["person"])) as work:
                form = {"once": uuid4(), "purpose": one["purpose"], "receivers": self._partners(one["partners"])}
                profiles.set_for_series(work, made, SetSeriesProfile.model_validate(form | {"ends_on": until}))

    def _item(self, event: Event) -> None:
        told = event.told
        form = {
            "once": uuid4(), "case_id": self.told.cases.get(told.get("case", "")), "title": told.get("title", ""),
            "brief": told.get("question", ""), "minutes": told["minutes"], "urgent": told.get("urgent", False),
            "mode": told.get("mode", "agreed"), "circle": self._partners(told["circle"]), "nameless": True,
        }  # fmt: skip
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            meeting = self.meetings[told["meeting"]]
            self.items[told["key"]] = agenda.propose(work, meeting, ProposeItem.model_validate(form))

    def _accept(self, event: Event) -> None:
        with db.writing(self._secretary()) as work:
            agenda.accept(work, self.items[event.told["key"]])

    def _run(self, event: Event) -> None:
        """How an item is led: its own chair, a remark for the chair, what its lines are by default."""
        told, run = event.told, event.told["run"]
        with db.writing(self._secretary()) as work:
            item, _ = at_table.require_item(work, self.items[told["key"]])
            chair = self._sits(run["chair"]).membership if "chair" in run else None
            form = {
                "once": uuid4(), "minutes": item.minutes, "mode": item.mode, "preset": run.get("preset"),
                "chair_id": chair, "remark": run.get("remark", ""), "circle": self._partners(told["circle"]),
            }  # fmt: skip
            agenda.change(work, item.id, ChangeItem.model_validate(form))

    def _order(self, event: Event) -> None:
        told = event.told
        with db.writing(self._secretary()) as work:
            meeting = at_table.require_meeting(work, self.meetings[told["meeting"]])
            standing = meetings.accepted(work, meeting.id)
            cases = [self.items[key] for key in told["items"]]
            opening = [one.id for one in standing if one.kind is not ItemKind.CASE]
            form = OrderAgenda(
                once=uuid4(), items=[*opening[:-1], *cases, opening[-1]], edit=meeting.order_edit
            )  # fmt: skip
            agenda.order(work, meeting.id, form)

    def _send(self, event: Event) -> None:
        with db.writing(self._secretary()) as work:
            meetings.invite(work, self.meetings[event.told["meeting"]])

    def _begin(self, event: Event) -> None:
        with db.writing(self._chair()) as work:
            meetings.begin(work, self.meetings[event.told["meeting"]])

    def _close(self, event: Event) -> None:
        with db.writing(self._chair()) as work:
            meetings.close(work, self.meetings[event.told["meeting"]])

    def _coming(self, event: Event) -> None:
        told = event.told
        form: dict[str, Any] = {
            "once": uuid4(), "membership_id": self._of(told["person"], told).membership, "coming": told["coming"]
        }  # fmt: skip
        if "substitute" in told:
            form["substitute_id"] = self._of(told["substitute"], told).membership
        with db.writing(self._of(told["by"], told)) as work:
            attendance.say_who_comes(work, self.meetings[told["meeting"]], SayWhoComes.model_validate(form))

    def _start(self, event: Event) -> None:
        form = StartItem(once=uuid4(), item_id=self.items[event.told["key"]])
        with db.writing(self._chair()) as work:
            room.start(work, self.meetings[event.told["meeting"]], form)
        self._come(event.told, here=True)

    def _come(self, told: Told, *, here: bool) -> None:
        """Whoever takes part in an item comes in for it, and goes out again."""
        for partner, login in told.get("here", {}).items():
            with db.writing(self.told.seats[login, partner]) as work:
                room.be_here(work, self.meetings[told["meeting"]], BeHere(once=uuid4(), here=here))

    def _round_off(self, event: Event) -> None:
        self._come(event.told, here=False)
        form = RoundOff(once=uuid4(), item_id=self.items[event.told["key"]])
        with db.writing(self._chair()) as work:
            room.round_off(work, self.meetings[event.told["meeting"]], form)

    def _action(self, event: Event) -> None:
        told = event.told
        form = TakeAction(
            once=uuid4(), partner_id=self.told.partners[told["partner"]], due_on=self._day(told["due_in_days"]),
            person_id=self._of(told["person"], told).membership if "person" in told else None, text=told["text"],
        )  # fmt: skip
        with db.writing(self._secretary()) as work:
            self.told.statements[told["key"]] = lines.take_action(work, self.items[told["item"]], form)

    def _contact(self, event: Event) -> None:
        told, asks = event.told, event.told["contact"]
        subject = self.told.subjects[asks["case"], asks["subject"]]
        with db.writing(self._of(asks["by"], told)) as work:
            form = AskContact(once=uuid4(), subject_id=subject)
            actions.ask_contact(work, self.told.statements[told["key"]], form)

    def _said(self, event: Event) -> None:
        told = event.told
        form = SayLine(once=uuid4(), partner_id=self.told.partners[told["partner"]], text=told["text"])
        with db.writing(self._secretary()) as work:
            self.told.statements[told["key"]] = lines.say_line(work, self.items[told["item"]], form)

    def _confirmed(self, event: Event) -> None:
        told = event.told
        statement = self.told.statements[told["key"]]
        with db.writing(self._of(told["by"], told)) as work:
            _, version = visible.require_own_statement(work, statement)
            form = {"once": uuid4(), "answer": "right", "base": statements.base_of(version)}
            form |= {"reliability": told["reliability"]} if "reliability" in told else {}
            confirming.confirm(work, statement, ConfirmLine.model_validate(form))

    def _decided(self, event: Event) -> None:
        told = event.told
        form = Decide(
            once=uuid4(), partner_id=self.told.partners[told["partner"]], route=told["route"], text=told["text"]
        )
        with db.writing(self._secretary()) as work:
            self.told.statements[told["key"]] = lines.decide(work, self.items[told["item"]], form)

    def _send_minutes(self, event: Event) -> None:
        """The care coordinator tells each presumed victim; then the minutes go out for remarks."""
        meeting, sent = self.meetings[event.told["meeting"]], event.told["sent-for-remarks"]
        for part in self._parts(meeting):
            self._tell(part, self._day(sent["told_in_days"]))
        with db.writing(self._secretary()) as work:
            minutes.send_all(work, meeting, SendMinutes(once=uuid4(), remarks_by=self._day(sent["until_in_days"])))

    def _tell(self, part: Row[Any], on_day: date) -> None:
        care = self._sits("soraya.pinas")
        with db.writing(self._secretary()) as work:
            letters = minutes_page.untold(work, part)
            known = {one.letter: one.id for one in _subjects(work, part.case_id)}
            for letter in letters:
                form = SayWhoTells(once=uuid4(), subject_id=known[letter], partner_id=care.partner, on_day=on_day)
                telling.say_who_tells(work, part.id, form)

    def _adopt(self, event: Event) -> None:
        for part in self._parts(self.meetings[event.told["meeting"]]):
            with db.writing(self._secretary()) as work:
                minutes.adopt(work, part.id)

    def _parts(self, meeting: UUID) -> Sequence[Row[Any]]:
        with db.reading(self._secretary()) as reading:
            return seen.parts_of(reading, meeting)

    def _put_off(self, event: Event) -> None:
        told, later = event.told, event.told["later"]
        statement = self.told.statements[told["key"]]
        with db.writing(self._of(later["by"], told)) as work:
            _, version = visible.require_own_statement(work, statement)
            form = PutOff(
                once=uuid4(), due_on=self._day(later["due_in_days"]), reason=later["reason"],
                base=statements.base_of(version),
            )  # fmt: skip
            actions.put_off(work, statement, form)

    def _report(self, event: Event) -> None:
        told, report = event.told, event.told["report"]
        statement = self.told.statements[told["key"]]
        with db.writing(self._of(report["by"], told)) as work:
            _, version = visible.require_own_statement(work, statement)
            form = ReportAction(
                once=uuid4(), state=report["state"], reason=report.get("reason", ""), base=statements.base_of(version)
            )
            actions.report(work, statement, form)

    def _answer(self, event: Event) -> None:
        told = event.told
        with db.writing(self._of(told["by"], told)) as work:
            for key, given in told["items"].items():
                item, meeting = at_table.require_item(work, self.items[key])
                answers.answer(work, meeting.id, AnswerItem(item_id=item.id, answer=given))

    def _of(self, person: str, told: Told) -> Seat:
        return self.told.seats[person, told["partner"]]

    def _sits(self, person: str) -> Seat:
        return next(seat for (login, _), seat in self.told.seats.items() if login == person)

    def _secretary(self) -> Seat:
        return self.told.seats["samir.el.khatib", "vz"]

    def _chair(self) -> Seat:
        return self.told.seats["marijke.terpstra", "vz"]

    def _partners(self, keys: list[str]) -> list[UUID]:
        return [self.told.partners[key] for key in keys]

    def _day(self, days: int) -> date:
        return self.told.made_on + timedelta(days=days)


def _subjects(work: Writing, case_id: UUID) -> Sequence[Subject]:
    mine = (col(Subject.region_id) == work.seat.region, col(Subject.case_id) == case_id)
    return work.session.scalars(select(Subject).where(*mine)).all()
