"""Who was there while something was on the table, from what was noted of who came in and who went out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from models.meeting_terms import AttendanceState

Span = tuple[datetime, datetime]


def during(rows: Iterable[Any], spans: Sequence[Span]) -> tuple[str, ...]:
    """The names of those who were there at any moment of these spans; `rows`: each with its presses in order."""
    people = (list(presses) for _, presses in groupby(rows, key=attrgetter("id")))
    return tuple(one[0].name for one in people if _was_there(one, spans))


def _was_there(presses: Sequence[Any], spans: Sequence[Span]) -> bool:
    return any(began <= end and start <= ended for start, end in spans for began, ended in _stays(presses, end))


def _stays(presses: Sequence[Any], until: datetime) -> Iterable[Span]:
    """From when until when somebody was there: as the list of who comes says, until somebody pressed otherwise."""
    first = presses[0]
    since = first.noted_at if first.state is AttendanceState.PRESENT else None
    for press in presses:
        if press.here is None:
            break
        if since is None and press.here:
            since = press.at
        elif since is not None and not press.here:
            yield min(since, press.at), press.at
            since = None
    if since is not None:
        yield since, max(since, until)
