"""A SMALL WAY OUT OF ITS OWN: figures without personal data, over signals that their reader may not read.

Once a half-year is over its signals are counted, whoever may read them, and what may be told of the counts is kept:
rounded figures, none below five, and none to be worked out (tafel/suppression.py). Only what was kept is ever shown, to
every seat of the region alike. The counts themselves leave this module for `tafel.overviews` alone, and are not kept.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlmodel import col

from models.overview_terms import Breakdown
from models.signal_terms import SignalOutcome
from models.tables.casework import Case, Subject
from models.tables.overviews import Overview
from models.tables.people import Partner, Region
from models.tables.registrations import Registration
from models.tables.signals import Checklist, Signal
from models.terms import ExploitationForm
from models.views.overviews import Figure, Figures, OverviewPage
from tafel import clock, half_years, suppression
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight.joins import row_of

WAITING, ELSEWHERE = "waiting", "-"  # not weighed yet; none of the region's municipalities, or none was told
_DAY = 86_400  # seconds
Counted = dict[str, int]


def overview(reading: Reading, begins_on: date | None = None) -> OverviewPage:
    """A half-year as it was published, the last one where none was asked for; NotFound where it was not published."""
    rows = reading.rows(_PUBLISHED)
    wanted = [row for row in rows if begins_on in (None, row.begins_on)]
    if begins_on and not wanted:
        raise NotFound
    one = wanted[0] if wanted else None
    return OverviewPage(
        region=reading.seat.region_name,
        begins_on=one.begins_on if one else None,
        ends_on=half_years.last_of(one.begins_on) if one else None,
        published_at=one.published_at if one else None,
        figures=Figures.model_validate(one.figures) if one else None,
        others=tuple(row.begins_on for row in rows if row is not one),
        next_on=half_years.next_told(clock.day_of(reading.now)),
    )


def due(reading: Reading) -> list[date]:
    """The half-years that are over and were not published yet, oldest first."""
    opened = reading.row(_OPENED)
    if opened is None:
        return []
    told = set(reading.values(_TOLD))
    over = half_years.over(clock.day_of(opened.created_at), clock.day_of(reading.now))
    return [begin for begin in over if begin not in told]


def figures(reading: Reading, begin: date) -> Figures:
    """What may be told of a half-year."""
    between = {"first": clock.start_of(begin), "after": clock.start_of(half_years.after(begin))}
    rows = reading.rows(_SIGNALS, **between)
    counted = _counted(rows, begin, reading.rows(_PARTNERS))
    told = suppression.publish(len(rows), {name: list(lines.values()) for name, lines in counted.items()})
    shown = {name: None if cells is None else _lines(counted[name], cells) for name, cells in told.items()}
    weighed = [row for row in rows if row.weighed_at] if _enough_weighed(shown[Breakdown.OUTCOME]) else []
    registered: int = reading.row(_REGISTERED, **between).total
    return Figures(
        signals=suppression.rounded(len(rows)),
        breakdowns=shown,
        acknowledged=suppression.middle([_days(row, row.acknowledged_at or row.weighed_at) for row in weighed]),
        weighed=suppression.middle([_days(row, row.weighed_at) for row in weighed]),
        registered=suppression.rounded(registered),
    )


def _counted(rows: Sequence[Row[Any]], begin: date, partners: Sequence[Row[Any]]) -> dict[Breakdown, Counted]:
    """Every line there can be with its count: which lines there are does not depend on what was brought."""
    known = {row.municipality.casefold(): row.municipality for row in partners if row.municipality}
    return {
        Breakdown.MONTH: _count(half_years.months(begin), (f"{clock.day_of(row.brought_at):%Y-%m}" for row in rows)),
        Breakdown.FORM: _count(ExploitationForm, (row.form or ExploitationForm.UNKNOWN for row in rows)),
        Breakdown.OUTCOME: _count([*SignalOutcome, WAITING], (row.outcome or WAITING for row in rows)),
        Breakdown.BRINGER: _count((row.kind for row in partners), (row.kind for row in rows)),
        Breakdown.MUNICIPALITY: _count(
            [*known.values(), ELSEWHERE],
            (known.get((row.municipality or "").strip().casefold(), ELSEWHERE) for row in rows),
        ),
    }


def _count(lines: Iterable[str], found: Iterable[str]) -> Counted:
    counts = Counter(map(str, found))
    return {line: counts[line] for line in map(str, lines)}


def _lines(counted: Counted, cells: Iterable[int]) -> tuple[Figure, ...]:
    return tuple(Figure(of=line, about=about) for line, about in zip(counted, cells, strict=True))


def _enough_weighed(told: Sequence[Figure] | None) -> bool:
    """Whether what is told already says that five or more were weighed: a median then tells nothing of how many."""
    weighed = [line.about for line in told or () if line.of not in (WAITING, SignalOutcome.ENRICH)]
    return sum(suppression.bounds(about)[0] for about in weighed) >= suppression.LEAST


def _days(row: Row[Any], until: datetime) -> int:
    took: timedelta = until - row.brought_at
    return round(took.total_seconds() / _DAY)


_PUBLISHED = (
    select(col(Overview.begins_on), col(Overview.figures), col(Overview.published_at))
    .where(col(Overview.region_id) == ASKER.region)
    .order_by(col(Overview.begins_on).desc())
)
_TOLD = select(col(Overview.begins_on)).where(col(Overview.region_id) == ASKER.region)
_OPENED = select(col(Region.created_at)).where(col(Region.id) == ASKER.region)
_PARTNERS = (
    select(col(Partner.kind), col(Partner.municipality))
    .where(col(Partner.region_id) == ASKER.region)
    .order_by(col(Partner.position))
)
_SIGNALS: Any = (
    select(
        col(Signal.brought_at), col(Signal.acknowledged_at), col(Signal.weighed_at), col(Signal.outcome),
        col(Case.municipality), col(Partner.kind), col(Checklist.form),
    )
    .select_from(Signal)
    .join(Case, row_of(Case, Signal.case_id, Signal.region_id))
    .join(Partner, row_of(Partner, Case.brought_by, Signal.region_id))
    .outerjoin(
        Checklist,
        and_(
            col(Checklist.region_id) == col(Signal.region_id), col(Checklist.statement_id) == col(Signal.checklist_id)
        ),
    )
    .where(col(Signal.region_id) == ASKER.region)
    .where(col(Signal.brought_at) >= given("first"), col(Signal.brought_at) < given("after"))
)  # fmt: skip
_PERSON = func.coalesce(col(Subject.merged_into), col(Subject.id))  # two letters that are one count as one
_REGISTERED: Any = (
    select(func.count(func.distinct(_PERSON)).label("total"))
    .select_from(Registration)
    .join(Subject, row_of(Subject, Registration.subject_id, Registration.region_id))
    .where(col(Registration.region_id) == ASKER.region)
    .where(col(Registration.made_at) >= given("first"), col(Registration.made_at) < given("after"))
)
