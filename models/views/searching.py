"""What a search shows: words that its reader may read anyhow."""

from datetime import datetime
from uuid import UUID

from models.views.base import View


class Found(View):
    """Words in which it stands, and in which case."""

    case_id: UUID
    code_word: str
    partner: str
    text: str
    own: bool
    told_at: datetime


class SearchPage(View):
    """What was found, the newest first. `more`: there was more than a page shows; `looked_at`: in how many cases."""

    found: tuple[Found, ...]
    more: bool
    looked_at: int
    cases: int
