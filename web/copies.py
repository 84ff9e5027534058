"""Copies of minutes on screen: let them be made in one go, see how far that is, fetch one's own."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.meeting_terms import CopyFormat
from tafel import copies
from tafel.agenda_export import Voice
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import copies as seen
from web.agenda import voice_in
from web.answer import act, download, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.language import day
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/verslag/exemplaren")
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("")
def copies_page(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """My own copies; and who gets which, for who writes the minutes up."""
    return _page(request, seat, meeting_id)


@router.get("/voortgang")
def progress(request: Request, seat: AtPartnerSeat, meeting_id: UUID) -> Response:
    """How far the making is."""
    return page(request, seat, "copies/_make.html", partial(seen.page, meeting_id=meeting_id))


@router.post("")
def make(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Presses) -> Response:
    """Let them be made."""

    def asked(work: Writing, _form: JustOnce) -> str:
        copies.ask(work, meeting_id)
        return f"/overleggen/{meeting_id}/verslag/exemplaren"

    return act(request, seat, sent, asked, lambda **how: _page(request, seat, meeting_id, **how))


@router.post("/alle/{wanted}")
def fetch_all(request: Request, seat: AtPartnerSeat, meeting_id: UUID, wanted: CopyFormat, sent: Presses) -> Response:
    """My own copies of one format, as one file."""
    return download(
        request, seat, sent,
        lambda work, _form: copies.fetch_all(work, meeting_id, wanted),
        lambda **how: _page(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/{copy_id}")
def fetch(request: Request, seat: AtPartnerSeat, meeting_id: UUID, copy_id: UUID, sent: Presses) -> Response:
    """My own copy as a file."""
    return download(
        request, seat, sent,
        lambda work, _form: copies.fetch(work, meeting_id, copy_id),
        lambda **how: _page(request, seat, meeting_id, **how),
    )  # fmt: skip


def voice_of(language: str) -> Voice:
    """How a recipient's language says what stands in a copy."""
    return replace(voice_in(language), day=partial(day, form="plain", language=language))


def _page(request: Request, seat: Seat, meeting_id: UUID, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(request, seat, "copies/page.html", partial(seen.page, meeting_id=meeting_id), **how)
