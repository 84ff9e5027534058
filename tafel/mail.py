"""Mail that goes out: written with the act that causes it, put into a folder as .eml files by a chore. No case text."""

import os
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import OutgoingMail
from tafel import ids, ledger_desk
from tafel.db import Reading, Writing
from tafel.settings import settings

_AT_ONCE = 100
_SENDER = "tafel@localhost"


def write(
    work: Writing, recipient: str, subject: str, body: str, *, membership: UUID, checkpoint: UUID | None = None
) -> None:
    """Let a mail go out with this act. `recipient` is a name with an address."""
    work.session.add(
        OutgoingMail(
            region_id=work.seat.region, id=ids.new(), recipient=recipient, subject=subject, body=body,
            membership_id=membership, checkpoint_id=checkpoint, written_at=work.now,
        )
    )  # fmt: skip


def waiting(reading: Reading) -> bool:
    """Whether there is mail to send."""
    mine = (col(OutgoingMail.region_id) == reading.seat.region, col(OutgoingMail.sent_at).is_(None))
    return reading.session.scalar(select(col(OutgoingMail.id)).where(*mine).limit(1)) is not None


def send(work: Writing) -> int:
    """Send what waits; whoever was sent a checkpoint holds it from now on. Sending a mail again replaces it."""
    mine = (col(OutgoingMail.region_id) == work.seat.region, col(OutgoingMail.sent_at).is_(None))
    mails = work.session.scalars(
        select(OutgoingMail).where(*mine).order_by(col(OutgoingMail.written_at)).limit(_AT_ONCE)
    ).all()
    for mail in mails:
        _put(settings().mail_folder, mail)
        mail.sent_at = work.now
        if mail.checkpoint_id and mail.membership_id:
            ledger_desk.held_by(work, mail.checkpoint_id, mail.membership_id, "mail")
            work.record(Act.CHECKPOINT_SENT, checkpoint=mail.checkpoint_id, member=mail.membership_id)
    return len(mails)


def _put(folder: Path, mail: OutgoingMail) -> None:
    """Under its own name only once it is whole: who watches the folder never finds half a mail."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half, whole = folder / f".{mail.id}.part", folder / f"{mail.written_at:%Y-%m-%d}-{mail.id}.eml"
    with half.open("wb") as file:
        file.write(_message(mail).as_bytes())
        file.flush()
        os.fsync(file.fileno())
    half.replace(whole)


def _message(mail: OutgoingMail) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = _SENDER, mail.recipient, mail.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@tafel.localhost>"
    message.set_content(mail.body)
    return message
