"""Overviews on screen, on paper and for a sheet: figures without personal data, for every seat of the region."""

from datetime import date
from enum import StrEnum
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from models.overview_terms import Breakdown
from tafel import overviews
from tafel.exports import Speak
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import overviews as seen
from web.answer import look, page
from web.charts import columns, most_of
from web.doors import AtSeat
from web.language import spoken
from web.routing import Router
from web.words import word

router = Router(prefix="/cijfers")


@router.get("")
def overview(request: Request, seat: AtSeat, vanaf: str = "") -> Response:
    """The figures of a half-year, the last one first."""
    begins_on, more = _day(vanaf), _drawing()
    return page(request, seat, "overviews/page.html", lambda reading: seen.overview(reading, begins_on), **more)


@router.get("/bestand")
def sheet(seat: AtSeat, vanaf: str = "") -> Response:
    """The same figures for a sheet."""
    begins_on = _day(vanaf)
    made = overviews.sheet(look(seat, lambda reading: seen.overview(reading, begins_on)), _speaking(seat))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.body, media_type=made.media, headers=headers)


def _day(typed: str) -> date | None:
    """The first day of a half-year, from the address; what is no day is the page that does not exist."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise NotFound from None


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def _drawing() -> dict[str, Any]:
    return {
        "headings": overviews.BREAKDOWNS, "monthly": Breakdown.MONTH, "named": overviews.named, "dated": _month,
        "columns": columns, "most_of": most_of, "in_ten": overviews.in_ten,
    }  # fmt: skip


def _speaking(seat: Seat) -> Speak:
    return lambda said: spoken(word(said) if isinstance(said, StrEnum) else said, seat.language)
