"""Items that stand on every agenda of a series: opening, open actions, the last minutes, any other business."""

from collections.abc import Collection, Sequence
from itertools import takewhile
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from models.meeting_terms import ItemKind, ItemState
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, SeriesItem
from tafel import ids, item_files
from tafel.db import Writing

KINDS = (ItemKind.STANDING, ItemKind.ACTIONS, ItemKind.MINUTES)
_AT_END = 1000  # the last items stand after whatever is announced


def put(work: Writing, meeting: Meeting, standing: Sequence[SeriesItem], partners: Collection[UUID]) -> None:
    """Put the standing items on the agenda of a new meeting, each with a file of its own, for all who are invited."""
    assert work.seat.partner
    for one in standing:
        item = AgendaItem(
            region_id=work.seat.region, id=ids.new(), meeting_id=meeting.id, kind=one.kind, title=one.title,
            case_id=item_files.open_file(work, meeting, one.title, partners), minutes=one.minutes,
            position=one.position + (_AT_END if one.at_end else -_AT_END), state=ItemState.ACCEPTED,
            proposed_by=work.seat.partner, proposed_person=work.seat.person, proposed_at=work.now,
        )  # fmt: skip
        work.session.add(item)
        work.session.flush()
        _seat(work, item.id, partners)


def follow(work: Writing, meeting: Meeting, joined: Collection[UUID], left: Collection[UUID]) -> None:
    """The standing items go along with who is invited."""
    for item in of_meeting(work, meeting.id):
        circle = (col(ItemPartner.region_id) == work.seat.region, col(ItemPartner.item_id) == item.id)
        known = set(work.session.scalars(select(col(ItemPartner.partner_id)).where(*circle)))
        for partners, until in ((left, work.now), (joined, None)):
            work.session.execute(
                update(ItemPartner).where(*circle, col(ItemPartner.partner_id).in_(partners)).values(until=until)
            )
        item_files.leave(work, item.case_id, left)
        item_files.join(work, item.case_id, joined, (meeting.chair_id, meeting.note_taker_id))
        _seat(work, item.id, set(joined) - known)


def next_position(work: Writing, meeting_id: UUID) -> int:
    """The place for a new item: after all others, and before what stands at the end."""
    here = (col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
    items = work.session.scalars(select(AgendaItem).where(*here).order_by(col(AgendaItem.position).desc())).all()
    closing = list(takewhile(lambda one: one.kind is ItemKind.STANDING and one.position >= 0, items))
    for one in closing:
        one.position += 1
    if closing:
        return closing[-1].position - 1
    return max([0, *(one.position + 1 for one in items)])


def of_meeting(work: Writing, meeting_id: UUID) -> list[AgendaItem]:
    """The standing items of a meeting."""
    here = (col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
    return list(work.session.scalars(select(AgendaItem).where(*here, col(AgendaItem.kind).in_(KINDS))))


def _seat(work: Writing, item_id: UUID, partners: Collection[UUID]) -> None:
    if not partners:
        return
    same = {"region_id": work.seat.region, "item_id": item_id, "since": work.now, "asked_at": work.now}
    work.session.execute(insert(ItemPartner), [same | {"partner_id": partner} for partner in sorted(partners, key=str)])
