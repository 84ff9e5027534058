"""Everything that leaves tafel by post, as whoever receives it can read it: mails with what goes along, and feeds."""

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.tables.ledger import OutgoingMail
from tafel import chores, db, feeds, ids, mail
from tafel.seat import Seat, of_chores
from tests.cast import Cast
from tests.client import Client
from tests.post_office import in_folder
from web.app import create

MAIL = ("invite", "remind", "send-mail")  # the chores by which something goes out by post


def by_the_clock(*names: str, regions: Sequence[UUID] = ()) -> list[str]:
    """The chores of these names, or all by which mail goes out, where they are due; returns which were done."""
    wanted, me = [one for one in chores.CHORES if one.name in (names or MAIL)], ids.new()
    return [one.name for region in regions or chores.regions() for one in wanted if chores.do(region, one, me)]


def everything(cast: Cast) -> Iterator[tuple[str, str]]:
    """Every mail that was written to anybody and as it went out, and everybody's dates: what it is, and its text."""
    for region in sorted({seat.region for seat in cast.seats.values()}):
        mail.empty(of_chores(region))
        with db.reading(of_chores(region)) as reading:
            for one in reading.session.scalars(select(OutgoingMail).where(col(OutgoingMail.region_id) == region)):
                yield "mail", str(one.model_dump())
    for message in in_folder():
        yield "file", text_of(message)
    for seat in cast.seats.values():
        yield "feed", feed_of(seat)


def text_of(message: EmailMessage) -> str:
    """Every header, and every part as a mail programme shows it."""
    parts = [bytes(part.get_payload(decode=True) or b"").decode() for part in message.walk()]  # type: ignore[arg-type]
    heads = [f"{name}: {value}" for part in message.walk() for name, value in part.items()]
    return unfolded("\n".join((*heads, *parts)))


def feed_of(seat: Seat) -> str:
    """Somebody's dates as a calendar programme fetches them, from an address made for this."""
    with db.writing(seat) as work:
        address = feeds.make_once(work, uuid4(), "")
    assert address
    answer = Client(create()).get(re.sub(r"^https?://[^/]+", "", address))
    assert answer.status_code == 200
    return unfolded(answer.text)


def unfolded(calendar: str) -> str:
    """Long lines of a calendar are broken off: whole again."""
    return re.sub(r"\r?\n ", "", calendar)
