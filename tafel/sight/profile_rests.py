"""What a sharing profile rests on, and whether it changed since it was confirmed: receivers, evidence, rules.

Worked out when it is asked, from the records themselves: a lapse needs nobody to write it down.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlmodel import col

from models.meeting_terms import MeetingKind
from models.rule_terms import ProfileWhy
from models.tables.casework import CasePartner
from models.tables.meetings import AgendaItem, Meeting, SeriesPartner
from models.tables.people import Partner
from models.tables.sharing import Evidence, Share, ShareEvidence
from models.terms import Condition, DataCategory, PartnerKind, Purpose, ShareEnd
from tafel import clock, comparing
from tafel.book import RuleBook
from tafel.db import Reading
from tafel.matrix import cells
from tafel.prepared import ASKER, one_of
from tafel.sight import rulebook
from tafel.sight.joins import row_of

_BY_AGE = frozenset({Condition.AGE})
_SENTENCES = [condition for condition in Condition if condition.is_declaration]
_BY_RECORD = (ShareEnd.EVIDENCE_ENDED, ShareEnd.EXPIRED)


@dataclass(frozen=True, slots=True)
class Rests:
    """What changed, of the cases and weighing tables that were asked about.

    `ended`: when records ended on which we shared, by case or series. `left`: which partners left a case, and
    when last, be it to come back.
    `seated`: who takes part in a series. `books`: the rules as they were at a moment.
    """

    giver: PartnerKind
    now: datetime
    ended: Mapping[UUID, Sequence[datetime]]
    left: Mapping[UUID, Mapping[UUID, datetime]]
    seated: Mapping[UUID, frozenset[UUID]]
    kinds: Mapping[UUID, PartnerKind]
    books: Mapping[datetime, RuleBook | None]

    def changed(self, profile: Any) -> Iterator[ProfileWhy]:
        """Why a profile no longer counts as it was confirmed."""
        receivers = [UUID(one) for one in profile.receivers]
        if self._someone_left(profile, receivers):
            yield ProfileWhy.RECEIVERS
        if any(at > profile.confirmed_at for at in self.ended.get(profile.case_id or profile.series_id, ())):
            yield ProfileWhy.EVIDENCE
        before, now = self.books[profile.confirmed_at], self.books[self.now]
        kinds = {self.kinds[one] for one in receivers if one in self.kinds}
        if not _say_the_same(before, now, self.giver, kinds, profile):
            yield ProfileWhy.RULES

    def _someone_left(self, profile: Any, receivers: Iterable[UUID]) -> bool:
        if profile.series_id:
            return not self.seated.get(profile.series_id, frozenset()).issuperset(receivers)
        gone = self.left.get(profile.case_id, {})
        return any(gone[one] > profile.confirmed_at for one in receivers if one in gone)


def of(reading: Reading, profiles: Sequence[Row[Any]]) -> Rests:
    """What these profiles of our partner rest on, in as many questions for one as for all."""
    assert reading.seat.kind is not None
    cases, series = _ids(profiles, "case_id"), _ids(profiles, "series_id")
    moments = {one.confirmed_at for one in profiles} | {reading.now}
    return Rests(
        giver=reading.seat.kind, now=reading.now, ended=_ended(reading, cases, series), left=_left(reading, cases),
        seated=_seated(reading, series), kinds=dict(reading.rows(_KINDS)), books=rulebook.counted_at(reading, moments),
    )  # fmt: skip


def _ids(profiles: Sequence[Row[Any]], name: str) -> list[UUID]:
    return [getattr(one, name) for one in profiles if getattr(one, name)]


def _ended(reading: Reading, cases: list[UUID], series: list[UUID]) -> Mapping[UUID, Sequence[datetime]]:
    found = defaultdict[UUID, list[datetime]](list)
    rows = [*reading.rows(_IN_CASES, cases=cases)] if cases else []
    rows += reading.rows(_IN_SERIES, series=series) if series else []
    for row in rows:
        lapse = clock.end_of(row.claimed_until) if row.claimed_until else None
        over = min(moment for moment in (row.record_ended_at, lapse) if moment)
        stood_until = min(row.ends_at, row.ended_at or row.ends_at)
        if over <= min(reading.now, stood_until):
            found[row.place].append(over)
    return found


def _left(reading: Reading, cases: list[UUID]) -> Mapping[UUID, Mapping[UUID, datetime]]:
    found = defaultdict[UUID, dict[UUID, datetime]](dict)
    for case, partner, until in reading.rows(_LEFT, cases=cases) if cases else ():
        found[case][partner] = until
    return found


def _seated(reading: Reading, series: list[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    found = defaultdict[UUID, set[UUID]](set)
    for one, partner in reading.rows(_SEATED, series=series) if series else ():
        found[one].add(partner)
    return {one: frozenset(partners) for one, partners in found.items()}


def _say_the_same(
    before: RuleBook | None, now: RuleBook | None, giver: PartnerKind, receivers: Iterable[PartnerKind], profile: Any
) -> bool:
    """Whether two versions permit a giver the same, on the same records, towards all of these."""
    if before is None or now is None or before.hash == now.hash:
        return (before is None) == (now is None)
    for receiver in receivers:
        purpose = Purpose.P8 if receiver is PartnerKind.VZ else profile.purpose
        for by_age in (frozenset[Condition](), _BY_AGE):
            old, new = (cells(book, giver, receiver, purpose, profile.framework, by_age) for book in (before, now))
            if any(_ways(old, data) != _ways(new, data) for data in DataCategory):
                return False
    return True


def _ways(line: Mapping[DataCategory, Any], data: DataCategory) -> comparing.Ways:
    return comparing.permitted_by(line[data]) if data in line else frozenset()


_OVER: Any = (
    select(
        col(Share.ends_at), col(Share.ended_at), col(Evidence.ended_at).label("record_ended_at"),
        col(Evidence.claimed_until),
    )
    .select_from(Share)
    .join(ShareEvidence, and_(
        col(ShareEvidence.region_id) == col(Share.region_id), col(ShareEvidence.share_id) == col(Share.id),
        col(ShareEvidence.condition).not_in(_SENTENCES),
    ))
    .join(Evidence, row_of(Evidence, ShareEvidence.evidence_id, ShareEvidence.region_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(or_(col(Share.ended_at).is_(None), col(Share.ended_why).in_(_BY_RECORD)))
    .where(or_(col(Evidence.ended_at).is_not(None), col(Evidence.claimed_until).is_not(None)))
    .distinct()
)  # fmt: skip
_IN_CASES = _OVER.add_columns(col(Share.case_id).label("place")).where(one_of(col(Share.case_id), "cases"))
_IN_SERIES = (
    _OVER.add_columns(col(Meeting.series_id).label("place"))
    .join(AgendaItem, and_(
        col(AgendaItem.region_id) == col(Share.region_id), col(AgendaItem.case_id) == col(Share.case_id)
    ))
    .join(Meeting, row_of(Meeting, AgendaItem.meeting_id, AgendaItem.region_id))
    .where(col(Meeting.kind) == MeetingKind.WEIGHING, one_of(col(Meeting.series_id), "series"))
)  # fmt: skip
_LEFT = (
    select(col(CasePartner.case_id), col(CasePartner.partner_id), func.max(col(CasePartner.until)))
    .where(col(CasePartner.region_id) == ASKER.region, one_of(col(CasePartner.case_id), "cases"))
    .where(col(CasePartner.until).is_not(None))
    .group_by(col(CasePartner.case_id), col(CasePartner.partner_id))
)
_SEATED = select(col(SeriesPartner.series_id), col(SeriesPartner.partner_id)).where(
    col(SeriesPartner.region_id) == ASKER.region, one_of(col(SeriesPartner.series_id), "series")
)
_KINDS: Any = select(col(Partner.id), col(Partner.kind)).where(col(Partner.region_id) == ASKER.region)
