"""Overviews: figures without personal data, as they were published."""

from datetime import date, datetime

from models.overview_terms import Breakdown
from models.views.base import View


class Figure(View):
    """One line of a breakdown: its code, name or month, and about how many; 0 stands for fewer than five."""

    of: str
    about: int


class Figures(View):
    """All that is published of a half-year. A breakdown that would tell too much is None; so is a median of too few.

    `signals`: about how many were brought; 0 stands for fewer than five. `acknowledged` and `weighed`:
    the middle, in days. `registered`: presumed victims registered with CoMensha.
    """

    signals: int
    breakdowns: dict[Breakdown, tuple[Figure, ...] | None]
    acknowledged: int | None
    weighed: int | None
    registered: int

    def of(self, name: Breakdown) -> tuple[Figure, ...]:
        """The lines of a breakdown; none where it was left out."""
        return self.breakdowns.get(name) or ()


class OverviewPage(View):
    """One half-year that was published, and which others were. `begins_on`: None while nothing was.

    `next_on`: the day on which the next one is published.
    """

    region: str
    begins_on: date | None
    ends_on: date | None
    published_at: datetime | None
    figures: Figures | None
    others: tuple[date, ...]
    next_on: date
