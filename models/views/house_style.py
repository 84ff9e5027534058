"""The house style as the administrator sees it."""

from datetime import datetime

from models.views.base import View


class HouseStylePage(View):
    """What is set; `has`: which files there are."""

    colour: str
    has: tuple[str, ...]
    changed_at: datetime | None
