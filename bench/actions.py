"""The list of actions with 150 and with 1,500 of them: as many SQL statements, and how long each page takes.

python bench/actions.py --requests 30
"""

import argparse
import statistics
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import table
from measuring import SAME_SITE, at_95, counted, tell, timed

from models.forms.lines import TakeAction  # after table, which finds the folder that holds it
from models.tables.meetings import AgendaItem
from tafel import clock, db, lines, meetings, sharing, statements
from tests.cast import Cast, giving
from tests.tafel.acting import passage, stands

FEW, MANY, ITEMS = 150, 1_500, 30
PAGES = {
    "actions.own": ("/acties", "inge.bakels"),
    "actions.whole": ("/acties?van=ours", "inge.bakels"),
    "actions.last": (f"/acties?van=ours&vanaf={FEW - 50}", "inge.bakels"),
    "actions.others": ("/acties?van=others", "wouter.lansink"),
    "actions.progress": ("/acties/voortgang", "marijke.terpstra"),
    "actions.home": ("/", "inge.bakels"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, table.opened(Path(folder)):
        here = table.build()
        items = begun(here)
        asks = pages(here)
        take_on(here, items, FEW)
        few = {name: counted(ask) for name, ask in asks.items()}
        take_on(here, items, MANY - FEW)
        table.take_stock(here)
        for name, ask in asks.items():
            tell(f"{name}.statements", counted(ask), "SQL statements", most=few[name])
            took = [timed(ask) for _ in range(given.requests)]
            tell(f"{name}.p50", statistics.median(took) * 1e3, "ms")
            tell(f"{name}.p95", at_95(took) * 1e3, "ms", most=500)


def begun(here: Cast) -> list[UUID]:
    """Items that were on the table, at each of which the police agree to act, and share that with the prosecutor."""
    meeting = table.meeting(here, "Casusoverleg", 13)
    items = [one for number, one in enumerate(table.items(here, meeting, ITEMS)) if number % 3]  # those from a case
    with db.writing(here.seats[table.CHAIR]) as work:
        meetings.begin(work, meeting, early=True)
        of_cases = [work.session.get_one(AgendaItem, (work.seat.region, item)) for item in items]
        for one in of_cases:
            one.opened_at = one.closed_at = work.now
        cases = {one.id: one.case_id for one in of_cases if one.case_id}
    for case in cases.values():
        told(here, case)
    return list(cases)


def told(here: Cast, case: UUID) -> None:
    """The police tell the prosecutor something in a case."""
    with db.writing(here.seats[table.PARTNER]) as work:
        said = statements.write(work, case, passage("De kas is leeg."))
    found = stands(here, table.PARTNER, said, case)
    assert found
    with db.writing(here.seats[table.PARTNER]) as work:
        sharing.give(work, case, giving([found.version_id], [here.partners["OM"]]))


def take_on(here: Cast, items: list[UUID], count: int) -> None:
    """So many actions of the police more, over all cases and before days all over the month."""
    for batch in range(count // 50):
        with db.writing(here.seats[table.SECRETARY]) as work:
            for day in range(50):
                due_on, police = clock.today() + timedelta(days=day % 30), here.partners["POL"]
                text = f"Rijdt op dag {day} langs en belt daarna met wie dat moet weten."
                item = items[(batch * 50 + day) % len(items)]
                lines.take_action(work, item, TakeAction(once=uuid4(), partner_id=police, due_on=due_on, text=text))


def pages(here: Cast) -> dict[str, Any]:
    """Each page as somebody asks for it."""
    from fastapi.testclient import TestClient

    import web.app

    app = web.app.create()
    known: dict[str, Any] = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 0), "headers": SAME_SITE}

    def asks(path: str, login: str) -> Any:
        client = TestClient(app, cookies={"tafel": here.tokens[login]}, **known)
        return lambda: client.get(path)

    return {name: asks(*where) for name, where in PAGES.items()}


if __name__ == "__main__":
    main()
