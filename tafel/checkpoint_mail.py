"""The daily mail with the checkpoint: to each partner's contact for privacy, so that somebody outside holds it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.ledger import CheckpointRow
from models.tables.people import Membership, Partner, Person, Region
from models.terms import Role
from tafel import clock, ledger, mail
from tafel.db import Reading, Writing

_BODY = """Goedendag,

Dit is het controlepunt van het verstrekkingenregister van de tafel {region}, van {at}.
Bewaar dit bericht buiten die tafel. U hoeft er verder niets mee te doen.

Wie dit bewaart, kan later laten zien of er in het register iets is weggehaald of veranderd:
de functionaris gegevensbescherming plakt de regels hieronder op de pagina Register, of
iemand controleert ermee een export, zonder ons en zonder internet.

-----8<-----
{note}-----8<-----
"""


def wanted(reading: Reading) -> bool:
    """Whether the register has anything in it, and somebody to hold its checkpoint."""
    return ledger.has_moved(reading) or ledger.newest_checkpoint(reading) is not None


def write(work: Writing) -> int:
    """Take a checkpoint and let a mail with it go to every partner; returns to how many."""
    ledger.take_checkpoint(work)
    newest = ledger.newest_checkpoint(work)
    if newest is None:
        return 0
    region = work.session.get_one(Region, work.seat.region)
    contacts = _contacts(work)
    for contact in contacts:
        subject = f"Controlepunt van het register, tafel {region.name}"
        to = mail.named(contact.name, contact.login, region.prefix)
        mail.write(work, to, subject, _body(region, newest), membership=contact.id, checkpoint=newest.id)
    return len(contacts)


def _contacts(work: Writing) -> list[Any]:
    """One person for each partner: its contact for privacy, else its contact."""
    rows = work.session.execute(
        select(
            col(Membership.id), col(Membership.partner_id), col(Membership.role), col(Person.name), col(Person.login)
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Partner, col(Partner.id) == col(Membership.partner_id))
        .where(col(Membership.region_id) == work.seat.region, col(Partner.region_id) == work.seat.region)
        .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
        .where((col(Membership.role) == Role.PRIVACY_CONTACT) | col(Membership.is_contact))
        .order_by(col(Partner.position), col(Membership.proposed_at), col(Membership.id))
    )
    first: dict[UUID, Any] = {}
    for row in sorted(rows, key=lambda row: row.role is not Role.PRIVACY_CONTACT):
        first.setdefault(row.partner_id, row)
    return list(first.values())


def _body(region: Region, newest: CheckpointRow) -> str:
    at = newest.signed_at.astimezone(clock.AMSTERDAM)
    return _BODY.format(region=region.name, at=f"{at:%d-%m-%Y %H:%M}", note=newest.note)
