"""The list of signals goes back half a year at a time: a page takes no longer for all that was brought before."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlmodel import col

from models.forms.base import OUR_TIME
from models.signal_terms import CaseStage, SignalState
from models.tables.casework import Case, CaseMember
from models.tables.signals import Signal
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight.joins import row_of

_MONTHS = 6
WAS_WEIGHED = and_(col(Signal.state) == SignalState.WEIGHED, col(Signal.brought_at) < given("before"))


def half(reading: Reading, before: datetime | None) -> tuple[datetime, datetime]:
    """Until when a page goes, and since when: half a year before a moment, or the last half year."""
    until = before if before and before.year in OUR_TIME else reading.now + timedelta(days=1)
    return until, clock.months_after(until, -_MONTHS)


def next_page(reading: Reading, since: datetime) -> datetime | None:
    """Before when to go on: from the last of mine that was brought before a moment, and weighed."""
    (last,) = reading.values(_LAST, before=since)
    return last + timedelta(microseconds=1) if last else None


_OF_MINE = (  # for each seat by itself: what others brought does not count
    select(col(Signal.brought_at))
    .join(Case, row_of(Case, Signal.case_id, Signal.region_id))
    .where(col(Signal.region_id) == col(CaseMember.region_id), col(Signal.case_id) == col(CaseMember.case_id))
    .where(WAS_WEIGHED, col(Case.stage) == CaseStage.SIGNAL)
    .correlate(CaseMember)
    .scalar_subquery()
)
_LAST = (
    select(func.max(_OF_MINE))
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.membership_id) == ASKER.membership)
    .where(col(CaseMember.until).is_(None))
)
