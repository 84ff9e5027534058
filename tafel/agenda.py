"""The agenda: partners announce items, the secretary accepts, returns and orders them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import AddItem, ChangeItem, GiveReason, MoveItem, OrderAgenda, ProposeItem
from models.meeting_terms import ItemKind, ItemState, MeetingKind, MeetingState
from models.tables.casework import CaseMember
from models.tables.meetings import AgendaItem, Meeting
from models.terms import PartnerKind
from tafel import casework, circles, ids, item_files, live, meetings, naming, ordering, questions, sharing
from tafel.db import Writing
from tafel.prepared import ASKER, asker, given
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import at_table, hearing, visible
from tafel.sight import sharing as shared
from tafel.standing import next_position

_TWICE = say("Deze casus is al aangemeld voor dit overleg, voor dezelfde deelnemers. Wijzig dat punt.")
_STANDS = say("Deze casus staat al op de agenda, voor dezelfde deelnemers. Geef dit punt terug, of schuif het door.")
_OTHER_ORDER = say("Iemand anders veranderde intussen de volgorde. Hieronder staat hoe zij nu is.")
OPEN_TO_CHANGE = (MeetingState.DRAFT, MeetingState.INVITED)
RUN_IN = (*OPEN_TO_CHANGE, MeetingState.IN_SESSION)
WAITING = (ItemState.PROPOSED, ItemState.POSTPONED)


def propose(work: Writing, meeting_id: UUID, form: ProposeItem) -> UUID:
    """Announce an item for a meeting; after the deadline it counts as late. Returns the item.

    Raises Invalid for a free title that names somebody, a purpose that is not the case's, a circle of nobody else.
    """
    meeting = at_table.require_meeting(work, meeting_id)
    at_table.require_state(meeting, OPEN_TO_CHANGE)
    if meeting.kind is MeetingKind.BOARD and form.case_id:
        raise Invalid(case_id=say("Op een bestuurlijke tafel staan geen casussen, alleen onderwerpen zonder personen."))
    if not form.case_id:
        _check_title(form)
    circle = circles.chosen(work, form.circle, _partner(work))
    if form.case_id:
        if _twice(work, meeting_id, form.case_id, circle):
            raise Invalid(case_id=_TWICE)
        case_id = _of_case(work, form.case_id, form, circle)
    else:
        case_id = item_files.open_file(work, meeting, form.title, circle)
    item = AgendaItem(
        region_id=work.seat.region, id=ids.new(), meeting_id=meeting_id, case_id=case_id,
        kind=ItemKind.CASE if form.case_id else ItemKind.FREE, title="" if form.case_id else form.title,
        brief="" if form.case_id else form.brief, purpose=form.purpose, proposed_by=_partner(work),
        proposed_person=work.seat.person, proposed_at=work.now, urgent=form.urgent, minutes=form.minutes,
        late=is_late(work, meeting), mode=form.mode,
        position=next_position(work, meeting_id),
    )  # fmt: skip
    work.session.add(item)
    work.session.flush()
    circles.seat(work, item, circle)
    work.record(
        Act.ITEM_PROPOSED, meeting=meeting_id, item=item.id, case=form.case_id, giver=work.seat.partner, late=item.late
    )
    if form.case_id:
        questions.put(work, item, form.brief, circle)
    return item.id


def revise(work: Writing, item_id: UUID, form: ProposeItem) -> UUID:
    """Change an item one's own partner announced, and announce it again where it came back. Returns its meeting.

    Its case stays what it is. Refused once it stands on the agenda.
    """
    item, meeting = _own_proposal(work, item_id)
    if item.kind is not ItemKind.CASE:
        _check_title(form)
        item.title, item.brief = form.title, form.brief
        item_files.rename(work, item.case_id, form.title)
    circle = circles.chosen(work, form.circle, item.proposed_by)
    if item.kind is ItemKind.CASE:
        visible.require_open_case(work, item.case_id)
        _check_purpose(work, item.case_id, form)
        questions.check(form.brief, "brief", nameless=form.nameless)
        questions.put(work, item, form.brief, circle)
    if item.state is ItemState.RETURNED:
        item.late = is_late(work, meeting)
    item.state, item.reason = ItemState.PROPOSED, ""
    item.purpose, item.minutes, item.urgent, item.mode = form.purpose, form.minutes, form.urgent, form.mode
    circles.change(work, item, circle)
    work.record(Act.ITEM_CHANGED, meeting=meeting.id, item=item_id, giver=work.seat.partner, late=item.late)
    return meeting.id


def withdraw(work: Writing, item_id: UUID) -> UUID:
    """Take back an item one's own partner announced, before it stands on the agenda. Returns its meeting."""
    item, meeting = _own_proposal(work, item_id)
    item.state, item.reason = ItemState.RETURNED, ""  # returned without a reason: by who announced it
    work.record(Act.ITEM_RETURNED, meeting=meeting.id, item=item_id, giver=work.seat.partner, withdrawn=True)
    return meeting.id


def add(work: Writing, meeting_id: UUID, form: AddItem) -> UUID:
    """Put an item that belongs to no case on the agenda, for everyone who is invited. Returns the item."""
    meeting = at_table.require_managed(work, meeting_id, OPEN_TO_CHANGE)
    _check_title(form)
    partners = {*meetings.invited(work, meeting_id), _partner(work)}
    item = AgendaItem(
        region_id=work.seat.region, id=ids.new(), meeting_id=meeting_id, kind=form.kind, title=form.title,
        case_id=item_files.open_file(work, meeting, form.title, partners), minutes=form.minutes,
        position=next_position(work, meeting_id), state=ItemState.ACCEPTED, proposed_by=_partner(work),
        proposed_person=work.seat.person, proposed_at=work.now,
    )  # fmt: skip
    work.session.add(item)
    work.session.flush()
    circles.seat(work, item, partners)
    meeting.order_edit += 1
    work.record(Act.ITEM_ACCEPTED, meeting=meeting_id, item=item.id, kind=form.kind)
    return item.id


def accept(work: Writing, item_id: UUID) -> None:
    """Put a proposed item on the agenda."""
    item, meeting = require_proposed(work, item_id)
    if item.kind is ItemKind.CASE and _twice(work, meeting.id, item.case_id, circles.of_item(work, item_id), item_id):
        raise Refused(_STANDS)
    item.state = ItemState.ACCEPTED
    meeting.order_edit += 1
    ordering.beside_its_like(work, meeting, item)
    circles.invite(work, item, meeting)
    work.record(Act.ITEM_ACCEPTED, meeting=item.meeting_id, item=item_id)


def _twice(work: Writing, meeting_id: UUID, case_id: UUID, circle: Collection[UUID], waits: UUID | None = None) -> bool:
    """Whether this case was announced for the very same partners, as far as this seat may know; or stands for them."""
    found = work.rows(_OF_CASE[at_table.is_secretariat(work.seat)], meeting=meeting_id, case=case_id)
    others = [row.id for row in found if waits is None or (row.id != waits and row.state is ItemState.ACCEPTED)]
    return any(circles.of_item(work, one) == set(circle) for one in others)


def give_back(work: Writing, item_id: UUID, form: GiveReason) -> None:
    """Return an item to who announced it, with a reason that names nobody."""
    item, meeting = require_proposed(work, item_id, also=(ItemState.ACCEPTED,))
    questions.check(form.reason, "reason", nameless=form.nameless)
    item.state, item.reason, item.starts_at = ItemState.RETURNED, form.reason, None
    meeting.order_edit += 1
    work.record(Act.ITEM_RETURNED, meeting=item.meeting_id, item=item_id)


def change(work: Writing, item_id: UUID, form: ChangeItem) -> None:
    """Say how an item is run. A partner that joins the circle is asked; nothing shared earlier is shared with it."""
    item, meeting = at_table.require_item(work, item_id)
    at_table.require_managed(work, meeting.id, RUN_IN)
    if not form.circle:
        raise Invalid(circle=say("Kies ten minste één partner."))
    questions.check(form.remark, "remark", nameless=form.nameless)
    before = _hearers(work, meeting, item_id)
    circles.change(work, item, {*form.circle, item.proposed_by})
    for field in ("chair_id", "note_taker_id"):
        if (named := getattr(form, field)) is not None:
            _may_lead(work, item, named, field)
    item.minutes, item.mode, item.preset, item.remark = form.minutes, form.mode, form.preset, form.remark
    item.fixed_time = form.fixed_time
    item.chair_id, item.note_taker_id = form.chair_id, form.note_taker_id
    work.session.flush()
    _tell(work, meeting, before | _hearers(work, meeting, item_id))
    if item.state in at_table.ON_AGENDA:
        circles.invite(work, item, meeting)
    work.record(Act.ITEM_CHANGED, meeting=meeting.id, item=item_id)


def _may_lead(work: Writing, item: AgendaItem, membership_id: UUID, field: str) -> None:
    """Who leads an item or writes at it hears it: somebody of the secretariat, or a named member of its case."""
    named = meetings.require_seated(work, membership_id, field)
    if named.partner_id in work.values(sharing.SECRETARIATS):
        return
    if membership_id not in work.values(_MEMBERS, case=item.case_id):
        raise Invalid(**{field: say("Kies iemand van het secretariaat, of een deelnemer aan deze casus.")})


def order(work: Writing, meeting_id: UUID, form: OrderAgenda) -> None:
    """Set the whole order; Conflict when it was changed since the page was drawn."""
    meeting = _orderable(work, meeting_id, form.edit)
    items = {item.id: item for item in meetings.accepted(work, meeting_id)}
    if set(form.items) != set(items) or len(form.items) != len(items):
        raise Conflict(_OTHER_ORDER)
    _number(work, meeting, [items[one] for one in form.items])


def move(work: Writing, meeting_id: UUID, form: MoveItem) -> None:
    """Let one item change places with its neighbour."""
    meeting = _orderable(work, meeting_id, form.edit)
    items = meetings.accepted(work, meeting_id)
    place = next((at for at, item in enumerate(items) if item.id == form.item_id), None)
    if place is None:
        raise NotFound
    other = place + (1 if form.later else -1)
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        _number(work, meeting, items)


def _orderable(work: Writing, meeting_id: UUID, edit: int) -> Meeting:
    meeting = at_table.require_managed(work, meeting_id, RUN_IN)
    work.session.refresh(meeting, with_for_update=True)
    if meeting.order_edit != edit:
        raise Conflict(_OTHER_ORDER)
    return meeting


def _number(work: Writing, meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items):
        item.position = position
    meeting.order_edit += 1
    meeting.ordered_at = work.now
    work.record(Act.AGENDA_ORDERED, meeting=meeting.id)
    _tell(work, meeting, _hearers(work, meeting))


def _hearers(work: Writing, meeting: Meeting, *items: UUID) -> set[UUID]:
    """Who prepares or runs a meeting, and who may hear these items of it."""
    return hearing.audience(work, items, meeting.chair_id, meeting.note_taker_id)


def _tell(work: Writing, meeting: Meeting, audience: set[UUID]) -> None:
    """In session the pages of these seats follow what changes on the agenda; nobody else's gives a sign."""
    if meeting.state is MeetingState.IN_SESSION:
        live.tell(work, meeting.id, live.Part, audience)


def _of_case(work: Writing, case_id: UUID, form: ProposeItem, circle: set[UUID]) -> UUID:
    """The case of an item; whoever is wanted and does not take part yet is asked into it, as a member of it may do."""
    visible.require_open_case(work, case_id)
    _check_purpose(work, case_id, form)
    questions.check(form.brief, "brief", nameless=form.nameless)
    casework.join_for_item(work, case_id, circle - {_partner(work)})
    return case_id


def _check_purpose(work: Writing, case_id: UUID, form: ProposeItem) -> None:
    if form.purpose and form.purpose not in shared.purposes(work, case_id):
        raise Invalid(purpose=say("Dit doel hoort niet bij deze casus."))


def _check_title(form: ProposeItem | AddItem) -> None:
    if not form.title:
        raise Invalid(title=say("Geef het punt een naam, of kies een casus."))
    for field in () if form.nameless else ("title", "brief"):
        if naming.title_names_somebody(getattr(form, field, "")):
            raise Invalid(**{field: naming.NAMES_SOMEBODY})


def is_late(work: Writing, meeting: Meeting) -> bool:
    """Whether what is announced now comes after the deadline."""
    return meeting.announce_by is not None and work.now > meeting.announce_by


def _own_proposal(work: Writing, item_id: UUID) -> tuple[AgendaItem, Meeting]:
    """An item that one's own partner announced and that does not stand on the agenda."""
    item, meeting = at_table.require_item(work, item_id)
    if item.proposed_by != work.seat.partner:
        raise Refused(say("Alleen wie dit punt aanmeldde, kan het wijzigen of intrekken."))
    at_table.require_state(meeting, OPEN_TO_CHANGE)
    if item.state not in (*WAITING, ItemState.RETURNED):
        raise Refused(say("Dit punt staat al op de agenda. Vraag het secretariaat om een wijziging."))
    return item, meeting


def require_proposed(work: Writing, item_id: UUID, also: Collection[ItemState] = ()) -> tuple[AgendaItem, Meeting]:
    """An announced item that waits, or is in one of these states too, for an act of the secretariat."""
    item, meeting = at_table.require_item(work, item_id)
    at_table.require_managed(work, meeting.id, OPEN_TO_CHANGE)
    if item.state not in (*WAITING, *also):
        raise Refused(say("Dit punt is al behandeld of teruggegeven."))
    return item, meeting


def _partner(work: Writing) -> UUID:
    if work.seat.partner is None:
        raise Refused(say("U zit hier niet voor een partner."))
    return work.seat.partner


_OF_CASE: dict[bool, Any] = {  # the items on a case that wait or stand, as far as this seat may know of them
    secretariat: select(col(AgendaItem.id), col(AgendaItem.state))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(at_table.items(asker(kind=PartnerKind.VZ if secretariat else None)))
    .where(col(AgendaItem.meeting_id) == given("meeting"), col(AgendaItem.case_id) == given("case"))
    .where(col(AgendaItem.state).in_((*WAITING, ItemState.ACCEPTED)))
    for secretariat in (True, False)
}
_MEMBERS = select(col(CaseMember.membership_id)).where(
    col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"), col(CaseMember.until).is_(None)
)
