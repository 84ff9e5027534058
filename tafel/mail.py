"""Mail that goes out: written with the act that causes it, handed on by a chore, tried again until it is. No case text.

A mail is claimed before it is handed on, each in a short transaction of its own: so two processes never send the same
one, and no lock is held while a mail server thinks. Of a mail whose fate nobody can know it is told; it is not sent
again by itself.
"""

import re
from datetime import datetime, timedelta
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import OutgoingMail
from tafel import db, delivery, ids, ledger_desk
from tafel.db import Reading, Writing
from tafel.delivery import Became, Outcome
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.settings import ADDRESS, settings
from tafel.sight import at_table

HOME = "{tafel}"  # stands in a body for the address of this tafel, known when it goes out
_AT_ONCE = 100
_LONGEST_NAME = 70
_CLAIM = timedelta(minutes=15)
_GIVES_UP = timedelta(days=5)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60))
_PLAIN = policy.default.clone(cte_type="7bit")


class Letter(NamedTuple):
    """A mail that was claimed."""

    id: UUID
    recipient: str
    subject: str
    body: str
    calendar: str | None
    written_at: datetime


def write(
    work: Writing,
    recipient: str,
    subject: str,
    body: str,
    *,
    membership: UUID,
    checkpoint: UUID | None = None,
    calendar: str | None = None,
) -> None:
    """Let a mail go out with this act. `recipient` is a name with an address."""
    work.session.add(
        OutgoingMail(
            region_id=work.seat.region, id=ids.new(), recipient=recipient, subject=subject, body=body,
            membership_id=membership, checkpoint_id=checkpoint, calendar=calendar, written_at=work.now,
        )
    )  # fmt: skip


def named(name: str, login: str, prefix: str) -> str:
    """A name with an address; a login that is no address gets one that leads nowhere."""
    known = ADDRESS.fullmatch(login)
    at = login if known else f"{login.replace('@', '.').strip('.')}@{prefix.lower()}.tafel{delivery.NOWHERE}"
    return f"{name[:_LONGEST_NAME].strip()} <{at}>"


def waiting(reading: Reading) -> bool:
    """Whether there is mail to hand on now."""
    due = select(col(OutgoingMail.id)).where(_open(reading), or_(_due(reading), _forgotten(reading)))
    return reading.session.scalar(due.limit(1)) is not None


def send(work: Writing) -> None:
    """Hand on what waits, once this transaction is over: a mail server may take its time."""
    seat = work.seat
    work.after.append(lambda: empty(seat))


def empty(seat: Seat) -> None:
    """Hand on what waits, one by one; when no mail at all is taken the rest waits too."""
    for _ in range(_AT_ONCE):
        with db.writing(seat) as work:
            letter = _claim(work)
        if letter is None:
            return
        outcome = _handed_on(letter)
        with db.writing(seat) as work:
            _note(work, letter.id, outcome)
        if outcome.became is Became.UNREACHABLE:
            return


def again(work: Writing, mail_id: UUID) -> None:
    """The secretariat lets a mail that did not get through go out once more; one that came back was not kept."""
    mail = _stuck(work, mail_id)
    if not mail.body:
        raise Refused(say("Dit bericht is niet bewaard. Vertel de persoon op een andere manier wat er wacht."))
    mail.refused_at = mail.unsure_at = mail.wait_until = mail.tries = mail.told = None
    mail.written_at = work.now
    work.record(Act.MAIL_RETRIED, mail=mail.id, member=mail.membership_id)


def settle(work: Writing, mail_id: UUID) -> None:
    """The secretariat told the person otherwise: nothing more is done with this mail."""
    mail = _stuck(work, mail_id)
    mail.settled_at = work.now
    _forget(mail)
    work.record(Act.MAIL_SETTLED, mail=mail.id, member=mail.membership_id)


def came_back(work: Writing, mail_id: UUID, told: str) -> bool:
    """A mail server says afterwards that a mail did not arrive; False where it is no mail of this region.

    One that is already a task, was settled, or is on its way once more stays as it is.
    """
    mail = work.session.get(OutgoingMail, (work.seat.region, mail_id), with_for_update=True, populate_existing=True)
    if mail is None:
        return False
    if (mail.sent_at or mail.unsure_at) and mail.settled_at is None:
        mail.sent_at, mail.unsure_at, mail.refused_at, mail.told = None, None, work.now, told or None
        _bounced(work, mail)
    return True


def is_stuck() -> ColumnElement[bool]:
    """Mail that did not get through, or of which nobody knows whether it did."""
    wrong = or_(col(OutgoingMail.refused_at).is_not(None), col(OutgoingMail.unsure_at).is_not(None))
    return and_(wrong, col(OutgoingMail.sent_at).is_(None), col(OutgoingMail.settled_at).is_(None))


def _stuck(work: Writing, mail_id: UUID) -> OutgoingMail:
    here = and_(col(OutgoingMail.region_id) == work.seat.region, col(OutgoingMail.id) == mail_id)
    found = work.session.scalar(select(OutgoingMail).where(here, is_stuck()))
    if found is None or not at_table.is_secretariat(work.seat):
        raise NotFound
    return found


def _open(reading: Reading) -> ColumnElement[bool]:
    nothing_yet = (col(getattr(OutgoingMail, name)).is_(None) for name in ("sent_at", "refused_at", "unsure_at"))
    return and_(col(OutgoingMail.region_id) == reading.seat.region, *nothing_yet)


def _due(reading: Reading) -> ColumnElement[bool]:
    rested = or_(col(OutgoingMail.wait_until).is_(None), col(OutgoingMail.wait_until) <= reading.now)
    return and_(col(OutgoingMail.claimed_at).is_(None), rested)


def _forgotten(reading: Reading) -> ColumnElement[bool]:
    """Claimed so long ago that whoever did is gone."""
    return col(OutgoingMail.claimed_at) <= reading.now - _CLAIM


def _claim(work: Writing) -> Letter | None:
    """The mail that waits longest, ours alone from now on."""
    lost = {"claimed_at": None} if delivery.may_repeat() else {"claimed_at": None, "unsure_at": work.now}
    work.session.execute(update(OutgoingMail).where(_open(work), _forgotten(work)).values(**lost))
    mail = work.session.scalars(
        select(OutgoingMail)
        .where(_open(work), _due(work))
        .order_by(col(OutgoingMail.written_at), col(OutgoingMail.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if mail is None:
        return None
    mail.claimed_at, mail.tries = work.now, (mail.tries or 0) + 1
    return Letter(*(getattr(mail, name) for name in Letter._fields))


def _handed_on(letter: Letter) -> Outcome:
    """Hand it on; one that cannot even be addressed holds up no other."""
    try:
        message = _message(letter)
    except (ValueError, IndexError, HeaderParseError):
        return Outcome(Became.REFUSED, "geen geldig mailadres")
    return delivery.hand_on(message, f"{letter.written_at:%Y-%m-%d}-{letter.id}")


def _note(work: Writing, mail_id: UUID, outcome: Outcome) -> None:
    """Write down what became of it; whoever was sent a checkpoint holds it from now on."""
    mail = work.session.get_one(OutgoingMail, (work.seat.region, mail_id))
    mail.claimed_at, mail.told = None, outcome.told or None
    became = outcome.became
    if became in (Became.LATER, Became.UNREACHABLE) and work.now - mail.written_at > _GIVES_UP:
        became = Became.REFUSED
    if became is Became.SENT:
        _sent(work, mail)
    elif became in (Became.REFUSED, Became.UNSURE):
        setattr(mail, f"{became}_at", work.now)
        _bounced(work, mail)
    else:
        mail.wait_until = work.now + _PAUSES[min(mail.tries or 1, len(_PAUSES)) - 1]
    if became is Became.UNREACHABLE:
        work.session.execute(update(OutgoingMail).where(_open(work), _due(work)).values(wait_until=mail.wait_until))


def _bounced(work: Writing, mail: OutgoingMail) -> None:
    held: dict[str, Any] = {"checkpoint": mail.checkpoint_id} if mail.checkpoint_id else {}
    work.record(Act.MAIL_BOUNCED, mail=mail.id, member=mail.membership_id, **held)


def _sent(work: Writing, mail: OutgoingMail) -> None:
    mail.sent_at, mail.unsure_at = work.now, None
    _forget(mail)
    if mail.checkpoint_id and mail.membership_id:
        ledger_desk.held_by(work, mail.checkpoint_id, mail.membership_id, "mail")
        work.record(Act.CHECKPOINT_SENT, checkpoint=mail.checkpoint_id, member=mail.membership_id)
    else:
        work.record(Act.MAIL_SENT, mail=mail.id, member=mail.membership_id)


def _forget(mail: OutgoingMail) -> None:
    """What it said may open something: links and codes are not kept longer than they are needed to send it."""
    mail.body, mail.calendar = "", None


def _message(mail: Letter) -> EmailMessage:
    message = EmailMessage(_PLAIN)
    name, at = mail.recipient.removesuffix(">").rsplit(" <", 1)
    message["From"] = Address("tafel", addr_spec=settings().sender)
    message["To"] = Address(re.sub(r"\s+", " ", name), addr_spec=at)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@{urlsplit(settings().address).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    body = mail.body.replace(HOME, settings().address)
    message.set_content(body, cte="7bit" if body.isascii() else "quoted-printable")
    if mail.calendar:
        _add_calendar(message, mail.calendar)
    return message


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """As a programme expects it: beside the text, under the same method the calendar itself names."""
    said = {"method": "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST", "charset": "utf-8"}
    message.add_attachment(calendar.encode(), "text", "calendar", filename="tafel.ics", params=said)
