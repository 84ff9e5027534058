"""People and seats: the administrator sees all of them and no content; others their own partner's."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.people import AccessToken, Membership, Partner, Password, Person, Sitting
from models.terms import PartnerKind, Role
from models.views.people import OwnPage, PartnerLine, PeoplePage, SeatLine, SittingLine, TokenLine
from tafel import clock, people
from tafel.db import Reading
from tafel.sight import post


def people_page(reading: Reading) -> PeoplePage:
    """The partners of the region, and the seats this reader may know, those to confirm first."""
    return PeoplePage(
        partners=partners(reading), seats=_seats(reading), manages=reading.seat.role is Role.ADMINISTRATOR
    )


def partners(reading: Reading) -> tuple[PartnerLine, ...]:
    """All partners of the region in their fixed order."""
    rows = reading.session.execute(
        select(
            col(Partner.id), col(Partner.name), col(Partner.short_name), col(Partner.kind), col(Partner.municipality)
        )
        .where(col(Partner.region_id) == reading.seat.region)
        .order_by(col(Partner.position))
    )
    return tuple(PartnerLine.model_validate(row) for row in rows)


def own_page(reading: Reading, new_token: str | None = None, new_feed: str | None = None) -> OwnPage:
    """What one can see and change of oneself: seat, secrecy, password, calendar, keys, where one is signed in."""
    seat = reading.seat
    membership = reading.session.get_one(Membership, (seat.region, seat.membership))
    login = select(col(Person.login)).where(col(Person.id) == seat.person)
    return OwnPage(
        person=seat.person_name,
        login=reading.session.execute(login).scalar_one(),
        partner=seat.partner_name or None,
        role=seat.role,
        job=seat.job,
        secrecy_signed_at=membership.secrecy_signed_at,
        secrecy_until=membership.secrecy_until,
        has_password=reading.session.get(Password, seat.person) is not None,
        tokens=_tokens(reading),
        sittings=_sittings(reading),
        new_token=new_token,
        feed=post.feed(reading),
        new_feed=new_feed,
    )


def to_confirm(reading: Reading) -> int:
    """How many proposed seats wait for this reader."""
    return sum(line.may_confirm for line in _seats(reading))


def _seats(reading: Reading) -> tuple[SeatLine, ...]:
    rows = reading.session.execute(
        select(Membership, col(Person.name), col(Person.login), col(Partner.name), _someone_sits())
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(Partner, _of_partner())
        .where(col(Membership.region_id) == reading.seat.region, col(Membership.ended_at).is_(None))
        .where(_known(reading))
        .order_by(col(Membership.confirmed_at).is_not(None), col(Partner.position), Person.name)
    )
    return tuple(_line(reading, *row) for row in rows)


def _line(
    reading: Reading,
    membership: Membership,
    name: str,
    login: str,
    partner: str | None,
    someone_sits: bool,  # noqa: FBT001 a column of the row
) -> SeatLine:
    return SeatLine(
        id=membership.id, person=name, login=login, partner=partner, role=membership.role, job=membership.job,
        is_contact=membership.is_contact, proposed_at=membership.proposed_at, confirmed_at=membership.confirmed_at,
        secrecy_signed_at=membership.secrecy_signed_at, secrecy_until=membership.secrecy_until,
        may_confirm=people.may_confirm(reading, membership, someone_sits=someone_sits),
        may_end=people.may_end(reading.seat, membership),
    )  # fmt: skip


def _known(reading: Reading) -> ColumnElement[bool]:
    seat = reading.seat
    if seat.role is Role.ADMINISTRATOR:
        return true()
    ours = col(Membership.partner_id) == seat.partner
    if seat.kind is not PartnerKind.VZ:
        return ours
    first = and_(col(Membership.confirmed_at).is_(None), ~_someone_sits())
    return or_(ours, first, and_(col(Membership.partner_id).is_(None), col(Membership.confirmed_at).is_(None)))


def _someone_sits() -> ColumnElement[bool]:
    """Whether the seat's partner has anybody whose seat is in force."""
    other = aliased(Membership)
    return exists().where(
        col(other.region_id) == col(Membership.region_id),
        col(other.partner_id) == col(Membership.partner_id),
        col(other.confirmed_at).is_not(None),
        col(other.ended_at).is_(None),
    )


def _of_partner() -> ColumnElement[bool]:
    return and_(col(Partner.region_id) == col(Membership.region_id), col(Partner.id) == col(Membership.partner_id))


def _tokens(reading: Reading) -> tuple[TokenLine, ...]:
    seat, now = reading.seat, clock.now()
    rows = reading.session.execute(
        select(AccessToken, col(Sitting.started_at), col(Sitting.seen_at), col(Sitting.ends_at))
        .join(Sitting, col(Sitting.id) == col(AccessToken.id))
        .where(col(AccessToken.region_id) == seat.region, col(AccessToken.membership_id) == seat.membership)
        .order_by(col(AccessToken.made_at).desc(), col(AccessToken.id))
    )
    return tuple(
        TokenLine(
            id=one.id, name=one.name, made_at=one.made_at, ends_at=one.ends_at, revoked_at=one.revoked_at,
            stopped_at=stops if stops < one.ends_at else None, used_at=used if used > begun else None,
            works=one.revoked_at is None and stops > now,
        )
        for one, begun, used, stops in rows
    )  # fmt: skip


def _sittings(reading: Reading) -> tuple[SittingLine, ...]:
    here: UUID = reading.seat.sitting
    rows = reading.session.execute(
        select(col(Sitting.id), col(Sitting.started_at), col(Sitting.seen_at))
        .where(col(Sitting.person_id) == reading.seat.person, col(Sitting.ended_at).is_(None))
        .where(col(Sitting.ends_at) > clock.now())
        .order_by(col(Sitting.seen_at).desc())
        .limit(20)
    )
    return tuple(
        SittingLine(id=row.id, started_at=row.started_at, seen_at=row.seen_at, here=row.id == here) for row in rows
    )
