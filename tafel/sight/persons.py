"""Persons who signed for secrecy: one of them can be given what only one may have."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.tables.people import Membership, Partner, Person
from models.views.sharing import Named
from tafel.db import Reading


def person_of(reading: Reading, person: UUID | None) -> frozenset[UUID]:
    """The partners for which a named person sits, with secrecy signed."""
    if person is None:
        return frozenset()
    rows = reading.session.scalars(
        select(col(Membership.partner_id)).where(*bound_to_secrecy(reading), col(Membership.person_id) == person)
    )
    return frozenset(partner for partner in rows if partner)


def bound_to_secrecy(reading: Reading) -> tuple[Any, ...]:
    """Seats in force whose person signed for secrecy, within the year."""
    return (*known(reading), col(Membership.secrecy_until) > reading.now)


def known(reading: Reading) -> tuple[Any, ...]:
    """Seats in force whose person signed once; who has to sign again can do so before a meeting begins."""
    return (
        col(Membership.region_id) == reading.seat.region,
        col(Membership.confirmed_at).is_not(None),
        col(Membership.ended_at).is_(None),
        col(Membership.secrecy_signed_at).is_not(None),
    )


def signed(reading: Reading, membership: Membership) -> bool:
    """Whether what somebody signed for secrecy counts now."""
    return membership.secrecy_until is not None and membership.secrecy_until > reading.now


def of_partners(reading: Reading, partners: Collection[UUID]) -> tuple[Named, ...]:
    """Of these partners, the persons who signed for secrecy: one of them can be given a secret address."""
    rows = reading.session.execute(
        select(col(Person.id), col(Person.name), col(Partner.short_name))
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(
            Partner,
            and_(col(Partner.region_id) == col(Membership.region_id), col(Partner.id) == col(Membership.partner_id)),
        )
        .where(*bound_to_secrecy(reading), col(Membership.partner_id).in_(partners))
        .order_by(col(Partner.position), col(Person.name))
    )
    return tuple(Named(id=row.id, name=f"{row.name}, {row.short_name}") for row in rows)
