"""The pages of stacks in a region with ten years of signals, against the same pages in one that just began.

Of who takes all signals up, of one that brought some, and of the secretariat, which laid one there too; on SQLite
and on PostgreSQL. The page of a stack of six signals against that in a region with nothing else; the list, and
what can be laid together, against a region with half a year of signals, for a page goes back no further. The statements
of the page of a stack are counted for a stack of one and of six.

python bench/stacks.py --signals 5000 --requests 100
"""

import argparse
from collections import defaultdict
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import beside
from beside import Place
from measuring import counted, tell
from sqlalchemy import insert

from models.forms.stacks import PutInStack  # after beside, which finds the folder
from models.signal_terms import CaseStage, SignalOutcome, SignalState
from models.tables.casework import Case, CaseMember
from models.tables.signals import Signal
from models.tables.stacks import Stack, StackPart
from models.terms import CaseState, Framework
from tafel import clock, db, stacks
from tests.cast import Cast
from tests.databases import Store
from tests.tafel.identifying import signal

HANDLER, BRINGER, SECRETARY = "soraya.pinas", "petra.dekker", "samir.el.khatib"
READERS = (HANDLER, BRINGER, SECRETARY)
OTHERS = ("sven.mulder", "inge.bakels", "aleid.vermaas", "wouter.lansink")
HERE, IN_A_STACK = "/signalen/bundels", 4
BEGAN, HALF_A_YEAR, YEARS = 130, timedelta(days=140), timedelta(days=3650)
PAGES = ("page", "list", "new")
Rows = dict[type, list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signals", type=int, default=5_000)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args()
    for kind in beside.KINDS:
        with beside.store(kind) as store:
            places = {name: region(store, name, given.signals) for name in ("empty", "begun", "grown")}
            more = statements(places["grown"])
            found = beside.asked(places, READERS, given.requests)
        tell(f"stacks.{kind}.statements.more", more, "statements", most=0)
        for login, page in product(READERS, PAGES):
            before = "empty" if page == "page" else "begun"
            beside.compare(f"stacks.{kind}.{page}.{login}", found, (before, login, page), ("grown", login, page))


def region(store: Store, name: str, signals: int) -> Place:
    """One with nothing but a stack of six, one that began not long ago, or the same after ten years."""
    made = beside.place(store, name, {"list": HERE, "new": f"{HERE}/nieuw"})
    six = [signal(made.here, BRINGER) for _ in range(6)]
    stack = laid(made.here, SECRETARY, six[:1])
    made.pages["page"] = f"{HERE}/{laid(made.here, BRINGER, six, stack)}"
    if name != "empty":
        fill(made.here, BEGAN, HALF_A_YEAR)
    if name == "grown":
        fill(made.here, signals - BEGAN, YEARS)
    beside.take_stock(made)
    return made


def statements(one: Place) -> int:
    """How many more of them a stack of six signals takes than a stack of one."""
    beside.enter(one.database)
    browser = one.here.client(BRINGER)
    alone = f"{HERE}/{laid(one.here, BRINGER, [signal(one.here, BRINGER)])}"
    few, many = (counted(lambda path=path: browser.get(path)) for path in (alone, one.pages["page"]))
    return many - few


def laid(here: Cast, login: str, cases: list[UUID], stack: UUID | None = None) -> UUID:
    """Somebody lays these in a stack, or in a new one."""
    with db.writing(here.seats[login]) as work:
        return stacks.put(work, PutInStack(once=uuid4(), cases=cases, stack_id=stack))


def fill(here: Cast, count: int, over: timedelta) -> None:
    """So many signals of others over that time, in stacks, put straight into the tables."""
    rows: Rows = defaultdict(list)
    stack = uuid4()
    for number in range(count):
        if number % IN_A_STACK == 0:
            stack = uuid4()
            known = {"region_id": here.administrator.region, "id": stack, "reference": f"DW-{stack.hex[:9]}"}
            rows[Stack].append(known | {"code_word": "Merel", "made_at": clock.now()})
        past = timedelta(days=20) + over * number / count
        _one(here, rows, OTHERS[number % len(OTHERS)], past, stack)
    with db.writing(here.administrator) as work:
        for made, each in rows.items():
            work.session.connection().execute(insert(made), each)


def _one(here: Cast, rows: Rows, login: str, past: timedelta, stack: UUID) -> None:
    bringer, handler, brought = here.seats[login], here.seats[HANDLER], clock.now() - past
    case, key = uuid4(), {"region_id": bringer.region}
    rows[Case].append(
        key | {"id": case, "reference": f"DW-{case.hex[:8]}", "code_word": "Merel", "framework": Framework.C,
               "brought_by": bringer.partner, "lead_partner_id": bringer.partner, "state": CaseState.OPEN,
               "opened_at": brought, "stage": CaseStage.SIGNAL}
    )  # fmt: skip
    for seat in (bringer, handler):
        rows[CaseMember].append(
            key | {"id": uuid4(), "case_id": case, "partner_id": seat.partner, "membership_id": seat.membership,
                   "added_by": bringer.person, "since": brought}
        )  # fmt: skip
    rows[Signal].append(
        key | {"case_id": case, "state": SignalState.WEIGHED, "begun_at": brought, "brought_at": brought,
               "handler_id": handler.membership, "handler_partner_id": handler.partner,
               "outcome": SignalOutcome.CONSULTED, "weighed_at": brought + timedelta(days=3)}
    )  # fmt: skip
    rows[StackPart].append(
        key | {"id": uuid4(), "stack_id": stack, "case_id": case, "partner_id": bringer.partner,
               "put_by": bringer.person, "put_at": brought + timedelta(days=1), "tells": False}
    )  # fmt: skip


if __name__ == "__main__":
    main()
