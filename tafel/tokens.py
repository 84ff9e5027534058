"""A machine's key to one seat: made on one's own page, shown once, revocable."""

import re
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.people import MakeToken
from models.tables.people import AccessToken, Membership, Person, Sitting
from tafel import by_link, clock, context, db, ids, once
from tafel.db import Writing
from tafel.prepared import given
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sign_in import WHO, WRITE_SEEN_AFTER, digest, in_force, seat_in, seen

_HEX = re.compile(r"[0-9a-f]{32}")


def make(work: Writing, form: MakeToken) -> str:
    """Make a machine's key to one's own seat; it is shown once, and only its hash is kept."""
    by_link.require_own(work.seat)
    if work.seat.origin != "web":
        raise Refused(say("Een sleutel maakt u op uw eigen pagina."))
    token = f"tafel_{work.seat.region.hex}_{secrets.token_urlsafe(32)}"
    made = AccessToken(
        region_id=work.seat.region, id=ids.new(), membership_id=work.seat.membership, name=form.name,
        token_hash=digest(token), made_at=work.now, ends_at=work.now + timedelta(days=form.days),
    )  # fmt: skip
    work.session.add_all((made, _own_sitting(work, made)))
    work.record(Act.TOKEN_MADE, token=made.id, until=made.ends_at)
    return token


def make_once(work: Writing, form: MakeToken, body: str) -> str | None:
    """Make a key for one rendering of the form: sent again it makes no second one, and the first is not shown again."""
    if once.first(work, form.once, "token", body) is not None:
        return None
    return make(work, form)


def revoke(work: Writing, token_id: UUID) -> None:
    """A key stops working now."""
    found = work.session.get(AccessToken, (work.seat.region, token_id))
    if found is None or found.membership_id != work.seat.membership:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = work.now
        work.record(Act.TOKEN_REVOKED, token=token_id)


def seat_of(token: str) -> Seat | None:
    """The seat a machine's key opens; None when it is no key, ended or revoked, or its maker signed out elsewhere."""
    region = _region_of(token)
    if region is None:
        return None
    now = clock.now()
    with db.installation() as session:
        context.tell(session, region, None, None, now)
        asked = {"region": region, "digest": digest(token), "now": now}
        row = session.connection().execute(_OPENED, asked).first()
        opened = seat_in(session, row, "api") if row else None
        fresh = row and now - row.seen_at < WRITE_SEEN_AFTER and row.seen_at > row.started_at
    if opened and not fresh:
        seen(opened.sitting, now)
    return opened


def _own_sitting(work: Writing, made: AccessToken) -> Sitting:
    """A token's own sitting, the same for all its life, so that words are noted once.

    For a browser it is over from the start; a token stops when the sitting's time is up.
    """
    return Sitting(
        id=made.id, person_id=work.seat.person, token_hash=digest(secrets.token_hex()), region_id=made.region_id,
        membership_id=made.membership_id, started_at=work.now, seen_at=work.now, ends_at=made.ends_at,
        ended_at=work.now,
    )  # fmt: skip


def _region_of(token: str) -> UUID | None:
    match token.split("_", 2):
        case ["tafel", region, _] if _HEX.fullmatch(region):
            return UUID(hex=region)
    return None


_OPENED = (
    select(*WHO)
    .select_from(AccessToken)
    .join(Sitting, col(Sitting.id) == col(AccessToken.id))
    .join(Membership, col(Membership.id) == col(AccessToken.membership_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(AccessToken.region_id) == given("region"), col(AccessToken.token_hash) == given("digest"), *in_force())
    .where(col(AccessToken.revoked_at).is_(None))
    .where(col(AccessToken.ends_at) > given("now"), col(Sitting.ends_at) > given("now"))
)
