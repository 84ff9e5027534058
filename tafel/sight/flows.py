"""The flows between partners in a period, counted from the register's lines and from what was shown."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.forms.ledger import AskFlows, AskRegister
from models.tables.casework import HandOut, Statement, Version
from models.tables.ledger import Entry, EnvelopeCount
from models.terms import Role
from models.views.ledger import FlowCounts, FlowsPage
from tafel import clock
from tafel.context import Beyond
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import ledger, visible
from tafel.sight.joins import row_of

_PERIOD = timedelta(days=91)
Counts = dict[tuple[str, str], dict[str, int]]


def flows(reading: Reading, wanted: AskFlows) -> FlowsPage:
    """How much each partner gave each other; to a partner's member what that seat itself gave and was shown."""
    officer = reading.seat.role is Role.PRIVACY_OFFICER
    if not (officer or reading.seat.partner):
        raise NotFound
    last = wanted.last or max(clock.day_of(reading.now), wanted.first or date.min)
    first = wanted.first or last - _PERIOD
    asked = AskRegister().model_copy(update={"first": first, "last": last})
    if officer:
        reading.consulted.append(ledger.consulted(asked, ()))
    return FlowsPage(first=first, last=last, flows=_counted(reading, asked), officer=officer)


def _counted(reading: Reading, asked: AskRegister) -> tuple[FlowCounts, ...]:
    found: Counts = defaultdict(lambda: {"shared": 0, "refused": 0, "shown": 0})
    names = {Act.SHARE_GIVEN: "shared", Act.SHARE_REFUSED: "refused"}
    for row in reading.session.execute(_acts(reading, asked)):
        found[row.giver, row.receiver][names[row.act]] += row.total
    with reading.beyond(Beyond.FIGURES):
        for row in reading.session.execute(_shown(reading, asked)):
            found[str(row.giver), str(row.receiver)]["shown"] += row.total
    called = ledger.short_names(reading)
    lines = (
        FlowCounts(giver=called[giver], receiver=called[receiver], giver_id=giver, receiver_id=receiver, **counts)
        for (giver, receiver), counts in found.items()
        if giver in called and receiver in called
    )
    return tuple(sorted(lines, key=lambda one: (-one.shared, -one.shown, one.giver, one.receiver)))


def _acts(reading: Reading, asked: AskRegister) -> Any:
    """Passages given and refused, by giver, receiver and act."""
    return (
        select(
            col(Entry.giver), col(Entry.receiver), col(Entry.act), func.sum(EnvelopeCount("passages")).label("total")
        )
        .where(visible.ledger(reading.seat), *ledger.in_period(asked, reading.seat.region))
        .where(col(Entry.act).in_((Act.SHARE_GIVEN, Act.SHARE_REFUSED)))
        .group_by(col(Entry.giver), col(Entry.receiver), col(Entry.act))
    )


def _shown(reading: Reading, asked: AskRegister) -> Any:
    """Passages of another that people were shown, once for each sitting: one line may hold those of several givers."""
    assert asked.first
    assert asked.last
    seat = reading.seat
    giver: Any = col(Statement.partner_id).label("giver")
    wanted = (
        select(giver, col(HandOut.partner_id).label("receiver"), func.count().label("total"))
        .select_from(HandOut)
        .join(Version, row_of(Version, HandOut.version_id, HandOut.region_id))
        .join(Statement, row_of(Statement, Version.statement_id, Version.region_id))
        .where(col(HandOut.region_id) == seat.region, col(HandOut.partner_id) != col(Statement.partner_id))
        .where(col(HandOut.at) >= clock.start_of(asked.first))
        .where(col(HandOut.at) < clock.start_of(asked.last + timedelta(days=1)))
        .group_by(giver, col(HandOut.partner_id))
    )
    return wanted if seat.partner is None else wanted.where(col(HandOut.membership_id) == seat.membership)
