"""Minutes that were sent for remarks, and short ways to let copies be made of them and to fetch one."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from uuid import UUID

import pytest
from sqlmodel import col, select

from models.meeting_terms import CopyFormat
from models.tables.minutes import MinutesCopy
from models.views.copies import CopiesPage, OwnCopy
from tafel import copies, db, making
from tafel.exports import File
from tafel.papers import pool
from tafel.papers.paper import Paper, Style
from tafel.sight import copies as seen
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act
from tests.tafel.minuted import TAKER, close, confirmed, sent
from tests.tafel.minuting import action, decided, in_session, said
from web.copies import voice_of

SAID, DECIDED, TO_DO = "De kas is leeg.", "Eerst controle.", "Rijdt langs."


class Here:
    """Prints in this very process; `stops_at`: the number of the chunk at which it dies."""

    def __init__(self, style: Style, stops_at: int | None = None) -> None:
        self.style, self.chunks, self.stops_at = style, 0, stops_at

    def send(
        self, papers: Sequence[Paper], formats: Sequence[CopyFormat] = tuple(CopyFormat)
    ) -> "Future[list[pool.Made | None]]":
        self.chunks += 1
        answer: Future[list[pool.Made | None]] = Future()
        if self.chunks == self.stops_at:
            answer.set_exception(RuntimeError("killed"))
        else:
            answer.set_result(
                [{each: _written(one.model_dump_json(), self.style, each) for each in formats} for one in papers]
            )
        return answer


@cache
def _written(paper: str, style: Style, wanted: CopyFormat) -> bytes:
    """The same paper in the same style is the same bytes: many tests hold the same meeting."""
    return pool.write(Paper.model_validate_json(paper), style, wanted)


def print_here(patch: pytest.MonkeyPatch, *, stops_at: int | None = None) -> None:
    """Let papers be printed without processes of their own."""

    @contextmanager
    def printers(style: Style) -> Iterator[Here]:
        yield Here(style, stops_at)

    patch.setattr(pool, "printers", printers)


def told(cast: Cast) -> Table:
    """A meeting with something said by the police and confirmed, a decision and an action; closed, and sent."""
    table = in_session(cast)
    said(cast, table, text=SAID)
    confirmed(cast, table)
    decided(cast, table, text=DECIDED)
    action(cast, table, text=TO_DO)
    close(cast, table)
    sent(cast, table)
    return table


def make(cast: Cast, table: Table, login: str = TAKER) -> int:
    """Somebody asks for copies, and they are made."""
    act(cast, login, lambda work: copies.ask(work, table.meeting))
    return making.once(voice_of)


def page(cast: Cast, login: str, table: Table) -> CopiesPage:
    """The page of the copies as somebody sees it."""
    with db.reading(cast.seats[login]) as reading:
        return seen.page(reading, table.meeting)


def own(cast: Cast, login: str, table: Table, word: str = "Zwaluw") -> OwnCopy:
    """Somebody's own copy of an item."""
    return next(one for one in page(cast, login, table).mine if one.word == word)


def file_of(copy: OwnCopy, wanted: CopyFormat) -> UUID:
    """The id of one of its files."""
    return next(one.id for one in copy.files if one.format is wanted)


def fetch(cast: Cast, login: str, table: Table, wanted: CopyFormat = CopyFormat.PDF, word: str = "Zwaluw") -> File:
    """Somebody fetches the own copy of an item."""
    copy_id = file_of(own(cast, login, table, word), wanted)
    return act(cast, login, lambda work: copies.fetch(work, table.meeting, copy_id))


def rows(cast: Cast) -> list[MinutesCopy]:
    """Every copy there is."""
    with db.reading(cast.by_the_clock) as reading:
        found = reading.session.scalars(
            select(MinutesCopy).where(col(MinutesCopy.region_id) == reading.seat.region)
        ).all()
        reading.session.expunge_all()
        return list(found)
