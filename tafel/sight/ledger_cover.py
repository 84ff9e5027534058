"""How far the register stands fast, and since when: what checkpoints elsewhere cover, and how the last check ended."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlmodel import col

from models.acts import Act, Wrong
from models.tables.ledger import CheckpointHolder, CheckpointRow, Entry, Head, OutgoingMail
from models.tables.people import Membership, Partner, Person
from models.views.ledger import Cover, HeldCheckpoint, PutBack, Verified
from tafel import ledger
from tafel.db import Reading
from tafel.sight import rule_page

_of_holder = (
    col(OutgoingMail.region_id) == col(CheckpointHolder.region_id),
    col(OutgoingMail.checkpoint_id) == col(CheckpointHolder.checkpoint_id),
    col(OutgoingMail.membership_id) == col(CheckpointHolder.membership_id),
)
_ARRIVED = or_(
    col(CheckpointHolder.how) != "mail",
    exists().where(*_of_holder, col(OutgoingMail.sent_at).is_not(None)),
    ~exists().where(*_of_holder),
)


def cover(reading: Reading) -> Cover:
    """Minutes and lines that no checkpoint outside covers yet; the reading itself will be the next line."""
    size = reading.session.scalar(select(col(Head.size)).where(col(Head.region_id) == reading.seat.region)) or 0
    held = newest_held(reading)
    after = size - held.size if held else size
    return Cover(
        size=size, held=held, lines_after=after, verified=_verified(reading), books=rule_page.waiting(reading),
        minutes=int((reading.now - held.signed_at).total_seconds() // 60) if held and after else 0,
        put_back=tuple(map(_put_back, ledger.continuations(reading))),
    )  # fmt: skip


def newest_held(reading: Reading) -> HeldCheckpoint | None:
    """The largest checkpoint that somebody else holds, and who got it first; one that came back is held by nobody."""
    row = reading.session.execute(
        select(
            col(CheckpointRow.signed_at), col(CheckpointRow.size), col(Person.name).label("holder"),
            col(Partner.name).label("partner"), col(Membership.role),
        )
        .select_from(CheckpointHolder)
        .join(CheckpointRow, and_(col(CheckpointRow.region_id) == col(CheckpointHolder.region_id),
                                  col(CheckpointRow.id) == col(CheckpointHolder.checkpoint_id)))
        .join(Membership, and_(col(Membership.region_id) == col(CheckpointHolder.region_id),
                               col(Membership.id) == col(CheckpointHolder.membership_id)))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(Partner, and_(col(Partner.region_id) == col(Membership.region_id),
                                 col(Partner.id) == col(Membership.partner_id)))
        .where(col(CheckpointHolder.region_id) == reading.seat.region, _ARRIVED)
        .order_by(col(CheckpointRow.size).desc(), col(CheckpointHolder.at), col(Person.name))
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    return HeldCheckpoint(
        signed_at=row.signed_at, size=row.size, holder=row.holder, partner=row.partner or "", role=row.role
    )


def _verified(reading: Reading) -> Verified | None:
    last = reading.session.execute(
        select(col(Entry.envelope))
        .where(col(Entry.region_id) == reading.seat.region, col(Entry.act) == Act.LEDGER_VERIFIED)
        .order_by(col(Entry.position).desc())
        .limit(1)
    ).scalar()
    return _found(json.loads(last)) if last else None


def _put_back(told: dict[str, Any]) -> PutBack:
    known, since = max(each.get("known", 0) for each in told["ended"]), told["since"]
    lost = (since, known - 1) if known > since else (None, None)
    return PutBack(at=datetime.fromisoformat(told["at"]), first=lost[0], last=lost[1], decided_by=told["decided_by"])


def _found(envelope: dict[str, Any]) -> Verified:
    return Verified(
        at=datetime.fromisoformat(envelope["at"]),
        sound=envelope["sound"],
        size=envelope["size"],
        reach=envelope.get("reach", 0),
        first_bad=envelope.get("first_bad"),
        wrong=Wrong(envelope["wrong"]) if "wrong" in envelope else None,
    )
