"""Sharing profiles as a partner's own members see them: of a case, else of the weighing table that weighs it.

Confirmed once and carried forward, until three months passed or something it rests on changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, literal, select
from sqlmodel import col

from models.meeting_terms import MeetingKind
from models.rule_terms import PURPOSES_OF, ProfileWhy
from models.tables.casework import Case, CasePartner
from models.tables.meetings import AgendaItem, Meeting, Series, SeriesPartner
from models.tables.people import Partner
from models.tables.sharing import SeriesProfile, SharingProfile
from models.terms import CaseState, Framework, Purpose
from models.views.casework import PartnerName
from models.views.profiles import ProfileDue, ProfileView, SeriesName, SeriesProfilePage
from tafel import clock
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import at_table, profile_rests, sharing, visible
from tafel.sight.joins import row_of
from tafel.sight.profile_rests import Rests

MONTHS = 3
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Profile:
    """With whom, for what and until when our partner shares; `why` it must be confirmed again, if it must."""

    id: UUID
    case: UUID | None
    series: UUID | None
    word: str
    framework: Framework
    purpose: Purpose
    receivers: tuple[UUID, ...]
    ends_on: date
    confirmed_at: datetime
    why: tuple[ProfileWhy, ...]

    @property
    def fresh(self) -> bool:
        """Whether it still counts as it was confirmed."""
        return not self.why

    @property
    def due_at(self) -> datetime:
        """When it must be confirmed again at the latest."""
        return clock.months_after(self.confirmed_at, MONTHS)

    @property
    def view(self) -> ProfileView:
        """As its own members see it."""
        return ProfileView(
            purpose=self.purpose, receivers=self.receivers, ends_on=self.ends_on, confirmed_at=self.confirmed_at,
            due_at=self.due_at, why=self.why,
            series=SeriesName(id=self.series, name=self.word) if self.series else None,
        )  # fmt: skip


def default_end(today: date) -> date:
    """Six months on, until somebody chooses."""
    return today + timedelta(days=182)


def last_day(profile: Profile | None, today: date) -> date:
    """Until when it is shared: as the profile says, and six months on where that day is over."""
    return profile.ends_on if profile and profile.ends_on >= today else default_end(today)


def of_case(reading: Reading, case_id: UUID) -> Profile | None:
    """The profile under which our partner shares on a case, and why it must be confirmed again if it must."""
    row = _row(reading, case_id)
    return _profiles(reading, [row])[0] if row else None


def as_confirmed(reading: Reading, case_id: UUID) -> Profile | None:
    """The same as it was confirmed, for who need not know whether it still counts."""
    row = _row(reading, case_id)
    return _profile(row, ()) if row else None


def of_series(reading: Reading, series_id: UUID) -> Profile | None:
    """The profile of our partner for a weighing table."""
    found = _profiles(reading, reading.rows(_OF_SERIES, series=series_id))
    return found[0] if found else None


def series_of(reading: Reading, case_id: UUID) -> SeriesName | None:
    """The weighing table on whose agenda a case stands, with our partner in its circle."""
    row = reading.row(_ITS_SERIES, case=case_id)
    return SeriesName(id=row.id, name=row.name) if row else None


def usual_purpose(reading: Reading, case_id: UUID) -> Purpose:
    """The one we share a case for: of our profile, else the first of the case."""
    profile, purposes = as_confirmed(reading, case_id), sharing.purposes(reading, case_id)
    return profile.purpose if profile and profile.purpose in purposes else purposes[0]


def require_series(reading: Reading, series_id: UUID) -> SeriesProfilePage:
    """What our partner can choose, and chose, for a weighing table in which it takes part; else there is none."""
    row = reading.row(_WEIGHING, series=series_id)
    if row is None:
        raise NotFound
    found = of_series(reading, series_id)
    others = (one for one in reading.rows(_OTHERS, series=series_id))
    return SeriesProfilePage(
        series=SeriesName(id=row.id, name=row.name), profile=found.view if found else None,
        partners=tuple(PartnerName.model_validate(one) for one in others),
        purposes=PURPOSES_OF[row.framework],
    )  # fmt: skip


def still_there(reading: Reading, profile: Profile) -> frozenset[UUID]:
    """The partners that take part in a case or at a weighing table now."""
    if profile.series:
        return frozenset(reading.values(_SEATED, series=profile.series))
    return frozenset(reading.values(_INSIDE, case=profile.case))


def due(reading: Reading) -> tuple[ProfileDue, ...]:
    """The profiles of our partner that must be confirmed again now or within two weeks, the first day first."""
    rows = [*reading.rows(_OF_OPEN_CASES), *reading.rows(_OF_OUR_SERIES)]
    soon = [one for one in _profiles(reading, rows) if one.why or one.due_at <= reading.now + SOON]
    return tuple(
        ProfileDue(
            case_id=one.case, series_id=one.series, word=one.word, why=one.why,
            due_at=min(one.due_at, reading.now) if one.why else one.due_at,
        ) for one in sorted(soon, key=lambda one: (one.fresh, one.due_at, one.word))
    )  # fmt: skip


@asked_once
def _row(reading: Reading, case_id: UUID) -> Row[Any] | None:
    """Of the case itself, else of its weighing table where that is for a purpose of the case."""
    rows = reading.rows(_OF_CASE, case=case_id) or reading.rows(_OF_ITS_SERIES, case=case_id)
    if not rows or (rows[0].series_id and rows[0].purpose not in sharing.purposes(reading, case_id)):
        return None
    found: Row[Any] = rows[0]
    return found


def _profiles(reading: Reading, rows: Sequence[Row[Any]]) -> list[Profile]:
    if not rows:
        return []
    rests = profile_rests.of(reading, rows)
    return [_profile(row, _whys(reading, row, rests)) for row in rows]


def _profile(row: Row[Any], whys: Iterable[ProfileWhy]) -> Profile:
    return Profile(
        row.id, row.case_id, row.series_id, row.word, row.framework, row.purpose,
        tuple(UUID(one) for one in row.receivers), row.ends_on, row.confirmed_at, tuple(whys),
    )  # fmt: skip


def _whys(reading: Reading, row: Row[Any], rests: Rests) -> Iterator[ProfileWhy]:
    if clock.months_after(row.confirmed_at, MONTHS) <= reading.now:
        yield ProfileWhy.OLD
    if row.opened_at:
        yield ProfileWhy.OPENED
    yield from rests.changed(row)


_CASES: Any = (
    select(
        col(SharingProfile.id), col(SharingProfile.case_id), literal(None).label("series_id"),
        col(Case.code_word).label("word"), col(Case.framework), col(SharingProfile.purpose),
        col(SharingProfile.receivers), col(SharingProfile.ends_on), col(SharingProfile.confirmed_at),
        col(SharingProfile.opened_at),
    )
    .join(Case, row_of(Case, SharingProfile.case_id, SharingProfile.region_id))
    .where(col(SharingProfile.region_id) == ASKER.region, col(SharingProfile.giver_id) == ASKER.partner)
    .where(col(SharingProfile.replaced_at).is_(None))
)  # fmt: skip
_SERIES: Any = (
    select(
        col(SeriesProfile.id), literal(None).label("case_id"), col(SeriesProfile.series_id),
        col(Series.name).label("word"), col(Series.framework), col(SeriesProfile.purpose),
        col(SeriesProfile.receivers), col(SeriesProfile.ends_on), col(SeriesProfile.confirmed_at),
        literal(None).label("opened_at"),
    )
    .join(Series, row_of(Series, SeriesProfile.series_id, SeriesProfile.region_id))
    .where(col(SeriesProfile.region_id) == ASKER.region, col(SeriesProfile.giver_id) == ASKER.partner)
    .where(col(SeriesProfile.replaced_at).is_(None))
)  # fmt: skip
_OF_CASE = _CASES.where(col(SharingProfile.case_id) == given("case"))
_OF_OPEN_CASES = _CASES.where(visible.cases(ASKER), col(Case.state) == CaseState.OPEN)
_OF_SERIES = _SERIES.where(col(SeriesProfile.series_id) == given("series"))
_TAKES_PART = exists().where(
    col(SeriesPartner.region_id) == ASKER.region, col(SeriesPartner.series_id) == col(Series.id),
    col(SeriesPartner.partner_id) == ASKER.partner,
)  # fmt: skip
_OF_OUR_SERIES = _SERIES.where(_TAKES_PART, col(Series.ended_at).is_(None))
_WEIGHING = (
    select(col(Series.id), col(Series.name), col(Series.framework))
    .where(col(Series.region_id) == ASKER.region, col(Series.id) == given("series"), _TAKES_PART)
    .where(col(Series.kind) == MeetingKind.WEIGHING, col(Series.ended_at).is_(None))
)
_SEATED = select(col(SeriesPartner.partner_id)).where(
    col(SeriesPartner.region_id) == ASKER.region, col(SeriesPartner.series_id) == given("series")
)
_OTHERS = (
    select(col(Partner.id), col(Partner.name), col(Partner.short_name), col(Partner.kind))
    .where(col(Partner.region_id) == ASKER.region, col(Partner.id).in_(_SEATED), col(Partner.id) != ASKER.partner)
    .order_by(col(Partner.position))
)
_INSIDE = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)  # fmt: skip
_ON_AGENDA = exists().where(
    col(Meeting.region_id) == col(Series.region_id), col(Meeting.series_id) == col(Series.id),
    col(Meeting.kind) == MeetingKind.WEIGHING, col(AgendaItem.region_id) == col(Meeting.region_id),
    col(AgendaItem.meeting_id) == col(Meeting.id), col(AgendaItem.case_id) == given("case"), at_table.in_circle(ASKER),
)  # fmt: skip
_OF_ITS_SERIES = _SERIES.where(_ON_AGENDA).order_by(col(SeriesProfile.confirmed_at).desc(), col(SeriesProfile.id))
_ITS_SERIES = (
    select(col(Series.id), col(Series.name))
    .where(col(Series.region_id) == ASKER.region, col(Series.ended_at).is_(None), _ON_AGENDA)
    .order_by(col(Series.name), col(Series.id))
)
