"""Minutes of thirty items for twenty-five recipients: every copy in each format, and a live page meanwhile.

python bench/minutes.py --items 30 --people 25
"""

import argparse
import os
import re
import resource
import tempfile
import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import table
from measuring import TAFEL, Browser, at_95, crowd, free_port, server, tell
from table import CHAIR, PARTNER, SECRETARY

from models.forms.casework import WritePassage
from models.forms.lines import Decide, TakeAction
from models.forms.minutes import SendMinutes
from models.forms.room import BeHere
from models.meeting_terms import CopyFormat, MinutingMode, Route
from models.tables.meetings import AgendaItem
from models.terms import DataCategory
from tafel import clock, db, lines, making, meetings, minutes, on_behalf, room, sharing, statements
from tafel.papers import pool
from tafel.papers.paper import Paper, Style
from tafel.sight import copies as seen
from tafel.sight import own
from tests.cast import Cast, giving
from web.copies import voice_of

MOST = {CopyFormat.PDF: 10, CopyFormat.DOCX: 5, CopyFormat.ODT: 5}
READERS, PAUSE = 10, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--people", type=int, default=25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with table.opened(Path(folder)):
            here = table.build()
            table.fill(here, given.people - 12)
            ended, live = table.meeting(here, "Klaar", 9), table.meeting(here, "Vol", 14)
            held(here, ended, table.items(here, ended, given.items))
            table.begin(here, live, table.items(here, live, 2, cases=False)[0])
            table.take_stock(here)
            papers = drawn(here, ended)
            for wanted in CopyFormat:
                printed(papers, wanted)
        os.environ["TAFEL_CHORES"] = "true"
        port = free_port()
        with server([TAFEL, "serve", "--port", str(port)], port, Path(folder)):
            pressed(here, port, ended, live)


def held(here: Cast, meeting: UUID, items: Sequence[UUID]) -> None:
    """Everybody was there; at each item something was said, decided and taken on; closed, and sent for remarks."""
    with db.writing(here.seats[CHAIR]) as work:
        meetings.begin(work, meeting, early=True)
    for seat in [one for one in here.seats.values() if one.partner and one.region == here.administrator.region]:
        with db.writing(seat) as work:
            room.be_here(work, meeting, BeHere(once=uuid4(), here=True))
    for item in items:
        _opened(here, item, begun=True)
        _written(here, item)
        _opened(here, item, begun=False)
    with db.writing(here.seats[CHAIR]) as work:
        meetings.close(work, meeting)
    with db.writing(here.seats[SECRETARY]) as work:
        form = SendMinutes(once=uuid4(), remarks_by=clock.today() + timedelta(days=7))
        minutes.send_all(work, meeting, form)


def _opened(here: Cast, item: UUID, *, begun: bool) -> None:
    with db.writing(here.seats[CHAIR]) as work:
        row = work.session.get_one(AgendaItem, (work.seat.region, item))
        row.mode, row.opened_at = MinutingMode.REPORT, row.opened_at or work.now
        row.closed_at = None if begun else work.now


def _written(here: Cast, item: UUID) -> None:
    giver = {"once": uuid4(), "partner_id": here.seats[PARTNER].partner, "category": DataCategory.D0}
    _profile(here, item)
    with db.writing(here.seats[SECRETARY]) as work:
        for number in range(3):
            text = f"De wijkagent gaat {number + 1} keer langs en meldt wat er verandert. " * 3
            lines.decide(work, item, Decide.model_validate(giver | {"text": text, "route": Route.ROUTE}))
        for number in range(2):
            action = giver | {"text": f"Belt {number + 1} keer en meldt het.", "due_on": clock.today()}
            lines.take_action(work, item, TakeAction.model_validate(action))


def _profile(here: Cast, item: UUID) -> None:
    """The partner confirms with whom it shares on the case of the item."""
    with db.writing(here.seats[PARTNER]) as work:
        row = work.session.get_one(AgendaItem, (work.seat.region, item))
        case, (purpose, _) = row.case_id, on_behalf.terms(work, row)
        form = WritePassage.model_validate(
            {
                "once": uuid4(),
                "text": "Er is gebeld.",
                "category": "D0",
                "reliability": "heard",
                "observed_on": clock.today(),
            }
        )
        statement = statements.write(work, case, form)
        passage = own.one_passage(work, case, statement)
        assert passage
        others = [one for key, one in here.partners.items() if one != work.seat.partner]
        sharing.give_where_permitted(work, case, giving([passage.version_id], others, purpose=purpose))


def drawn(here: Cast, meeting: UUID) -> list[Paper]:
    """Every paper, in words."""
    with db.reading(here.seats[SECRETARY]) as reading:
        jobs = seen.jobs(reading, meeting)
    tell("minutes.recipients", len({one.seat.membership for one in jobs}), "people")
    began = perf_counter()
    papers = [one.paper for job in jobs if (one := making._drawn(job, voice_of, b""))]  # noqa: SLF001
    tell("minutes.drawn", perf_counter() - began, "s")
    tell("minutes.papers", len(papers), "papers")
    full = max(papers, key=lambda one: len(one.model_dump_json()))
    papers = [one.model_copy(update={"parts": full.parts}) for one in papers]  # as if each may have all that was said
    tell("minutes.parts", sum(len(one.parts) for one in papers) / len(papers), "parts in each")
    return papers


def printed(papers: Sequence[Paper], wanted: CopyFormat) -> None:
    """All of them in one format, from the first process that starts to the last byte."""
    began, worked = perf_counter(), _worked()
    with pool.printers(Style()) as printers:
        chunks = [papers[at : at + making.AT_ONCE] for at in range(0, len(papers), making.AT_ONCE)]
        for one in [printers.send(chunk, [wanted]) for chunk in chunks]:
            one.result()
    tell(f"minutes.{wanted.value}", perf_counter() - began, "s", most=MOST[wanted])
    tell(f"minutes.{wanted.value}.work", _worked() - worked, "s of a core")


def _worked() -> float:
    """What processes that ended took of the machine, whoever else was at it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pressed(here: Cast, port: int, meeting: UUID, live: UUID) -> None:
    """The one button, until the last recipient was told; and the live page of another meeting meanwhile."""
    path, page = f"/overleggen/{meeting}/verslag/exemplaren", f"/overleggen/{live}/nu"
    people = [login for login in here.tokens if login.startswith("deelnemer.")][:READERS]
    readers = [Browser(port, here.tokens[login]) for login in people]
    asks = [partial(one.get, page) for one in readers]
    crowd(asks, 3, every=1)
    quiet = at_95(crowd(asks, PAUSE, every=1)[0])
    secretary = Browser(port, here.tokens[SECRETARY])
    key = re.search(r'name="once" value="([^"]+)"', secretary.get(path))
    assert key
    took: list[float] = []
    over = threading.Event()
    others = threading.Thread(target=lambda: _meanwhile(asks, took, over))
    began = perf_counter()
    secretary.post(path, {"once": key[1]})
    others.start()
    while "<progress" in secretary.get(f"{path}/voortgang"):
        over.wait(1)  # as the page's script asks
    tell("minutes.whole", perf_counter() - began, "s")
    over.set()
    others.join()
    tell("minutes.live.quiet.p95", quiet * 1e3, "ms")
    tell("minutes.live.meanwhile.p95", at_95(took) * 1e3, "ms")
    tell("minutes.live.ratio", at_95(took) / quiet, "x quiet", most=2)


def _meanwhile(asks: Sequence[partial[str]], took: list[float], over: threading.Event) -> None:
    while not over.is_set():
        took += crowd(asks, 2, every=1)[0]


if __name__ == "__main__":
    main()
