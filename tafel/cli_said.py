"""What the command says while it works: a line, or a bar that tells how far it is."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy import select
from sqlmodel import col

from models.tables.ledger import Head
from tafel import db
from tafel.entries import StoredEntry
from tafel.seat import Seat, of_chores

said = Console(stderr=True, highlight=False, soft_wrap=True)


def counted(seat: Seat, entries: Iterable[StoredEntry], what: str) -> Iterator[StoredEntry]:
    """The same entries, with a bar that tells how far it is."""
    with bar() as shown:
        task = shown.add_task(what, total=_size(seat.region))
        for number, entry in enumerate(entries, 1):
            yield entry
            if number % 1000 == 0:
                shown.update(task, completed=number)


def bar() -> Progress:
    """Nothing where nobody looks at it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=said, transient=True, disable=not said.is_terminal)


def _size(region: UUID) -> int:
    with db.reading(of_chores(region)) as reading:
        return reading.session.scalar(select(col(Head.size)).where(col(Head.region_id) == region)) or 0
