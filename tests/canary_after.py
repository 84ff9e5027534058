"""A table after its meetings: actions taken on and put off, cases closed and opened again, and all its post."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.care import CareForCase
from models.forms.casework import CloseCase, EndAction, ReopenCase, TellSubject
from models.forms.lines import HandOver, NewAction, PutOff
from models.forms.meetings import AskAgain, SendLink
from models.forms.questions import AnswerQuestion, AskQuestion
from models.meeting_terms import Closing
from models.tables.casework import Statement, Subject
from models.tables.ledger import OutgoingMail
from models.tables.questions import Question
from models.tables.room import ActionItem
from models.terms import Told
from models.views.actions import ActionLine
from tafel import actions, answers, asking, case_care, clock, closing, item_links, minutes
from tafel.sight import asked, own
from tafel.sight import closing as seen
from tafel.statements import base_of
from tests import canary_minutes
from tests.canary import CONTACT, all_of, one_of, trying
from tests.canary_agenda import MOST_ITEMS, TAKER, Circle
from tests.canary_minutes import MinutesTable

ACTS = (
    *canary_minutes.ACTS, "takes_on", "puts_off", "hands_over", "closes_case", "reopens_case", "sends_link",
    "asks_again", "asks_circle", "sets_course", "asks_partners", "replies", "takes_question_back",
)  # fmt: skip


class AfterTable(MinutesTable):
    """The same with what comes of it all afterwards, each at least once."""

    # actions

    def takes_on(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            text = self._text()
            case = self._case(which)
            form = NewAction(
                once=uuid4(), case_id=case, due_on=clock.today(), text=text, contact_id=self._letter(work, case, which)
            )
            self._learn_latest(work, actions.add(work, form), text)

    def sets_course(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            text, case = self._text(), self._case(which)
            day = clock.today() + timedelta(days=which)
            case_care.set_course(work, case, CareForCase(once=uuid4(), goal=text, review_on=day))
            goal = case_care.of_case(work, case).goal_id
            assert goal
            self._learn_latest(work, goal, text)

    def _letter(self, work: Any, case: UUID, which: int) -> UUID | None:
        """Every other action asks to be in contact with somebody of its case."""
        known = (Subject.region_id == work.seat.region, Subject.case_id == case)
        found = sorted(work.session.scalars(select(Subject.id).where(*known)))  # type: ignore[call-overload]
        return found[which % len(found)] if found and which % 2 == 0 else None

    def puts_off(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            one, text = self._action(work, which), self._text()
            before = self._latest(work, one.statement_id)
            form = {"due_on": one.due_on + timedelta(days=1), "reason": text, "base": base_of(before)}
            actions.put_off(work, one.statement_id, PutOff.model_validate(form | {"once": uuid4()}))
            self._learn_added(work, one.statement_id, before, text)

    def hands_over(self, login: str, which: int, _circle: Circle) -> None:
        to = None if which % 3 == 0 else self.cast.seats[login].membership
        with trying(), self._acting(login) as work:
            one = self._action(work, which)
            actions.hand_over(work, one.statement_id, HandOver(once=uuid4(), person_id=to))

    # cases

    def closes_case(self, login: str, which: int, _circle: Circle) -> None:
        """Of its open actions the first of one's own lapses, and the first of another; the others stay."""
        with trying(), self._acting(login) as work:
            view = seen.page(work, self._case(which))
            lapse = {one.ours: one for one in reversed(view.actions)}
            self._close(work, self._case(which), view.actions, lapse, [one.subject_id for one in view.victims])

    def reopens_case(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            closing.reopen(work, self._case(which), ReopenCase(once=uuid4(), why=self._told(), nameless=True))

    # post

    def sends_link(self, _login: str, which: int, circle: Circle) -> None:
        """Somebody gets a link to an item, and asks for the code that goes with it."""
        to = self.cast.seats[CONTACT[circle[0]]].membership
        with trying(), self._acting(TAKER) as work:
            item_links.send(work, self._item(work, which).id, SendLink(once=uuid4(), membership_id=to))
        with self._acting(TAKER) as work:
            here = col(OutgoingMail.region_id) == work.seat.region
            bodies = "\n".join(work.session.scalars(select(col(OutgoingMail.body)).where(here)))
        for token in re.findall(r"/punt/(\S+)", bodies):
            item_links.send_code(token)

    def asks_circle(self, _login: str, which: int, _circle: Circle) -> None:
        """The secretariat asks the circle of an item something, whether or not it takes part in the case."""
        with trying(), self._acting(TAKER) as work:
            form = AskAgain(once=uuid4(), text=self._told(), nameless=True)
            answers.ask_again(work, self._item(work, which).id, form)

    def asks_again(self, _login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(TAKER) as work:
            minutes.ask_again(work, self.meetings[which % 3])

    # questions

    def asks_partners(self, login: str, which: int, circle: Circle) -> None:
        """About nobody, or in the category that its partner needs most, which fewer may read."""
        kinds = {
            "category": "D0" if which // len(self.cases) % 2 else own.preset(self.cast.seats[login]),
            "reliability": "heard",
        }
        keys = [self.cast.partners[key] for key in circle if self.cast.partners[key] != self.cast.seats[login].partner]
        with trying(), self._acting(login) as work:
            text, case = self._text(), self._case(which)
            form = kinds | {"once": uuid4(), "text": text, "due_on": clock.today(), "purpose": "P4", "receivers": keys}
            asked_now = asking.ask(work, case, AskQuestion.model_validate(form))
            self._learn(work, asked.require_own(work, asked_now).statement_id, text)

    def replies(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            question, row = asked.require_asked(work, one_of(all_of(work, Question), which))
            form = {"answer": "later" if which % 3 else "none", "later_on": clock.today() + timedelta(days=3)}
            seen_now = {"once": uuid4(), "seen": asked.seen_of(row)}
            asking.answer(work, question.id, AnswerQuestion.model_validate(form | seen_now))

    def takes_question_back(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            asking.withdraw(work, one_of(all_of(work, Question), which))

    # how it begins

    def _meet(self) -> None:
        super()._meet()
        for which in (0, len(self.cases)):
            self.asks_partners("inge.bakels", which, ("OM", "ZC", "WOCO"))
            self.asks_partners("wouter.lansink", which, ("POL", "VZ"))
        for login in ("wouter.lansink", "soraya.pinas", "inge.bakels"):
            for which in range(4):
                self.replies(login, which, ())
        self.takes_question_back("inge.bakels", 0, ())
        self.open_case("inge.bakels")
        last = len(self.cases) - 1
        self.invite("inge.bakels", last, "OM")
        self.consult("inge.bakels", last, "OM")
        self.write("inge.bakels", last)
        self.goes_on("inge.bakels", len(self._owned("inge.bakels")) - 1, ["OM"])
        for login, case in (("inge.bakels", last), ("wouter.lansink", last), ("inge.bakels", 0), ("petra.dekker", 0)):
            self.takes_on(login, case, ())
        for login, case in (("inge.bakels", 0), ("samir.el.khatib", 0), ("soraya.pinas", 1)):
            self.sets_course(login, case, ())
        for login in ("inge.bakels", "wouter.lansink", "petra.dekker"):
            for which in range(MOST_ITEMS):
                self.puts_off(login, which, ())
        for which in range(1, MOST_ITEMS):
            self.hands_over("inge.bakels", which, ())
            self.sends_link(TAKER, which, ("OM",))
            self.asks_circle(TAKER, which, ())
        self.closes_case("inge.bakels", last, ())
        self.reopens_case("inge.bakels", last, ())
        self.closes_case("inge.bakels", last, ())
        self.asks_again(TAKER, 2, ())
        self.post(TAKER, 0, ())

    # one thing at a time

    def _close(
        self, work: Any, case: UUID, open_ones: tuple[ActionLine, ...], lapse: dict[bool, ActionLine], known: list[UUID]
    ) -> None:
        texts = {one.statement_id: self._text() for one in lapse.values()}
        before = {one: self._latest(work, one) for one in texts}
        stand = set(all_of(work, Statement))
        answers = [
            EndAction(
                statement_id=one.statement_id, reason=texts.get(one.statement_id, ""),
                answer="lapses" if one.statement_id in texts else "stays",
            )
            for one in open_ones
        ]  # fmt: skip
        told = [TellSubject(subject_id=one, told=Told.TOLD, on=clock.today()) for one in known]
        form = CloseCase(once=uuid4(), reason=Closing.SAFE, actions=answers, subjects=told)
        closing.close(work, case, form)
        if True in lapse:
            one = lapse[True].statement_id
            self._learn_added(work, one, before[one], texts[one])
        if False in lapse:
            (fresh,) = [one for one in set(all_of(work, Statement)) - stand if not self._is_field(work, one)]
            self._learn_latest(work, fresh, texts[lapse[False].statement_id])

    def _is_field(self, work: Any, statement: UUID) -> bool:
        return work.session.get_one(Statement, (work.seat.region, statement)).field is not None

    def _action(self, work: Any, which: int) -> ActionItem:
        here = col(ActionItem.region_id) == work.seat.region
        found = sorted(work.session.scalars(select(col(ActionItem.statement_id)).where(here)))
        return work.session.get_one(ActionItem, (work.seat.region, one_of(found, which)))
