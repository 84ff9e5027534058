"""A question between partners that waits for somebody: of which case, whose and until when, never its words."""

from datetime import date
from uuid import UUID

from models.views.base import View


class QuestionWaiting(View):
    """A question to my partner without its answer; or one of mine, with who did not answer as far as others see it."""

    question_id: UUID
    case_word: str
    asker: str
    ours: bool
    by: date
    late: bool
    silent: tuple[str, ...]
