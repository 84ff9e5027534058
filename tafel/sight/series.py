"""Series as one reader may have them: those my partner usually takes part in; all of them for the secretariat."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlmodel import col

from models.meeting_terms import ItemKind
from models.tables.meetings import Meeting, Series, SeriesItem, SeriesPartner
from models.tables.people import Membership, Person
from models.views.casework import PartnerName
from models.views.meetings import MeetingForm, MeetingLine, SeriesLine, SeriesList, SeriesPage, StandingLine
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import at_table, casework, meetings, stands

_FIELDS = (
    "name", "kind", "framework", "every_weeks", "weekday", "minutes", "place", "link", "announce_days", "agenda_days",
    "contribute_days", "chair_id", "note_taker_id",
)  # fmt: skip
_TIMES = ("starts", "announce_time", "agenda_time", "contribute_time")


def series_list(reading: Reading) -> SeriesList:
    """The series I may know of, those that go on first."""
    rows = reading.session.scalars(
        select(Series).where(_known(reading.seat)).order_by(col(Series.ended_at).is_not(None), col(Series.name))
    )
    return SeriesList(series=tuple(_line(row) for row in rows), manages=at_table.is_secretariat(reading.seat))


def one_series(reading: Reading, series_id: UUID) -> SeriesPage:
    """A series: rhythm, deadlines, standing items, its meetings that come."""
    row, manages = _require(reading, series_id), at_table.is_secretariat(reading.seat)
    names = dict(reading.rows(_NAMES, seats=[row.chair_id, row.note_taker_id]))
    plain = SeriesLine.model_validate(row).model_dump()
    more = {name: getattr(row, name) for name in SeriesPage.model_fields if name in Series.model_fields}
    return SeriesPage.model_validate(
        plain | more | {
            "chair": names[row.chair_id], "note_taker": names[row.note_taker_id], "manages": manages,
            "standing": tuple(StandingLine.model_validate(one) for one in _items(reading, series_id)),
            "partners": _partners(reading, series_id) if manages else (),
            "meetings": _meetings(reading, series_id), "next_day": _next_day(reading, row),
        }
    )  # fmt: skip


def to_change(reading: Reading, series_id: UUID) -> MeetingForm:
    """A series as it stands now, field by field, to be changed; only for the secretariat."""
    row, form, items = _require(reading, series_id), meetings.new(reading), _items(reading, series_id)
    partners = tuple(str(one.id) for one in _partners(reading, series_id))
    own = {one.kind: str(one.minutes) for one in items}
    now = {name: str(getattr(row, name)) for name in _FIELDS} | {
        "seen": stands.series_as_it_stands(row, items, partners), "partners": partners,
        "before": _lines(items, at_end=False), "after": _lines(items, at_end=True),
        "last_minutes": own.get(ItemKind.MINUTES, ""), "open_actions": own.get(ItemKind.ACTIONS, ""),
    } | {name: f"{getattr(row, name):%H:%M}" for name in _TIMES}  # fmt: skip
    return form.model_copy(update={"id": series_id, "name": row.name, "stands": now})


def _known(seat: Seat) -> ColumnElement[bool]:
    here = col(Series.region_id) == seat.region
    takes_part = exists().where(
        col(SeriesPartner.region_id) == seat.region, col(SeriesPartner.series_id) == col(Series.id),
        col(SeriesPartner.partner_id) == seat.partner,
    )  # fmt: skip
    return here if at_table.is_secretariat(seat) else and_(here, takes_part)


def _require(reading: Reading, series_id: UUID) -> Series:
    row = reading.session.scalar(select(Series).where(_known(reading.seat), col(Series.id) == series_id))
    if row is None:
        raise NotFound
    return row


def _line(row: Series) -> SeriesLine:
    return SeriesLine.model_validate({name: getattr(row, name) for name in SeriesLine.model_fields})


def _items(reading: Reading, series_id: UUID) -> list[SeriesItem]:
    here = (col(SeriesItem.region_id) == reading.seat.region, col(SeriesItem.series_id) == series_id)
    return list(reading.session.scalars(select(SeriesItem).where(*here).order_by(col(SeriesItem.position))))


def _partners(reading: Reading, series_id: UUID) -> tuple[PartnerName, ...]:
    inside = set(reading.values(_PARTNERS, series=series_id))
    return tuple(name for partner, name in casework.partner_names(reading).items() if partner in inside)


def _meetings(reading: Reading, series_id: UUID) -> tuple[MeetingLine, ...]:
    """The meetings of a series that I may know of: those that come."""
    rows = reading.session.execute(
        select(*meetings.LINE)
        .where(at_table.meetings(reading.seat), col(Meeting.series_id) == series_id)
        .where(col(Meeting.ends_at) > reading.now)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return tuple(MeetingLine.model_validate(row) for row in rows)


def _next_day(reading: Reading, row: Series) -> date:
    """The first day on which the series has no meeting yet: in its rhythm after the last one, or from today on."""
    last = reading.row(_LAST, series=row.id)
    today = clock.day_of(reading.now)
    if last and clock.day_of(last.starts_at) >= today:
        return clock.day_of(last.starts_at) + timedelta(weeks=row.every_weeks)
    return today + timedelta(days=(row.weekday - today.weekday()) % 7)


def _lines(items: list[SeriesItem], *, at_end: bool) -> str:
    wanted = (one for one in items if one.kind is ItemKind.STANDING and one.at_end is at_end)
    return "\n".join(f"{one.minutes} {one.title}" for one in wanted)


_NAMES = (
    select(col(Membership.id), col(Person.name))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(Membership.region_id) == ASKER.region, one_of(col(Membership.id), "seats"))
)
_PARTNERS = select(col(SeriesPartner.partner_id)).where(
    col(SeriesPartner.region_id) == ASKER.region, col(SeriesPartner.series_id) == given("series")
)
_LAST = (
    select(col(Meeting.starts_at))
    .where(col(Meeting.region_id) == ASKER.region, col(Meeting.series_id) == given("series"))
    .order_by(col(Meeting.starts_at).desc())
    .limit(1)
)
