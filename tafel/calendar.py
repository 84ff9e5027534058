"""Dates as a calendar programme reads them (RFC 5545): a time, and the word tafel. No title, no place, no company."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vCalAddress, vDuration

from models.tables.post import Invitation
from tafel.settings import settings

_WORD = "tafel"
_REFRESH = timedelta(hours=12)


def letter(invitation: Invitation, to: str) -> str:
    """One date, to be set, moved or taken out of the calendar of who has this address.

    A programme that takes a request asks who sends it and whom it is for: its reader, and nobody else.
    """
    event = _event(invitation)
    event.add("organizer", _address(settings().sender, CN=_WORD))
    event.add("attendee", _address(to, RSVP="FALSE"))
    return _whole("CANCEL" if invitation.withdrawn_at else "REQUEST", [event])


def feed(invitations: Iterable[Invitation]) -> str:
    """All dates of one person, for a programme that fetches them."""
    return _whole("PUBLISH", map(_event, invitations), refresh=True)


def _whole(method: str, events: Iterable[Event], *, refresh: bool = False) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//tafel//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if refresh:
        calendar.add("name", _WORD)
        calendar.add("x-wr-calname", _WORD)
        calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("uid", str(invitation.id))
    event.add("dtstamp", invitation.sent_at)
    event.add("dtstart", invitation.starts_at)
    event.add("dtend", invitation.ends_at)
    event.add("summary", _WORD)
    event.add("sequence", invitation.edit)
    event.add("status", "CANCELLED" if invitation.withdrawn_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _address(at: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{at}")
    for name, value in parameters.items():
        address.params[name] = value
    return address
