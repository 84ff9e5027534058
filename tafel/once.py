"""Each rendering of an act's form acts once: the same form sent again gives the same result, drawn afresh.

What was typed is kept as a keyed fingerprint: an address or a password is too easily guessed from a bare one.
"""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from models.tables.casework import OnceKey
from tafel import keys, seal
from tafel.db import Writing
from tafel.refusals import Conflict, say


def first(work: Writing, key: UUID, route: str, body: str) -> str | None:
    """Claim a form's key: None the first time, and the result of the first time after that.

    Raises Conflict when the key was used by another seat, route or body.
    """
    region = work.seat.region
    prints = (seal.fingerprint(one, "once", body) for one in keys.region_keys(region))
    mine = OnceKey(
        region_id=region, key=key, membership_id=work.seat.membership, route=route,
        body_hash=next(prints), at=work.now,
    )  # fmt: skip
    if work.add_if_new(mine):
        return None
    stands = work.session.get_one(OnceKey, (region, key))
    same = stands.body_hash == mine.body_hash or stands.body_hash in prints
    if (stands.membership_id, stands.route, same) != (mine.membership_id, mine.route, True):
        raise Conflict(say("Dit formulier is al eens verstuurd, met iets anders erin."))
    return stands.result


def keep(work: Writing, key: UUID, result: str) -> None:
    """Remember where the act's answer led."""
    work.session.execute(
        update(OnceKey).where(col(OnceKey.region_id) == work.seat.region, col(OnceKey.key) == key).values(result=result)
    )
