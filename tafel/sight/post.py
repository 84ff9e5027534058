"""What waits for somebody of the post: my invitation, my calendar to follow; for the secretariat mail that is stuck."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.tables.ledger import OutgoingMail
from models.tables.post import CalendarFeed
from models.views.post import FeedLine, InvitationPage, StuckMail, StuckPage
from tafel import mail
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import at_table, expected, meetings

_PATIENCE = timedelta(minutes=30)


def invitation(reading: Reading, meeting_id: UUID) -> InvitationPage:
    """A meeting at which this reader stands on the list; to others there is no such page."""
    page = meetings.meeting(reading, meeting_id)
    me = next((one for one in page.listed if one.membership_id == reading.seat.membership), None)
    if me is None or page.cancelled:
        raise NotFound
    leads = page.manages or page.runs
    starts = [] if leads or not page.head.sent else [one.starts_at for one in expected.mine(reading, meeting_id)]
    return InvitationPage(
        head=page.head, called=() if starts in ([], [page.head.starts_at]) else tuple(starts), me=me,
        substitutes=page.substitutes(me),
        answers=page.answers,
    )  # fmt: skip


def feed(reading: Reading) -> FeedLine | None:
    """My address, while it works."""
    row = reading.row(_FEED)
    return FeedLine.model_validate(row) if row else None


def stuck(reading: Reading) -> StuckPage:
    """Mail that did not get through, for the secretariat: for whom and since when, never what it was about."""
    if not at_table.is_secretariat(reading.seat):
        raise NotFound
    rows = reading.rows(_STUCK)
    (since,) = reading.values(_WAITS, before=reading.now - _PATIENCE)
    return StuckPage(mails=tuple(map(_line, rows)), waits_since=since)


def stuck_count(reading: Reading) -> int:
    """How many of them, for the secretariat."""
    return len(reading.rows(_STUCK)) if at_table.is_secretariat(reading.seat) else 0


def _line(row: Any) -> StuckMail:
    person, address = row.recipient.removesuffix(">").rsplit(" <", 1)
    return StuckMail(
        id=row.id, person=person, address=address, written_at=row.written_at, unsure=row.unsure_at is not None,
        kept=row.kept, told=row.told or "",
    )  # fmt: skip


_FEED = select(col(CalendarFeed.made_at), col(CalendarFeed.fetched_at)).where(
    col(CalendarFeed.region_id) == ASKER.region, col(CalendarFeed.membership_id) == ASKER.membership,
    col(CalendarFeed.revoked_at).is_(None),
)  # fmt: skip
_STUCK = (
    select(
        col(OutgoingMail.id), col(OutgoingMail.recipient), col(OutgoingMail.written_at), col(OutgoingMail.unsure_at),
        col(OutgoingMail.told), (col(OutgoingMail.body) != "").label("kept"),
    )
    .where(col(OutgoingMail.region_id) == ASKER.region, mail.is_stuck())
    .order_by(col(OutgoingMail.written_at), col(OutgoingMail.id))
)  # fmt: skip
_WAITS = select(func.min(col(OutgoingMail.written_at))).where(
    col(OutgoingMail.region_id) == ASKER.region, col(OutgoingMail.written_at) < given("before"),
    col(OutgoingMail.sent_at).is_(None), col(OutgoingMail.refused_at).is_(None),
    col(OutgoingMail.unsure_at).is_(None),
)  # fmt: skip
