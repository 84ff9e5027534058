"""The list of signals after ten years against that of a region that just began: 5,000 signals against a page full.

Who takes all of them up, who brought many, who brought a few at first and none after that, and the secretariat; on
SQLite and on PostgreSQL. An empty list is told too, without a goal: it has no lines to draw.

python bench/signal_list.py --signals 5000 --requests 100
"""

import argparse
from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import beside
from beside import Place
from measuring import tell
from sqlalchemy import insert, update
from sqlmodel import col

from models.signal_terms import CaseStage, SignalOutcome, SignalState  # after beside, which finds the folder
from models.tables.casework import Case, CaseMember, CasePartner, CasePurpose, Statement, Version
from models.tables.signals import Checklist, Signal
from models.terms import CaseState, DataCategory, ExploitationForm, Framework, Purpose, Shape, StatementKind
from tafel import clock, db, working_days
from tests.cast import Cast
from tests.databases import Store

HANDLER, SECRETARY, FEW = "soraya.pinas", "samir.el.khatib", "inge.bakels"
BRINGERS = ("petra.dekker", "sven.mulder", "aleid.vermaas", "wouter.lansink")
OPEN, FIRST, YEARS, BEGAN = 15, 130, 10, timedelta(days=140)
READERS = (HANDLER, BRINGERS[0], FEW, SECRETARY)
Rows = dict[type, list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signals", type=int, default=5_000)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args()
    for kind in beside.KINDS:
        with beside.store(kind) as store:
            places = {name: region(store, name, given.signals) for name in ("empty", "begun", "grown")}
            found = beside.asked(places, READERS, given.requests)
        for login in READERS:
            name = f"signals.list.{kind}.{login}"
            tell(f"{name}.empty", found["empty", login, "list"].waited * 1e3, "ms")
            beside.compare(name, found, ("begun", login, "list"), ("grown", login, "list"))


def region(store: Store, name: str, signals: int) -> Place:
    """One without signals, one that began not long ago, or the same after ten years."""
    made = beside.place(store, name, {"list": "/signalen"})
    if name != "empty":
        bring(made.here, FIRST, BEGAN, waiting=OPEN)
    if name == "grown":
        bring(made.here, signals - FIRST, timedelta(days=YEARS * 365))
    beside.take_stock(made)
    return made


def bring(here: Cast, count: int, over: timedelta, *, waiting: int = 0) -> None:
    """So many signals over that time, put straight into the tables; some still wait."""
    rows: Rows = defaultdict(list)
    for number in range(count):
        login = FEW if waiting and number % 20 == 0 else BRINGERS[number % len(BRINGERS)]
        waits = number >= count - waiting
        past = timedelta(days=1 + number % 3) if waits else timedelta(days=20) + over * number / count
        signal(here, rows, login, past, waits=waits)
    with db.writing(here.administrator) as work:
        links = [(one, one.pop("checklist_id")) for one in rows[Signal]]
        for made, each in rows.items():
            if each:
                work.session.connection().execute(insert(made), each)
        for one, checklist in links:
            here_is = (col(Signal.region_id) == one["region_id"], col(Signal.case_id) == one["case_id"])
            work.session.connection().execute(update(Signal).where(*here_is).values(checklist_id=checklist))


def signal(here: Cast, rows: Rows, login: str, past: timedelta, *, waits: bool) -> None:
    """One signal with its checklist, brought so long ago."""
    bringer, handler, brought = here.seats[login], here.seats[HANDLER], clock.now() - past
    case, key = uuid4(), {"region_id": bringer.region}
    rows[Case].append(
        key | {"id": case, "reference": f"DW-{case.hex[:8]}", "code_word": "Merel", "framework": Framework.C,
               "brought_by": bringer.partner, "lead_partner_id": bringer.partner, "state": CaseState.OPEN,
               "opened_at": brought, "stage": CaseStage.SIGNAL}
    )  # fmt: skip
    rows[CasePurpose].append(key | {"case_id": case, "purpose": Purpose.P1, "position": 0})
    for seat in (bringer, handler):
        part = key | {"id": uuid4(), "case_id": case, "partner_id": seat.partner, "since": brought}
        rows[CasePartner].append(part)
        rows[CaseMember].append(part | {"id": uuid4(), "membership_id": seat.membership, "added_by": bringer.person})
    rows[Signal].append(
        key | {"case_id": case, "state": SignalState.NEW if waits else SignalState.WEIGHED, "begun_at": brought,
               "brought_at": brought, "handler_id": handler.membership, "handler_partner_id": handler.partner,
               "acknowledge_by": working_days.after(brought, 1), "weigh_by": working_days.after(brought, 5),
               "outcome": None if waits else SignalOutcome.CONSULTED,
               "weighed_at": None if waits else brought + timedelta(days=3),
               "checklist_id": checklist(rows, key, case, bringer, brought)}
    )  # fmt: skip


def checklist(rows: Rows, key: dict[str, Any], case: UUID, bringer: Any, brought: Any) -> UUID:
    """What was ticked, of which its own partner reads the form."""
    statement = uuid4()
    rows[Statement].append(
        key | {"id": statement, "case_id": case, "partner_id": bringer.partner, "shape": Shape.PASSAGE, "latest": 1,
               "written_at": brought}
    )  # fmt: skip
    rows[Version].append(
        key | {"id": uuid4(), "statement_id": statement, "number": 1, "edit": 1, "category": DataCategory.D0,
               "kind": StatementKind.FACT, "by_month": True, "names_person": False, "exact_place": False,
               "text_sealed": b"x", "written_by": bringer.person, "written_at": brought}
    )  # fmt: skip
    rows[Checklist].append(
        key | {"statement_id": statement, "form": ExploitationForm.LABOUR, "seen_from": brought.date().replace(day=1)}
    )
    return statement


if __name__ == "__main__":
    main()
