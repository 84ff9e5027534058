"""The questions between partners of the story, told by the acts."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from models.forms.questions import AnswerQuestion, AskQuestion
from tafel import asking, db
from tafel.demo.story import Event
from tafel.sight import asked

if TYPE_CHECKING:
    from tafel.demo.telling import Telling


@dataclass
class Questioning:
    """What the keys of questions became."""

    told: "Telling"
    questions: dict[str, UUID] = field(default_factory=dict)

    def ask(self, event: Event) -> None:
        """A partner asks others."""
        told, everybody = event.told, self.told
        form: dict[str, Any] = {
            "once": uuid4(), "text": told["text"], "category": told["category"], "purpose": told["purpose"],
            "reliability": told.get("reliability"), "due_on": everybody.in_days(told["due_in_days"]),
            "about": [str(everybody.subjects[event.case, letter]) for letter in told.get("about", ())],
            "receivers": [everybody.partners[key] for key in told["receivers"]],
            "item_id": everybody.table.items.get(told.get("item", "")),
        }  # fmt: skip
        with db.writing(everybody.seats[told["by"], told["partner"]]) as work:
            question = asking.ask(work, everybody.cases[event.case], AskQuestion.model_validate(form))
        self.questions[told["key"]] = question

    def reply(self, event: Event) -> None:
        """One of them answers without sharing."""
        told, question = event.told, self.questions[event.told["key"]]
        with db.writing(self.told.seats[told["by"], told["partner"]]) as work:
            _, row = asked.require_asked(work, question)
            form = {"once": uuid4(), "answer": told["answer"], "later_on": self.told.in_days(told.get("later_in_days"))}
            asking.answer(work, question, AnswerQuestion.model_validate(form | {"seen": asked.seen_of(row)}))
