"""What a partner says of the general part of minutes, where nothing stands on each agenda: it needs a file to hang on.

The file is for that partner and for who writes the minutes up, so it tells nobody who else was invited.
"""

from models.meeting_terms import ItemKind, ItemState
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import Minutes
from models.tables.people import Membership
from tafel import circles, ids, item_files
from tafel.db import Writing
from tafel.standing import next_position

_TITLE = "Algemeen deel"


def open_file(work: Writing, minutes: Minutes) -> AgendaItem:
    """A file of one's own partner for the general part of these minutes; it stands on no agenda."""
    assert work.seat.partner is not None
    meeting = work.session.get_one(Meeting, (work.seat.region, minutes.meeting_id))
    taker = work.session.get_one(Membership, (work.seat.region, meeting.note_taker_id))
    partners = {work.seat.partner, *([taker.partner_id] if taker.partner_id else [])}
    item = AgendaItem(
        region_id=work.seat.region, id=ids.new(), meeting_id=meeting.id, kind=ItemKind.STANDING, title=_TITLE,
        case_id=item_files.open_file(work, meeting, _TITLE, partners), minutes=1,
        position=next_position(work, meeting.id), state=ItemState.RETURNED, proposed_by=work.seat.partner,
        proposed_person=work.seat.person, proposed_at=work.now,
    )  # fmt: skip
    work.session.add(item)
    work.session.flush()
    circles.seat(work, item, partners)
    return item
