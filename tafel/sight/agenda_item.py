"""One item by itself: for who builds the agenda, and for who announced it while it may still be changed."""

from uuid import UUID

from models.meeting_terms import ItemKind, ItemState, MeetingState, Readiness
from models.views.agenda import ItemLine, ItemPage, ProposalPage, SeatName
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import agenda, at_table, expected, questions_waiting
from tafel.sight import agenda_rows as rows_of

_MAY_CHANGE = (ItemState.PROPOSED, ItemState.POSTPONED, ItemState.RETURNED)


def item_page(reading: Reading, meeting_id: UUID, item_id: UUID) -> ItemPage:
    """How an item is run; for the secretariat alone."""
    if not at_table.is_secretariat(reading.seat):
        raise NotFound
    head = agenda.head_of(reading, meeting_id)
    names, lines = agenda.lines_of(reading, head)
    item = _one(lines, meeting_id, item_id)
    stands = item.kind in (ItemKind.CASE, ItemKind.FREE) and item.state is ItemState.ACCEPTED
    asked = stands and head.state in (MeetingState.INVITED, MeetingState.IN_SESSION)
    return ItemPage(
        head=head, item=item, partners=tuple(names.values()),
        seats=tuple(SeatName.model_validate(row) for row in reading.rows(rows_of.SEATS)),
        silent=item.names(Readiness.OPEN) if asked else (),
        for_link=tuple(SeatName.model_validate(row) for row in expected.may_get_a_link(reading, item_id))
        if asked and head.open else (),
        may_ask=asked and item.kind is ItemKind.CASE and questions_waiting.is_member(reading, item.case_id),
        asks=asked, asked=at_table.require_item(reading, item_id)[0].asked,
    )  # fmt: skip


def proposal_page(reading: Reading, meeting_id: UUID, item_id: UUID) -> ProposalPage:
    """What one's own partner announced and may still change; to others there is no such page."""
    head = agenda.head_of(reading, meeting_id)
    names, lines = agenda.lines_of(reading, head)
    item = _one(lines, meeting_id, item_id)
    if not (item.mine and item.state in _MAY_CHANGE):
        raise NotFound
    return ProposalPage(head=head, item=item, partners=tuple(names.values()))


def _one(lines: list[ItemLine], meeting_id: UUID, item_id: UUID) -> ItemLine:
    for line in lines:
        if line.id == item_id and line.meeting_id == meeting_id:
            return line
    raise NotFound
