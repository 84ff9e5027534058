"""One meeting from the agenda to the last copy, twice: with things in it that some may not know of, and without."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from models.forms.casework import Autosave, TakePart
from models.forms.lines import ConfirmLine, Decide, NewAction, PutOff, SayLine, TakeAction
from models.forms.meetings import AnswerItem, ChangeItem
from models.forms.minutes import AddToMinutes, AnswerRemark, MakeRemark, SayWhoTells, SendMinutes
from models.forms.room import AdmitGuest, BeHere, RoundOff, StartItem
from models.meeting_terms import MinutingMode, RemarkOutcome
from models.tables.casework import Subject
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes, Remark
from tafel import (
    actions,
    admitting,
    agenda,
    answers,
    casework,
    clock,
    confirming,
    copies,
    db,
    invitations,
    lines,
    mail,
    making,
    meetings,
    minutes,
    notes,
    remarks,
    reminders,
    room,
    subjects,
    telling,
)
from tafel.db import Writing
from tafel.seat import of_chores
from tafel.sight import actions as acted
from tafel.sight import lines as written
from tests import tables
from tests.canary_minutes import printing_here
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, opened
from web.copies import voice_of

CHAIR, TAKER = "marijke.terpstra", "samir.el.khatib"
Acts = dict[int, Callable[[], object]]


class World:
    """A meeting of three items, or of two with a gap between them where the hidden one would be.

    `item`: there is an item that only the care coordinator and the prosecutor may know of. `within`: at an item that
    more may know of, the care coordinator has words of its own that are shared with nobody.
    """

    def __init__(self, cast: Cast, table: Table, *, item: bool, within: bool) -> None:
        self.cast, self.table, self.item, self.within = cast, table, item, within

    # before it

    def prepare(self) -> None:
        """Send the agenda: first what all may know, then Havik for the care coordinator and the prosecutor alone."""
        if self.item:
            case = self.cast.cases["Havik"] = opened(self.cast, "soraya.pinas", "Havik")
            part = TakePart(once=uuid4(), partner_id=self.cast.partners["VZ"])
            self.does("soraya.pinas", lambda work: casework.add_partner(work, case, part))
            self.does("soraya.pinas", lambda work: subjects.add_subject(work, case))
            form = tables.item_of(self.cast, "OM", case_id=case, brief="Welke route?")
            self.table.items["Havik"] = self.does("soraya.pinas", lambda work: agenda.propose(work, self.meeting, form))
            self.does(TAKER, lambda work: agenda.accept(work, self.table.items["Havik"]))
        self.does(TAKER, self._put_in_order)
        self.does(TAKER, lambda work: meetings.invite(work, self.meeting))
        if not self.item:
            self.does(TAKER, self._leave_a_gap)
        self.post()

    def goes_on(self) -> None:
        """Of the hidden item the circle changes and changes back, and each time invitations follow."""
        for circle in (("ZC",), ("OM",)):
            if self.item:
                partners = [self.cast.partners[key] for key in circle]
                known = {"once": uuid4(), "minutes": 20, "mode": "report", "remark": "Let op.", "circle": partners}
                form = ChangeItem.model_validate(known)
                self.does(TAKER, lambda work, form=form: agenda.change(work, self.table.items["Havik"], form))
            self.post()

    # at the table

    def first_half(self) -> Acts:
        """The meeting begins; at the second item everything is done that can be done at an item."""
        begins = {3: lambda: self.does(CHAIR, lambda work: meetings.begin(work, self.meeting))}
        comes = {4: lambda: self._come("inge.bakels", "petra.dekker", "bram.kuijper", "wouter.lansink", "soraya.pinas")}
        slot = {8: lambda: self._start("Samenwerking"), 9: lambda: self._start("Havik" if self.item else None)}
        at_it: Acts = {
            11: lambda: self._writes("Havik", lines.say_line, SayLine, "ZC"),
            12: lambda: self._confirms("soraya.pinas"),
            13: lambda: self._writes("Havik", lines.decide, Decide, "OM", route="route"),
            14: lambda: self._writes("Havik", lines.take_action, TakeAction, "ZC", due_on=clock.today()),
            15: self._notes,
            16: self._answers,
            17: self._lets_in,
        }  # fmt: skip
        goes: Acts = {
            18: lambda: self._come("wouter.lansink", here=False),
            20: lambda: self._come("inge.bakels", here=False),
        }
        return self._timed({**begins, **comes, **slot, **(at_it if self.item else {}), **goes})

    def second_half(self) -> Acts:
        """At an item of one's own things are written for the care coordinator that are shared with nobody."""
        on_table = {3: lambda: self._start("Zwaluw")}
        unshared: Acts = {
            5: lambda: self._writes("Zwaluw", lines.say_line, SayLine, "ZC"),
            6: lambda: self._writes("Zwaluw", lines.decide, Decide, "ZC", route="route"),
            7: lambda: self._writes("Zwaluw", lines.take_action, TakeAction, "ZC", due_on=clock.today()),
        }
        shared: Acts = {
            9: lambda: self._writes("Zwaluw", lines.say_line, SayLine, "POL", text="De kas is leeg."),
            10: lambda: self._confirms("inge.bakels"),
            11: lambda: self._writes("Zwaluw", lines.take_action, TakeAction, "POL", due_on=clock.today()),
        }
        return self._timed(on_table | (unshared if self.within else {}) | shared)

    # after it

    def ends(self) -> None:
        """The meeting is closed; whoever sees a presumed victim is told who tells it."""
        self._start(None)
        self.does(CHAIR, lambda work: meetings.close(work, self.meeting))
        for word, there in (("Havik", self.item), ("Zwaluw", self.within)):
            if there:
                self._tells(word)

    def is_sent(self) -> None:
        """For remarks, of which one waits for an answer where nobody may know; and copies for everybody."""
        form = SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=2))
        self.does(TAKER, lambda work: minutes.send_all(work, self.meeting, form))
        self._remarks("inge.bakels", "Zwaluw", "Het was dinsdag.")
        if self.item:
            self._remarks("wouter.lansink", "Havik", "Verborgen woorden.")
        if self.within:
            self._remarks("soraya.pinas", "Zwaluw", "Verborgen woorden.")
        self.makes_copies()

    def comes_of_it(self) -> None:
        """The day after: actions taken on and put off, by everybody and where nobody may know; and reminders."""
        self._takes_on("inge.bakels", "Zwaluw", "Belt morgen.")
        for word, there in (("Havik", self.item), ("Zwaluw", self.within)):
            if there:
                self._takes_on("soraya.pinas", word, "Verborgen woorden.")
                self._puts_off(word)
        self.post()

    def is_adopted(self) -> None:
        """By silence, where every remark has its answer; what is added where nobody may know makes no new copy."""
        self.does(TAKER, self._answer_remarks)
        self._chore(minutes.adopt_by_silence)
        self.makes_copies()
        if self.within:
            form = AddToMinutes.model_validate({"once": uuid4(), "text": "Verborgen woorden.", "reliability": "heard"})
            self.does("soraya.pinas", lambda work: remarks.add(work, self.part("Zwaluw"), form))
        self.makes_copies()
        self.post()

    # what else may happen at any time

    def post(self) -> None:
        """Invitations follow, whoever has something to do is reminded, and all mail goes out."""
        self._chore(invitations.follow)
        self._chore(reminders.remind)
        mail.empty(of_chores(self.cast.administrator.region))

    def makes_copies(self) -> None:
        """Copies for everybody, as far as there is something new."""
        self.does(TAKER, lambda work: copies.ask(work, self.meeting))
        with printing_here():
            making.once(voice_of)

    def part(self, word: str) -> UUID:
        """The minutes of an item."""
        with db.reading(self.cast.seats[TAKER]) as reading:
            here = (col(Minutes.region_id) == reading.seat.region, col(Minutes.item_id) == self.table.items[word])
            return reading.session.scalars(select(Minutes.id).where(*here)).one()

    @property
    def meeting(self) -> UUID:
        return self.table.meeting

    def does(self, login: str, do: Callable[[Writing], Any]) -> Any:
        return act(self.cast, login, do)

    def _chore(self, do: Callable[[Writing], object]) -> None:
        with db.writing(of_chores(self.cast.administrator.region)) as work:
            do(work)

    def _timed(self, acts: Acts) -> Acts:
        """Each a second after the one before it: what is seen has the same order in every world."""
        return {tick: partial(self._at, tick, do) for tick, do in acts.items()}

    def _at(self, second: int, do: Callable[[], object]) -> None:
        with clock.at(clock.now() + timedelta(seconds=second)):
            do()

    def _put_in_order(self, work: Writing) -> None:
        for place, word in enumerate(("Samenwerking", "Havik", "Zwaluw")):
            if word in self.table.items:
                item = work.session.get_one(AgendaItem, (work.seat.region, self.table.items[word]))
                item.position, item.mode = place, MinutingMode.REPORT

    def _leave_a_gap(self, work: Writing) -> None:
        item = work.session.get_one(AgendaItem, (work.seat.region, self.table.items["Zwaluw"]))
        assert item.starts_at
        item.starts_at += timedelta(minutes=20)

    def _come(self, *logins: str, here: bool = True) -> None:
        for login in logins:
            self.does(login, lambda work: room.be_here(work, self.meeting, BeHere(once=uuid4(), here=here)))

    def _start(self, word: str | None) -> None:
        def begins(work: Writing) -> None:
            before = meetings.on_the_table(work, self.meeting)
            if word is None:
                assert before
                room.round_off(work, self.meeting, RoundOff(once=uuid4(), item_id=before.id))
                return
            form = {"once": uuid4(), "item_id": self.table.items[word], "before": before.id if before else None}
            known = StartItem.model_validate(form | {"overrule": True, "reason": "Er is haast bij"})
            room.start(work, self.meeting, known)

        self.does(CHAIR, begins)

    def _writes(self, word: str, do: Any, form: Any, key: str, **more: Any) -> UUID:
        known = {"once": uuid4(), "partner_id": self.cast.partners[key], "text": "Verborgen woorden.", **more}
        line: UUID = self.does(TAKER, lambda work: do(work, self.table.items[word], form.model_validate(known)))
        return line

    def _confirms(self, login: str) -> None:
        """What waits for somebody is right."""
        with db.reading(self.cast.seats[login]) as reading:
            one = written.mine(reading, self.meeting).waiting[0]
        form = ConfirmLine(once=uuid4(), answer="right", base=one.base, reliability="heard")
        self.does(login, lambda work: confirming.confirm(work, one.statement_id, form))

    def _tells(self, word: str) -> None:
        with db.reading(self.cast.seats[TAKER]) as reading:
            here = (col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == self.cast.cases[word])
            subject = reading.session.scalars(select(Subject.id).where(*here)).one()
        known = {"once": uuid4(), "subject_id": subject, "partner_id": self.cast.partners["ZC"]}
        form = SayWhoTells.model_validate(known | {"on_day": clock.today(), "postponed": True, "text": "Niet veilig."})
        self.does(TAKER, lambda work: telling.say_who_tells(work, self.part(word), form))

    def _remarks(self, login: str, word: str, text: str) -> None:
        form = MakeRemark.model_validate({"once": uuid4(), "text": text, "reliability": "heard"})
        self.does(login, lambda work: remarks.remark(work, self.part(word), form))

    def _answer_remarks(self, work: Writing) -> None:
        """Those at Zwaluw; at Havik one goes on waiting."""
        here = (col(Remark.region_id) == work.seat.region, col(Remark.minutes_id) == self.part("Zwaluw"))
        for one in work.session.scalars(select(Remark.statement_id).where(*here)).all():
            remarks.answer(work, one, AnswerRemark(once=uuid4(), outcome=RemarkOutcome.ATTACHED))

    def _takes_on(self, login: str, word: str, text: str) -> None:
        due_on = clock.today() + timedelta(days=1)
        form = NewAction(once=uuid4(), case_id=self.cast.cases[word], due_on=due_on, text=text)
        self.does(login, lambda work: actions.add(work, form))

    def _puts_off(self, word: str) -> None:
        """The care coordinator puts off what it has to do in a case."""
        case = self.cast.cases[word]
        with db.reading(self.cast.seats["soraya.pinas"]) as reading:
            ours = [one for one in acted.of_case(reading, case) if one.ours]
        for one in ours:
            due_on = one.due_on + timedelta(days=7)
            form = PutOff(once=uuid4(), due_on=due_on, reason="Verborgen woorden.", base=one.base)
            self.does("soraya.pinas", lambda work, one=one, form=form: actions.put_off(work, one.statement_id, form))

    def _notes(self) -> None:
        self.does(TAKER, lambda work: notes.save(work, self.table.items["Havik"], Autosave(text="Notitie", base="0")))

    def _answers(self) -> None:
        new = {"item_id": self.table.items["Havik"], "answer": "new", "text": "Nieuw.", "reliability": "heard"}
        form = AnswerItem.model_validate(new | {"declared": ["c-DECL(min)"]})
        self.does("wouter.lansink", lambda work: answers.answer(work, self.meeting, form))

    def _lets_in(self) -> None:
        form = AdmitGuest(once=uuid4(), item_id=self.table.items["Havik"], name="Annemiek Verhoef", signed=True)
        self.does(TAKER, lambda work: admitting.guest(work, self.meeting, form))
