"""Who takes part in a signal takes part in its items to come at weighing tables, and nobody else does."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.meeting_terms import ItemKind, ItemState, MeetingKind, MeetingState
from models.signal_terms import CaseStage
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner
from tafel import attendance
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.sight import at_table, care


def circles(work: Writing, case_id: UUID) -> None:
    """The circle of each such item becomes who takes part now; nothing is shared by it."""
    if work.session.get_one(Case, (work.seat.region, case_id)).stage is CaseStage.CASE:
        return
    inside: set[UUID] | None = None
    for item_id in work.values(_TO_COME, case=case_id):
        inside = set(work.values(care.PARTNERS, case=case_id)) if inside is None else inside
        _become(work, work.session.get_one(AgendaItem, (work.seat.region, item_id)), inside)


def _become(work: Writing, item: AgendaItem, inside: set[UUID]) -> None:
    rows = {row.partner_id: row for row in work.things(_CIRCLE, item=item.id)}
    stands = {partner for partner, row in rows.items() if row.until is None}
    if stands == inside:
        return
    for partner in sorted(inside - stands, key=str):
        row = rows.get(partner) or ItemPartner(
            region_id=work.seat.region, item_id=item.id, partner_id=partner, since=work.now, asked_at=work.now
        )
        row.since, row.until, row.asked_at = work.now, None, work.now
        work.session.add(row)
    for partner in stands - inside:
        rows[partner].until = work.now
    work.session.flush()
    if item.state in at_table.ON_AGENDA:
        _invite(work, item, inside)
    work.record(
        Act.CIRCLE_CHANGED, meeting=item.meeting_id, item=item.id, case=item.case_id,
        receivers=sorted(inside, key=str),
    )  # fmt: skip


def _invite(work: Writing, item: AgendaItem, partners: set[UUID]) -> None:
    meeting = work.session.get_one(Meeting, (work.seat.region, item.meeting_id))
    for partner in sorted(partners - set(work.values(_INVITED, meeting=meeting.id)), key=str):
        work.session.add(MeetingPartner(region_id=work.seat.region, meeting_id=meeting.id, partner_id=partner))
    work.session.flush()
    if meeting.sent_at:
        attendance.expect(work, meeting)


_TO_COME = (
    select(col(AgendaItem.id))
    .join(Meeting, (col(Meeting.region_id) == col(AgendaItem.region_id)) & (col(Meeting.id) == AgendaItem.meeting_id))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.case_id) == given("case"))
    .where(col(AgendaItem.kind) == ItemKind.CASE, col(AgendaItem.opened_at).is_(None))
    .where(col(AgendaItem.state).in_((ItemState.PROPOSED, ItemState.ACCEPTED, ItemState.POSTPONED)))
    .where(col(Meeting.kind) == MeetingKind.WEIGHING, col(Meeting.state) != MeetingState.CLOSED)
)
_CIRCLE = select(ItemPartner).where(
    col(ItemPartner.region_id) == ASKER.region, col(ItemPartner.item_id) == given("item")
)
_INVITED = select(col(MeetingPartner.partner_id)).where(
    col(MeetingPartner.region_id) == ASKER.region, col(MeetingPartner.meeting_id) == given("meeting")
)
