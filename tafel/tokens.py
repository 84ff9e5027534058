"""A machine's key to one seat: made on one's own page, shown once, revocable."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models.forms.people import MakeToken
from models.tables.people import AccessToken, Membership, Person, Sitting
from models.terms import Act
from tafel import clock, db, ids
from tafel.db import Writing
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sign_in import digest, in_force, seat_in

def make(work: Writing, form: MakeToken) -> str:
    """Make a machine's key to one's own seat; it is shown once, and only its hash is kept."""
    if work.seat.origin != "web":
        raise Refused(say("Een sleutel maakt u op uw eigen pagina."))
    token = f"tafel_{work.seat.region.hex}_{secrets.token_urlsafe(32)}"
    made = AccessToken(
        region_id=work.seat.region, id=ids.new(), membership_id=work.seat.membership, name=form.name,
        token_hash=digest(token), made_at=work.now, ends_at=work.now + timedelta(days=form.days),
    )  # fmt: skip
    work.session.add(made)
    work.record(Act.TOKEN_MADE, token=made.id, until=made.ends_at)
    return token


def revoke(work: Writing, token_id: UUID) -> None:
    """A key stops working now."""
    found = work.session.get(AccessToken, (work.seat.region, token_id))
    if found is None or found.membership_id != work.seat.membership:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = work.now
        work.record(Act.TOKEN_REVOKED, token=token_id)


def seat_of(token: str) -> Seat | None:
    """The seat a machine's key opens; None when it is no key, ended or revoked."""
    region = _region_of(token)
    if region is None:
        return None
    now = clock.now()
    with db.installation() as session:
        db.set_context(session, region, None, None, now)
        row = session.execute(
            select(AccessToken.id, Membership.id, Person)
            .join(Membership, col(Membership.id) == col(AccessToken.membership_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(AccessToken.region_id) == region, col(AccessToken.token_hash) == digest(token), *in_force())
            .where(col(AccessToken.revoked_at).is_(None), col(AccessToken.ends_at) > now)
        ).first()
        if row is None:
            return None
        sitting = _sitting_of_token(session, row[0], row[2].id, region, row[1], now)
        return seat_in(sitting, row[2], "api")


def _sitting_of_token(session: Session, token: UUID, person: UUID, region: UUID, membership: UUID, now: datetime) -> Sitting:
    """A token's own sitting: the same for all its life, so that unchanged words are noted once."""
    found = session.get(Sitting, token)
    if found is None:
        with db.installation(write=True) as writer:
            found = Sitting(
                id=token, person_id=person, token_hash=digest(str(token)), region_id=region,
                membership_id=membership, started_at=now, seen_at=now, ends_at=now, ended_at=now,
            )  # fmt: skip
            writer.add(found)
            writer.flush()
            writer.expunge(found)
    return found


def _region_of(token: str) -> UUID | None:
    parts = token.split("_", 2)
    try:
        return UUID(hex=parts[1]) if len(parts) == 3 and parts[0] == "tafel" else None
    except ValueError:
        return None
