"""What came of what I brought to a meeting, on screen: for the reader alone, in the reader's own rights."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from tafel.sight import receipt as seen
from web.answer import page
from web.doors import AtPartnerSeat
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/opbrengst")


@router.get("")
def receipt(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """What came of what I brought."""
    return page(request, seat, "meetings/receipt.html", lambda reading: seen.page(reading, meeting_id))
