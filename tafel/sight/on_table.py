"""The item on the table as one reader may have it: what to say first, what is asked and brought in, who hears it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.meeting_terms import ItemKind
from models.tables.sharing import Share
from models.views.casework import PartnerName
from models.views.room import CirclePartner, Ground, ItemName, LiveItem, NewWords, RoomPerson, SayFirst, WentOn
from tafel import keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import (
    at_table,
    casework,
    corrected,
    minutes,
    passages,
    progress,
    rulebook,
    secrecy,
    since_begun,
    visible,
)
from tafel.sight.hearing import Point, Room, Somebody


def item(reading: Reading, room: Room, point: Point, names: dict[UUID, str]) -> LiveItem:
    """The item on the table; `names`: of who runs the meeting and its items."""
    partners, mine, row = casework.partner_names(reading), reading.seat.membership, point.row
    runs = mine in (point.chair, point.note_taker)
    leads = at_table.leads(reading.seat, room.meeting)
    if point.stay and reading.seat.partner not in point.stay and not (runs or leads):
        return _from_outside(reading, room, point, names)
    listed = mine in point.hears or runs
    here = tuple((one, person(reading, one, point)) for one in room.present())
    inside = [(one.partner, seen) for one, seen in here if seen.may_hear]
    follows = room.coming[0] if room.coming else None
    return LiveItem(
        id=point.id, word=point.word, minutes=row.minutes, mode=row.mode, urgent=row.urgent, starts_at=row.starts_at,
        ends_at=since_begun.ends_at(reading, room.meeting.id, point), chair=names[point.chair],
        say=_say_first(reading, room, point, speaks=leads or mine == point.chair) if listed else None,
        kind=row.kind,
        circle=tuple(
            CirclePartner(name=name.short_name, people=tuple(seen for of, seen in inside if of == key))
            for key, name in partners.items()
            if key in point.inside
        ),
        others=tuple(seen for one, seen in here if not seen.may_hear or one.partner not in point.inside),
        next=named(follows) if leads else None,
        begins=named(follows) if follows and room.may_begin(mine, follows) else None,
        case_id=point.case_id if point.is_case and mine in point.hears else None,
        brief=row.brief,
        question=_question(reading, point),
        question_of=partners[row.proposed_by].short_name if row.question_id else "",
        new_words=_new_words(reading, point, partners) if row.kind is ItemKind.FREE else (),
        actions=progress.still_open(reading) if row.kind is ItemKind.ACTIONS else (),
        previous=minutes.previous(reading, room.meeting.id) if row.kind is ItemKind.MINUTES else None,
        not_shared_with=_not_shared_with(reading, room, point),
        went_on=_went_on(reading, room, point, names) if leads or listed else None,
        i_chair=mine == point.chair,
        stay=tuple(name.short_name for key, name in partners.items() if key in point.stay),
        may_narrow=_may_narrow(room, point, mine, partners),
    )  # fmt: skip


def _from_outside(reading: Reading, room: Room, point: Point, names: dict[UUID, str]) -> LiveItem:
    """The item for who waits outside while a part of it goes on: what it is called and how its time stands."""
    row = point.row
    return LiveItem(
        id=point.id, word=point.word, minutes=row.minutes, mode=row.mode, urgent=row.urgent, starts_at=row.starts_at,
        ends_at=since_begun.ends_at(reading, room.meeting.id, point), chair=names[point.chair], kind=row.kind,
        say=None, circle=(), others=(), next=None, begins=None, i_wait=True,
    )  # fmt: skip


def _may_narrow(room: Room, point: Point, mine: UUID, partners: dict[UUID, PartnerName]) -> tuple[ItemName, ...]:
    """The partners among whom this reader can choose who stays, while all of them hear it."""
    if point.stay or mine not in (point.chair, room.meeting.chair_id):
        return ()
    return tuple(ItemName(id=key, word=one.short_name) for key, one in partners.items() if key in point.circle)


def person(reading: Reading, one: Somebody, point: Point | None = None) -> RoomPerson:
    """Somebody at the meeting, and whether an item is for them to hear."""
    partners = casework.partner_names(reading)
    return RoomPerson(
        attendance_id=one.attendance,
        name=one.name,
        partner=partners[one.partner].short_name if one.partner else "",
        guest=one.membership is None,
        how=one.how,
        here=one.here,
        source=one.source,
        since=one.since,
        may_hear=point is None or point.may_hear(one),
        is_me=one.membership == reading.seat.membership,
        signed=point is None or point.has_signed(one),
        aside=point is not None and one.membership in point.aside,
        outside=point is not None and bool(point.stay) and one.partner in point.circle - point.stay,
    )


def named(point: Point | None) -> ItemName | None:
    """An item by its code word."""
    return ItemName(id=point.id, word=point.word) if point else None


def _say_first(reading: Reading, room: Room, point: Point, *, speaks: bool) -> SayFirst:
    """What is said before an item; for who says it the grounds, and, at the first and to guests, that it is secret."""
    row, guests = point.row, any(one.attendance in point.admitted for one in room.present())
    return SayFirst(
        purpose=row.purpose if point.is_case else None,
        framework=row.framework,
        grounds=_grounds(reading, point) if point.is_case and speaks else (),
        secrecy=secrecy.text(reading).spoken if speaks and (guests or room.last is None) else None,
    )


def _grounds(reading: Reading, point: Point) -> tuple[Ground, ...]:
    """Per partner of the circle the articles on which it can give something to the others, as the rule book has it."""
    found = rulebook.in_force(reading)
    if found is None:
        return ()
    circle = [one for key, one in casework.partner_names(reading).items() if key in point.circle]
    grounds = []
    for giver in circle:
        others = {one.kind for one in circle if one.id != giver.id}
        articles = rulebook.articles(found.book, giver.kind, others, point.row.purpose, point.row.framework)
        grounds.append(Ground(partner=giver.short_name, articles=articles))
    return tuple(one for one in grounds if one.articles)


def _question(reading: Reading, point: Point) -> str | None:
    """The question to the table, if it may be read: it is a passage of who announced the item."""
    if point.row.question_id is None:
        return None
    rows = passages.of_case(reading, point.case_id, statement=point.row.question_id)
    return passages.words(reading, keys.case_key(reading, point.case_id), rows[-1]) if rows else None


def _new_words(reading: Reading, point: Point, partners: dict[UUID, PartnerName]) -> tuple[NewWords, ...]:
    """What was answered to an item without a case: it has no case page, so it is read here."""
    rows = [row for row in passages.of_case(reading, point.case_id) if passages.is_passage(row) and row.line is None]
    if not rows:
        return ()
    key, marks = keys.case_key(reading, point.case_id), corrected.marks(reading, [point.case_id])
    return tuple(
        NewWords(
            partner=partners[row.partner_id].short_name, text=passages.words(reading, key, row),
            draft=row.frozen_at is None, corrected=passages.correction(reading, key, marks.get(row.share_id)),
        )
        for row in rows
    )  # fmt: skip


def _not_shared_with(reading: Reading, room: Room, point: Point) -> tuple[str, ...]:
    """Who is here with whom not all was shared that my partner brought in: what is said aloud reaches them too."""
    given_to: dict[UUID, set[UUID]] = {}
    for statement, receiver in reading.rows(_OURS, case=point.case_id):
        given_to.setdefault(statement, set()).add(receiver)
    everywhere = set.intersection(*given_to.values()) if given_to else set()
    partners = casework.partner_names(reading)
    others = [one for one in room.present() if one.partner != reading.seat.partner or one.membership is None]
    left_out = [one for one in others if given_to and (one.membership is None or one.partner not in everywhere)]
    names = (one.name if one.partner is None or one.membership is None else partners[one.partner].short_name
             for one in left_out)  # fmt: skip
    return tuple(dict.fromkeys(names))


def _went_on(reading: Reading, room: Room, point: Point, names: dict[UUID, str]) -> WentOn | None:
    """That the item began although somebody was there who may not hear it, as long as that one is still there."""
    since = since_begun.of(reading, room.meeting.id, point)
    if since.went_on is None:
        return None
    here = [one for one in room.intruders(point) if one.attendance in since.present]
    return WentOn(
        by=names.get(since.went_on, ""),
        by_me=since.went_on == reading.seat.membership,
        people=tuple(person(reading, one, point) for one in here),
    )


_OURS: Any = (
    select(col(Share.statement_id), col(Share.receiver_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(Share.case_id) == given("case"), visible.in_force(NOW))
)
