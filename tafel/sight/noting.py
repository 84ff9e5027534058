"""What a note-taker works with at an item: the own working notes, and who and what a line can name.

Working notes are their writer's alone: nobody else's page, search or export knows of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, exists, func, select
from sqlmodel import col

from models.meeting_terms import ItemKind, ItemState, LineKind, MeetingState, MinutesState, MinutingMode
from models.tables.casework import Case, CaseMember, Statement
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.minutes import Minutes
from models.tables.people import Membership, Partner, Person
from models.tables.room import Attendance, Line, NarrowedLine, Narrowing, NarrowingPartner, Note
from models.terms import DataCategory, PartnerKind
from models.views.casework import PartnerName
from models.views.lines import ItemNotes
from models.views.minutes import PartHeard
from tafel import clock, keys, line_input, seal
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, asker, given
from tafel.refusals import Said, say
from tafel.sight import at_table, casework, minutes_rows
from tafel.sight.joins import row_of

NOT_YET = say("Dit punt is nog niet begonnen. Schrijven kan zodra de voorzitter het begint.")
NOTHING = say("Bij dit punt wordt niets vastgelegd, alleen dat het is besproken.")
_OFFERED_DAYS = (1, 2, 7, 14)


def notes(reading: Reading, meeting_id: UUID, item_id: UUID | None = None) -> ItemNotes:
    """What a note-taker works with: the own working notes and what can be chosen; nothing for anybody else."""
    found = find(reading, meeting_id, item_id)
    if found is None or found.note_taker != reading.seat.membership:
        return ItemNotes(meeting_id=at_table.require_meeting(reading, meeting_id).id)
    text, edit, saved_at = note_of(reading, found.id, found.case_id)
    why_not = why_not_writable(found)
    choice = givers(reading, found.id)
    today = clock.day_of(reading.now)
    return ItemNotes(
        meeting_id=meeting_id, item_id=found.id, word=found.code_word, mode=found.mode, why_not=why_not, text=text,
        edit=edit, saved_at=saved_at, givers=choice, preset=found.preset,
        proposer=found.proposed_by if found.proposed_by in {one.id for one in choice} else None,
        people=people(reading, found.id),
        categories=tuple(one for one in DataCategory if one is not DataCategory.D14),
        days=tuple(line_input.as_typed(today + timedelta(days=days)) for days in _OFFERED_DAYS),
        parts=parts(reading, found.id),
    )  # fmt: skip


@asked_once
def find(reading: Reading, meeting_id: UUID, item_id: UUID | None) -> Row[Any] | None:
    """An item I may know of; without its id what is on the table, or was last."""
    asked = _ITEM if item_id else _CURRENT
    chosen = {"meeting": meeting_id} | ({"item": item_id} if item_id else {})
    found: Row[Any] | None = reading.row(asked[at_table.is_secretariat(reading.seat)], **chosen)
    return found


def note_of(reading: Reading, item_id: UUID, case_id: UUID) -> tuple[str, int, Any]:
    """My working notes at an item: text, save and when; empty when there are none."""
    row = reading.row(_NOTE, item=item_id)
    if row is None:
        return "", 0, None
    text = seal.unseal(keys.case_key(reading, case_id), row.text_sealed, note_bound_to(item_id, reading))
    return text, row.edit, row.saved_at


def note_bound_to(item_id: UUID, reading: Reading) -> str:
    """What the sealed text of a note is bound to."""
    return f"notes|{item_id}|{reading.seat.membership}|text"


def why_not_writable(item: Row[Any]) -> Said | None:
    """Why nothing can be written down at an item now, if so; once the meeting is closed it can until its adoption."""
    if item.state is not MeetingState.IN_SESSION and not item.drafted:
        return at_table.WHY_NOT[item.state]
    if item.opened_at is None:
        return NOT_YET
    return NOTHING if item.mode is MinutingMode.NOTHING else None


def givers(reading: Reading, item_id: UUID) -> tuple[PartnerName, ...]:
    """For whom something can be written down: the partners that hear it now and the note-taker's own, in order."""
    ones = {*inside(reading, item_id), reading.seat.partner}
    return tuple(one for one in casework.partner_names(reading).values() if one.id in ones)


def people(reading: Reading, item_id: UUID) -> tuple[tuple[str, str], ...]:
    """Who is noted for the meeting, for a partner of the circle, and can read what is written down, to choose from."""
    return tuple((str(row.id), f"{row.name}, {row.short_name}") for row in reading.rows(_PEOPLE, item=item_id))


def circle(reading: Reading, item_id: UUID) -> set[UUID]:
    """The partners that take part in an item."""
    return set(reading.values(_CIRCLE, item=item_id))


def inside(reading: Reading, item_id: UUID) -> set[UUID]:
    """The partners that hear an item now: those that stay for a part of it, else its circle."""
    return set(reading.values(_STAY, item=item_id)) or circle(reading, item_id)


def parts(reading: Reading, item_id: UUID) -> tuple[PartHeard, ...]:
    """The parts of an item that fewer than its circle heard, the first one first."""
    stayed: dict[Any, list[str]] = defaultdict(list)
    for row in reading.rows(_PARTS, item=item_id):
        stayed[row.id, row.begun_at, row.ended_at].append(row.short_name)
    return tuple(
        PartHeard(id=part, begun_at=begun_at, ended_at=ended_at, partners=tuple(names))
        for (part, begun_at, ended_at), names in stayed.items()
    )


def parts_with_us(reading: Reading, item_id: UUID) -> tuple[PartHeard, ...]:
    """Those parts for which my partner stayed, or that I know of as who writes at the item."""
    found = parts(reading, item_id)
    writes = bool(found) and reading.row(_WRITES, item=item_id) is not None
    return tuple(one for one in found if writes or reading.seat.partner in stayed(reading, one.id))


def stayed(reading: Reading, part_id: UUID) -> set[UUID]:
    """The partners that stayed for such a part."""
    return set(reading.values(_STAYED_FOR, part=part_id))


def for_fewer(reading: Reading, case_id: UUID) -> set[UUID]:
    """The lines of a case that are for those who stayed for a part of an item."""
    return set(reading.values(_FOR_FEWER, case=case_id))


def readers_of_line(reading: Reading, item_id: UUID, statement_id: UUID) -> set[UUID]:
    """The partners a line is for: of the circle those that stayed, where it was made in a narrowed part."""
    only = set(reading.values(_STAYED, statement=statement_id))
    return circle(reading, item_id) & only if only else circle(reading, item_id)


_drafted = (
    exists()
    .where(minutes_rows.of_item(), col(Minutes.state) != MinutesState.ADOPTED)
    .correlate(AgendaItem)
)  # fmt: skip


def _items(secretariat: PartnerKind | None) -> Any:
    taker = case(
        (col(AgendaItem.note_taker_id).is_not(None), col(AgendaItem.note_taker_id)), else_=col(Meeting.note_taker_id)
    )
    return (
        select(
            col(AgendaItem.id), col(AgendaItem.case_id), col(AgendaItem.mode), col(AgendaItem.preset),
            col(AgendaItem.opened_at), col(AgendaItem.proposed_by), col(Meeting.state), taker.label("note_taker"),
            col(Case.code_word), _drafted.label("drafted"),
        )
        .join(Meeting, and_(*at_table.of_meeting()))
        .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
        .where(at_table.items(asker(kind=secretariat)), col(AgendaItem.meeting_id) == given("meeting"))
    )  # fmt: skip


def written_at_and_left(reading: Reading, meeting_id: UUID) -> Sequence[str]:
    """Code words of items that were begun and taken back, where something that stands was written down.

    Minutes are made of what was rounded off: what stands at these would be in nobody's.
    """
    found: Sequence[str] = reading.values(_LEFT, meeting=meeting_id)
    return found


_ITEM: dict[bool, Any] = {
    secretariat: _items(PartnerKind.VZ if secretariat else None).where(col(AgendaItem.id) == given("item"))
    for secretariat in (True, False)
}
_CURRENT: dict[bool, Any] = {
    secretariat: _items(PartnerKind.VZ if secretariat else None)
    .where(col(AgendaItem.opened_at).is_not(None))
    .order_by(col(AgendaItem.closed_at).is_(None).desc(), col(AgendaItem.opened_at).desc())
    .limit(1)
    for secretariat in (True, False)
}
_NOTE = select(col(Note.text_sealed), col(Note.edit), col(Note.saved_at)).where(
    col(Note.region_id) == ASKER.region, col(Note.item_id) == given("item"),
    col(Note.membership_id) == ASKER.membership,
)  # fmt: skip
_CIRCLE = select(col(ItemPartner.partner_id)).where(
    col(ItemPartner.region_id) == ASKER.region, col(ItemPartner.item_id) == given("item"),
    col(ItemPartner.until).is_(None),
)  # fmt: skip
_PART = select(col(Narrowing.id)).where(
    col(Narrowing.region_id) == ASKER.region, col(Narrowing.item_id) == given("item"),
    col(Narrowing.ended_at).is_(None),
)  # fmt: skip
_STAY = select(col(NarrowingPartner.partner_id)).where(
    col(NarrowingPartner.region_id) == ASKER.region, col(NarrowingPartner.narrowing_id).in_(_PART)
)
_PARTS: Any = (
    select(col(Narrowing.id), col(Narrowing.begun_at), col(Narrowing.ended_at), col(Partner.short_name))
    .join(NarrowingPartner, col(NarrowingPartner.narrowing_id) == col(Narrowing.id))
    .join(Partner, row_of(Partner, NarrowingPartner.partner_id, NarrowingPartner.region_id))
    .where(col(Narrowing.region_id) == ASKER.region, col(Narrowing.item_id) == given("item"))
    .order_by(col(Narrowing.begun_at), col(Narrowing.id), col(Partner.position))
)
_FOR_FEWER = (
    select(col(NarrowedLine.statement_id))
    .join(Statement, row_of(Statement, NarrowedLine.statement_id, NarrowedLine.region_id))
    .where(col(NarrowedLine.region_id) == ASKER.region, col(Statement.case_id) == given("case"))
)
_WRITES = (
    select(col(AgendaItem.id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.id) == given("item"))
    .where(func.coalesce(col(AgendaItem.note_taker_id), col(Meeting.note_taker_id)) == ASKER.membership)
)
_STAYED_FOR = select(col(NarrowingPartner.partner_id)).where(
    col(NarrowingPartner.region_id) == ASKER.region, col(NarrowingPartner.narrowing_id) == given("part")
)
_STAYED = (
    select(col(NarrowingPartner.partner_id))
    .join(NarrowedLine, col(NarrowedLine.narrowing_id) == col(NarrowingPartner.narrowing_id))
    .where(col(NarrowingPartner.region_id) == ASKER.region, col(NarrowedLine.region_id) == ASKER.region)
    .where(col(NarrowedLine.statement_id) == given("statement"))
)
_at_its_meeting = and_(
    col(Attendance.region_id) == col(AgendaItem.region_id), col(Attendance.meeting_id) == col(AgendaItem.meeting_id)
)
_PEOPLE: Any = (  # who is noted for the meeting, for a partner of the circle, and could read it
    select(col(Membership.id), col(Person.name), col(Partner.short_name))
    .select_from(AgendaItem)
    .join(Attendance, _at_its_meeting)
    .join(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .join(
        CaseMember,
        and_(
            col(CaseMember.region_id) == col(AgendaItem.region_id),
            col(CaseMember.case_id) == col(AgendaItem.case_id),
            col(CaseMember.membership_id) == col(Membership.id),
            col(CaseMember.until).is_(None),
        ),
    )
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.id) == given("item"))
    .where(col(Membership.partner_id).in_(_CIRCLE))
    .order_by(col(Partner.position), col(Person.name))
)
_LEFT = (
    select(col(Case.code_word))
    .select_from(AgendaItem)
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE)), col(AgendaItem.closed_at).is_(None))
    .where(
        col(AgendaItem.state) == ItemState.ACCEPTED,
        exists().where(
            col(Line.region_id) == col(AgendaItem.region_id), col(Line.item_id) == col(AgendaItem.id),
            col(Line.kind) != LineKind.QUESTION, col(Statement.region_id) == col(Line.region_id),
            col(Statement.id) == col(Line.statement_id), col(Statement.removed_at).is_(None),
        )
    )
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)  # fmt: skip
