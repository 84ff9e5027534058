"""A meeting for the fixed cast: tomorrow at one, for two hours, with the case Zwaluw and a free item on its agenda."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from models.forms.meetings import ProposeItem, SetMeeting
from models.meeting_terms import MeetingKind
from models.terms import Framework
from tafel import agenda, clock, db, meetings
from tests.cast import Cast

INVITED = ("VZ", "POL", "OM", "ZC", "WOCO", "OPV")


@dataclass
class Table:
    """A meeting by id, its items by code word, and the day it was laid on."""

    meeting: UUID
    items: dict[str, UUID]
    laid_on: date = field(default_factory=clock.today)


def form_of(cast: Cast, **more: Any) -> SetMeeting:
    """The form of a meeting tomorrow at one; Marijke chairs, Samir writes."""
    known = {
        "once": uuid4(), "kind": MeetingKind.CASES, "name": "Casusoverleg De Waarden", "framework": Framework.C,
        "day": clock.today() + timedelta(days=1), "starts": time(13), "minutes": 120,
        "chair_id": cast.seats["marijke.terpstra"].membership,
        "note_taker_id": cast.seats["samir.el.khatib"].membership,
        "partners": [cast.partners[key] for key in INVITED],
    }  # fmt: skip
    return SetMeeting.model_validate({**known, **more})


def item_of(cast: Cast, *circle: str, **more: Any) -> ProposeItem:
    """The form that announces Zwaluw, or a free item when `case_id` is None."""
    known = {
        "once": uuid4(), "case_id": cast.cases["Zwaluw"], "brief": "Wie bezoekt de kas?", "minutes": 20,
        "circle": [cast.partners[key] for key in circle],
    }  # fmt: skip
    return ProposeItem.model_validate({**known, **more})


def set_up(cast: Cast, *, sent: bool = True, **more: Any) -> Table:
    """The meeting with both items accepted: Zwaluw for police, prosecutor and care; cooperation for all but WOCO."""
    laid, cast.laid = cast.laid, None
    if laid and sent and not more and laid.laid_on == clock.today():
        return laid
    samir, inge = cast.seats["samir.el.khatib"], cast.seats["inge.bakels"]
    with db.writing(samir) as work:
        table = Table(meetings.make(work, form_of(cast, **more)), {})
    with db.writing(inge) as work:
        table.items["Zwaluw"] = agenda.propose(work, table.meeting, item_of(cast, "OM", "ZC"))
    with db.writing(samir) as work:
        free = item_of(
            cast, "POL", "OM", "ZC", "OPV", case_id=None, title="Samenwerking", brief="Werkt de afspraak?", minutes=10
        )
        table.items["Samenwerking"] = agenda.propose(work, table.meeting, free)
        for item in table.items.values():
            agenda.accept(work, item)
        if sent:
            meetings.invite(work, table.meeting)
    return table
