"""Signing in: password, server-side sittings that end on time and can be revoked, throttled attempts, seats, tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.acts import Act
from models.forms.people import ChangePassword, ChooseSeat, SignIn
from models.tables.ledger import Entry
from models.tables.people import Attempt, Membership, Partner, Password, Person, Region, Sitting
from models.terms import Role
from tafel import by_link, clock, context, db, ids
from tafel.db import Writing
from tafel.prepared import given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import BY_LINK, Seat
from tafel.settings import settings
from tafel.sight.joins import row_of

_hasher = PasswordHash((Argon2Hasher(),))
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$LTUbBatzizLs+BLFCz/Tvg$sGbzJtp7630fP98fd7h+ZB/ok3mR0Mldf5vqbQjXG1Y"
_WINDOW = timedelta(minutes=15)
_MOST = 10
_DEMO = '"demo":true'
WRITE_SEEN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """A seat one can take, as the page to choose names it."""

    membership: UUID
    region_name: str
    partner_name: str
    job: str
    role: Role


@dataclass(frozen=True, slots=True)
class Present:
    """Who holds a sitting's token, and the seat chosen in it."""

    sitting: UUID
    person: UUID
    name: str
    language: str
    seat: Seat | None


def with_password(form: SignIn, where: str) -> str:
    """Sign in by name and password; returns the token of a new sitting.

    Name unknown and password wrong cannot be told apart, in words or in time.
    Raises Invalid, or Refused when throttled.
    """
    who = [_who("login", form.login), _who("from", where)]
    _throttle(who)
    with db.installation() as session:
        row = session.execute(
            select(col(Person.id), col(Password.hash))
            .join(Password, col(Password.person_id) == col(Person.id))
            .where(col(Person.login) == form.login)
        ).first()
    if not _hasher.verify(form.password, row.hash if row else NOBODYS) or row is None:
        _note_attempt(who)
        raise Invalid(password=say("Deze naam en dit wachtwoord horen niet bij elkaar."))
    return begin(row.id)


def begin(person: UUID, origin: str = "web") -> str:
    """Begin a sitting for somebody who proved who they are; only a hash of the token is kept."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with db.installation(write=True) as session:
        session.add(
            Sitting(
                id=ids.new(), person_id=person, token_hash=digest(token), started_at=now, seen_at=now,
                ends_at=now + timedelta(minutes=settings().sitting_minutes),
            )
        )  # fmt: skip
    only = seats_of(person)
    if len(only) == 1:
        take_seat(token, ChooseSeat(membership_id=only[0].membership), origin)
    return token


def present(token: str, origin: str = "web") -> Present | None:
    """Who holds this token now; None when it ended, was revoked or slept too long."""
    now = clock.now()
    with db.in_turn(), db.installation() as session:
        row = session.connection().execute(_SITTING, _standing(token, now)).first()
        if row is None:
            return None
        seat = seat_in(session, row, origin) if row.membership_id else None
        if seat is None and by_link.opened(session, row.region_id, row.sitting):
            return None
        here = Present(row.sitting, row.person, row.name, row.language, seat)
        slept = now - row.seen_at
    if slept > WRITE_SEEN_AFTER:
        seen(here.sitting, now)
    return here


def seats_of(person: UUID) -> list[SeatChoice]:
    """The seats in force of a person, over all regions."""
    with db.installation() as session:
        context.tell(session, None, None, person, clock.now())
        mine = session.scalars(
            select(Membership)
            .where(col(Membership.person_id) == person, *in_force())
            .order_by(col(Membership.proposed_at), col(Membership.id))
        ).all()
        return [_choice(session, membership, person) for membership in mine]


def take_seat(token: str, form: ChooseSeat, origin: str = "web") -> Seat:
    """Sit for one partner from now on; the ledger of that region notes the sign-in."""
    now = clock.now()
    with db.installation(write=True) as session:
        row = session.execute(_SITTING, _standing(token, now)).first()
        if row is None:
            raise NotFound
        context.tell(session, row.region_id, None, row.person, now)
        if by_link.opened(session, row.region_id, row.sitting):
            raise NotFound
        context.tell(session, None, None, row.person, now)
        this = (col(Membership.id) == form.membership_id, col(Membership.person_id) == row.person)
        membership = session.scalar(select(Membership).where(*this, *in_force()))
        if membership is None:
            raise NotFound
        taken = {"region_id": membership.region_id, "membership_id": membership.id}
        session.execute(update(Sitting).where(col(Sitting.id) == row.sitting).values(taken))
        seat = seat_in(session, session.execute(_SITTING, _standing(token, now)).one(), origin)
    if seat is None:
        raise NotFound
    with db.writing(seat) as work:
        work.record(Act.MEMBER_SIGNED_IN, sitting=seat.sitting)
    return seat


def sign_out(seat: Seat) -> None:
    """End one's own sitting."""
    with db.writing(seat) as work:
        work.session.execute(update(Sitting).where(col(Sitting.id) == seat.sitting).values(ended_at=work.now))
        work.record(Act.MEMBER_SIGNED_OUT, sitting=seat.sitting)


def leave(sitting: UUID) -> None:
    """End a sitting in which no seat was chosen yet."""
    with db.installation(write=True) as session:
        session.execute(update(Sitting).where(col(Sitting.id) == sitting).values(ended_at=clock.now()))


def set_password(person: UUID, password: str) -> None:
    """Give a person a password; every sitting that stands ends."""
    with db.installation(write=True) as session:
        store_password(session, person, password, clock.now())


def store_password(session: Session, person: UUID, password: str, now: datetime) -> None:
    """Keep the argon2id hash of a password, and end what was begun with another one."""
    session.merge(Password(person_id=person, hash=_hasher.hash(password), changed_at=now))
    _end_all(session, person, now)


def change_password(work: Writing, form: ChangePassword) -> None:
    """Choose another password; one's other sittings, and one's keys for machines, end."""
    by_link.require_own(work.seat)
    stands = work.session.get(Password, work.seat.person)
    if stands is None or not _hasher.verify(form.current, stands.hash):
        raise Invalid(current=say("Dit is niet uw huidige wachtwoord."))
    if form.new != form.again:
        raise Invalid(again=say("De twee nieuwe wachtwoorden zijn niet gelijk."))
    stands.hash, stands.changed_at = _hasher.hash(form.new), work.now
    end_others(work)
    work.record(Act.PASSWORD_CHANGED)


def end_others(work: Writing) -> None:
    """Sign out everywhere but here, machines too."""
    _end_all(work.session, work.seat.person, work.now, but=work.seat.sitting)
    work.record(Act.MEMBER_SIGNED_OUT, elsewhere=True)


def _end_all(session: Session, person: UUID, now: datetime, but: UUID | None = None) -> None:
    """What somebody began ends now: in every region, with its keys for machines, whose sittings end by their time."""
    standing = (col(Sitting.person_id) == person, col(Sitting.ends_at) > now)
    ended = {"ends_at": now, "ended_at": func.coalesce(col(Sitting.ended_at), now)}
    session.execute(update(Sitting).where(*standing, col(Sitting.id).is_distinct_from(but)).values(**ended))


def _standing(token: str, now: datetime) -> dict[str, Any]:
    idle = now - timedelta(minutes=settings().idle_minutes)
    return {"digest": digest(token), "now": now, "idle": idle, "soon": now + timedelta(days=1)}


def in_force() -> tuple[ColumnElement[bool], ...]:
    """Seats that were confirmed and have not ended."""
    return (col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))


def seen(sitting: UUID, now: datetime) -> None:
    """Note that a sitting is in use."""
    with db.installation(write=True) as session:
        session.execute(update(Sitting).where(col(Sitting.id) == sitting).values(seen_at=now))


def seat_in(session: Session, who: Row[Any], origin: str) -> Seat | None:
    """The seat chosen in a sitting, if it is still in force; `who` is a row of WHO."""
    now = clock.now()
    context.tell(session, who.region_id, None, who.person, now)
    mine = {"region": who.region_id, "membership": who.membership_id, "person": who.person}
    row = session.connection().execute(_SEAT, mine | {"sitting": who.sitting, "now": now}).first()
    if row is None or (row.by_link and not row.link_opens):
        return None
    bound = row.signed_it or (row.secrecy_until is not None and row.secrecy_until > now)
    return Seat(
        region=row.region_id, person=who.person, membership=row.id, partner=row.partner_id, kind=row.kind,
        role=row.role, sitting=who.sitting, person_name=who.name, partner_name=row.partner_name or "",
        region_name=row.region_name, job=row.job, language=who.language, private_view=who.private_view,
        several_seats=row.seats > 1 and not row.by_link, demo=_DEMO in (row.first_entry or ""),
        origin=BY_LINK if row.by_link else origin, must_sign=bool(row.by_link) and not bound,
    )  # fmt: skip


def is_demo(session: Session, region: UUID) -> bool:
    """Whether a region was born as a demo: its first ledger entry says so, and cannot be changed."""
    return _DEMO in (session.scalar(_FIRST_ENTRY.where(col(Entry.region_id) == region)) or "")


def _choice(session: Session, membership: Membership, person: UUID) -> SeatChoice:
    context.tell(session, membership.region_id, None, person, clock.now())
    region = session.get_one(Region, membership.region_id)
    partner = session.get(Partner, (membership.region_id, membership.partner_id)) if membership.partner_id else None
    return SeatChoice(membership.id, region.name, partner.name if partner else "", membership.job, membership.role)


def _throttle(who: Sequence[bytes]) -> None:
    since = clock.now() - _WINDOW
    with db.installation() as session:
        tried = session.scalar(select(func.count()).where(col(Attempt.who) == who[0], col(Attempt.at) > since))
        from_here = session.scalar(select(func.count()).where(col(Attempt.who) == who[1], col(Attempt.at) > since))
    if (tried or 0) >= _MOST or (from_here or 0) >= 10 * _MOST:
        raise Refused(say("Te vaak geprobeerd. Wacht een kwartier en probeer het opnieuw."))


def _note_attempt(who: Sequence[bytes]) -> None:
    with db.installation(write=True) as session:
        session.add_all(Attempt(id=ids.new(), who=one, at=clock.now()) for one in who)


def _who(use: str, value: str) -> bytes:
    return hashlib.sha256(f"{use}|{value}".encode()).digest()


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


WHO: tuple[Any, ...] = (
    col(Sitting.id).label("sitting"), col(Sitting.region_id), col(Sitting.membership_id), col(Sitting.started_at),
    col(Sitting.seen_at), col(Person.id).label("person"), col(Person.name), col(Person.language),
    col(Person.private_view),
)  # fmt: skip
_SITTING = (
    select(*WHO)
    .join(Person, col(Person.id) == col(Sitting.person_id))
    .where(col(Sitting.token_hash) == given("digest"), col(Sitting.ended_at).is_(None))
    .where(col(Sitting.ends_at) > given("now"), col(Sitting.seen_at).between(given("idle"), given("soon")))
)
_mine = aliased(Membership)
_SEATS = select(func.count()).where(
    col(_mine.person_id) == given("person"), col(_mine.confirmed_at).is_not(None), col(_mine.ended_at).is_(None)
)
_FIRST_ENTRY = select(col(Entry.envelope)).where(col(Entry.position) == 0)
_SEAT = (
    select(
        col(Membership.region_id), col(Membership.id), col(Membership.partner_id), col(Membership.role),
        col(Membership.job), col(Partner.kind), col(Partner.name).label("partner_name"),
        col(Region.name).label("region_name"), _SEATS.scalar_subquery().label("seats"),
        _FIRST_ENTRY.where(col(Entry.region_id) == given("region")).scalar_subquery().label("first_entry"),
        by_link.OPENED_IT.label("by_link"), by_link.OPENS_IT.label("link_opens"),
        by_link.SIGNED_IT.label("signed_it"), col(Membership.secrecy_until),
    )
    .select_from(Membership)
    .join(Region, col(Region.id) == col(Membership.region_id))
    .outerjoin(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .where(col(Membership.region_id) == given("region"), col(Membership.id) == given("membership"))
    .where(col(Membership.person_id) == given("person"), *in_force())
)  # fmt: skip
