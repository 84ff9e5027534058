"""For a part of an item the chair lets fewer partners stay: the others wait outside until that part is over.

What is written down meanwhile is for those who stayed, also when it is confirmed or changed later.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from models.acts import Act
from models.forms.lines import Circle
from models.forms.room import NarrowRoom, RoundOff
from models.tables.meetings import Meeting
from models.tables.room import NarrowedLine, Narrowing, NarrowingPartner
from tafel import ids, in_session, live
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import hearing, noting
from tafel.sight.hearing import Point

_FOR_WHOM = say("Bij dit punt was de kring een deel kleiner. Kies voor wie dit is.")


def narrow(work: Writing, meeting_id: UUID, form: NarrowRoom) -> None:
    """These partners stay for a part of what is on the table. Raises Invalid for nobody, for others, and for all."""
    meeting, point = _on_the_table(work, meeting_id, form.item_id)
    if point.stay:
        raise Refused(say("De kring is al kleiner. Laat eerst iedereen weer toe."))
    _check(point, set(form.partners))
    part = Narrowing(
        region_id=work.seat.region, id=ids.new(), item_id=point.id, begun_by=work.seat.person, begun_at=work.now
    )
    work.session.add(part)
    work.session.flush()
    same, stay = {"region_id": work.seat.region, "narrowing_id": part.id}, sorted(set(form.partners), key=str)
    work.session.execute(insert(NarrowingPartner), [same | {"partner_id": one} for one in stay])
    work.record(Act.ROOM_NARROWED, meeting=meeting_id, item=point.id, case=point.case_id, receivers=stay)
    _tell(work, meeting, point)


def widen(work: Writing, meeting_id: UUID, form: RoundOff) -> None:
    """That part is over: the whole circle hears the item again."""
    meeting, point = _on_the_table(work, meeting_id, form.item_id)
    if end(work, meeting_id, point):
        _tell(work, meeting, point)


def end(work: Writing, meeting_id: UUID, point: Point) -> bool:
    """A narrowed part of an item is over, if there was one."""
    here = (col(Narrowing.region_id) == work.seat.region, col(Narrowing.item_id) == point.id)
    part = work.session.scalar(select(Narrowing).where(*here, col(Narrowing.ended_at).is_(None)))
    if part is None:
        return False
    part.ended_at = work.now
    work.session.flush()
    work.record(Act.ROOM_WIDENED, meeting=meeting_id, item=point.id, case=point.case_id)
    return True


def keep(work: Writing, item_id: UUID, line: tuple[UUID, UUID], heard: UUID | Circle | None) -> None:
    """A line, with its giver, is for those who stay, where only some of the circle do.

    Once all are back whoever writes it and knows of such a part says whether it belongs to that. Raises Invalid while
    that is not said, for a part of another item, and for a giver that was out.
    """
    parts = {one.id: one for one in noting.parts_with_us(work, item_id)}
    if heard == "circle" or not parts:
        return
    part = heard or next((one.id for one in parts.values() if one.ended_at is None), None)
    if part not in parts:
        raise Invalid(heard=_FOR_WHOM)
    statement, giver = line
    if giver not in noting.stayed(work, part) | {work.seat.partner}:
        raise Invalid(partner_id=say("Deze partner was niet bij dat deel. Kies een partner die bleef."))
    work.session.add(NarrowedLine(region_id=work.seat.region, statement_id=statement, narrowing_id=part))
    work.session.flush()


def _on_the_table(work: Writing, meeting_id: UUID, item_id: UUID) -> tuple[Meeting, Point]:
    """What is on the table, for who chairs it or the meeting; to whom it is not theirs there is no such item."""
    meeting = in_session.require(work, meeting_id)
    room, me = hearing.room(work, meeting_id, whole=True), work.seat.membership
    point = room.point(item_id)
    if point is None or not (me in point.hears or me in in_session.runs(meeting, point)):
        raise NotFound
    if me not in (meeting.chair_id, point.chair):
        raise Refused(say("Alleen de voorzitter maakt de kring kleiner."))
    in_session.require_on_table(room, point)
    return meeting, point


def _check(point: Point, stay: Collection[UUID]) -> None:
    if not stay:
        raise Invalid(partners=say("Kies wie er blijft."))
    if not point.circle.issuperset(stay):
        raise Invalid(partners=say("Kies alleen partners die aan dit punt deelnemen."))
    if point.circle == stay:
        raise Invalid(partners=say("Zo blijft iedereen. Kies minder partners."))


def _tell(work: Writing, meeting: Meeting, point: Point) -> None:
    live.tell(
        work, meeting.id, (*in_session.SHOWN, live.Part.NOTES), in_session.concerned(work, meeting, point)
    )  # fmt: skip
