"""How a region receives signals: whom to call when there is danger, and who takes a signal up."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlmodel import col

from models.tables.people import Membership, Partner, Person
from models.tables.signals import SignalDesk
from models.terms import Role
from models.views.signals import DangerLine, DeskPage
from tafel.db import Reading
from tafel.prepared import ASKER, NOW
from tafel.refusals import NotFound
from tafel.sight.joins import row_of

AVIM, SAFE_HOME = "0900 8844", "0800 2000"


class Handler(NamedTuple):
    """Who takes signals up, and for which partner."""

    membership_id: UUID
    partner_id: UUID
    partner: str
    person: str


def danger(reading: Reading) -> DangerLine:
    """Whom to call now: the numbers of the region, and what holds everywhere where it set none."""
    row = reading.row(_DESK)
    return DangerLine(
        avim_phone=(row and row.avim_phone) or AVIM,
        safe_home_phone=(row and row.safe_home_phone) or SAFE_HOME,
        care_phone=(row and row.care_phone) or "",
    )


def handler(reading: Reading) -> Handler | None:
    """Who takes up a new signal: whom the region chose, else the care coordinator, else a contact person."""
    return next(iter(able(reading)), None)


def able(reading: Reading) -> tuple[Handler, ...]:
    """Who can take a signal up: first whom the region chose, then care coordinators, then contact persons."""
    return tuple(Handler(*row) for row in reading.rows(_HANDLERS))


def desk_page(reading: Reading) -> DeskPage:
    """What is set now, for the administrator; to all others there is no such page."""
    if reading.seat.role is not Role.ADMINISTRATOR:
        raise NotFound
    row = reading.row(_DESK)
    return DeskPage(
        avim_phone=row.avim_phone if row else "", safe_home_phone=row.safe_home_phone if row else "",
        care_phone=row.care_phone if row else "", handler_id=row.handler_id if row else None,
        handlers=tuple((one.membership_id, f"{one.person}, {one.partner}") for one in able(reading)),
        changed_at=row.changed_at if row else None,
    )  # fmt: skip


_DESK: Any = select(
    col(SignalDesk.avim_phone), col(SignalDesk.safe_home_phone), col(SignalDesk.care_phone),
    col(SignalDesk.handler_id), col(SignalDesk.changed_at),
).where(col(SignalDesk.region_id) == ASKER.region)  # fmt: skip
_CHOSEN = and_(col(SignalDesk.region_id) == col(Membership.region_id), col(SignalDesk.handler_id) == col(Membership.id))
_FIRST = case((col(SignalDesk.handler_id).is_not(None), 0), (col(Membership.role) == Role.CARE_COORDINATOR, 1), else_=2)
_HANDLERS: Any = (
    select(
        col(Membership.id).label("membership_id"), col(Membership.partner_id), col(Partner.short_name).label("partner"),
        col(Person.name).label("person"),
    )
    .select_from(Membership)
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(SignalDesk, _CHOSEN)
    .where(col(Membership.region_id) == ASKER.region, col(Membership.confirmed_at).is_not(None))
    .where(col(Membership.ended_at).is_(None), col(Membership.secrecy_until) > NOW)
    .where((col(Membership.role) == Role.CARE_COORDINATOR) | col(Membership.is_contact).is_(True))
    .order_by(_FIRST, col(Membership.is_contact).desc(), col(Partner.position), col(Person.name), col(Membership.id))
)  # fmt: skip
