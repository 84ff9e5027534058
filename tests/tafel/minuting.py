"""A meeting in session with an item on the table, and short ways to write something down at it."""

from contextlib import suppress
from uuid import UUID, uuid4

from models.forms.casework import Autosave
from models.forms.lines import ConfirmLine, Decide, SayLine, TakeAction
from models.meeting_terms import MinutingMode
from models.tables.meetings import AgendaItem
from models.views.lines import ItemLines, LineView, WaitingLine
from tafel import clock, db, lines, meetings, notes
from tafel.refusals import NotFound
from tafel.sight import lines as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act

TAKER = "samir.el.khatib"


def in_session(cast: Cast, word: str = "Zwaluw", mode: MinutingMode = MinutingMode.REPORT) -> Table:
    """Tomorrow's meeting has begun, with this item on the table."""
    table = tables.set_up(cast)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        item = work.session.get_one(AgendaItem, (work.seat.region, table.items[word]))
        item.opened_at, item.mode = work.now, mode
    return table


def noted_and_left(cast: Cast, table: Table) -> UUID:
    """What is on the table is rounded off; at another item the note-taker kept notes, and the chair took it back."""
    left = table.items["Samenwerking"]
    with db.writing(cast.seats[TAKER]) as work:
        work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"])).closed_at = work.now
        work.session.flush()
        item = work.session.get_one(AgendaItem, (work.seat.region, left))
        item.opened_at = work.now
        notes.save(work, left, Autosave(text="Nog nakijken.", base="0"))
        item.opened_at = None
    return left


def said(cast: Cast, table: Table, key: str = "POL", text: str = "De kas is leeg.", login: str = TAKER) -> UUID:
    """The note-taker wrote down that a partner said something."""
    form = SayLine(once=uuid4(), partner_id=cast.partners[key], text=text)
    return act(cast, login, lambda work: lines.say_line(work, table.items["Zwaluw"], form))


def decided(cast: Cast, table: Table, key: str = "POL", login: str = TAKER, **more: object) -> UUID:
    """The note-taker wrote down a decision."""
    known = {"once": uuid4(), "route": "route", "partner_id": cast.partners[key], "text": "Eerst controle."}
    form = Decide.model_validate(known | more)
    return act(cast, login, lambda work: lines.decide(work, table.items["Zwaluw"], form))


def action(cast: Cast, table: Table, key: str = "POL", login: str = TAKER, **more: object) -> UUID:
    """The note-taker wrote down an action."""
    known = {"once": uuid4(), "partner_id": cast.partners[key], "due_on": clock.today(), "text": "Rijdt langs."}
    form = TakeAction.model_validate(known | more)
    return act(cast, login, lambda work: lines.take_action(work, table.items["Zwaluw"], form))


def of_item(cast: Cast, login: str, table: Table) -> ItemLines:
    """What somebody sees written down at the item on the table."""
    with db.reading(cast.seats[login]) as reading:
        return seen.of_item(reading, table.meeting)


def one(cast: Cast, login: str, table: Table, statement: UUID) -> LineView | None:
    """One line as somebody sees it; none to whom there is no such meeting."""
    with suppress(NotFound):
        return _one(cast, login, table, statement)
    return None


def _one(cast: Cast, login: str, table: Table, statement: UUID) -> LineView | None:
    return next((line for line in of_item(cast, login, table).lines if line.statement_id == statement), None)


def waiting(cast: Cast, login: str, table: Table) -> tuple[WaitingLine, ...]:
    """What waits for somebody's confirmation."""
    with db.reading(cast.seats[login]) as reading:
        return seen.mine(reading, table.meeting).waiting


def answered(cast: Cast, login: str, table: Table, answer: str, **more: object) -> ConfirmLine:
    """The form with the giver's answer to the first line that waits."""
    base = waiting(cast, login, table)[0].base
    return ConfirmLine.model_validate(
        {"once": uuid4(), "answer": answer, "base": base, "reliability": "heard"} | more
    )  # fmt: skip
