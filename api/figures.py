"""Figures without personal data for machines, as they were published."""

from fastapi import APIRouter

from api import signal_examples as shown
from api.answer import read
from api.described import shows
from api.doors import AtSeat
from models.views.overviews import OverviewPage
from tafel.sight import overviews

router = APIRouter(tags=["figures"])


@router.get("/figures", responses=shows(shown.FIGURES))
def last(seat: AtSeat) -> OverviewPage:
    """The figures of the last half-year that was published. 0 stands for fewer than five, null for left out."""
    return read(seat, overviews.overview)
