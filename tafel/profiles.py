"""The sharing profile: with whom, for what and until when a partner shares, on a case or at a weighing table."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import col

from models.acts import Act
from models.forms.profiles import SetSeriesProfile
from models.forms.sharing import GiveShares
from models.tables.sharing import SeriesProfile, SharingProfile
from models.terms import Purpose
from tafel import clock, ids
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import asks, sharing, visible
from tafel.sight import profiles as seen

_NEVER = (Purpose.P7, Purpose.P8)


def confirm(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """Carry purpose, receivers and end forward; a change of them, or of what they rest on, confirms them anew.

    Minutes and registration go beside a case's own purposes and change nothing in it. Where it was asked, it counts for
    all signals of the weighing table on whose agenda the case stands.
    """
    series = seen.series_of(work, case_id) if form.for_series else None
    if form.for_series and (series is None or series.id != form.for_series):
        raise NotFound
    if form.purpose in _NEVER:
        return
    receivers = set(form.receivers)
    if series:
        receivers &= {one.id for one in seen.require_series(work, series.id).partners}
    stands = seen.of_case(work, case_id)
    chosen = (form.for_series, form.purpose, receivers, form.ends_on)
    if stands and stands.fresh and (stands.series, stands.purpose, set(stands.receivers), stands.ends_on) == chosen:
        return
    if series:
        _replace(work, SharingProfile, col(SharingProfile.case_id) == case_id)
        _of_series(work, series.id, form.purpose, receivers, form.ends_on)
    else:
        _of_case(work, case_id, form.purpose, receivers, form.ends_on)


def confirm_again(work: Writing, case_id: UUID) -> None:
    """Confirm the profile of a case, or of its weighing table, as it stands; nothing is shared by it."""
    visible.require_open_case(work, case_id)
    stands, today = seen.of_case(work, case_id), clock.day_of(work.now)
    if stands is None:
        raise NotFound
    if stands.purpose not in sharing.purposes(work, case_id):
        raise Refused(say("Deze casus heeft dit doel niet meer. Kies bij het delen een ander doel."))
    ends_on = seen.last_day(stands, today)
    receivers = set(stands.receivers) & seen.still_there(work, stands)
    if stands.series:
        _of_series(work, stands.series, stands.purpose, receivers, ends_on)
    else:
        _of_case(work, case_id, stands.purpose, receivers, ends_on)


def set_for_series(work: Writing, series_id: UUID, form: SetSeriesProfile) -> None:
    """Say once with whom, for what and until when one's own partner shares the signals of a weighing table."""
    table = seen.require_series(work, series_id)
    if form.purpose not in table.purposes:
        raise Invalid(purpose=say("Dit doel hoort niet bij dit juridisch kader."))
    if not set(form.receivers) <= {one.id for one in table.partners}:
        raise NotFound
    today = clock.day_of(work.now)
    if form.ends_on < today:
        raise Invalid(ends_on=say("Deze datum is al voorbij. Kies een datum vanaf vandaag."))
    if form.ends_on > today + asks.LONGEST:
        raise Invalid(ends_on=say("Delen kan voor ten hoogste twaalf maanden."))
    _of_series(work, series_id, form.purpose, form.receivers, form.ends_on)


def open_again(work: Writing, case_id: UUID, giver: UUID | None = None) -> None:
    """The sharing profiles of a case must be confirmed again, or that of one giver: what it rests on changed."""
    work.session.execute(
        update(SharingProfile)
        .where(col(SharingProfile.region_id) == work.seat.region, col(SharingProfile.case_id) == case_id)
        .where(col(SharingProfile.replaced_at).is_(None), *((col(SharingProfile.giver_id) == giver,) if giver else ()))
        .values(opened_at=work.now)
    )


def _of_case(work: Writing, case_id: UUID, purpose: Purpose, receivers: Collection[UUID], ends_on: date) -> None:
    assert work.seat.partner
    made = SharingProfile(
        region_id=work.seat.region, case_id=case_id, giver_id=work.seat.partner, purpose=purpose,
        receivers=sorted(map(str, receivers)), ends_on=ends_on, confirmed_by=work.seat.person, confirmed_at=work.now,
    )  # fmt: skip
    _put(work, made, col(SharingProfile.case_id) == case_id)
    work.record(Act.PROFILE_CONFIRMED, case=case_id, giver=work.seat.partner, purpose=purpose, until=ends_on)


def _of_series(work: Writing, series_id: UUID, purpose: Purpose, receivers: Collection[UUID], ends_on: date) -> None:
    assert work.seat.partner
    made = SeriesProfile(
        region_id=work.seat.region, id=ids.new(), series_id=series_id, giver_id=work.seat.partner, purpose=purpose,
        receivers=sorted(map(str, receivers)), ends_on=ends_on, confirmed_by=work.seat.person, confirmed_at=work.now,
    )  # fmt: skip
    _put(work, made, col(SeriesProfile.series_id) == series_id)
    work.record(Act.PROFILE_CONFIRMED, series=series_id, giver=work.seat.partner, purpose=purpose, until=ends_on)


def _put(work: Writing, made: SharingProfile | SeriesProfile, its: ColumnElement[bool]) -> None:
    """In place of the one that stands, be it one that a colleague confirms at this very moment."""
    _replace(work, type(made), its)
    while not work.add_if_new(made):
        _replace(work, type(made), its)


def _replace(work: Writing, kind: type[SharingProfile | SeriesProfile], its: ColumnElement[bool]) -> None:
    ours = (col(kind.region_id) == work.seat.region, col(kind.giver_id) == work.seat.partner)
    stands = update(kind).where(*ours, its, col(kind.replaced_at).is_(None))
    work.session.execute(stands.values(replaced_at=work.now))
