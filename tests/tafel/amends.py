"""Short ways to let the police of the cast correct and recall, and to read who knows of it."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.mail_terms import Notice
from models.tables.ledger import OutgoingMail
from models.views.amendments import AmendmentsPage
from models.views.casework import Passage
from tafel import amending, db, notices
from tafel.sight import amended, handed_out
from tafel.sight import casework as seen
from tests.cast import Cast
from tests.tafel.acting import act, edited, stands


def opens(cast: Cast, login: str) -> list[Passage]:
    """Somebody opens the page of Zwaluw, and that is noted; what others say there."""
    with db.reading(cast.seats[login]) as reading:
        page = seen.case_page(reading, cast.cases["Zwaluw"])
        handed_out.record(reading)
    return [passage for one in page.contributions for passage in one.passages]


def corrects(cast: Cast, text: str, wrong: str = "Het aantal klopt niet.", statement: UUID | None = None) -> UUID:
    """The police corrects a passage; nothing is shared by it."""
    statement = statement or cast.passages["matrassen"]
    before = stands(cast, "inge.bakels", statement)
    assert before is not None
    same = {"observed_on": before.observed_on, "reliability": before.reliability}
    form = edited(before, text, wrong=wrong, **same)
    return act(cast, "inge.bakels", lambda work: amending.edit(work, statement, form))


def recalls(cast: Cast, *receivers: str, login: str = "inge.bakels", word: str = "matrassen", **more: Any) -> UUID:
    """The police takes a passage back from these."""
    to = [cast.partners[key] for key in receivers]
    form = RecallPassage.model_validate({"once": uuid4(), "receivers": to, "reason": "wrong", "drawn": to} | more)
    return act(cast, login, lambda work: amending.recall(work, cast.passages[word], form))


def confirms(cast: Cast, login: str, amendment: UUID, dealt: str = "removed") -> None:
    """A receiver says what it did."""
    form = ConfirmAmendment.model_validate({"once": uuid4(), "dealt": dealt})
    act(cast, login, lambda work: amending.confirm(work, amendment, form))


def page(cast: Cast, login: str) -> AmendmentsPage:
    """What somebody knows of what was corrected and recalled."""
    with db.reading(cast.seats[login]) as reading:
        return amended.page(reading)


def told(cast: Cast, notice: Notice = Notice.AMENDED) -> set[str]:
    """Who got mail that something was corrected or recalled, or of something else."""
    sentence = notices._SENTENCES[notice][0]  # noqa: SLF001 the words of the mail
    logins = {seat.membership: login for login, seat in cast.seats.items()}
    with db.reading(cast.by_the_clock) as reading:
        here = col(OutgoingMail.region_id) == reading.seat.region
        rows = reading.session.execute(select(col(OutgoingMail.membership_id), col(OutgoingMail.body)).where(here))
        return {logins[member] for member, body in rows if sentence in body}
