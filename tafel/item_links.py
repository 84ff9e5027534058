"""A link to one item for who seldom comes: with a code by mail, good for once and a quarter of an hour, it signs in.

The link alone opens a page without content. Who forwards the mail gives nothing away: each code goes to the address of
the person the link was made for.
"""

import secrets
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from models.acts import Act
from models.forms.meetings import SendLink
from models.mail_terms import Notice
from models.meeting_terms import MeetingState
from models.tables.people import Membership, Sitting
from models.tables.post import ItemLink, LinkSitting
from tafel import by_link, db, ids, links, notices, sign_in
from tafel.db import Reading, Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import at_table, expected
from tafel.sign_in import digest

_CODE_LASTS, _NEXT_CODE, _MOST_WRONG = timedelta(minutes=15), timedelta(minutes=1), 10


def send(work: Writing, item_id: UUID, form: SendLink) -> None:
    """The secretariat sends somebody who may hear an item a link to it; the one before it stops."""
    item, meeting = at_table.require_item(work, item_id)
    if not at_table.is_secretariat(work.seat):
        raise Refused(say("Alleen het secretariaat bereidt dit overleg voor."))
    at_table.require_state(meeting, (MeetingState.INVITED, MeetingState.IN_SESSION))
    if form.membership_id not in {one.membership_id for one in expected.may_get_a_link(work, item.id)}:
        raise Invalid(membership_id=say("Kies iemand die dit punt mag horen."))
    mine = (col(ItemLink.region_id) == work.seat.region, col(ItemLink.membership_id) == form.membership_id)
    before = (*mine, col(ItemLink.item_id) == item.id, col(ItemLink.replaced_at).is_(None))
    work.session.execute(update(ItemLink).where(*before).values(replaced_at=work.now))
    token, kept = links.make(work.seat.region)
    link = ItemLink(
        region_id=work.seat.region, id=ids.new(), item_id=item.id, meeting_id=meeting.id,
        membership_id=form.membership_id, token_hash=kept, made_at=work.now,
    )  # fmt: skip
    work.session.add(link)
    notices.tell(work, form.membership_id, Notice.ITEM_LINK, f"/punt/{token}")
    work.record(Act.INVITATION_SENT, meeting=meeting.id, item=item.id, member=form.membership_id, link=link.id)


def stands(token: str) -> bool:
    """Whether a link still works. Raises NotFound when there never was such a link."""
    with db.reading(of_chores(links.region_of(token))) as reading:
        return _stands(reading, _of(reading, token))


def send_code(token: str) -> bool:
    """Mail a code to the person the link is for, at most once a minute; False when the link is too old."""
    with db.writing(of_chores(links.region_of(token))) as work:
        link = _of(work, token)
        if not _stands(work, link):
            return False
        if link.code_until is None or link.code_until <= work.now + _CODE_LASTS - _NEXT_CODE:
            code = f"{secrets.randbelow(1_000_000):06}"
            link.code_hash, link.code_until = _kept(link, code), work.now + _CODE_LASTS
            notices.tell(work, link.membership_id, Notice.CODE, "", code=code)
    return True


def enter(token: str, code: str) -> tuple[str, str]:
    """Sign in with the code: the token of a sitting for this seat and meeting alone, and the page of its own items.

    Raises Invalid when the code is wrong, used or too old; after ten wrong ones the link stops.
    """
    with db.writing(of_chores(links.region_of(token))) as work:
        link = _of(work, token)
        right = _is_right(work, link, code)
        meeting = link.meeting_id
        if right:
            link.code_hash, sitting = None, _begin(work, link)
        else:
            link.wrong += 1
    if not right:
        raise Invalid(code=say("Deze code klopt niet, of is te oud. Vraag een nieuwe."))
    _note(sitting)
    return sitting, f"/overleggen/{meeting}/inbreng"


def _begin(work: Writing, link: ItemLink) -> str:
    """A sitting that ends with the meeting at the latest: for the seat the link was made for, and for no other."""
    token, member = secrets.token_urlsafe(32), work.session.get_one(Membership, (work.seat.region, link.membership_id))
    sitting = Sitting(
        id=ids.new(), person_id=member.person_id, token_hash=digest(token), region_id=link.region_id,
        membership_id=member.id, started_at=work.now, seen_at=work.now,
        ends_at=work.now + timedelta(minutes=settings().sitting_minutes),
    )  # fmt: skip
    work.session.add(sitting)
    work.session.flush()
    work.session.add(LinkSitting(region_id=link.region_id, sitting_id=sitting.id, link_id=link.id))
    return token


def _note(sitting: str) -> None:
    """The ledger notes the sign-in, of whoever the link is for."""
    here = sign_in.present(sitting)
    if here is None or here.seat is None:
        raise NotFound
    with db.writing(here.seat) as work:
        work.record(Act.MEMBER_SIGNED_IN, sitting=here.sitting)


def _is_right(work: Writing, link: ItemLink, code: str) -> bool:
    in_time = _stands(work, link) and link.code_until is not None and work.now < link.code_until
    return in_time and link.code_hash is not None and compare_digest(link.code_hash, _kept(link, code))


def _kept(link: ItemLink, code: str) -> bytes:
    return digest(f"{link.id}|{code}")


def _stands(reading: Reading, link: ItemLink) -> bool:
    """Until the meeting is over, and while its person still sits and may hear the item."""
    return (
        by_link.is_open(reading, link.id)
        and link.wrong < _MOST_WRONG
        and link.membership_id in {one.membership_id for one in expected.may_get_a_link(reading, link.item_id)}
    )


def _of(reading: Reading, token: str) -> ItemLink:
    here = (col(ItemLink.region_id) == reading.seat.region, col(ItemLink.token_hash) == digest(token))
    wanted = select(ItemLink).where(*here)
    found = reading.session.scalar(wanted.with_for_update() if isinstance(reading, Writing) else wanted)
    if found is None:
        raise NotFound
    return found
