"""The pages of stacks in a region with ten years of signals, against the same pages in one that just began.

Of who takes all signals up and of one that brought some: one stack of six signals against a region with nothing else;
the list, and what can be laid together, against a region with half a year of signals, for a page goes back no further.
In turn with them a page without signals is asked: so much is the machine. The statements of the page of a stack are
counted for a stack of one and of six.

python bench/stacks.py --signals 5000 --requests 100
"""

import argparse
import statistics
import tempfile
from collections import defaultdict
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import table
from measuring import counted, tell, timed
from sqlalchemy import insert

from models.forms.stacks import PutInStack  # after table, which finds the folder
from models.signal_terms import CaseStage, SignalOutcome, SignalState
from models.tables.casework import Case, CaseMember
from models.tables.signals import Signal
from models.tables.stacks import Stack, StackPart
from models.terms import CaseState, Framework
from tafel import clock, db, stacks
from tests.cast import Cast
from tests.tafel.identifying import signal

HANDLER, BRINGER = "soraya.pinas", "petra.dekker"
OTHERS = ("sven.mulder", "inge.bakels", "aleid.vermaas", "wouter.lansink")
HERE, BARE, IN_A_STACK = "/signalen/bundels", "/signalen/links", 4
BEGAN, HALF_A_YEAR, YEARS = 130, timedelta(days=140), timedelta(days=3650)
PAGES = ("page", "list", "new")
Rows = dict[type, list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signals", type=int, default=5_000)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, table.opened(Path(folder)):
        here = table.build()
        one, six = (laid(here, count) for count in (1, 6))
        browser = here.client(BRINGER)
        asked = [counted(lambda each=each: browser.get(f"{HERE}/{each}")) for each in (one, six)]
        empty = took(here, six, given.requests)
        fill(here, BEGAN, HALF_A_YEAR)
        began = took(here, six, given.requests)
        fill(here, given.signals - BEGAN, YEARS)
        many = took(here, six, given.requests)
    tell("stacks.statements.more", asked[1] - asked[0], "statements", most=0)
    for login, name in product((HANDLER, BRINGER), PAGES):
        before, one = empty if name == "page" else began, f"{name}.{login}"
        slower = many[f"bare.{login}"] / before[f"bare.{login}"]
        tell(f"stacks.{one}.few", before[one] * 1e3, "ms")
        tell(f"stacks.{one}.{given.signals}", many[one] * 1e3, "ms")
        tell(f"stacks.{one}.machine", slower, "times what a page without signals took before")
        tell(f"stacks.{one}.times", many[one] / before[one] / slower, "times", most=1.2)


def laid(here: Cast, count: int) -> UUID:
    """A stack of so many signals of one partner."""
    form = PutInStack(once=uuid4(), cases=[signal(here, BRINGER) for _ in range(count)])
    with db.writing(here.seats[BRINGER]) as work:
        return stacks.put(work, form)


def took(here: Cast, stack: UUID, requests: int) -> dict[str, float]:
    """What each page takes each of them, in turn."""
    table.take_stock(here)
    each: dict[str, list[float]] = defaultdict(list)
    pages = {"page": f"{HERE}/{stack}", "list": HERE, "new": f"{HERE}/nieuw", "bare": BARE}
    browsers = {login: here.client(login) for login in (HANDLER, BRINGER)}
    for number in range(requests + 5):
        for login, browser in browsers.items():
            for name, path in pages.items():
                one = timed(lambda browser=browser, path=path: browser.get(path).raise_for_status())
                if number >= 5:
                    each[f"{name}.{login}"].append(one)
    return {name: statistics.median(some) for name, some in each.items()}


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
