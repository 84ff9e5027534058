"""What a signal is weighed by, and what came of weighing: as far as one reader may have it, and nothing of the rest."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, null, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.signal_terms import Cluster, Weight
from models.tables.people import Partner
from models.tables.signals import Signal
from models.tables.weighing import HandedOn, Weighing
from models.terms import StatementKind
from models.views.casework import CaseHead, Passage
from models.views.signals import Seen
from models.views.weighing import Handed, Weigh, Weighed
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, given, one_of
from tafel.sight.checklists import is_old
from tafel.sight.joins import row_of

OFFICIAL = (Cluster.DEPENDENCY, Cluster.FREEDOM, Cluster.CONDITIONS, Cluster.INTEGRITY, Cluster.PATTERN)


def weighs(
    head: CaseHead, said: Sequence[Passage], seen: Sequence[Seen], givers: int, today: date
) -> tuple[Weigh, ...]:
    """What one looks at, in order; `givers`: how many partners said something that I may read."""
    ticked = {one.cluster for each in seen for one in each.ticked}
    clusters = tuple(one for one in OFFICIAL if one in ticked)
    facts = bool(clusters) or any(one.kind is StatementKind.FACT for one in said)
    dated = any(one.observed_on and not is_old(one.observed_on, today) for one in said)
    fresh = dated or any((one.since or one.until) and not one.old for one in seen)
    return (
        Weigh(what=Weight.FACTS, met=facts),
        Weigh(what=Weight.SOURCES, met=givers > 1),
        Weigh(what=Weight.FRESH, met=fresh),
        Weigh(what=Weight.PLACE, met=head.municipality is not None),
        Weigh(what=Weight.CLUSTERS, met=len(clusters) > 1, clusters=clusters),
        Weigh(what=Weight.MINOR, met=Cluster.MINORS in ticked),
    )


def words_of(reading: Reading, cases: Collection[UUID]) -> frozenset[UUID]:
    """The statements that weighing and handing on these signals made: they stand apart from what was seen."""
    return frozenset(one for row in reading.rows(_WORDS, cases=list(cases)) for one in row if one)


def weighed(reading: Reading, signal: Row[Any], head: CaseHead, texts: Mapping[UUID, str]) -> Weighed | None:
    """What came of the last weighing; where that is from before each was kept, what stands of it."""
    if signal.outcome is None:
        return None
    row = next(iter(_weighings(reading, signal.id)), None)
    return Weighed(
        outcome=signal.outcome, at=row.at if row else signal.weighed_at,
        lead=head.lead.short_name if row is None or row.lead_partner_id else None,
        reason=texts.get(signal.reason_id), feedback=texts.get(signal.feedback_id),
        routes=tuple(row.routes) if row else (), lead_reason=texts.get(row.lead_reason_id) if row else None,
        follow_up_on=row.follow_up_on if row else None,
    )  # fmt: skip


def handed(reading: Reading, case_id: UUID, texts: Mapping[UUID, str]) -> tuple[Handed, ...]:
    """Each time it went on to another, the last one first."""
    return tuple(
        Handed(giver=row.giver, receiver=row.receiver, at=row.at, reason=texts.get(row.reason_id))
        for row in _handed(reading, case_id)
    )


@asked_once
def _weighings(reading: Reading, case_id: UUID) -> Sequence[Row[Any]]:
    return reading.rows(_WEIGHINGS, case=case_id)


@asked_once
def _handed(reading: Reading, case_id: UUID) -> Sequence[Row[Any]]:
    return reading.rows(_HANDED, case=case_id)


_gives, _takes = aliased(Partner), aliased(Partner)
_WEIGHINGS: Any = (
    select(
        col(Weighing.outcome), col(Weighing.at), col(Weighing.routes), col(Weighing.follow_up_on),
        col(Weighing.reason_id), col(Weighing.feedback_id), col(Weighing.lead_reason_id), col(Weighing.lead_partner_id),
    )
    .where(col(Weighing.region_id) == ASKER.region, col(Weighing.case_id) == given("case"))
    .order_by(col(Weighing.at).desc(), col(Weighing.id))
)  # fmt: skip
_WORDS: Any = union_all(
    select(col(Weighing.reason_id), col(Weighing.feedback_id), col(Weighing.lead_reason_id)).where(
        col(Weighing.region_id) == ASKER.region, one_of(col(Weighing.case_id), "cases")
    ),
    select(col(HandedOn.reason_id), null(), null()).where(
        col(HandedOn.region_id) == ASKER.region, one_of(col(HandedOn.case_id), "cases")
    ),
    select(col(Signal.reason_id), col(Signal.feedback_id), null()).where(
        col(Signal.region_id) == ASKER.region, one_of(col(Signal.case_id), "cases")
    ),
)
_HANDED: Any = (
    select(
        col(HandedOn.at), col(HandedOn.reason_id), col(_gives.short_name).label("giver"),
        col(_takes.short_name).label("receiver"),
    )
    .join(_gives, row_of(_gives, HandedOn.giver_id, HandedOn.region_id))
    .join(_takes, row_of(_takes, HandedOn.receiver_id, HandedOn.region_id))
    .where(col(HandedOn.region_id) == ASKER.region, col(HandedOn.case_id) == given("case"))
    .order_by(col(HandedOn.at).desc(), col(HandedOn.id))
)  # fmt: skip
