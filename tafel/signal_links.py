"""A link for a colleague without an account, by name: it brings one signal for who made it, and shows nothing.

What comes by it is an act of that seat; who wrote it is kept with the link, for that partner alone.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.acts import Act
from models.forms.signals import BringSignal, MakeSignalLink
from models.mail_terms import Notice
from models.tables.people import Membership, Person
from models.tables.signals import SignalLink
from models.views.signals import LinkPage, OpenedLink, SignalLinkLine
from tafel import by_link, casework, clock, context, db, identifiers, ids, links, notices, once, signals
from tafel.db import Reading, Writing
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.settings import settings
from tafel.sight import signal_desk
from tafel.sign_in import digest, in_force, seat_in

_LASTS, _LOOKED_BACK = timedelta(days=7), timedelta(days=31)
GONE = say("Deze link werkt niet meer. Vraag uw collega om een nieuwe.")


def make_once(work: Writing, form: MakeSignalLink, body: str) -> str | None:
    """Make a link, for one rendering of the form: its address is shown once. None when this one made one before."""
    by_link.require_own(work.seat)
    partner = casework.may_open(work)
    if once.first(work, form.once, "signal-link", body) is not None:
        return None
    token, kept = links.make(work.seat.region)
    made = SignalLink(
        region_id=work.seat.region, id=ids.new(), membership_id=work.seat.membership, partner_id=partner,
        name=form.name, token_hash=kept, made_at=work.now, ends_at=work.now + _LASTS,
    )  # fmt: skip
    work.session.add(made)
    work.record(Act.SIGNAL_LINK_MADE, giver=partner, link=made.id, until=made.ends_at)
    return f"{settings().address}/signaal/{token}"


def revoke(work: Writing, link_id: UUID) -> None:
    """A link stops working now; what came by it stays."""
    link = work.session.get(SignalLink, (work.seat.region, link_id), with_for_update=True)
    if link is None or link.membership_id != work.seat.membership or link.used_at:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = work.now
        work.record(Act.SIGNAL_LINK_REVOKED, giver=work.seat.partner, link=link.id)


def page(reading: Reading, made: str | None = None) -> LinkPage:
    """The links I made in the last month."""
    here = (col(SignalLink.region_id) == reading.seat.region, col(SignalLink.membership_id) == reading.seat.membership)
    rows = reading.session.scalars(
        select(SignalLink)
        .where(*here, col(SignalLink.revoked_at).is_(None), col(SignalLink.made_at) > reading.now - _LOOKED_BACK)
        .order_by(col(SignalLink.made_at).desc(), col(SignalLink.id))
    )
    lines = (
        SignalLinkLine(id=one.id, name=one.name, made_at=one.made_at, ends_at=one.ends_at, used_at=one.used_at)
        for one in rows
    )
    return LinkPage(links=tuple(lines), made=made)


def opened(token: str) -> OpenedLink:
    """What the page behind a link shows. Raises NotFound when there never was such a link."""
    row, seat = _of(token)
    with db.reading(seat) as reading:
        handler = signal_desk.handler(reading)
        return OpenedLink(
            token=token, bound=identifiers.is_bound(seat), works=_works(row, reading), used=row.used_at is not None,
            name=row.link_name, partner=seat.partner_name, danger=signal_desk.danger(reading),
            handler=handler.partner if handler else None,
        )  # fmt: skip


def bring(token: str, form: BringSignal) -> None:
    """Bring the one signal of a link. Raises Refused once it was used, or is too old."""
    row, seat = _of(token)
    with db.writing(seat) as work:
        link = work.session.get_one(SignalLink, (seat.region, row.sitting), with_for_update=True)
        if link.used_at or not _works(link, work):
            raise Refused(GONE)
        sent = form.model_copy(update={"draft": ids.new(), "base": "", "later": False})
        link.case_id, link.used_at = signals.bring(work, sent, shows_back=False), work.now
        notices.tell(work, seat.membership, Notice.SIGNAL_BY_LINK, "/signalen")
        work.record(Act.SIGNAL_LINK_USED, case=link.case_id, giver=seat.partner, link=link.id)


def _works(link: Row[Any] | SignalLink, reading: Reading) -> bool:
    return link.used_at is None and link.revoked_at is None and link.ends_at > reading.now


def _of(token: str) -> tuple[Row[Any], Seat]:
    """A link, and the seat that made it: once that seat ended, there is no such link."""
    region = links.region_of(token)
    with db.installation() as session:
        context.tell(session, region, None, None, clock.now())
        row = session.execute(
            select(
                col(SignalLink.id).label("sitting"), col(SignalLink.region_id), col(SignalLink.membership_id),
                col(SignalLink.name).label("link_name"), col(SignalLink.used_at), col(SignalLink.revoked_at),
                col(SignalLink.ends_at), col(Person.id).label("person"), col(Person.name), col(Person.language),
                col(Person.private_view),
            )
            .join(Membership, col(Membership.id) == col(SignalLink.membership_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(SignalLink.region_id) == region, col(SignalLink.token_hash) == digest(token), *in_force())
        ).first()  # fmt: skip
        seat = seat_in(session, row, "signal-link") if row else None
    if row is None or seat is None:
        raise NotFound
    return row, seat
