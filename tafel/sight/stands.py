"""Marks of how a series or a meeting stands: a page carries one, and an act sees whether it changed since."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from models.tables.meetings import Meeting, Series, SeriesItem

_SERIES = (
    "kind", "name", "framework", "every_weeks", "weekday", "starts", "minutes", "place", "link", "announce_days",
    "announce_time", "agenda_days", "agenda_time", "contribute_days", "contribute_time", "chair_id", "note_taker_id",
    "ended_at",
)  # fmt: skip
_MEETING = (
    "name", "starts_at", "ends_at", "place", "link", "announce_by", "agenda_by", "contribute_by", "chair_id",
    "note_taker_id", "state",
)  # fmt: skip


def as_it_stands(meeting: Meeting, partners: Collection[object]) -> str:
    """A mark that changes with whatever of a meeting its form can change, for pages that were drawn before."""
    return _mark([getattr(meeting, name) for name in _MEETING], partners)


def series_as_it_stands(series: Series, items: Iterable[SeriesItem], partners: Collection[object]) -> str:
    """The same for a series."""
    standing = [(one.kind, one.title, one.minutes, one.at_end) for one in items]
    return _mark([*(getattr(series, name) for name in _SERIES), *standing], partners)


def _mark(values: Iterable[Any], partners: Collection[object]) -> str:
    said = repr(([str(value) for value in values], sorted(map(str, partners))))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
