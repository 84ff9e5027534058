"""The list of signals goes back half a year at a time: a page takes no longer for all that was brought before."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select
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


_of_member = and_(col(Signal.region_id) == col(CaseMember.region_id), col(Signal.case_id) == col(CaseMember.case_id))
_OF_MINE = case((and_(WAS_WEIGHED, col(Case.stage) == CaseStage.SIGNAL), col(Signal.brought_at)))
_LAST = (  # joined so that the database begins with the seats of who asks: what others brought does not count
    select(func.max(_OF_MINE))
    .select_from(CaseMember)
    .outerjoin(Signal, _of_member)
    .outerjoin(Case, row_of(Case, CaseMember.case_id, CaseMember.region_id))
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.membership_id) == ASKER.membership)
    .where(col(CaseMember.until).is_(None))
)
