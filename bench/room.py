"""The room: the check before an item, with thirty people there and twenty shares; and an order for sixteen items.

The check as the chair's page shows it, as the server answers it, and as an act that it stops. One JSON line each.

python bench/room.py --requests 100
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import table
from measuring import TAFEL, Browser, at_95, free_port, server, tell, timed
from table import CHAIR, PARTNER, SECRETARY

from models.forms.casework import WritePassage
from models.forms.meetings import AddGuest, OrderAgenda, ProposeItem
from models.forms.room import BeHere, StartItem
from models.meeting_terms import AttendanceState, How
from models.tables.meetings import AgendaItem
from models.tables.room import Attendance
from tafel import agenda, attendance, db, meetings, room, sharing, statements
from tafel.refusals import Conflict
from tafel.sight import agenda as agendas
from tafel.sight import own
from tafel.sight import room as seen
from tests.cast import Cast, giving

PEOPLE, SHARES, ITEMS, GUESTS = 30, 20, 16, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with table.opened(Path(folder)):
            here = table.build()
            table.fill(here, PEOPLE)
            live, long = table.meeting(here, "Vol", 14), table.meeting(here, "Lang", 9)
            item = table.items(here, live, 3)[1]
            share(here, item)
            come_in(here, live)
            mix(here, long)
            table.take_stock(here)
            check(here, live, item, given.requests)
        with serving(Path(folder)) as port:
            on_screen(here, port, live, given.requests)
            order(here, port, long)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The real server, on what was built."""
    port = free_port()
    with server([TAFEL, "serve", "--port", str(port)], port, folder):
        yield port


def share(here: Cast, item: UUID) -> None:
    """The police brought in twenty passages, each shared with the prosecutor."""
    with db.writing(here.seats[PARTNER]) as work:
        case = work.session.get_one(AgendaItem, (work.seat.region, item)).case_id
        for number in range(SHARES):
            words = {"text": f"Gezien bij de kas, {number}.", "category": "D7", "reliability": "heard"}
            made = statements.write(work, case, WritePassage.model_validate({"once": uuid4(), **words}))
            found = own.one_passage(work, case, made)
            assert found
            sharing.give(work, case, giving([found.version_id], [here.partners["OM"]]))


def come_in(here: Cast, meeting: UUID) -> None:
    """Thirty people of the circle are there, and three guests who may hear nothing; no item was begun."""
    with db.writing(here.seats[CHAIR]) as work:
        meetings.begin(work, meeting, early=True)
    come = [login for login in here.tokens if login.startswith("deelnemer.")]
    for login in come:
        with db.writing(here.seats[login]) as work:
            room.be_here(work, meeting, BeHere(once=uuid4(), here=True))
    with db.writing(here.seats[SECRETARY]) as work:
        for number in range(GUESTS):
            form = AddGuest(once=uuid4(), name=f"Gast {number}", how=How.ROOM)
            guest = attendance.add_guest(work, meeting, form)
            work.session.get_one(Attendance, (work.seat.region, guest)).state = AttendanceState.PRESENT


def check(here: Cast, meeting: UUID, item: UUID, requests: int) -> None:
    """What the chair is shown before an item, and the act that the check stops."""

    def shown() -> None:
        with db.reading(here.seats[CHAIR]) as reading:
            found = seen.now(reading, meeting).check
        assert found
        assert len(found.intruders) == GUESTS

    def stopped() -> None:
        form = StartItem(once=uuid4(), item_id=item)
        with suppress(Conflict), db.writing(here.seats[CHAIR]) as work:
            room.start(work, meeting, form)

    for name, ask in (("shown", shown), ("stops", stopped)):
        for _ in range(5):
            ask()
        tell(f"room.check.{name}.p95", at_95([timed(ask) for _ in range(requests)]) * 1e3, "ms", most=50)


def on_screen(here: Cast, port: int, meeting: UUID, requests: int) -> None:
    """The part of the live page with the check, by the real server."""
    chair = Browser(port, here.tokens[CHAIR])
    ask = partial(chair.get, f"/overleggen/{meeting}/nu/deel/nu")
    assert ask().count("mogen dit punt niet horen") == 1
    tell("room.check.page.p95", at_95([timed(ask) for _ in range(requests)]) * 1e3, "ms", most=50)


def mix(here: Cast, meeting: UUID) -> None:
    """Sixteen items with ten circles, in an order that makes everybody walk."""
    keys = list(here.partners)
    made = []
    for number in range(ITEMS):
        circle = [here.partners[keys[(number * 7 + step * (1 + number % 5)) % len(keys)]] for step in range(5)]
        word = "Vogel" + chr(ord("a") + number)
        form = ProposeItem(once=uuid4(), title=word, brief="Wat nu?", minutes=5 + 5 * (number % 3), circle=circle)
        with db.writing(here.seats[SECRETARY]) as work:
            made.append(agenda.propose(work, meeting, form))
            agenda.accept(work, made[-1])
    with db.reading(here.seats[SECRETARY]) as reading:
        edit = agendas.head_of(reading, meeting).order_edit
    with db.writing(here.seats[SECRETARY]) as work:
        agenda.order(work, meeting, OrderAgenda(once=uuid4(), items=made, edit=edit))


def order(here: Cast, port: int, meeting: UUID) -> None:
    """The page with a proposed order: for the first who asks, which loads the solver, and for the next ones."""
    secretary = Browser(port, here.tokens[SECRETARY])
    ask = partial(secretary.get, f"/overleggen/{meeting}/agenda/voorstel")
    tell("order.first", timed(ask), "s", most=2)
    tell("order.p95", at_95([timed(ask) for _ in range(5)]), "s", most=2)


if __name__ == "__main__":
    main()
