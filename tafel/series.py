"""Series: meetings that come back. The secretariat makes, changes and ends them, and makes their meetings ahead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import ChangeSeries, MakeMeetings, SetSeries
from models.meeting_terms import ItemKind
from models.tables.meetings import Meeting, Series, SeriesItem, SeriesPartner
from tafel import clock, ids, meetings, standing
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import at_table
from tafel.sight.stands import series_as_it_stands

_LINE = re.compile(r"(\d{1,3})\s+(\S.{0,79})")
_MOST = 240
_COLUMNS = (
    "kind", "name", "framework", "every_weeks", "weekday", "starts", "minutes", "place", "link", "announce_days",
    "announce_time", "agenda_days", "agenda_time", "contribute_days", "contribute_time", "chair_id", "note_taker_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What became of making meetings ahead: those made, and the days that had one already."""

    meetings: tuple[UUID, ...]
    skipped: tuple[date, ...]


def make(work: Writing, form: SetSeries) -> UUID:
    """Make a series. Raises Invalid for deadlines that do not fit, unknown people, a name that is taken."""
    _require_secretariat(work)
    _check(work, form, None)
    made = Series(region_id=work.seat.region, id=ids.new(), **{name: getattr(form, name) for name in _COLUMNS})
    work.session.add(made)
    work.session.flush()
    _set_rest(work, made.id, form)
    work.record(Act.SERIES_MADE, series=made.id, kind=made.kind)
    return made.id


def change(work: Writing, series_id: UUID, form: ChangeSeries) -> None:
    """Change a series from now on; meetings that were made already stay as they are."""
    row = require_series(work, series_id)
    work.session.refresh(row, with_for_update=True)
    if form.seen != series_as_it_stands(row, items_of(work, series_id), partners_of(work, series_id)):
        raise Conflict(say("Iemand anders veranderde deze reeks intussen. Kijk het na en bewaar opnieuw."))
    _check(work, form, series_id)
    for name in _COLUMNS:
        setattr(row, name, getattr(form, name))
    for table in (SeriesItem, SeriesPartner):
        work.session.execute(
            delete(table).where(col(table.region_id) == work.seat.region, col(table.series_id) == series_id)
        )
    _set_rest(work, series_id, form)
    work.record(Act.SERIES_CHANGED, series=series_id)


def end(work: Writing, series_id: UUID) -> None:
    """No more meetings are made from a series; those that were made go on."""
    row = require_series(work, series_id)
    row.ended_at = work.now
    work.record(Act.SERIES_CHANGED, series=series_id, ended=True)


def make_meetings(work: Writing, series_id: UUID, form: MakeMeetings) -> Made:
    """Make the next meetings of a series from a day on; a day that has one already is skipped."""
    row = require_series(work, series_id)
    if form.first < clock.day_of(work.now):
        raise Invalid(first=say("Deze dag is al voorbij. Kies een dag vanaf vandaag."))
    known, partners, items = _days(work, series_id), partners_of(work, series_id), items_of(work, series_id)
    made: list[UUID] = []
    skipped: list[date] = []
    for day in _rhythm(row, form.first, form.count, min(known, default=None)):
        if day in known:
            skipped.append(day)
        else:
            made.append(_make_one(work, row, day, partners, items))
    return Made(tuple(made), tuple(skipped))


def require_series(work: Writing, series_id: UUID) -> Series:
    """The series, for an act of the secretariat."""
    _require_secretariat(work)
    row = work.session.get(Series, (work.seat.region, series_id))
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused(say("Deze reeks is beëindigd."))
    return row


def items_of(work: Writing, series_id: UUID) -> list[SeriesItem]:
    """The standing items of a series, in order."""
    here = (col(SeriesItem.region_id) == work.seat.region, col(SeriesItem.series_id) == series_id)
    return list(work.session.scalars(select(SeriesItem).where(*here).order_by(col(SeriesItem.position))))


def partners_of(work: Writing, series_id: UUID) -> set[UUID]:
    """The partners that usually take part."""
    here = (col(SeriesPartner.region_id) == work.seat.region, col(SeriesPartner.series_id) == series_id)
    return set(work.session.scalars(select(col(SeriesPartner.partner_id)).where(*here)))


def _make_one(work: Writing, row: Series, day: date, partners: set[UUID], items: Sequence[SeriesItem]) -> UUID:
    starts_at = _moment(day, row.starts)
    announce_by, agenda_by, contribute_by = _deadlines(row, day).values()
    meeting = Meeting(
        region_id=work.seat.region, id=ids.new(), series_id=row.id, kind=row.kind, name=row.name,
        framework=row.framework, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=row.minutes),
        place=row.place, link=row.link, announce_by=announce_by, agenda_by=agenda_by, contribute_by=contribute_by,
        chair_id=row.chair_id, note_taker_id=row.note_taker_id, made_by=work.seat.person,
    )  # fmt: skip
    try:
        meetings.check(work, meeting, partners)
    except Invalid as wrong:
        raise Invalid(first=next(iter(wrong.errors.values()))) from None
    made = meetings.add(work, meeting, partners)
    standing.put(work, meeting, items, meetings.with_runners(work, meeting, partners))
    return made


def _rhythm(row: Series, first: date, count: int, anchor: date | None) -> Iterator[date]:
    """The days of a series from a day on, in step with the meetings there are."""
    day = first + timedelta(days=(row.weekday - first.weekday()) % 7)
    if anchor and anchor.weekday() == row.weekday:
        behind = (day - anchor).days // 7 % row.every_weeks
        day += timedelta(weeks=(row.every_weeks - behind) % row.every_weeks)
    for _ in range(count):
        yield day
        day += timedelta(weeks=row.every_weeks)


def _days(work: Writing, series_id: UUID) -> set[date]:
    rows = work.session.scalars(
        select(col(Meeting.starts_at)).where(
            col(Meeting.region_id) == work.seat.region, col(Meeting.series_id) == series_id
        )
    )
    return {clock.day_of(starts_at) for starts_at in rows}


def _deadlines(row: Series | SetSeries, day: date) -> dict[str, datetime]:
    return {
        "announce_by": _moment(day - timedelta(days=row.announce_days), row.announce_time),
        "agenda_by": _moment(day - timedelta(days=row.agenda_days), row.agenda_time),
        "contribute_by": _moment(day - timedelta(days=row.contribute_days), row.contribute_time),
    }


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.AMSTERDAM).astimezone(UTC)


def _check(work: Writing, form: SetSeries, series_id: UUID | None) -> None:
    named = select(col(Series.id)).where(col(Series.region_id) == work.seat.region, col(Series.name) == form.name)
    if work.session.scalar(named) not in (None, series_id):
        raise Invalid(name=say("Er is al een reeks met deze naam."))
    day = clock.day_of(work.now)
    try:
        meetings.check_deadlines(_deadlines(form, day), _moment(day, form.starts))
    except Invalid as wrong:
        raise Invalid(**{field.replace("_by", "_days"): why for field, why in wrong.errors.items()}) from None
    meetings.require_seated(work, form.chair_id, "chair_id")
    meetings.require_seated(work, form.note_taker_id, "note_taker_id")
    meetings.require_partners(work, form.partners)


def _set_rest(work: Writing, series_id: UUID, form: SetSeries) -> None:
    same = {"region_id": work.seat.region, "series_id": series_id}
    work.session.execute(
        insert(SeriesPartner), [same | {"partner_id": partner} for partner in dict.fromkeys(form.partners)]
    )
    for position, (kind, title, minutes, at_end) in enumerate(_standing(form)):
        work.session.add(
            SeriesItem(
                id=ids.new(), position=position, kind=kind, title=title, minutes=minutes, at_end=at_end, **same
            )
        )  # fmt: skip
    work.session.flush()


def _standing(form: SetSeries) -> Iterator[tuple[ItemKind, str, int, bool]]:
    """What stands on every agenda, in order: what opens it, the last minutes, the open actions, what closes it."""
    yield from ((ItemKind.STANDING, title, minutes, False) for minutes, title in _lines(form.before, "before"))
    if form.last_minutes:
        yield ItemKind.MINUTES, "Vorig verslag", form.last_minutes, False
    if form.open_actions:
        yield ItemKind.ACTIONS, "Openstaande acties", form.open_actions, False
    yield from ((ItemKind.STANDING, title, minutes, True) for minutes, title in _lines(form.after, "after"))


def _lines(text: str, field: str) -> Iterator[tuple[int, str]]:
    """Minutes and name of each line; the field says what a line must look like."""
    for line in filter(None, map(str.strip, text.splitlines())):
        read = _LINE.fullmatch(line)
        if read is None or not 1 <= int(read[1]) <= _MOST:
            raise Invalid(**{field: say("Zet op elke regel eerst de minuten, dan de naam: 5 Opening.")})
        yield int(read[1]), read[2]


def _require_secretariat(work: Writing) -> None:
    if not at_table.is_secretariat(work.seat):
        raise Refused(say("Alleen het secretariaat beheert de reeksen."))
