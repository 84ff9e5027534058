"""The strip of minutes above an agenda: a block per item against the length of the meeting, drawn with attributes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.meeting_terms import ItemKind
from models.views.agenda import AgendaPage

WIDTH, _GAP, _NAMED_FROM, _PER_LETTER = 1200.0, 4.0, 24.0, 9.5
_MARKS_EVERY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Block:
    """One item: where it stands, and its code word where that fits. `tone`: plain, case, urgent, over, left."""

    x: float
    width: float
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Strip:
    """All blocks, and the times to write below."""

    blocks: tuple[Block, ...]
    marks: tuple[datetime, ...]


def strip(view: AgendaPage) -> Strip:
    """The strip of an agenda; what runs past the end of the meeting is drawn past it."""
    return Strip(tuple(_blocks(view)), tuple(_marks(view)))


def _blocks(view: AgendaPage) -> Iterator[Block]:
    scale = WIDTH / max(view.head.minutes, view.planned_minutes, 1)
    at = 0
    for item in view.items:
        over = at + item.minutes > view.head.minutes
        tone = "over" if over else "urgent" if item.urgent else "case" if item.kind is ItemKind.CASE else "plain"
        yield _block(at * scale, item.minutes * scale, item.word, tone)
        at += item.minutes
    if view.left > 0:
        yield _block(at * scale, view.left * scale, "", "left")


def _block(x: float, width: float, word: str, tone: str) -> Block:
    fits = width - _NAMED_FROM >= len(word) * _PER_LETTER
    return Block(round(x, 1), round(max(width - _GAP, 2), 1), word if fits else "", tone)


def _marks(view: AgendaPage) -> Iterator[datetime]:
    """Every half hour; none where the items run past the end, since the scale is theirs then."""
    at = view.head.starts_at
    while view.left >= 0 and at <= view.head.ends_at:
        yield at
        at += _MARKS_EVERY
