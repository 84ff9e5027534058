"""What was put right once others had read it: a passage corrected and shared again, another recalled."""

from datetime import timedelta
from uuid import uuid4

from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.forms.casework import EditPassage
from models.forms.sharing import GiveShares
from tafel import amending, db, sharing
from tafel.demo import story
from tafel.demo.story import Told
from tafel.demo.telling import Telling
from tafel.sight import amended, own


def tell(told: Telling) -> None:
    """All of it, with what some receivers did about it."""
    happened = story.read("amended.toml")
    for one in happened["corrected"]:
        _correct(told, one)
        _share_again(told, one)
        _confirm(told, one)
    for one in happened["recalled"]:
        _recall(told, one)
        _confirm(told, one)


def _correct(told: Telling, one: Told) -> None:
    statement = told.statements[one["passage"]]
    with db.writing(told.seats[one["by"], one["partner"]]) as work:
        stands = own.one_passage(work, told.cases[one["case"]], statement)
        assert stands is not None
        same = stands.model_dump(include={"category", "kind", "reliability", "observed_on", "names_person"})
        form = {"once": uuid4(), "base": f"{stands.version_id}.{stands.edit}", "text": one["text"]} | same
        amending.edit(work, statement, EditPassage.model_validate(form | {"wrong": one["wrong"]}))


def _share_again(told: Telling, one: Told) -> None:
    case = told.cases[one["case"]]
    with db.writing(told.seats[one["by"], one["partner"]]) as work:
        stands = own.one_passage(work, case, told.statements[one["passage"]])
        assert stands is not None
        form = {
            "once": uuid4(), "versions": [stands.version_id], "purpose": "P1", "declared": ["c-DECL(min)"],
            "receivers": [told.partners[key] for key in one["receivers"]],
            "ends_on": told.made_on + timedelta(days=one["ends_in_days"]),
        }  # fmt: skip
        sharing.give(work, case, GiveShares.model_validate(form))


def _recall(told: Telling, one: Told) -> None:
    statement = told.statements[one["passage"]]
    with db.writing(told.seats[one["by"], one["partner"]]) as work:
        to = [each.partner_id for each in amended.has_it(work, statement) if each.to_recall]
        form = {"once": uuid4(), "receivers": to, "drawn": to, "reason": one["reason"]}
        amending.recall(work, statement, RecallPassage.model_validate(form))


def _confirm(told: Telling, one: Told) -> None:
    statement = told.statements[one["passage"]]
    with db.reading(told.seats[one["by"], one["partner"]]) as reading:
        asked = next(each.id for each in amended.page(reading).given if each.statement_id == statement)
    for answer in one["confirmed"]:
        with db.writing(told.seats[answer["by"], answer["partner"]]) as work:
            amending.confirm(work, asked, ConfirmAmendment(once=uuid4(), dealt=answer["dealt"]))
