"""Forms of the room: what is begun, who comes in or goes out, who is let in."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Line, Optional
from models.meeting_terms import How, Lead


class BeginMeeting(ActForm):
    """Begin the meeting. `early`: already now, long before its time."""

    early: bool = False


class CloseMeeting(ActForm):
    """Close the meeting. `unreached`: also where items were not reached, which then go on."""

    unreached: bool = False


class StartItem(ActForm):
    """Begin an item. `before`: what was on the table when the page was drawn; `gone`: who is said to have left.

    `reason`: why it begins although somebody is there who may not hear it. `as_it_is`: also while who should chair it
    or write at it cannot.
    """

    item_id: UUID
    before: Optional[UUID] = None
    gone: Annotated[list[UUID], Field(max_length=100)] = []
    overrule: bool = False
    as_it_is: bool = False
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""


class RoundOff(ActForm):
    """What is on the table is done, or goes back to what was there before it."""

    item_id: UUID


class NoteGone(ActForm):
    """All of these went out, while this item is on the table."""

    item_id: UUID
    gone: Annotated[list[UUID], Field(max_length=100)] = []


class NarrowRoom(ActForm):
    """For a part of what is on the table these partners stay."""

    item_id: UUID
    partners: Annotated[list[UUID], Field(max_length=100)] = []


class StandAside(ActForm):
    """I am personally concerned with an item and take no part in it; or I do after all."""

    item_id: UUID
    aside: bool = False


class ReplaceLead(ActForm):
    """Somebody else of the circle chairs an item, or writes at it."""

    item_id: UUID
    lead: Lead
    membership_id: UUID


class Pause(ActForm):
    """The meeting pauses, or goes on."""

    paused: bool = False


class NotePresence(ActForm):
    """Somebody came in or went out. `listed`: it was said in the list of everybody, which then stays open."""

    attendance_id: UUID
    here: bool = False
    how: How = How.ROOM
    listed: bool = False


class BeHere(ActForm):
    """I am in, or out."""

    here: bool = False
    how: How = How.ROOM


class AdmitGuest(ActForm):
    """A guest for one item, who signed for secrecy."""

    item_id: UUID
    name: Line
    signed: bool = False


class NameSubstitute(ActForm):
    """A colleague hears an item for my partner, or all my items of the meeting."""

    membership_id: UUID
    item_id: Optional[UUID] = None
