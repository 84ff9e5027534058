"""The circle of an item: the partners that take part in it. Joining it shares nothing; each is asked."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from models.acts import Act
from models.meeting_terms import ItemKind
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner
from tafel import attendance, casework, item_files, meetings
from tafel.db import Writing
from tafel.refusals import Invalid, say


def chosen(work: Writing, partners: Collection[UUID], proposer: UUID) -> set[UUID]:
    """Whom somebody wants in the circle, oneself included; Invalid when that is nobody else."""
    circle = {*partners, proposer}
    if len(circle) == 1:
        raise Invalid(circle=say("Kies ten minste één andere partner."))
    meetings.require_partners(work, circle, "circle")
    return circle


def change(work: Writing, item: AgendaItem, wanted: Collection[UUID]) -> None:
    """Another circle. Who joins is asked and reads nothing of before; who leaves does not hear the item."""
    rows = {row.partner_id: row for row in _rows(work, item.id)}
    standing = {partner for partner, row in rows.items() if row.until is None}
    if wanted == standing:
        return
    meetings.require_partners(work, wanted, "circle")
    joined, left = set(wanted) - standing, standing - set(wanted)
    if item.kind is ItemKind.CASE:
        casework.join_for_item(work, item.case_id, joined)
    else:
        item_files.join(work, item.case_id, joined)
        item_files.leave(work, item.case_id, left)
    for gone in left:
        rows[gone].until = work.now
    seat(work, item, joined)
    work.record(Act.CIRCLE_CHANGED, meeting=item.meeting_id, item=item.id, receivers=sorted(wanted, key=str))


def seat(work: Writing, item: AgendaItem, partners: Collection[UUID]) -> None:
    """Put partners in the circle; each is asked for its contribution."""
    for partner in sorted(partners, key=str):
        row = work.session.get(ItemPartner, (work.seat.region, item.id, partner))
        if row is None:
            row = ItemPartner(
                region_id=work.seat.region, item_id=item.id, partner_id=partner, since=work.now, asked_at=work.now
            )
            work.session.add(row)
        elif row.until is not None:
            row.since, row.until, row.asked_at = work.now, None, work.now
    work.session.flush()


def invite(work: Writing, item: AgendaItem, meeting: Meeting) -> None:
    """Whoever takes part in an item of the agenda is invited to the meeting, for that item."""
    missing = of_item(work, item.id) - meetings.invited(work, meeting.id)
    if not missing:
        return
    same = {"region_id": work.seat.region, "meeting_id": meeting.id}
    work.session.execute(insert(MeetingPartner), [same | {"partner_id": one} for one in sorted(missing, key=str)])
    if meeting.sent_at:
        attendance.expect(work, meeting)


def of_item(work: Writing, item_id: UUID) -> set[UUID]:
    """The partners that take part in an item now."""
    return {row.partner_id for row in _rows(work, item_id) if row.until is None}


def _rows(work: Writing, item_id: UUID) -> Sequence[ItemPartner]:
    return work.session.scalars(
        select(ItemPartner).where(col(ItemPartner.region_id) == work.seat.region, col(ItemPartner.item_id) == item_id)
    ).all()
