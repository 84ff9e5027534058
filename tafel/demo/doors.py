"""Signing in as one of the cast: only in a database born as a demo, and only from this very machine."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import Session, col

from models.tables.people import Membership, Partner, Person, Region
from models.terms import Role
from tafel import clock, context, db, sign_in
from tafel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Castling:
    """One person of the cast, as the sign-in page and the terminal name them; with two seats, for both partners."""

    key: str
    name: str
    partner: str
    role: Role
    job: str
    region: str
    person: UUID


def in_use() -> bool:
    """Whether this database was born as a demo: the first entry of every region says so, and cannot be changed."""
    with db.installation() as session:
        regions = session.scalars(select(col(Region.id))).all()
        return bool(regions) and all(_born_as_demo(session, region) for region in regions)


def open_to(where: str) -> bool:
    """Whether one can sign in as one of the cast from there."""
    return _is_this_machine(where) and in_use()


def people() -> list[Castling]:
    """Everybody with a seat, in the order of the partners; nobody in any other database."""
    if not in_use():
        raise NotFound
    with db.installation() as session:
        regions = session.execute(
            select(col(Region.id), col(Region.name)).order_by(col(Region.created_at), col(Region.name))
        ).all()
        rows = [row for region in regions for row in _seats(session, region)]
    cast: dict[str, Castling] = {}
    for row in rows:
        found, partner = cast.get(row.login), row.partner or ""
        if found is None:
            cast[row.login] = Castling(row.login, row.name, partner, row.role, row.job, row.region, row.person)
        elif partner not in found.partner.split("; "):
            cast[row.login] = replace(found, partner=f"{found.partner}; {partner}")
    return list(cast.values())


def sign_in_as(person: str, where: str) -> str:
    """Sign in as one of the cast; returns the token of a new sitting."""
    if not _is_this_machine(where):
        raise NotFound
    found = next((one for one in people() if one.key == person), None)
    if found is None:
        raise NotFound
    return sign_in.begin(found.person, origin="demo")


def _is_this_machine(where: str) -> bool:
    try:
        return ip_address(where).is_loopback
    except ValueError:
        return False


def _born_as_demo(session: Session, region: UUID) -> bool:
    context.tell(session, region, None, None, clock.now())
    return sign_in.is_demo(session, region)


def _seats(session: Session, region: Any) -> list[Any]:
    context.tell(session, region.id, None, None, clock.now())
    rows = session.execute(
        select(
            col(Person.id).label("person"), col(Person.login), col(Person.name), col(Partner.name).label("partner"),
            col(Membership.role),
            col(Membership.job), col(Region.name).label("region"),
        )
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Region, col(Region.id) == col(Membership.region_id))
        .outerjoin(Partner, and_(col(Partner.region_id) == col(Membership.region_id),
                                 col(Partner.id) == col(Membership.partner_id)))
        .where(col(Membership.region_id) == region.id, *sign_in.in_force())
        .order_by(col(Partner.position).is_(None), col(Partner.position), col(Membership.proposed_at))
        .order_by(col(Person.login))
    )  # fmt: skip
    return list(rows)
