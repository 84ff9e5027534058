"""A meeting that was held and closed, and short ways to do something with its minutes."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from models.forms.minutes import AddToMinutes, AnswerRemark, MakeRemark, SayWhoTells, SendMinutes
from models.meeting_terms import MinutingMode, RemarkOutcome
from models.tables.meetings import AgendaItem, Meeting, Series
from models.tables.minutes import Minutes
from models.views.minutes import PartPage, Sheet
from tafel import clock, confirming, db, ids, meetings, minutes, remarks
from tafel.seat import of_chores
from tafel.sight import minutes as seen
from tafel.sight import minutes_page
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act
from tests.tafel.minuting import TAKER, answered, in_session, waiting

CHAIR = "marijke.terpstra"
OUTSIDE = ("petra.dekker", "ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra")


def confirmed(cast: Cast, table: Table, login: str = "inge.bakels") -> None:
    """The giver says of the first line that waits that it is right."""
    form = answered(cast, login, table, "right")
    act(cast, login, lambda work: confirming.confirm(work, waiting_of(cast, login, table), form))


def waiting_of(cast: Cast, login: str, table: Table) -> UUID:
    """The first line that waits for somebody."""
    return waiting(cast, login, table)[0].statement_id


def close(cast: Cast, table: Table) -> Table:
    """What is on the table is rounded off, and the chair closes the meeting."""
    with db.writing(cast.seats[CHAIR]) as work:
        for item_id in table.items.values():
            item = work.session.get_one(AgendaItem, (work.seat.region, item_id))
            item.closed_at = work.now if item.opened_at else None
    act(cast, CHAIR, lambda work: meetings.close(work, table.meeting, unreached=True))
    return table


def held(cast: Cast, mode: MinutingMode = MinutingMode.REPORT) -> Table:
    """A meeting with Zwaluw that is closed, with nothing said at it."""
    return close(cast, in_session(cast, mode=mode))


def minutes_of(cast: Cast, table: Table, word: str | None = "Zwaluw") -> UUID:
    """The minutes of an item; without a word the general part."""
    item = table.items[word] if word else None
    with db.reading(cast.seats[TAKER]) as reading:
        mine = (col(Minutes.region_id) == reading.seat.region, col(Minutes.meeting_id) == table.meeting)
        return reading.session.scalars(select(Minutes.id).where(*mine, col(Minutes.item_id) == item)).one()


def sheet(cast: Cast, login: str, minutes_id: UUID) -> Sheet:
    """A part as somebody may have it."""
    with db.reading(cast.seats[login]) as reading:
        return seen.sheet(reading, minutes_id)


def part(cast: Cast, login: str, table: Table, word: str | None = "Zwaluw") -> PartPage:
    """A part with what somebody can do about it."""
    with db.reading(cast.seats[login]) as reading:
        return minutes_page.part(reading, table.meeting, minutes_of(cast, table, word))


def sent(cast: Cast, table: Table, login: str = TAKER, by: date | None = None) -> UUID:
    """Sent for remarks, until tomorrow unless another day is meant."""
    form = SendMinutes(once=uuid4(), remarks_by=by or clock.today() + timedelta(days=1))
    act(cast, login, lambda work: minutes.send_all(work, table.meeting, form))
    return minutes_of(cast, table)


def remarked(
    cast: Cast, minutes_id: UUID, login: str = "inge.bakels", text: str = "Dit klopt niet.", **more: object
) -> None:
    """Somebody made a remark."""
    known = {"once": uuid4(), "text": text, "reliability": "heard", "category": "D0"}
    form = MakeRemark.model_validate(known | more)
    act(cast, login, lambda work: remarks.remark(work, minutes_id, form))


def answer(outcome: RemarkOutcome = RemarkOutcome.ATTACHED) -> AnswerRemark:
    """The form with what became of a remark."""
    return AnswerRemark.model_validate({"once": uuid4(), "outcome": outcome})


def adopted(cast: Cast, table: Table) -> UUID:
    """Sent, and adopted by silence two days later."""
    found = sent(cast, table)
    silence(cast)
    return found


def silence(cast: Cast, days: int = 2) -> int:
    """The chore that adopts, some days from now."""
    with clock.at(clock.now() + timedelta(days=days)), db.writing(of_chores(cast.seats[TAKER].region)) as work:
        return minutes.adopt_by_silence(work)


def addition(**more: object) -> AddToMinutes:
    """The form of an addition."""
    known = {"once": uuid4(), "text": "Het was dinsdag.", "reliability": "heard", "category": "D0"}
    return AddToMinutes.model_validate(known | more)


def telling(cast: Cast, subject: UUID, **more: object) -> SayWhoTells:
    """The form of who tells a presumed victim."""
    known = {"once": uuid4(), "subject_id": subject, "partner_id": cast.partners["ZC"], "on_day": clock.today()}
    return SayWhoTells.model_validate(known | more)


def texts(cast: Cast, login: str, minutes_id: UUID) -> set[str]:
    """All words on somebody's sheet."""
    found = sheet(cast, login, minutes_id)
    lines = (*found.said, *found.decided, *found.told, *found.remarks, *found.additions)
    return {*(line.text or "" for line in lines), *(one.text for one in found.actions)}


def writes_up(cast: Cast, table: Table, login: str) -> None:
    """Somebody else takes the notes of Zwaluw."""
    with db.writing(cast.seats[CHAIR]) as work:
        item = work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"]))
        item.note_taker_id = cast.seats[login].membership


def in_series(work: Any, *of: UUID) -> None:
    """These meetings are of one series."""
    first = work.session.get_one(Meeting, (work.seat.region, of[0]))
    series = Series(
        region_id=work.seat.region, id=ids.new(), kind=first.kind, name="Casusoverleg", framework=first.framework,
        every_weeks=1, weekday=0, starts=time(13), minutes=60, chair_id=first.chair_id,
        note_taker_id=first.note_taker_id,
    )  # fmt: skip
    work.session.add(series)
    work.session.flush()
    for one in of:
        work.session.get_one(Meeting, (work.seat.region, one)).series_id = series.id
