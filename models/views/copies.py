"""Copies of minutes: who gets them and how far the making is, and one's own to fetch."""

from datetime import datetime
from uuid import UUID

from models.meeting_terms import CopyFormat, MinutesState
from models.views.agenda import MeetingHead
from models.views.base import View


class Recipient(View):
    """Who gets copies, of how many parts, for how many of these they are there, and whether a mail was sent.

    Never what stands in them; nor how far one of them is while they are being made, or some could not be: that would
    tell whose sheet holds what.
    """

    name: str
    partner: str
    parts: int
    made: int | None
    notified: bool


class Making(View):
    """How far the making is."""

    done: int
    of_all: int


class OwnFile(View):
    """One file of one's own."""

    id: UUID
    format: CopyFormat
    fetched_at: datetime | None


class OwnCopy(View):
    """One's own copy of one part, in each format; `number`: which of one's own it is.

    Void once something in it is not one's to read any more.
    """

    word: str
    state: MinutesState
    number: int
    edition: int
    made_at: datetime
    void: bool
    files: tuple[OwnFile, ...]

    @property
    def fetched(self) -> bool:
        """Whether one has it already."""
        return any(one.fetched_at for one in self.files)


class CopyWaiting(View):
    """A meeting of which a copy waits for me."""

    meeting_id: UUID
    name: str
    made_at: datetime


class CopiesToMake(View):
    """A meeting of whose minutes I am to let copies be made."""

    meeting_id: UUID
    name: str
    sent_at: datetime


class CopiesPage(View):
    """What somebody may do with the copies of a meeting's minutes; `drafts`: parts that were not sent yet.

    `making`: my own order. `incomplete`: something could not be made the last time that was tried. `changed`: something
    was said, shared, taken back or adopted since copies were last asked for.
    """

    head: MeetingHead
    manages: bool
    making: Making | None
    incomplete: bool
    changed: bool
    recipients: tuple[Recipient, ...]
    drafts: tuple[str, ...]
    mine: tuple[OwnCopy, ...]

    @property
    def finished(self) -> bool:
        """Whether every recipient was told of all that was decided: the meeting is then over and done with."""
        told = all(one.made == one.parts and one.notified for one in self.recipients)
        return bool(self.recipients) and told and not (self.drafts or self.changed)

    @property
    def tells_each(self) -> bool:
        """Whether it is said of each recipient how far it is."""
        return all(one.made is not None for one in self.recipients)

    @property
    def ready(self) -> int:
        """For how many recipients all is made."""
        return sum(one.made == one.parts for one in self.recipients)

    @property
    def to_fetch(self) -> int:
        """How many parts one has a copy of that is not void."""
        return sum(not one.void for one in self.mine)
