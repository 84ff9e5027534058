"""Meetings: make one, invite, begin, close. What may be done depends on the state, and who may not is told why."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, insert, select
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import ChangeMeeting, MeetingTimes, SetMeeting
from models.meeting_terms import ItemKind, ItemState, MeetingState
from models.tables.casework import Case
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner
from models.tables.people import Membership, Partner
from tafel import attendance, clock, ids, standing
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, Refused, say
from tafel.sight import at_table, noting, persons
from tafel.sight.stands import as_it_stands

DEADLINES = ("announce_by", "agenda_by", "contribute_by")
_CHANGES_IN = (MeetingState.DRAFT, MeetingState.INVITED)
_EMPTY = say("De agenda is nog leeg. Neem eerst een punt aan.")
_ITEM_OPEN = say("Er is nog een punt bezig. Rond dat eerst af.")
_NOT_CHAIR = say("Alleen de voorzitter of de notulist van dit overleg kan dit.")


def make(work: Writing, form: SetMeeting) -> UUID:
    """Make a single meeting. Raises Invalid for a day that is over, a deadline after the start, an overlap."""
    if not at_table.is_secretariat(work.seat):
        raise Refused(say("Alleen het secretariaat maakt een overleg."))
    starts_at = start_of(form)
    meeting = Meeting(
        region_id=work.seat.region, id=ids.new(), kind=form.kind, name=form.name, framework=form.framework,
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=form.minutes), place=form.place, link=form.link,
        announce_by=amsterdam(form.announce_by), agenda_by=amsterdam(form.agenda_by),
        contribute_by=amsterdam(form.contribute_by), chair_id=form.chair_id, note_taker_id=form.note_taker_id,
        made_by=work.seat.person,
    )  # fmt: skip
    _check_deadlines_ahead(work, meeting)
    check(work, meeting, form.partners)
    return add(work, meeting, form.partners)


def add(work: Writing, meeting: Meeting, partners: Collection[UUID]) -> UUID:
    """Write a checked meeting down with the partners it is for, those of its chair and note-taker among them."""
    work.session.add(meeting)
    work.session.flush()
    _invite(work, meeting, with_runners(work, meeting, partners))
    work.record(Act.MEETING_MADE, meeting=meeting.id, kind=meeting.kind, starts_at=meeting.starts_at)
    return meeting.id


def change(work: Writing, meeting_id: UUID, form: ChangeMeeting) -> None:
    """Say anew when, where and with whom; items that had a time move along.

    Raises Conflict when it was changed since the page was drawn, Invalid for a partner that still has open items.
    """
    meeting = at_table.require_managed(work, meeting_id, _CHANGES_IN)
    work.session.refresh(meeting, with_for_update=True)
    stands = invited(work, meeting_id)
    if form.seen != as_it_stands(meeting, stands):
        raise Conflict(say("Iemand anders veranderde dit overleg intussen. Kijk het na en bewaar opnieuw."))
    moved = start_of(form) - meeting.starts_at
    meeting.name, meeting.place, meeting.link = form.name, form.place, form.link
    meeting.starts_at += moved
    meeting.ends_at = meeting.starts_at + timedelta(minutes=form.minutes)
    for field in DEADLINES:
        setattr(meeting, field, amsterdam(getattr(form, field)))
    meeting.chair_id, meeting.note_taker_id = form.chair_id, form.note_taker_id
    with work.session.no_autoflush:
        check(work, meeting, form.partners)
    _change_invited(work, meeting, stands, with_runners(work, meeting, form.partners))
    for item in accepted(work, meeting_id) if moved else ():
        item.starts_at = item.starts_at and item.starts_at + moved
    work.record(Act.MEETING_CHANGED, meeting=meeting_id, starts_at=meeting.starts_at)


def cancel(work: Writing, meeting_id: UUID) -> None:
    """Call off a meeting before it begins; what was announced must go elsewhere first. Its agenda stands no more."""
    meeting = at_table.require_managed(work, meeting_id, _CHANGES_IN)
    if waiting := _names(open_items(work, meeting_id)):
        raise Refused(say("Geef eerst terug of schuif door: {items}.", items=waiting))
    meeting.state, meeting.closed_at, meeting.sent_at = MeetingState.CLOSED, work.now, None
    work.record(Act.MEETING_CHANGED, meeting=meeting_id, cancelled=True)


def check(work: Writing, meeting: Meeting, partners: Collection[UUID]) -> None:
    """Raise Invalid for what cannot be: a start that is over, deadlines out of order, unknown people, two at once."""
    if meeting.starts_at <= work.now:
        raise Invalid(day=say("Dit tijdstip is al voorbij. Kies een later moment."))
    check_deadlines({field: getattr(meeting, field) for field in DEADLINES}, meeting.starts_at)
    require_seated(work, meeting.chair_id, "chair_id")
    require_seated(work, meeting.note_taker_id, "note_taker_id")
    require_partners(work, partners)
    if _overlaps(work, meeting):
        raise Invalid(starts=say("Op dit moment is er al een overleg met dezelfde voorzitter."))


def _check_deadlines_ahead(work: Writing, meeting: Meeting) -> None:
    for field in DEADLINES:
        if (deadline := getattr(meeting, field)) and deadline <= work.now:
            raise Invalid(**{field: say("Deze termijn is al voorbij. Kies een later moment, of laat hem leeg.")})


def check_deadlines(deadlines: Mapping[str, datetime | None], starts_at: datetime) -> None:
    """First items are announced, then the agenda goes out, then contributions are in; all before the start."""
    before: datetime | None = None
    for field, deadline in deadlines.items():
        if deadline is None:
            continue
        if deadline > starts_at:
            raise Invalid(**{field: say("Deze termijn ligt na het begin van het overleg.")})
        if before and deadline < before:
            raise Invalid(
                **{field: say("Eerst aanmelden, dan de agenda, dan de inbreng. Deze termijn ligt voor de vorige.")}
            )
        before = deadline


def invite(work: Writing, meeting_id: UUID) -> None:
    """Send the agenda: start times are fixed, each partner sees its own items. Sent again, they are fixed anew."""
    meeting = at_table.require_managed(work, meeting_id, (MeetingState.DRAFT, MeetingState.INVITED))
    items = accepted(work, meeting_id)
    if not items:
        raise Refused(_EMPTY)
    begins = meeting.starts_at
    for item in items:
        item.starts_at = begins
        begins += timedelta(minutes=item.minutes)
    meeting.state, meeting.sent_at = MeetingState.INVITED, work.now
    attendance.expect(work, meeting)
    work.record(Act.AGENDA_SENT, meeting=meeting_id)


def begin(work: Writing, meeting_id: UUID, *, early: bool = False) -> None:
    """The chair begins the meeting; long before its time only where that is said to be meant."""
    from tafel import room

    meeting = require_run(work, meeting_id)
    at_table.require_state(meeting, (MeetingState.INVITED,))
    if at_table.is_early(meeting, work.now) and not early:
        raise Invalid(early=say("Dit overleg is voor later gepland. Vink aan dat u nu al begint."))
    meeting.state, meeting.opened_at = MeetingState.IN_SESSION, work.now
    room.gather(work, meeting)
    work.record(Act.MEETING_OPENED, meeting=meeting_id)


def close(work: Writing, meeting_id: UUID, *, unreached: bool = False) -> None:
    """Close the meeting; nothing may still be on the table. What was not reached goes on, where that is meant."""
    meeting = require_run(work, meeting_id)
    at_table.require_state(meeting, (MeetingState.IN_SESSION,))
    if on_the_table(work, meeting_id):
        raise Refused(_ITEM_OPEN)
    if left := ", ".join(noting.written_at_and_left(work, meeting_id)):
        raise Refused(say("Bij {items} is al iets opgeschreven. Begin dat punt opnieuw en rond het af.", items=left))
    from tafel import minutes, postponing, room

    meeting.state, meeting.closed_at = MeetingState.CLOSED, work.now
    room.let_go(work, meeting)
    postponing.carry_on(work, meeting, meant=unreached)
    work.record(Act.MEETING_CLOSED, meeting=meeting_id)
    minutes.draft(work, meeting)


def require_run(work: Writing, meeting_id: UUID) -> Meeting:
    """The meeting, for an act of its chair or note-taker."""
    meeting = at_table.require_meeting(work, meeting_id)
    if work.seat.membership not in (meeting.chair_id, meeting.note_taker_id):
        raise Refused(_NOT_CHAIR)
    return meeting


def accepted(work: Writing, meeting_id: UUID) -> list[AgendaItem]:
    """The items of the agenda, in order."""
    return list(
        work.session.scalars(
            select(AgendaItem)
            .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
            .where(col(AgendaItem.state).in_((ItemState.ACCEPTED, ItemState.HANDLED)))
            .order_by(col(AgendaItem.position), col(AgendaItem.id))
        )
    )


def open_items(work: Writing, meeting_id: UUID, partners: Collection[UUID] = ()) -> list[tuple[UUID, str]]:
    """What was announced and is not handled or returned yet, by partner and code word; of these partners, or all.

    A partner has an item when it announced it or is in its circle; standing items are nobody's.
    """
    seated = and_(
        col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
        col(ItemPartner.until).is_(None),
    )  # fmt: skip
    rows = work.session.execute(
        select(col(ItemPartner.partner_id), col(Case.code_word))
        .select_from(AgendaItem)
        .join(Case, and_(col(Case.region_id) == col(AgendaItem.region_id), col(Case.id) == col(AgendaItem.case_id)))
        .join(ItemPartner, seated)
        .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
        .where(col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE)))
        .where(col(AgendaItem.state).in_((ItemState.PROPOSED, ItemState.POSTPONED, ItemState.ACCEPTED)))
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return [(partner, word) for partner, word in rows if not partners or partner in partners]


def invited(work: Writing, meeting_id: UUID) -> set[UUID]:
    """The partners a meeting is for."""
    here = (col(MeetingPartner.region_id) == work.seat.region, col(MeetingPartner.meeting_id) == meeting_id)
    return set(work.session.scalars(select(col(MeetingPartner.partner_id)).where(*here)))


def on_the_table(work: Writing, meeting_id: UUID) -> AgendaItem | None:
    """The item that was begun and not rounded off."""
    return work.session.scalar(
        select(AgendaItem)
        .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
        .where(col(AgendaItem.opened_at).is_not(None), col(AgendaItem.closed_at).is_(None))
    )


def require_seated(work: Writing, membership_id: UUID, field: str) -> Membership:
    """A seat in force of this region whose person signed for secrecy; else the form says so at this field."""
    membership = work.session.get(Membership, (work.seat.region, membership_id))
    if membership is None or membership.confirmed_at is None or membership.ended_at is not None:
        raise Invalid(**{field: say("Kies iemand die aan deze tafel zit.")})
    if not persons.signed(work, membership):
        raise Invalid(**{field: say("Deze persoon heeft de geheimhouding nog niet getekend.")})
    return membership


def require_partners(work: Writing, partners: Collection[UUID], field: str = "partners") -> None:
    """All of these are partners of the region."""
    found = work.session.scalars(
        select(col(Partner.id)).where(col(Partner.region_id) == work.seat.region, col(Partner.id).in_(partners))
    ).all()
    if not partners or len(found) < len(set(partners)):
        raise Invalid(**{field: say("Kies ten minste één partner van deze tafel.")})


def amsterdam(moment: datetime | None) -> datetime | None:
    """A time from a page, which has no zone, as Amsterdam says it."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=clock.AMSTERDAM).astimezone(UTC)


def start_of(form: MeetingTimes) -> datetime:
    """The moment a form means: its day and time in Amsterdam."""
    return datetime.combine(form.day, form.starts, clock.AMSTERDAM).astimezone(UTC)


def with_runners(work: Writing, meeting: Meeting, partners: Collection[UUID]) -> set[UUID]:
    """Partners with those for whom the chair and the note-taker sit."""
    runs = {require_seated(work, one, "chair_id").partner_id for one in (meeting.chair_id, meeting.note_taker_id)}
    return {*partners, *(partner for partner in runs if partner)}


def _invite(work: Writing, meeting: Meeting, partners: Collection[UUID]) -> None:
    same = {"region_id": work.seat.region, "meeting_id": meeting.id}
    if partners:
        work.session.execute(
            insert(MeetingPartner), [same | {"partner_id": partner} for partner in sorted(partners, key=str)]
        )


def _change_invited(work: Writing, meeting: Meeting, stands: set[UUID], wanted: set[UUID]) -> None:
    joined, left = wanted - stands, stands - wanted
    if left and (waiting := open_items(work, meeting.id, left)):
        partner = work.session.get_one(Partner, (work.seat.region, waiting[0][0]))
        its = _names([one for one in waiting if one[0] == partner.id])
        raise Invalid(partners=say("{partner} doet nog mee aan: {items}.", partner=partner.short_name, items=its))
    work.session.execute(
        delete(MeetingPartner)
        .where(col(MeetingPartner.region_id) == work.seat.region, col(MeetingPartner.meeting_id) == meeting.id)
        .where(col(MeetingPartner.partner_id).in_(left))
    )
    _invite(work, meeting, joined)
    standing.follow(work, meeting, joined, left)
    attendance.forget(work, meeting.id, left)
    if meeting.state is not MeetingState.DRAFT:
        attendance.expect(work, meeting)


def _names(items: Collection[tuple[UUID, str]]) -> str:
    """Code words, each once."""
    return ", ".join(dict.fromkeys(word for _, word in items))


def _overlaps(work: Writing, meeting: Meeting) -> bool:
    """Nobody chairs two meetings at once."""
    same = select(col(Meeting.id)).where(
        col(Meeting.region_id) == work.seat.region, col(Meeting.id) != meeting.id,
        col(Meeting.chair_id) == meeting.chair_id, col(Meeting.state) != MeetingState.CLOSED,
        col(Meeting.starts_at) < meeting.ends_at, col(Meeting.ends_at) > meeting.starts_at,
    )  # fmt: skip
    return work.session.scalar(same.limit(1)) is not None
