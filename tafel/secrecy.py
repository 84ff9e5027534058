"""The statement of secrecy: signed for a year by every person at the table, and for one item by who comes by a link.

What was signed counts until the very second a year later, in every seat of that person. Another text is signed anew by
everybody, within a month.
"""

from datetime import datetime, timedelta
from operator import itemgetter
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlmodel import col

from models.acts import Act
from models.forms.secrecy import SetSecrecyText, SignSecrecy
from models.meeting_terms import MeetingState
from models.tables.meetings import Meeting
from models.tables.people import Membership, SecrecySignature, SecrecyText
from models.tables.post import ItemLink, LinkSitting
from models.tables.room import Attendance
from tafel import clock, ids, live
from tafel.db import Reading, Writing
from tafel.live import Part
from tafel.prepared import ASKER, given
from tafel.refusals import Conflict, NotFound, Refused, Said, say
from tafel.sight import at_table, hearing_rows

TEXT = say(
    "Ik houd geheim wat ik hier lees en hoor. Ik gebruik het alleen voor het doel waarvoor het is gedeeld, en geef het "
    "niet door. Dat blijft zo, ook als ik hier niet meer kom."
)
SPOKEN = say(
    "Alles wat hier wordt gezegd, is geheim en blijft in deze ruimte. Wie niet heeft getekend, hoort nu niet mee."
)
AHEAD = timedelta(days=30)  # one is told, and can sign again
_SIGN_ANEW = timedelta(days=30)


def as_said(text: str) -> Said:
    """A text of the region as a sentence that is spoken: what stands between braces in it is not filled in."""
    return say(text.replace("{", "{{").replace("}", "}}"))


def number(reading: Reading) -> int:
    """Which text is in force; 0 for the one that comes with the product."""
    return int(reading.values(_NUMBER)[0] or 0)


def sign(work: Writing, form: SignSecrecy) -> UUID | None:
    """Sign for secrecy: for a year; who came by a link, for the item it is for. Returns the meeting of that item.

    Raises Conflict when the text changed since it was read, Refused while what one signed still counts for long.
    """
    if work.seat.partner is None:
        raise NotFound
    if form.number != number(work):
        raise Conflict(say("De tekst is intussen veranderd. Lees hem na en teken daarna."))
    if work.seat.by_link:
        return _for_item(work, form.number)
    seats = work.things(_SEATS, person=work.seat.person)
    own = next(one for one in seats if one.id == work.seat.membership)
    if not may_sign(own.secrecy_until, work.now, signs_other=form.number != _last_signed(work)):
        raise Refused(say("U hebt dit al getekend. Opnieuw tekenen kan vanaf dertig dagen voor het einde."))
    until = clock.months_after(work.now, 12)
    keep(work, form.number, membership_id=own.id, ends_at=until)
    for seat in seats:
        seat.secrecy_signed_at, seat.secrecy_until = work.now, until
        work.record(Act.SECRECY_SIGNED, receiver=seat.partner_id, member=seat.id, number=form.number, until=until)
    _tell(work)
    return None


def may_sign(until: datetime | None, now: datetime, *, signs_other: bool) -> bool:
    """Whether somebody can sign: nothing counts, it ends soon, or there is another text by now."""
    return until is None or until <= now + AHEAD or signs_other


def take_over(work: Writing, made: Membership) -> None:
    """In a new seat counts what its person signed in another one."""
    others = [one for one in work.things(_SEATS, person=made.person_id) if one.id != made.id]
    signed = [(one.secrecy_until, one.secrecy_signed_at) for one in others if one.secrecy_until]
    if signed:
        made.secrecy_until, made.secrecy_signed_at = max(signed, key=itemgetter(0))


def guest_signed(work: Writing, meeting_id: UUID, item_id: UUID, attendance_id: UUID) -> None:
    """Whoever lets a guest in writes down that it signed for this very item."""
    signed = number(work)
    keep(work, signed, attendance_id=attendance_id, item_id=item_id)
    work.record(Act.SECRECY_SIGNED, meeting=meeting_id, item=item_id, guest=attendance_id, number=signed)


def set_text(work: Writing, form: SetSecrecyText) -> None:
    """The secretariat sets another text; who signed the one before has a month to sign this one."""
    if not at_table.is_secretariat(work.seat):
        raise Refused(say("Alleen het secretariaat stelt de tekst van de geheimhouding vast."))
    stands = number(work)
    if form.before != stands:
        raise Conflict(say("De tekst is intussen veranderd. Kijk hem na en bewaar daarna."))
    made = SecrecyText(
        region_id=work.seat.region, number=stands + 1, text=form.text, spoken=form.spoken, since=work.now,
        made_by=work.seat.person,
    )  # fmt: skip
    if not work.add_if_new(made):
        raise Conflict(say("De tekst is intussen veranderd. Kijk hem na en bewaar daarna."))
    ends = work.now + _SIGN_ANEW
    work.session.execute(
        update(Membership)
        .where(col(Membership.region_id) == work.seat.region, col(Membership.secrecy_until) > ends)
        .values(secrecy_until=ends)
    )
    work.record(Act.SECRECY_CHANGED, number=stands + 1, until=ends)


def keep(work: Writing, number: int, **who: object) -> None:
    """Write a signature down, with which text it was."""
    row = {"region_id": work.seat.region, "id": ids.new(), "text_number": number, "signed_at": work.now, **who}
    work.session.add(SecrecySignature.model_validate(row))
    work.session.flush()


def _for_item(work: Writing, number: int) -> UUID:
    """For the item of the link one came by, and for nothing else."""
    item = work.row(_OF_LINK)
    if item is None:
        raise NotFound
    if work.row(_SIGNED_FOR, item=item.item_id):
        raise Refused(say("U hebt voor dit punt al getekend."))
    keep(work, number, membership_id=work.seat.membership, item_id=item.item_id)
    work.record(
        Act.SECRECY_SIGNED, meeting=item.meeting_id, item=item.item_id, receiver=work.seat.partner,
        member=work.seat.membership, number=number,
    )  # fmt: skip
    _tell(work)
    meeting: UUID = item.meeting_id
    return meeting


def _tell(work: Writing) -> None:
    """Whoever runs a meeting that goes on, and at which this person is noted, sees it at once."""
    for row in work.rows(_GOING_ON):
        audience = {row.chair_id, row.note_taker_id, row.membership_id}
        live.tell(work, row.id, (Part.NOW, Part.NEXT, Part.WALL), audience | set(work.values(hearing_rows.SECRETARIAT)))


def _last_signed(work: Writing) -> int | None:
    row = work.row(_LAST_SIGNED)
    return row.text_number if row else None


_NUMBER = select(func.max(col(SecrecyText.number))).where(col(SecrecyText.region_id) == ASKER.region)
_at_it = (col(Attendance.region_id) == col(Meeting.region_id), col(Attendance.meeting_id) == col(Meeting.id))
_MY_SEATS = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region, col(Membership.person_id) == ASKER.person
)
MINE = (col(SecrecySignature.region_id) == ASKER.region, col(SecrecySignature.membership_id).in_(_MY_SEATS))
_SEATS = (
    select(Membership)
    .where(col(Membership.region_id) == ASKER.region, col(Membership.person_id) == given("person"))
    .where(col(Membership.partner_id).is_not(None), col(Membership.confirmed_at).is_not(None))
    .where(col(Membership.ended_at).is_(None))
    .order_by(col(Membership.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LAST_SIGNED = (
    select(col(SecrecySignature.text_number))
    .where(*MINE, col(SecrecySignature.item_id).is_(None))
    .order_by(col(SecrecySignature.signed_at).desc())
    .limit(1)
)
_SIGNED_FOR = select(col(SecrecySignature.id)).where(
    col(SecrecySignature.region_id) == ASKER.region, col(SecrecySignature.membership_id) == ASKER.membership,
    col(SecrecySignature.item_id) == given("item"),
)  # fmt: skip
_GOING_ON = (
    select(col(Meeting.id), col(Meeting.chair_id), col(Meeting.note_taker_id), col(Attendance.membership_id))
    .join(Attendance, and_(*_at_it))
    .where(col(Meeting.region_id) == ASKER.region, col(Meeting.state) == MeetingState.IN_SESSION)
    .where(col(Attendance.membership_id).in_(_MY_SEATS))
)
_OF_LINK = (
    select(col(ItemLink.item_id), col(ItemLink.meeting_id))
    .join(LinkSitting, col(LinkSitting.link_id) == col(ItemLink.id))
    .where(col(LinkSitting.region_id) == ASKER.region, col(LinkSitting.sitting_id) == ASKER.sitting)
    .where(col(ItemLink.region_id) == ASKER.region, col(ItemLink.membership_id) == ASKER.membership)
)
