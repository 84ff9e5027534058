"""A table where what others were shown is put right: corrected, recalled, and said to be dealt with."""

from uuid import UUID, uuid4

from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.forms.casework import EditPassage
from models.tables.amendments import Amendment
from tafel import amending, db
from tafel.sight import amended, handed_out, visible
from tafel.sight import casework as seen
from tafel.statements import base_of
from tests import canary_after
from tests.canary import all_of, one_of, trying
from tests.canary_after import AfterTable
from tests.canary_agenda import Circle
from tests.cast import Cast

ACTS = (*canary_after.ACTS, "opens", "corrects", "recalls", "deals")
READER = "wouter.lansink"


class AmendedTable(AfterTable):
    """The same, with what was wrong marked too: `beside` a version, for those alone who were shown the words before."""

    def __init__(self, cast: Cast) -> None:
        self.beside: list[tuple[UUID, str]] = []
        super().__init__(cast)

    def opens(self, login: str, which: int, _circle: Circle) -> None:
        """Somebody opens a case, and is shown what stands there."""
        with trying(), db.reading(self.cast.seats[login]) as reading:
            seen.case_page(reading, self._case(which))
            handed_out.record(reading)

    def corrects(self, login: str, which: int, _circle: Circle) -> None:
        with trying(), self._acting(login) as work:
            statement, version = visible.require_own_statement(work, self._own(login, which))
            text, wrong = self._text(), self._mark("merkfout")
            form = EditPassage(
                once=uuid4(), text=text, category=version.category, reliability="heard", base=base_of(version),
                wrong=wrong,
            )  # fmt: skip
            self._learn(work, amending.edit(work, statement.id, form), text)
            self.beside.append((visible.require_own_statement(work, statement.id)[1].id, wrong))

    def recalls(self, login: str, which: int, circle: Circle) -> None:
        """From some of those who have it, or from all."""
        with trying(), self._acting(login) as work:
            statement = self._own(login, which)
            to = [one.partner_id for one in amended.has_it(work, statement) if one.to_recall]
            wanted = [one for one in to if one in {self.cast.partners[key] for key in circle}] or to
            form = {"once": uuid4(), "receivers": wanted, "drawn": to, "reason": "wrong"}
            if wanted:
                amending.recall(work, statement, RecallPassage.model_validate(form))

    def deals(self, login: str, which: int, _circle: Circle) -> None:
        """Somebody says of any of them what was done."""
        with trying(), self._acting(login) as work:
            amending.confirm(
                work, one_of(all_of(work, Amendment), which), ConfirmAmendment(once=uuid4(), dealt="removed")
            )

    def _meet(self) -> None:
        """One that is corrected and shared again, one that is only corrected, and one that is recalled."""
        super()._meet()
        first = len(self._owned("inge.bakels"))
        for number in range(3):
            self.write("inge.bakels", 0)
            self.share("inge.bakels", first + number, ["OM"])
        self.opens(READER, 0, ())
        for number in range(2):
            self.corrects("inge.bakels", first + number, ())
        self.share("inge.bakels", first, ["OM"])
        self.recalls("inge.bakels", first + 2, ())
        for which in range(len(self.cases)):
            self.deals(READER, which, ())
