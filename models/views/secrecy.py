"""What is handed over of the statement of secrecy: its text, and what this reader signed."""

from datetime import datetime

from models.views.base import View


class SecrecyTextView(View):
    """A text as it is signed; number 0 is the one that comes with the product, in the reader's language."""

    number: int
    text: str
    spoken: str
    since: datetime | None


class SignatureLine(View):
    """That I signed a text: for a year, or for one item of a meeting."""

    text_number: int
    signed_at: datetime
    ends_at: datetime | None


class SecrecyPage(View):
    """The text in force, and how it stands with my signature."""

    text: SecrecyTextView
    until: datetime | None
    counts: bool
    may_sign: bool
    for_item: bool
    sets_text: bool
    signed: tuple[SignatureLine, ...]
