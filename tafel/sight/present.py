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


def never(rows: Iterable[Any]) -> tuple[str, ...]:
    """The names of those who were noted as not coming, and never came in."""
    people = (list(presses) for _, presses in groupby(rows, key=attrgetter("id")))
    return tuple(
        one[0].name for one in people if one[0].state is AttendanceState.ABSENT and not any(press.here for press in one)
    )


def _was_there(presses: Sequence[Any], spans: Sequence[Span]) -> bool:
    """Whoever went out at the very moment something came on the table was not there."""
    stays = list(_stays(presses))
    return any(began <= end and (ended is None or start < ended) for start, end in spans for began, ended in stays)


def _stays(presses: Sequence[Any]) -> Iterable[tuple[datetime, datetime | None]]:
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
        yield since, None
